"""A group of widgets under a heading that hides and shows them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from widgets.icons import icon
from widgets.language import _
from widgets.layout.hiding import show_if
from widgets.theme import themes


class CollapsibleGroup(QWidget):
    """A heading that is a button and, below it, the body. rows: the layout of the body, to add widgets to."""

    def __init__(self, title: str, *, opened: bool = True, parent=None):
        super().__init__(parent)
        self.heading = QToolButton()
        self.heading.setProperty("heading", True)
        self.heading.setText(title)
        self.heading.setCheckable(True)
        self.heading.setChecked(opened)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.heading.setAccessibleName(_("Group {title}").format(title=title))
        self.heading.toggled.connect(self._open)
        self.body = QWidget()
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(4, 0, 0, 4)
        self.rows.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addWidget(self.body)
        themes.changed.connect(self._apply_theme)
        self._open(opened)
        self._apply_theme()

    def _open(self, opened: bool) -> None:
        show_if(self.body, opened)
        self._show_icon()

    def _show_icon(self) -> None:
        self.heading.setIcon(icon("opened" if self.heading.isChecked() else "folded", "ink"))

    def _apply_theme(self) -> None:
        theme = themes.current
        self.heading.setIconSize(QSize(theme.pixels(12), theme.pixels(12)))
        self._show_icon()
