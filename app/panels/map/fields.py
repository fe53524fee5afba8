"""A line for a typed number, which says in red where it is none that can be taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from widgets.controls.editors import mark_invalid
from widgets.controls.typed_numbers import readings
from widgets.numbers import short
from widgets.theme import themes


class NumberLine(QLineEdit):
    """check: gives the number that is taken, or raises ValueError. changed: a person has typed something."""

    changed = Signal()

    def __init__(self, name: str, check: Callable[[float], float], letters: int = 7, parent: QWidget | None = None):
        super().__init__(parent)
        self.check, self._letters = check, letters
        self._shown: tuple[str, float] = ("", 0.0)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(self._typed)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_number(self, value: float) -> None:
        """Show a number; emits nothing."""
        self._shown = (short(value), value)
        self.setText(self._shown[0])
        mark_invalid(self, False)

    def number(self) -> float:
        """What stands there. Raises ValueError where that is no number, two, or one that cannot be taken."""
        if self.text() == self._shown[0]:
            return self._shown[1]           # with all its digits
        found = readings(self.text())
        if len(found) != 1:
            raise ValueError
        return self.check(found[0])

    def _typed(self) -> None:
        try:
            self.number()
            mark_invalid(self, False)
        except ValueError:
            mark_invalid(self, True)
        self.changed.emit()

    def _apply_theme(self) -> None:
        font = themes.current.font(tabular=True)
        self.setFont(font)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * self._letters + themes.current.pixels(16))


def whole(least: int, most: int) -> Callable[[float], float]:
    """A check for whole numbers from least to most."""
    def check(value: float) -> int:
        if value != int(value) or not least <= value <= most:
            raise ValueError
        return int(value)
    return check
