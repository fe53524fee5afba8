"""Two rows that wrap, which stand in one where there is width for both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QBoxLayout, QWidget


class RowOrRows(QWidget):
    """Give it two widgets, each with a FlowLayout: side by side as long as each has all of its items in one row, else
    one below the other."""

    def __init__(self, first: QWidget, second: QWidget, *, spacing: int = 8, parent: QWidget | None = None):
        super().__init__(parent)
        self._parts = (first, second)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(spacing)
        for part in self._parts:
            self._box.addWidget(part)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of the two: they need not stand side by side."""
        width = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._divide()

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:           # a part has other items
            self._divide()
        return super().event(event)

    def _divide(self) -> None:
        widths = [part.layout().width_of_one_row() for part in self._parts]
        side_by_side = sum(widths) + self._box.spacing() <= self.width()
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom)
        for place, width in enumerate(widths):
            stretch = max(1, width) if side_by_side else 0
            if self._box.stretch(place) != stretch:             # Qt asks for a layout again also where it is the same
                self._box.setStretch(place, stretch)
