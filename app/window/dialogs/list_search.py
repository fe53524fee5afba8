"""The field above a list of a dialog, in which one types what to look for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from widgets.controls.search_field import ClearableField

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ListSearch(ClearableField):
    """The keys that move in `view` work while one types. says: what can be looked for; it names the field, too."""

    def __init__(self, says: str, view: QAbstractItemView):
        super().__init__(says)
        self._view = view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            self._view.keyPressEvent(event)
        else:
            super().keyPressEvent(event)
