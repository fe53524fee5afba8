"""The scene of derivations: its lines have the numbers of the simulation, and light what they are about."""

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow

from app.engine.local import LocalClient
from app.panels.distances.derivation import DIMMED, DerivationScene
from app.panels.distances.scene_panel import ScenePanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from sims.distances.derivations_text import DERIVATIONS
from sims.distances.simulations.derivation import DerivationSimulation
from sims.simulation import State
from widgets.numbers import number

pytestmark = pytest.mark.usefixtures("calm_theme")


@pytest.fixture
def page(qtbot):
    holder = QMainWindow()
    qtbot.addWidget(holder)
    made = ScenePanel(DerivationScene, LocalClient(holder), actions.build(holder, actions.commands_of(RunCommands)))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.set_active(True)
    yield made          # while the holder, which has the client, lives


def text(page):
    return page.scene.view.views[page.scene.view.index].formula.text()


def opacity(page, plot, key):
    return page.scene.plots[plot].functions[key].opacity()


def test_no_number_of_any_line_is_lost_or_unknown(page):
    for name, lines in DERIVATIONS.items():
        page.use_preset(name)
        for index, line in enumerate(lines):
            page.scene.view.go_to(index)
            shown = page.scene.view.views[index]
            assert not shown.others.text(), line.html           # each number stands under its symbol
            assert "–" not in shown.formula.text() and shown.says.text() == line.says
        assert page.scene.view.index == len(lines) - 1
    QApplication.processEvents()


def test_a_drag_changes_the_numbers_and_not_the_line(page):
    view = page.scene.view
    view.go_to(2)
    page.scene.grips["d_real"].moved.emit(0.6)
    assert view.index == 2 and "BCE(1, D(x)) = 0.510826" in text(page)
    assert (opacity(page, "losses", "real"), opacity(page, "losses", "fake")) == (1.0, DIMMED)
    view.turn(2)
    assert (opacity(page, "losses", "real"), opacity(page, "losses", "fake")) == (DIMMED, 1.0)
    view.go_to(6)
    metrics = DerivationSimulation().measure(State(), page.params)
    assert f"V(D, G) = {number(metrics['value'])}" in text(page)
    assert opacity(page, "losses", "real") == opacity(page, "losses", "fake") == 1.0


def test_the_best_d_is_marked_at_the_top_of_the_curve_and_m_is_drawn_midway(page):
    page.use_preset("optimal")
    page.scene.view.go_to(4)
    assert "y = 0.731059" in text(page)
    f = page.scene.plots["integrand"].functions["f"]
    assert f._x[f._y.argmax()] == pytest.approx(0.731059, abs=0.003)
    page.use_preset("value")
    page.scene.view.go_to(1)
    densities = page.scene.plots["densities"]
    assert densities.is_shown("m") and opacity(page, "densities", "m") == 1.0
    for x in (-1.0, 0.5, 2.0):
        assert densities.functions["m"].value(x) == pytest.approx(
            (densities.functions["p"].value(x) + densities.functions["q"].value(x)) / 2, abs=1e-12)


def test_the_sum_over_z_and_that_over_x_come_into_view_with_their_lines(page):
    page.use_preset("chain")
    shown = page.scene.plots
    assert shown["latent"].isVisible() and not shown["sum_z"].isVisible()
    page.scene.view.go_to(8)
    over_z = text(page)
    assert shown["sum_z"].isVisible() and opacity(page, "sum_z", "over_z") == 1.0
    page.scene.view.go_to(9)
    assert opacity(page, "sum_x", "over_x") == 1.0 and opacity(page, "sum_z", "over_z") == DIMMED
    assert over_z.splitlines()[-1] == text(page).splitlines()[-1] == "∂L/∂w = −0.449600"
