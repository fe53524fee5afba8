"""Shares over time as a picture: a row for each of several things (modes), steps to the right, darker for more."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from widgets.colours import rgb
from widgets.language import _
from widgets.plots.items.item import ItemView
from widgets.plots.plot import Plot
from widgets.plots.ticks import round_up
from widgets.theme import themes

FIRST_STEPS = 20


class RasterItem(ItemView):
    """Draws shares (observations, rows), 0 to 1, seen at growing steps (observations,); each is shown until the next.
    """

    def __init__(self, role: str):
        super().__init__()
        self._role = role
        self.steps, self.shares = np.zeros(0), np.zeros((0, 0))
        self.last = 0.0                 # until which step the newest observation stands
        self.cursor: float | None = None
        self._pixels = np.zeros((0, 0), np.uint32)

    def columns(self, low: float, high: float, count: int) -> np.ndarray:
        """Which observation stands in each of `count` columns between two steps, -1 where none does."""
        middle = low + (np.arange(count) + 0.5) * (high - low) / count
        found = np.searchsorted(self.steps, middle, side="right") - 1
        width = (high - low) / count
        found[(middle > self.last + width) | (middle < 0)] = -1
        return found

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        view, transform = self.viewRect(), painter.transform()
        if view is None or not len(self.steps) or not self.shares.shape[1]:
            return
        rows = self.shares.shape[1]
        left, right = transform.map(QPointF(view.left(), 0)).x(), transform.map(QPointF(view.right(), 0)).x()
        count = max(2, int(abs(right - left)))
        which = self.columns(view.left(), view.right(), count)
        # The root, so that a fair share among many rows can be told from none.
        strength = np.sqrt(np.clip(np.nan_to_num(self.shares), 0, 1))[np.maximum(which, 0)].T
        strength[:, which < 0] = 0
        ground, ink = rgb(themes.current.ground), rgb(themes.current.colour(self._role).name())
        colours = np.rint(ground + strength[..., None] * (ink - ground)).astype(np.uint32)
        self._pixels = np.ascontiguousarray(
            0xFF000000 | colours[..., 0] << 16 | colours[..., 1] << 8 | colours[..., 2], dtype=np.uint32)
        image = QImage(self._pixels.data, count, rows, count * 4, QImage.Format.Format_RGB32)
        painter.save()
        painter.resetTransform()
        top, bottom = transform.map(QPointF(0, 0.5)), transform.map(QPointF(0, rows + 0.5))
        painter.drawImage(QRectF(QPointF(left, top.y()), QPointF(right, bottom.y())).normalized(),
                          image if bottom.y() > top.y() else image.flipped(Qt.Orientation.Vertical))
        theme = themes.current
        if abs(bottom.y() - top.y()) > 6 * rows:
            painter.setPen(QPen(theme.colour("grid"), self.pixel_scale()))
            for row in range(rows + 1):
                y = transform.map(QPointF(0, row + 0.5)).y()
                painter.drawLine(QPointF(left, y), QPointF(right, y))
        if self.cursor is not None and view.left() <= self.cursor <= view.right():
            x = transform.map(QPointF(self.cursor, 0)).x()
            painter.setPen(QPen(theme.colour("ink"), theme.line_width * self.pixel_scale()))
            painter.drawLine(QPointF(x, top.y()), QPointF(x, bottom.y()))
        painter.restore()


class RasterView(QWidget):
    """A titled raster with its axes. first: the number of the lowest row."""

    def __init__(self, title: str, y_name: str = "", *, role: str = "generated", first: int = 1,
                 least_height: int = 130, parent: QWidget | None = None):
        super().__init__(parent)
        self._first, self._least_height = first, least_height
        self._title = QLabel(title)
        self._title.setProperty("title", True)
        self._title.setWordWrap(True)
        self.plot = Plot(_("step"), y_name, cornered=True)
        self.plot.setAccessibleName(title)
        self.setAccessibleName(title)
        self.item = RasterItem(role)
        self.plot.addItem(self.item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        layout.addWidget(self.plot, 1)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_shares(self, steps: np.ndarray, shares: np.ndarray, last: float, cursor: float | None) -> None:
        """shares (n, rows) observed at growing steps (n,); last: the step that the newest one stands for."""
        self.item.steps, self.item.shares = np.asarray(steps, float), np.asarray(shares, float)
        self.item.last, self.item.cursor = last, cursor
        rows = self.item.shares.shape[1] if self.item.shares.ndim == 2 else 0
        self.plot.set_view((0.0, 0.5, round_up(max(FIRST_STEPS, last)), max(rows, 1) + 0.5))
        self.plot.getAxis("left").setTicks([[(k, str(k - 1 + self._first)) for k in row_numbers(rows)]])
        self.item.update()

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setMinimumHeight(round(self._least_height * theme.plot_scale))
        self._title.setContentsMargins(0, theme.pixels(3), theme.pixels(6), 0)
        self.plot.getAxis("left").setWidth(theme.pixels(52))


def row_numbers(rows: int) -> list[int]:
    """A few of the row numbers 1 … rows for the ticks of an axis, with both ends."""
    if rows <= 0:
        return []
    every = max(1, -(-(rows - 1) // 3))
    return sorted({1, rows, *range(1, rows - every // 2, every)})
