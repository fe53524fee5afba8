"""The panel of the GAN on a line, on runs in this process: what is drawn is what the run has, and a hand draws D."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest

from app.panels.line.panel import LinePanel
from app.sessions.link import read_link, write_link
from app.window import actions
from app.window.commands.run_commands import RunCommands
from app.window.presenter import Presenter
from sims import registry
from sims.line.curve import KNOTS, parse_curve
from sims.run import Run
from sims.simulation import fingerprint
from tests.app.panels.nash.near_panel import NearClient
from widgets.numbers import number

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "batch_size": 16}


@pytest.fixture
def panel(qtbot):
    owner, client = QObject(), NearClient()
    commands = (*actions.commands_of(RunCommands), *actions.commands_of(Presenter))
    panel = LinePanel(client, actions.build(owner, commands))
    panel.owner = owner
    qtbot.addWidget(panel)
    panel.resize(1200, 660)
    panel.show()
    panel.set_active(True)
    do(panel, "use", values=SMALL)
    return panel


def do(panel, command, **arguments):
    panel.client.send("line", command, **arguments)
    panel.client.show()


def steps(panel, count):
    for _ in range(count):
        panel.client.send("line", "step")
    panel.client.show()


def test_densities_d_and_numbers_are_those_of_the_run(panel):
    steps(panel, 3)
    run, = panel.client.group.runs
    frame, metrics = run.frame(), run.metrics()
    for plot, key, name in ((panel.line.densities, "data", "data_density"), (panel.line.d, "d", "score"),
                            (panel.line.densities, "generated", "generated_density")):
        view = plot.functions[key]
        np.testing.assert_allclose([view.value(x) for x in frame.arrays["x"][::20]], frame.arrays[name][::20],
                                   atol=1e-6)
    chance = panel.line.chance.functions["d"].value(frame.arrays["x"][50])
    assert chance == pytest.approx(1 / (1 + np.exp(-frame.arrays["score"][50])), abs=1e-6)
    assert f"W₁ {number(metrics['w1'], 3)}, V {number(metrics['value'], 3)}" in panel.scores.numbers.text()
    assert not any(grip.isVisible() for grip in panel.line.grips)
    starts, ends = panel.line.arrows._starts, panel.line.arrows._ends
    assert (np.sign(ends[:, 0] - starts[:, 0]) == np.sign(frame.arrays["pull"])).all()
    for plot in panel.line.plots:
        for button in plot.legend.buttons:
            button.click()
    assert not panel.line.arrows.isVisible() and not panel.line.densities.is_shown("data")


def test_a_hand_draws_d_beside_the_network_and_its_run_opens_from_a_link(panel):
    QTest.mouseClick(panel.scores.draw, Qt.MouseButton.LeftButton)
    panel.client.show()
    assert [run.params.curve for run in panel.report.runs] == ["", "0 0 0 0 0 0 0 0 0"]
    assert panel.scores.help.isVisible() and all(grip.isVisible() for grip in panel.line.grips)
    grip = panel.line.grips[6]                                  # over x = 2, the right mode
    middle = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle - QPoint(0, 30))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
    panel.client.show()
    values = parse_curve(panel.report.runs[1].params.curve)
    assert values[6] > 0.5 and values[:6] + values[7:] == (0.0,) * 8
    assert panel.line.d.functions["d"].value(KNOTS[6] + 0.025) == pytest.approx(values[6] * 0.975, rel=1e-3)
    steps(panel, 2)
    QTest.keyClick(panel.line.grips[2], Qt.Key.Key_PageUp)      # by ten steps of 0.1
    panel.client.show()
    assert parse_curve(panel.report.runs[1].params.curve)[2] == 1.0
    steps(panel, 2)
    network, hand = panel.client.group.runs
    assert network.events == [] and len(hand.events) == 2
    assert not panel.scores.help.isVisible() and panel.scores.numbers.text().count("W₁") == 2
    again = Run.from_log(registry.get("line"), hand.log())
    assert fingerprint(again.state) == fingerprint(hand.state)
    link = read_link(write_link([run.log() for run in (network, hand)]))
    assert not link.unknown and LinePanel.shows(link.simulation, len(link.logs)) and "curve" not in LinePanel.fixed
    do(panel, "restart")
    do(panel, "replay", logs=link.logs)
    assert [fingerprint(run.state) for run in panel.client.group.runs] == [fingerprint(run.state)
                                                                           for run in (network, hand)]
    QTest.mouseClick(panel.scores.give_back, Qt.MouseButton.LeftButton)
    panel.client.show()
    assert panel.report.runs[1].params.curve == "" and not panel.line.grips[0].isVisible()
