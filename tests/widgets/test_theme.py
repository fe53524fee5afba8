"""The theme, where the system has a look of its own."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QMenuBar

from widgets.theme import CONTRAST, themes


def luminance(colour):
    """As WCAG 2 defines it, of "#rrggbb"."""
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


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
