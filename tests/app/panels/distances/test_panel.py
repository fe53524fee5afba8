"""The distances panel: scenes, keys, controls and notes together, and its picture without a window."""


import pytest

from app.panels.distances.manifolds import ManifoldsScene
from app.panels.distances.noise import NoiseScene
from app.panels.distances.panel import SCENES, DistancesPanel
from app.window import actions
from app.window.commands.run_commands import RunCommands
from sims import registry
from sims.run import Run

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
    panel.set_active(False)


def test_playing_pauses_where_the_way_ends_and_where_another_scene_comes(panel, qtbot):
    panel.choose_speed("max")
    panel.command("toggle")
    assert panel.playing
    qtbot.waitUntil(lambda: panel.scene.step > 20, timeout=10_000)
    panel.tabs.setCurrentIndex(3)
    assert not panel.playing
    panel.command("toggle")
    qtbot.waitUntil(lambda: not panel.playing, timeout=10_000)
    assert panel.scene.step == panel.scene.furthest == 4
    panel.command("restart")
    assert panel.scene.step == 0


def test_keys_that_can_do_nothing_are_off_and_the_panel_says_why(panel):
    panel.tabs.setCurrentIndex(next(k for k, kind in enumerate(SCENES) if kind is NoiseScene))
    able = panel.availability()
    assert not able["play"] and not able["step"] and not able["new_seed"]
    assert "drag" in panel.status_text()
    panel.tabs.setCurrentIndex(next(k for k, kind in enumerate(SCENES) if kind is ManifoldsScene))
    assert panel.availability()["new_seed"] and panel.availability()["play"]


def test_controls_and_notes_fold_together(panel):
    panel.show_part("controls", False)
    assert not panel.scene.controls.isVisible() and not panel.scene.notes_strip.isVisible()
    panel.tabs.setCurrentIndex(1)
    assert not panel.scene.controls.isVisible()
    panel.show_part("controls", True)
    assert panel.scene.controls.isVisible() and panel.scene.notes_strip.isVisible()


def test_the_notes_turn(panel):
    strip = panel.scene.notes_strip
    first = strip.label.text()
    strip.buttons[1].click()
    assert strip.label.text() != first
    strip.buttons[0].click()
    assert strip.label.text() == first


@pytest.mark.parametrize("name", ["distances", "transport"])
def test_a_picture_is_drawn_for_the_command_line(name, tmp_path):
    from app.export.pictures import save_picture

    run = Run(registry.get(name))
    run.step()
    save_picture(run, str(tmp_path / "picture.png"))
    assert (tmp_path / "picture.png").stat().st_size > 20_000
