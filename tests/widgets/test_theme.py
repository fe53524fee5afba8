"""The theme, where the system has a look of its own."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QMenu, QMenuBar, QScrollArea

from tests.colour_vision import contrast
from widgets.theme import CONTRAST, themes


def test_in_high_contrast_all_that_is_read_or_means_something_has_7_to_1():
    for ground in (CONTRAST.ground, CONTRAST.panel, CONTRAST.raised):
        for colour in (CONTRAST.ink, CONTRAST.muted, CONTRAST.border, CONTRAST.real, CONTRAST.generated,
                       CONTRAST.accent, CONTRAST.warning, CONTRAST.critic, CONTRAST.generator, *CONTRAST.series):
            assert contrast(colour, ground) >= 7, colour


def test_menus_are_as_large_as_all_text_where_the_system_has_a_small_font_for_them(qapp, qtbot):
    themes.apply(qapp)
    before = {name: qapp.font(name) for name in ("QMenu", "QMenuBar")}
    small = QFont(qapp.font())
    small.setPointSizeF(6)
    for name in before:
        qapp.setFont(small, name)
    try:
        for menu in (QMenu(), QMenuBar()):
            qtbot.addWidget(menu)
            menu.ensurePolished()
            assert menu.font().pointSizeF() == themes.current.font_points
    finally:
        for name, font in before.items():
            qapp.setFont(font, name)


def test_what_was_made_in_a_presentation_and_first_shown_at_the_desk_has_the_type_of_the_desk(qapp, calm_theme, qtbot):
    themes.apply(qapp)
    themes.present(True)
    area, title = QScrollArea(), QLabel("Title")
    qtbot.addWidget(area)
    title.setProperty("title", True)
    area.setWidget(title)
    themes.present(False)
    area.show()
    assert {part.font().pointSizeF() for part in (area, area.viewport(), title)} == {themes.current.font_points}
    assert title.font().bold()


def test_who_watches_hears_of_a_presentation_that_looks_like_the_desk(calm_theme):
    heard = []
    themes.changed.connect(heard_one := lambda: heard.append(themes.presenting))
    try:
        for on in (True, False):
            themes.present(on, themes.current.scale)
            themes.present(on, themes.current.scale)        # once more: nothing new
    finally:
        themes.changed.disconnect(heard_one)
    assert heard == [True, False]
