"""The distances panel: scenes, keys, controls and notes together, and its picture without a window."""

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.panels.distances.manifolds import ManifoldsScene
from app.panels.distances.noise import NoiseScene
from app.panels.distances.panel import SCENES, DistancesPanel
from app.panels.headless_picture import PICTURES
from app.window import actions
from app.window.commands.run_commands import RunCommands
from sims import registry
from sims.run import Run
from widgets.numbers import number

pytestmark = pytest.mark.usefixtures("calm_theme")


@pytest.fixture
def panel(qtbot):
    from PySide6.QtWidgets import QMainWindow

    window = QMainWindow()
    qtbot.addWidget(window)
    panel = DistancesPanel(None, actions.build(window, actions.commands_of(RunCommands)))
    window.setCentralWidget(panel)
    window.resize(1280, 720)
    window.show()
    panel.set_active(True)
    yield panel
    if isValid(panel.client):                   # else another has taken over
        panel.set_active(False)


def test_playing_pauses_where_the_way_ends_and_where_another_scene_comes(panel, qtbot):
    panel.page.choose_speed("max")
    panel.command("toggle")
    assert panel.playing
    qtbot.waitUntil(lambda: panel.page.report.furthest > 20, timeout=10_000)
    first = panel.page
    panel.tabs.setCurrentIndex(3)
    assert not panel.playing and not first.playing
    panel.page.choose_speed("max")
    panel.command("toggle")
    qtbot.waitUntil(lambda: not panel.playing, timeout=10_000)
    assert panel.page.report.lead.frame.step == panel.page.report.furthest == 2
    panel.command("toggle")                                     # there is nothing left to play
    assert not panel.playing and panel.page.report.furthest == 2
    panel.command("restart")
    assert panel.page.report.lead.frame.step == 0
    panel.tabs.setCurrentIndex(0)
    assert not first.playing


def test_the_formula_of_a_step_comes_after_the_first_picture_and_has_its_numbers(panel, qtbot):
    assert panel.page.formula.isHidden()
    qtbot.waitUntil(lambda: not panel.page.formula.isHidden(), timeout=10_000)
    assert panel.page.formula.text().startswith("D*(x) = p(x) / (p(x) + q(x)), V(D*) = 2 JS − 2 ln 2")
    panel.command("step")
    qtbot.waitUntil(lambda: panel.page.report.furthest == 1, timeout=10_000)
    mean = panel.page.report.lead.frame.numbers["mean_q_now"]
    assert f"μ_q = {number(mean)}" in panel.page.formula.text()


def test_keys_that_can_do_nothing_are_off_and_the_panel_says_why(panel):
    panel.tabs.setCurrentIndex(next(k for k, kind in enumerate(SCENES) if kind is NoiseScene))
    able = panel.availability()
    assert not able["play"] and not able["step"] and not able["new_seed"]
    assert "drag" in panel.status_text()
    panel.tabs.setCurrentIndex(next(k for k, kind in enumerate(SCENES) if kind is ManifoldsScene))
    assert panel.availability()["new_seed"] and panel.availability()["play"]


def test_controls_and_notes_fold_together(panel):
    panel.show_part("controls", False)
    assert not panel.page.controls.isVisible() and not panel.page.notes_strip.isVisible()
    panel.tabs.setCurrentIndex(1)
    assert not panel.page.controls.isVisible()
    panel.show_part("controls", True)
    assert panel.page.controls.isVisible() and panel.page.notes_strip.isVisible()


def test_what_the_window_says_has_its_place(panel):
    panel.banner.show_text("That file cannot be opened.", "file")
    assert panel.banner.isVisible() and panel.layout().indexOf(panel.banner) == 1


def test_the_notes_turn(panel):
    strip = panel.page.notes_strip
    first = strip.label.text()
    strip.buttons[1].click()
    assert strip.label.text() != first
    strip.buttons[0].click()
    assert strip.label.text() == first


def test_a_speed_is_taken_up_by_the_scene_that_it_was_chosen_in(qtbot, panel):
    panel.page.choose_speed("step_1")
    chosen = panel.choices()
    assert chosen == {f"{SCENES[0].simulation}.speed": "step_1"}
    next_time = DistancesPanel(None, panel.actions)
    qtbot.addWidget(next_time)
    next_time.take_choices({**chosen, f"{SCENES[3].simulation}.speed": "warp"})
    assert next_time.page_of(0).speed == next_time.page_of(0).playback.speed.currentData() == "step_1"
    assert next_time.page_of(3).speed == SCENES[3].default_speed       # no speed that this Saddle knows


def test_a_panel_in_another_language_builds_the_scene_in_front_at_once_and_the_others_one_in_a_turn(qtbot, panel):
    for scene, speed in zip(SCENES, ("step_1", "step_10", "step_100")):
        panel.open_view(scene.simulation)
        panel.page.choose_speed(speed)
    panel.open_view(SCENES[1].simulation)
    panel.page.command("step")
    qtbot.waitUntil(lambda: panel.page.report.lead.frame.step == 1)
    after = DistancesPanel(None, panel.actions)
    qtbot.addWidget(after)
    after.take_over(panel)
    gone = []
    after.once_complete(lambda: gone.append(len(after.pages)))
    seen = [list(after.pages)]
    while not gone:
        QApplication.processEvents()
        seen.append(list(after.pages))
    assert seen[0] == [1] and max(len(later) - len(sooner) for sooner, later in zip(seen, seen[1:])) == 1
    assert sorted(seen[-1]) == [0, 1, 2] and gone == [3]
    assert [after.pages[index].speed for index in range(3)] == ["step_1", "step_10", "step_100"]
    assert after.page.report.lead.frame.step == 1


def test_every_simulation_has_a_picture_and_each_of_the_distances_a_scene():
    assert set(PICTURES) == set(registry.names())
    assert {kind.simulation for kind in SCENES} == {
        name for name, (module, _make) in PICTURES.items() if module.startswith("app.panels.distances")}


def test_reset_comes_back_to_what_the_page_opened_with(panel):
    panel.tabs.setCurrentIndex(next(k for k, kind in enumerate(SCENES) if kind is ManifoldsScene))
    panel.page.choose_speed("max")
    panel.page.set_by_hand({"size": 1.5})
    panel.command("new_seed")
    panel.command("step")
    panel.reset()
    run = panel.page.report.runs[0]
    assert (run.params, run.seed, run.frame.step) == (panel.page.params_type()(), 0, 0)
    assert panel.page.speed == "max"                    # it is remembered for the next start


@pytest.mark.parametrize("name", [kind.simulation for kind in SCENES])
def test_a_picture_is_drawn_for_the_command_line(name, tmp_path):
    from app.export.pictures import save_picture

    run = Run(registry.get(name))
    run.step()
    save_picture(run, str(tmp_path / "picture.png"))
    assert (tmp_path / "picture.png").stat().st_size > 20_000


def test_who_asks_for_the_page_in_front_while_it_opens_gets_that_one(panel):
    built = set(panel.pages.values())
    panel.client.reported.connect(lambda _report: panel.availability())
    panel.open_view("noise")
    assert panel.page.scene.simulation == "noise"
    assert set(panel.pages.values()) - built == {panel.page}
