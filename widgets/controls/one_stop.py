"""Buttons side by side at which Tab stops but once: the arrows go from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class OneStop(QObject):
    """buttons: gives them in their order; each has to be given to `watch`. click: whether an arrow presses the one that
    it comes to, as that of tabs does.

    Tab stops at the one that had the focus last; of exclusive buttons, at the one that is chosen.
    """

    def __init__(self, owner: QWidget, buttons: Callable[[], Sequence[QAbstractButton]], *, click: bool = False):
        super().__init__(owner)
        self._buttons, self._click = buttons, click
        self._last: QAbstractButton | None = None

    def watch(self, button: QAbstractButton) -> None:
        """Take this button in."""
        button.installEventFilter(self)
        self.choose()

    def choose(self) -> None:
        """Find anew at which one Tab stops; to be called where a button goes away or another one is chosen."""
        buttons = self._buttons()
        can = [button for button in buttons if not button.isHidden() and button.isEnabled()]
        stop = next((button for button in can if self._click and button.isChecked()), None)
        if stop is None:
            stop = self._last if self._last in can else next(iter(can), None)
        for button in buttons:
            wanted = Qt.FocusPolicy.TabFocus if button is stop else Qt.FocusPolicy.NoFocus
            if button.focusPolicy() != wanted:
                button.setFocusPolicy(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._last = watched
            self.choose()
        elif kind in (QEvent.Type.HideToParent, QEvent.Type.ShowToParent, QEvent.Type.EnabledChange):
            self.choose()
        elif (kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
              and event.key() in _KEYS and event.modifiers() in _PLAIN):
            if kind == QEvent.Type.KeyPress:
                self._go(watched, _KEYS[event.key()])
            event.accept()                  # here the arrows do not go from step to step
            return True
        return False

    def _go(self, button: QAbstractButton, by: int) -> None:
        can = [each for each in self._buttons() if not each.isHidden() and each.isEnabled()]
        to = can[(can.index(button) + by) % len(can)]
        to.setFocus(Qt.FocusReason.TabFocusReason)
        if self._click:
            to.click()
