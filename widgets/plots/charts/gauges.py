"""An item that draws circles, each with a small bar beside it for a value between 0 and 1."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.plots.items.item import ItemView, bounds_of
from widgets.theme import themes


class GaugesView(ItemView):
    """At each centre a circle of a radius in data units, and a bar that is full at the value 1 and above.

    The circle of the value 0 is dashed, so that it is told from the others without colour.
    """

    def __init__(self, role: str = "accent"):
        super().__init__()
        self._role = role
        self._centres, self._radius, self._values = np.zeros((0, 2)), 0.0, np.zeros(0)

    @property
    def values(self) -> np.ndarray:
        return self._values

    def set_gauges(self, centres: np.ndarray, radius: float, values: np.ndarray) -> None:
        """centres (n, 2) and radius in data coordinates; values (n,) from 0 (empty) to 1 (full)."""
        self._centres = np.asarray(centres, float).reshape(-1, 2)
        self._radius, self._values = float(radius), np.asarray(values, float)
        self._bounds = bounds_of(self._centres)
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if not len(self._centres) or len(self._values) != len(self._centres):
            return
        theme, unit = themes.current, themes.current.scale * self.pixel_scale()
        transform = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Never so small that it would hide behind the points, nor a bar larger than the gap to the next one.
        reach = (max(abs(transform.m11()) * self._radius, 5 * unit), max(abs(transform.m22()) * self._radius, 5 * unit))
        height = min(22 * unit, max(_nearest(self._centres) * abs(transform.m22()) * 0.6, 8 * unit))
        width = min(6 * unit, height / 2.5)
        colour, ground = theme.colour(self._role), theme.colour("ground")
        for (x, y), value in zip(self._centres, self._values):
            place = transform.map(QPointF(x, y))
            empty = not value > 0
            pen = QPen(theme.colour("ink") if empty else colour, 1.6 * unit)
            if empty:
                pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, *reach)
            bar = QRectF(place.x() + reach[0] + 3 * unit, place.y() - height / 2, width, height)
            painter.setPen(QPen(theme.colour("ink"), unit))
            painter.setBrush(ground)
            painter.drawRect(bar)
            if not empty:
                full = min(value, 1.0) * height
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRect(QRectF(bar.left(), bar.bottom() - full, width, full))
        painter.restore()


def _nearest(centres: np.ndarray) -> float:
    """The least distance between two centres; infinite for one."""
    if len(centres) < 2:
        return np.inf
    squared = ((centres[:, None] - centres) ** 2).sum(-1)
    np.fill_diagonal(squared, np.inf)
    return float(np.sqrt(squared.min()))
