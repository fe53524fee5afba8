"""How large a presentation is, and the two settings of size and palette."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu

from app.window import settings as remembered
from app.window.actions import build, commands_of, connect
from app.window.looks import PALETTES, Looks, desk_scale, presentation_scale
from app.window.window import Window
from widgets.theme import BASE_POINTS, PRESENTATION_SCALE, THEMES, themes

PIXELS_PER_POINT = 96 / 72


@pytest.fixture
def looks(qtbot, calm_theme):
    window = Window()
    qtbot.addWidget(window)
    window.settings = remembered.Settings()
    window.actions_by_key = build(window, commands_of(Looks))
    made = Looks(window)
    connect(window.actions_by_key, made)
    made.show()
    yield made
    themes.present(False)
    themes.enlarge(1.0)
    themes.use("light")


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1280, 800), (1920, 1080), (3840, 2160)])
def test_a_class_reads_the_smallest_text_as_well_on_every_screen(size):
    text = presentation_scale(QSize(*size)) * BASE_POINTS * PIXELS_PER_POINT
    assert 0.022 < text / size[1] < 0.026


def test_a_presentation_at_1080_lines_has_type_of_20_points():
    assert presentation_scale(QSize(1920, 1080)) * BASE_POINTS == pytest.approx(20)


def test_at_a_desk_only_a_screen_that_is_very_high_has_larger_type():
    assert [desk_scale(QSize(*size)) for size in ((1024, 768), (1920, 1080), (2560, 1440), (3840, 2160))] == [
        1, 1, 1, 1.5]


def test_scale_and_palette_are_chosen_each_for_itself_and_remembered(looks):
    menu = QMenu()
    looks.add_menus(menu)
    palettes, scales = (action.menu() for action in menu.actions())
    assert [action.text() for action in palettes.actions()] == ["Light", "Dark", "High contrast"]
    next(action for action in scales.actions() if action.text() == "200 %").trigger()
    next(action for action in palettes.actions() if action.text() == "High contrast").trigger()
    assert (themes.current.name, themes.current.scale) == ("contrast", 2.0)
    settings = looks.window.settings
    assert (settings.theme, settings.scale, settings.presentation_scale) == ("contrast", 2.0, 0.0)
    looks.window.actions_by_key["dark"].trigger()
    assert (themes.current.name, themes.current.scale) == ("dark", 2.0)
    assert [action.text() for action in palettes.actions() if action.isChecked()] == ["Dark"]


def test_what_is_chosen_in_a_presentation_is_for_presentations(looks):
    themes.present(True, PRESENTATION_SCALE)
    looks.larger()
    assert themes.current.scale == 2.0
    looks.smaller()
    looks.smaller()
    assert themes.current.scale == 1.5
    themes.present(False)
    assert themes.current.scale == 1.0
    assert (looks.window.settings.scale, looks.window.settings.presentation_scale) == (0.0, 1.5)
    assert looks.presentation_scale == 1.5


def test_every_size_can_be_reached_by_keys_and_there_is_an_end(looks):
    seen = []
    for _press in range(9):
        seen.append(themes.current.scale)
        looks.larger()
    assert seen[:7] == [1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5] and themes.current.scale == 2.5
    looks.usual_size()
    assert themes.current.scale == desk_scale(looks.window.screen().size())


def test_every_palette_can_be_stored_and_every_scale(tmp_path):
    assert set(remembered.ALLOWED["theme"]) == set(THEMES) == set(PALETTES)
    remembered.save(remembered.Settings(theme="contrast", scale=2.5, presentation_scale=1.25))
    try:
        found = remembered.load()
        assert (found.theme, found.scale, found.presentation_scale) == ("contrast", 2.5, 1.25)
    finally:
        remembered.path().unlink(missing_ok=True)
