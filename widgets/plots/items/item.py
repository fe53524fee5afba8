"""The base class of all items of a plot, and drawing many line segments in one call."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QTransform

from widgets.theme import themes


class ItemView(pg.GraphicsObject):
    """An item in data coordinates whose bounding rectangle is all that the view shows, so that it is always painted.

    Subclasses keep `self._bounds` up to date, (x0, y0, x1, y1) or None, and write `paint`, which must never raise. The
    item is painted again when the theme changes.
    """

    def __init__(self):
        super().__init__()
        self._bounds: tuple[float, float, float, float] | None = None
        themes.changed.connect(self._theme_changed)

    def data_bounds(self) -> tuple[float, float, float, float] | None:
        """(x0, y0, x1, y1) of the finite data, None when there is none."""
        return self._bounds

    def dataBounds(self, axis, frac=1.0, orthoRange=None):
        """Called by pyqtgraph for its own automatic range: (least, greatest) along axis 0 or 1."""
        return (None, None) if self._bounds is None else (self._bounds[axis], self._bounds[axis + 2])

    def boundingRect(self) -> QRectF:
        rect = self.viewRect()
        return QRectF() if rect is None else QRectF(rect)

    def viewTransformChanged(self):
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def pixel_scale(self) -> float:
        """The factor for sizes in pixels: 1 on the screen, more while a picture of a higher resolution is exported."""
        options = self._exportOpts          # of pyqtgraph: False while nothing is exported
        return float(options.get("resolutionScale", 1.0)) if options else 1.0

    def _theme_changed(self) -> None:
        self.update()


class LineArray:
    """Draws line segments (n, 4), as x1, y1, x2, y2 in pixels, by one call and without a Python loop."""

    def __init__(self):
        self._array = PrimitiveArray(QLineF, 4)

    def draw(self, painter: QPainter, segments: np.ndarray) -> None:
        if len(segments):
            self._array.resize(len(segments))
            self._array.ndarray()[:] = segments
            painter.drawLines(*self._array.drawargs())


def finite_rows(array: np.ndarray, columns: int) -> np.ndarray:
    """The rows of an array as float64 (n, columns) without those that hold NaN or infinity."""
    rows = np.asarray(array, dtype=np.float64).reshape(-1, columns)
    finite = np.isfinite(rows)
    return rows if finite.all() else rows[finite.all(axis=1)]


def bounds_of(points: np.ndarray) -> tuple[float, float, float, float] | None:
    """(x0, y0, x1, y1) of finite points (n, 2)."""
    if not len(points):
        return None
    x, y = points.T             # a column at a time: along an axis of length 2 numpy is ten times slower
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def map_points(transform: QTransform, points: np.ndarray) -> np.ndarray:
    """Points (n, 2) through an affine transform."""
    x, y = points.T
    mapped = np.empty((len(points), 2))
    np.add(x * transform.m11() + transform.dx(), y * transform.m21(), out=mapped[:, 0])
    np.add(y * transform.m22() + transform.dy(), x * transform.m12(), out=mapped[:, 1])
    return mapped
