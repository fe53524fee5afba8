"""The panel of many seeds with its runs in this process: pictures, counts, hands, and what it gives to the lab."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app.engine.local import LocalClient
from app.engine.messages import Opening
from app.panels.seeds.outcomes import counted, outcome
from app.panels.seeds.panel import SeedsPanel
from sims.run import Run

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 64}


class SmallSeeds(SeedsPanel):
    def opening(self):
        return Opening("gan", tuple((dict(SMALL), seed) for seed in range(4)), device="cpu", many=True)


class Actions(dict):
    def __missing__(self, key):
        self[key] = QAction(key)
        return self[key]


@pytest.fixture
def panel(qtbot):
    made = SmallSeeds(LocalClient(), Actions(), "cpu")
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.set_active(True)
    return made


def steps(panel, count):
    for _ in range(count):
        panel.command("step")


def test_every_seed_has_its_picture_and_is_counted(panel):
    panel.command("restart")
    steps(panel, 3)
    runs = panel.report.runs
    assert [multiple.title for multiple in panel.pictures.multiples] == [f"seed {seed}" for seed in range(4)]
    assert all(len(multiple.points) == 400 for multiple in panel.pictures.multiples)
    assert panel.counts.text() == counted(outcome(run.frame) for run in runs)
    losses = [run.frame.numbers["loss_g"] for run in runs]
    loss = panel.metrics.views[2].curves
    assert loss.values("median")[3] == pytest.approx(np.median(losses), rel=1e-5)
    assert loss.values("greatest")[3] == pytest.approx(max(losses), rel=1e-5)
    assert panel.metrics.strips.rows[2].values.tolist() == losses
    panel.pictures.repaint()
    panel.metrics.repaint()


def test_arrows_go_from_one_to_the_next_and_return_hands_it_over_as_it_stands(panel, qtbot):
    steps(panel, 2)
    panel.command("sub_step")
    pictures, kept = panel.pictures, []
    panel.resize(800, 1200)                                 # higher than wide: the four have two rows or more
    panel.kept.connect(kept.append)
    pictures.current = 0
    QTest.keyClick(pictures, Qt.Key.Key_Right)
    assert pictures.current == 1 and "seed 1" in pictures.accessibleDescription()
    QTest.keyClick(pictures, Qt.Key.Key_Left)
    QTest.keyClick(pictures, Qt.Key.Key_Left)
    assert pictures.current == 0
    QTest.keyClick(pictures, Qt.Key.Key_Down)
    assert pictures.current == pictures.columns
    QTest.keyClick(pictures, Qt.Key.Key_Return)
    QTest.mouseClick(pictures, Qt.MouseButton.LeftButton, pos=pictures.cell(3).center().toPoint())
    frame = panel.report.runs[0].frame
    assert [run.log["seed"] for run in kept] == [pictures.columns, 3]
    assert [run.log["position"] for run in kept] == [[frame.step, frame.phase]] * 2


def test_what_the_buttons_and_the_lab_ask_for(panel, qtbot):
    from sims.gan.simulation import GanSimulation
    run = Run(GanSimulation(), GanSimulation.Params(**SMALL), 6)
    run.step(2)
    run.set("r1", 0.5)
    panel.spread(run.log())
    panel.command("pause")
    assert [one.seed for one in panel.report.runs] == [6, 7, 8, 9]
    assert all(one.log["events"] == [(2, 0, "r1", 0.5)] for one in panel.report.runs)
    panel.number.button(8).click()
    assert len(panel.report.runs) == 8 and panel.number.button(8).isChecked()
    panel.controls.changed.emit("learning_rate_d", 0.002)
    assert {one.params.learning_rate_d for one in panel.report.runs} == {0.002}
    assert panel.shows("gan", 8) and not panel.shows("gan", 2) and not panel.shows("nash", 8)
    views = panel.metrics.views
    views[0].choice.setCurrentIndex(views[0].choice.findData("grad_norm_d"))
    steps(panel, 1)
    assert np.isfinite(views[0].curves.values("median")[-1])
    assert "seeds 6 to 13" in panel.status_text()
