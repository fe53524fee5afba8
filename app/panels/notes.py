"""Texts that wrap, and a strip of notes to a picture: what the literature says, and what is right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from widgets.language import _
from widgets.theme import themes


def wrapped(text: str, role: str = "ink") -> QLabel:
    """A label that wraps its text, in the colour of a role of the theme."""
    label = _Wrapped(text)
    label.role = role
    label.apply_theme()
    return label


class _Wrapped(QLabel):
    role = "ink"

    def __init__(self, text: str):
        super().__init__(text)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self.apply_theme)

    def apply_theme(self) -> None:
        self.setStyleSheet(f"color: {themes.current.colour(self.role).name()};")


class NoteStrip(QFrame):
    """Shows one of several notes (translatable) at a time, with buttons to the others. Hidden where there is none."""

    def __init__(self, notes: Iterable[str]):
        super().__init__()
        self._notes = tuple(notes)
        self.index = 0
        self.label = wrapped("")
        self.label.setAccessibleName(_("What the sources say"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 2, 2)
        layout.addWidget(self.label, 1)
        self.buttons = []
        for text, name, by in (("‹", _("Previous note"), -1), ("›", _("Next note"), 1)):
            button = QToolButton()
            button.setText(text)
            button.setProperty("flat", True)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(lambda checked=False, by=by: self.turn(by))
            layout.addWidget(button)
            if len(self._notes) < 2:            # never shown without a parent: that would be a window
                button.hide()
            self.buttons.append(button)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.turn(0)
        if not self._notes:
            self.hide()

    def turn(self, by: int) -> None:
        """Go on by so many notes, round and round."""
        if self._notes:
            self.index = (self.index + by) % len(self._notes)
            self.label.setText(_(self._notes[self.index]))

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"NoteStrip {{ background: {theme.raised}; border: none; "
                           f"border-left: 4px solid {theme.accent}; }}")
