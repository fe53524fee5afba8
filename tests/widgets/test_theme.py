"""The theme, where the system has a look of its own."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QMenuBar

from widgets.theme import themes


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
