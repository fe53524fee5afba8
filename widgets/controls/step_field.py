"""The step as a text that can be typed over, to go to another one."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from widgets.language import _
from widgets.numbers import whole
from widgets.theme import themes

LARGEST = 2**24                     # a run of more steps cannot be saved
#: What may stand between groups of three digits: , . ' and spaces, also narrow ones that do not break.
_SEPARATOR = re.compile(r"(?<=\d)[,.'’_\s](?=\d{3}(?!\d))")


class StepField(QLineEdit):
    """Shows the steps done. step_typed: a person wants to go there. refused: has typed no step; says so, translated."""

    step_typed = Signal(int)
    refused = Signal(str)

    def __init__(self, parent=None):
        super().__init__(parent)
        self._step = 0
        self.setAccessibleName(_("Steps done"))
        self.setToolTip(_("Type a step to go there (Ctrl+G); beyond the last one reached the run trains up to it"))
        self.setProperty("flat", True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_step(self, step: int) -> None:
        """Leaves alone what is being typed."""
        self._step = step
        if not self.hasFocus():
            self._show(_("step {number}").format(number=whole(step)))

    def begin(self) -> None:
        """Put the cursor here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
            self._fit()

    def _fit(self) -> None:
        """Of a fixed size, wide enough for every text so far: else each new one has the whole window laid out anew."""
        wide = _("step {number}").format(number="123,456")
        needed = max(map(QFontMetrics(self.font()).horizontalAdvance, (wide, self.text()))) + themes.current.pixels(14)
        if needed > self.minimumWidth():
            self.setFixedWidth(needed)

    def _apply_theme(self) -> None:
        self.setFont(themes.current.font(tabular=True))
        self.setMinimumWidth(0)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show(whole(self._step))
        self.selectAll()

    def mouseReleaseEvent(self, event) -> None:
        super().mouseReleaseEvent(event)
        if not self.hasSelectedText():
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_step(self._step)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()                              # not the end of a presentation
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.text())
        else:
            super().keyPressEvent(event)

    def _go(self, text: str) -> None:
        step = step_of(text)
        if step is None:
            self.refused.emit(_("“{text}” is no step: type a whole number from 0 to {last}.").format(
                text=text, last=whole(LARGEST)))
            self.selectAll()
        else:
            self.clearFocus()
            self.step_typed.emit(step)


def step_of(text: str) -> int | None:
    """The step that a text names, from 0 to LARGEST; None where it names none. Thousands may be parted."""
    digits = _SEPARATOR.sub("", text.strip())
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 12 or int(digits) > LARGEST:
        return None
    return int(digits)
