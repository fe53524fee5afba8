"""A row of views that becomes a column where there is too little width for it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QBoxLayout, QWidget


class TurningRow(QBoxLayout):
    """Its items side by side, or one below the other where they cannot be narrow enough for that. It can be as narrow
    as the widest of them: a row of plots does not widen all that it lies in.

    turned: whether they stand one below the other however wide it is.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(QBoxLayout.Direction.LeftToRight, parent)
        self.turned = False

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(max(self._widths(), default=0) + margins.left() + margins.right(), super().minimumSize().height())

    def setGeometry(self, rect: QRect) -> None:
        widths, margins = self._widths(), self.contentsMargins()
        needed = sum(widths) + self.spacing() * max(0, len(widths) - 1) + margins.left() + margins.right()
        turned = self.turned or needed > rect.width()
        direction = QBoxLayout.Direction.TopToBottom if turned else QBoxLayout.Direction.LeftToRight
        if direction != self.direction():       # Qt lays out anew also where it is the same
            self.setDirection(direction)
        super().setGeometry(rect)

    def turn(self, on: bool) -> None:
        """Choose `turned`."""
        if on != self.turned:
            self.turned = on
            self.invalidate()

    def _widths(self) -> list[int]:
        items = [self.itemAt(place) for place in range(self.count())]
        return [item.minimumSize().width() for item in items if not item.isEmpty()]
