"""Texts that wrap, and a strip of notes to a picture: what the literature says, and what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

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
    """Shows one of several notes (translatable) at a time, with buttons to the others and to the list of sources.

    The buttons are beside the text, or below it where it is narrower than NARROW. Hidden where there is no note, and
    where it is folded. sources_asked: a person wants to see that list.
    """

    NARROW = 420                    # pixels at scale 1
    sources_asked = Signal()

    def __init__(self, notes: Iterable[str] = (), parent: QWidget | None = None):
        super().__init__(parent)
        self._notes: tuple[str, ...] = ()
        self._folded = False
        self.index = 0
        self.label = wrapped("")
        self.label.setAccessibleName(_("What the sources say"))
        self._row = QHBoxLayout()
        self._row.setSpacing(2)
        self._row.addStretch(1)
        layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        layout.setContentsMargins(8, 2, 2, 2)
        layout.setSpacing(2)
        layout.addWidget(self.label, 1)
        layout.addLayout(self._row)
        self.buttons = [self._button("‹", _("Previous note"), lambda: self.turn(-1)),
                        self._button("›", _("Next note"), lambda: self.turn(1))]
        self.sources = self._button(_("Sources"), _("List of sources"), self.sources_asked.emit)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.setVisible(False)
        self.show_notes(notes)

    def _button(self, text: str, name: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setProperty("flat", True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda checked=False: act())
        self._row.addWidget(button)
        return button

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        narrow = self.width() < themes.current.pixels(self.NARROW)
        self.layout().setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def show_notes(self, notes: Iterable[str]) -> None:
        """Show these notes, the first of them first."""
        notes = tuple(notes)
        if notes != self._notes:
            self._notes, self.index = notes, 0
            for button in self.buttons:
                button.setVisible(len(notes) > 1)
            self.turn(0)
        self.fold(self._folded)

    def fold(self, on: bool) -> None:
        """Fold it away, or show it again where it has something to say."""
        self._folded = on
        self.setVisible(bool(self._notes) and not on)

    def turn(self, by: int) -> None:
        """Go on by so many notes, round and round."""
        if self._notes:
            self.index = (self.index + by) % len(self._notes)
            self.label.setText(_(self._notes[self.index]))

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"NoteStrip {{ background: {theme.raised}; border: none; "
                           f"border-left: 4px solid {theme.accent}; }}")
