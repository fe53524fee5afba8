"""A square in a plot on which the mouse paints a density: dragging paints, with Shift it erases."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen

from widgets.plots.items.item import ItemView
from widgets.plots.plot import Plot
from widgets.theme import themes

LEVELS = 17                     # steps of density: soft edges that still fit into a short text


class BrushView(ItemView):
    """density: uint8 (cells, cells), 0 to 255, row 0 at the bottom, over the square [-half, half]^2 of the plot.

    active: whether the left button paints, instead of moving the plot. radius: of the brush, in cells.
    painted(density): the button was released after the density has changed.
    """

    painted = Signal(object)

    def __init__(self, plot: Plot, half: float, cells: int = 64, role: str = "real"):
        super().__init__()
        self._plot, self._half, self._role = plot, half, role
        self.density = np.zeros((cells, cells), np.uint8)
        self.radius = 2.5
        self.active = False
        self._last: tuple[float, float] | None = None
        self._rubs = False
        self._before = self.density
        self._pixels = np.zeros((0, 0), np.uint32)
        plot.viewport().installEventFilter(self)

    @property
    def painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._last is not None

    def set_active(self, on: bool) -> None:
        self.active = on
        viewport = self._plot.viewport()
        viewport.setCursor(Qt.CursorShape.CrossCursor) if on else viewport.unsetCursor()

    def set_density(self, density: np.ndarray) -> None:
        """Show another density; ignored during a stroke. One of another size is resampled to the nearest cells."""
        if self.painting:
            return
        density = np.asarray(density, np.uint8)
        if density.shape != self.density.shape:
            rows, columns = (np.minimum(((np.arange(want) + 0.5) * have / want).astype(int), have - 1)
                             for want, have in zip(self.density.shape, density.shape))
            density = density[np.ix_(rows, columns)]
        self.density = density.copy()
        self.update()

    def clear(self) -> None:
        self.set_density(np.zeros_like(self.density))

    # The mouse --------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched, event) -> bool:
        if not (self.active and self.isVisible()):
            return False
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            if event.button() != Qt.MouseButton.LeftButton:
                return False
            self._rubs = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._before, self._last = self.density.copy(), self._cell(event.position())
            self._stroke(self._last, self._last)
            return True
        if kind == QEvent.Type.MouseMove and self.painting:
            place = self._cell(event.position())
            self._stroke(self._last, place)
            self._last = place
            return True
        if kind == QEvent.Type.MouseButtonRelease and self.painting:
            self._last = None
            if not np.array_equal(self._before, self.density):
                self.painted.emit(self.density.copy())
            return True
        return False

    def _cell(self, position: QPointF) -> tuple[float, float]:
        """(column, row) of a place in the viewport."""
        point = self._plot.getViewBox().mapSceneToView(self._plot.mapToScene(position.toPoint()))
        rows, columns = self.density.shape
        return ((point.x() + self._half) / (2 * self._half) * columns - 0.5,
                (point.y() + self._half) / (2 * self._half) * rows - 0.5)

    def _stroke(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        rows, columns = self.density.shape
        y, x = np.mgrid[:rows, :columns]
        along = np.subtract(end, start)
        square = float(along @ along)
        t = 0.0 if square == 0 else np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / square, 0, 1)
        distance = np.hypot(x - start[0] - t * along[0], y - start[1] - t * along[1])
        amount = np.clip(1.5 - distance / self.radius, 0, 1)
        amount = (np.rint(amount * (LEVELS - 1)) * (255 / (LEVELS - 1))).astype(np.uint8)
        self.density = np.minimum(self.density, 255 - amount) if self._rubs else np.maximum(self.density, amount)
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        theme = themes.current
        colour = theme.colour(self._role)
        alpha = (self.density.astype(np.uint32) * 90) // 255          # premultiplied: the colour times its strength
        parts = [alpha * part // 255 for part in (colour.red(), colour.green(), colour.blue())]
        self._pixels = np.ascontiguousarray(alpha << 24 | parts[0] << 16 | parts[1] << 8 | parts[2], dtype=np.uint32)
        rows, columns = self.density.shape
        image = QImage(self._pixels.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied)
        square = QRectF(-self._half, -self._half, 2 * self._half, 2 * self._half)
        painter.save()
        painter.drawImage(square, image)
        pen = QPen(theme.colour("border"), theme.line_width)
        pen.setCosmetic(True)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)
        painter.restore()
