"""A layout that fills rows from left to right and begins a new row when one is full."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout


class FlowLayout(QLayout):
    """Items at their preferred size, wrapped like words, the middles of a row on one line; hidden ones take no room.

    spacing: in pixels, both ways.
    """

    def __init__(self, parent=None, *, spacing: int = 6):
        super().__init__(parent)
        self._items = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int):
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int):
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self):
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def width_of_one_row(self) -> int:
        """What all items need beside one another."""
        margins = self.contentsMargins()
        widths = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        return sum(widths) + self.spacing() * max(0, len(widths) - 1) + margins.left() + margins.right()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Place the items inside rect; the height that they need."""
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, y, row = area.x(), area.y(), []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), max(area.width(), 1))
            if x > area.x() and x + width > area.x() + area.width():
                x, y, row = area.x(), y + self._end(row, y, move) + self.spacing(), []
            wraps = width < size.width() and item.hasHeightForWidth()
            row.append((item, x, QSize(width, item.heightForWidth(width) if wraps else size.height())))
            x += width + self.spacing()
        return y + self._end(row, y, move) + margins.bottom() - rect.y()

    @staticmethod
    def _end(row, y: int, move: bool) -> int:
        """Place a row of (item, x, size), their middles on one line; its height."""
        height = max((size.height() for _item, _x, size in row), default=0)
        if move:
            for item, x, size in row:
                item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
        return height


class FlowLabel(QLabel):
    """A text in one line, which wraps only where a flow has less room than that: a long title does not widen a plot."""

    PART = 0.5                  # of its line that it asks for at least; a second one takes the rest

    def __init__(self, text: str = ""):
        super().__init__(text)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        if "<" in self.text():                  # which is made up as a document
            return super().sizeHint()
        margins = self.contentsMargins()
        return self.fontMetrics().size(0, self.text()) + QSize(
            margins.left() + margins.right(), margins.top() + margins.bottom())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        longest_word = super().minimumSizeHint().width()
        return QSize(min(hint.width(), max(longest_word, round(self.PART * hint.width()))), hint.height())


class GrowingLabel(FlowLabel):
    """Its room only grows with its texts, so that what stands beside it does not move; in another font it begins anew.
    """

    _widest = 0

    def changeEvent(self, event) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._widest = 0
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        self._widest = max(self._widest, hint.width())
        return QSize(self._widest, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().sizeHint().height())
