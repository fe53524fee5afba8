"""Items for functions of one variable: a line with a shaded area, and marks at single places of the x axis."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF, QTransform

from widgets.plots.curves.curve_item import pen_for
from widgets.plots.items.item import ItemView
from widgets.theme import themes

#: Pixels beyond which nothing is sent to the painter.
_FAR = 3e4
#: How many times a line may cross the height of the plot and still be stroked: beyond that nobody sees its width or its
#: dashes, and Qt takes seconds for each of them.
_ROUGH = 30
#: How strongly the part below the base is shaded beside the part above it.
_BELOW = 0.4


class FunctionView(ItemView):
    """y over x as a line. shade: opacity (0 to 1) of the area down to the base; the part below it is fainter.

    Where y is plus infinity the whole height above the base is hatched; where it is not a number there is a gap.
    log_y: the plot's axis shows the logarithm to base 10, and values of 0 and below are gaps.
    """

    def __init__(self, role: str | int = "ink", *, dash=None, shade: float = 0.0, log_y: bool = False):
        super().__init__()
        self.role, self.dash, self.shade, self.log_y = role, dash, shade, log_y
        self.outlined = True
        self._x = self._y = self._base = np.zeros(0)

    def set_values(self, x: np.ndarray, y: np.ndarray, base: np.ndarray | float = 0.0) -> None:
        """x (n,) rising, y (n,), and the base, a number or (n,)."""
        self._x, self._y = np.asarray(x, float).ravel(), np.asarray(y, float).ravel()
        self._base = np.broadcast_to(np.asarray(base, float), self._x.shape)
        if self.log_y:
            self._y = np.log10(np.where(self._y > 0, self._y, np.nan))
        good = np.isfinite(self._x) & np.isfinite(self._y)
        self._bounds = (float(self._x[good].min()), float(self._y[good].min()), float(self._x[good].max()),
                        float(self._y[good].max())) if good.any() else None
        self.update()

    def set_band(self, x: np.ndarray, first: np.ndarray, second: np.ndarray) -> None:
        """The area between two functions, evenly shaded and without a line."""
        first, second = np.asarray(first, float), np.asarray(second, float)
        self.set_values(x, np.maximum(first, second), np.minimum(first, second))
        if self.log_y:          # down to the lower edge of whatever is drawn where that is 0 or below
            self._base = np.log10(np.where(self._base > 0, self._base, 1e-300))
        self.outlined = False

    def value(self, x: float) -> float:
        """The drawn function at x, by straight lines between its points; nan outside."""
        return float(np.interp(x, self._x, self._y, np.nan, np.nan)) if len(self._x) else float("nan")

    def _columns(self, transform: QTransform) -> np.ndarray:
        """The middles of the columns of pixels that are seen."""
        view = self.viewRect()
        left, right = sorted(edge * transform.m11() + transform.dx() for edge in (view.left(), view.right()))
        return np.arange(np.floor(left), np.ceil(right)) + 0.5

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        view = self.viewRect()
        if view is None or len(self._x) < 2:
            return
        transform, theme = painter.transform(), themes.current
        x = self._x * transform.m11() + transform.dx()
        top, bottom = sorted(edge * transform.m22() + transform.dy() for edge in (view.top(), view.bottom()))
        endless = np.isposinf(self._y)
        with np.errstate(invalid="ignore"):
            y = np.where(endless, -_FAR, self._y * transform.m22() + transform.dy())
        base = np.clip(self._base * transform.m22() + transform.dy(), -_FAR, _FAR)
        x, y = np.clip(x, -_FAR, _FAR), np.clip(y, -_FAR, _FAR)
        colour = theme.colour(self.role)
        rough = np.nansum(np.abs(np.diff(np.clip(y, top, bottom)))) > _ROUGH * (bottom - top)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.shade > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            for strength, edge in ((self.shade, np.minimum(y, base)), (self.shade * _BELOW, np.maximum(y, base))):
                fill = partial(_fill_columns, self._columns(transform)) if rough else _fill
                fill(painter, x, np.where(endless, base, edge), base, colour, strength)
        if endless.any():
            faint = QColor(colour)
            faint.setAlphaF(0.45)
            hatch = QBrush(faint, Qt.BrushStyle.BDiagPattern)
            for first, last in _runs(endless):
                left, right = x[max(first - 1, 0)], x[min(last, len(x) - 1)]
                painter.fillRect(QRectF(left, top, right - left, base[first] - top), hatch)
        if not self.outlined:
            painter.restore()
            return
        painter.setPen(QPen(colour, 1) if rough else
                       pen_for(colour, self.dash, 1.6 * theme.line_width * self.pixel_scale()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(pg.arrayToQPath(x, np.where(endless, np.nan, y), connect="finite"))
        painter.restore()


def _fill(painter: QPainter, x: np.ndarray, edge: np.ndarray, base: np.ndarray, colour: QColor,
          strength: float) -> None:
    colour = QColor(colour)
    colour.setAlphaF(strength)
    painter.setBrush(colour)
    for first, last in _runs(np.isfinite(edge) & np.isfinite(base)):
        if last - first < 2 or np.array_equal(edge[first:last], base[first:last]):
            continue
        around = np.concatenate([np.stack([x, edge], 1)[first:last], np.stack([x, base], 1)[first:last][::-1]])
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in around.tolist()]))


def _fill_columns(columns: np.ndarray, painter: QPainter, x: np.ndarray, edge: np.ndarray, base: np.ndarray,
                  colour: QColor, strength: float) -> None:
    """What _fill does, by a line in each of these columns of pixels: for an edge that goes up and down within them."""
    columns = columns[(columns > x[0]) & (columns < x[-1])]
    ends = np.stack([columns, np.interp(columns, x, edge), columns, np.interp(columns, x, base)], 1)
    colour = QColor(colour)
    colour.setAlphaF(strength)
    painter.setPen(QPen(colour, 1))
    painter.drawLines([QLineF(*line) for line in ends[np.isfinite(ends).all(axis=1)].tolist()])
    painter.setPen(Qt.PenStyle.NoPen)


def _runs(where: np.ndarray) -> list[tuple[int, int]]:
    """[first, last) of each unbroken run of True."""
    steps = np.diff(np.concatenate([[0], where.astype(int), [0]]))
    return list(zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()))


class MarksView(ItemView):
    """Vertical lines with a short text at the top, and stems that stand on 0 (points of mass)."""

    def __init__(self):
        super().__init__()
        self._marks: tuple[tuple[float, str, str | int], ...] = ()
        self._stems: tuple[tuple[float, float, str | int], ...] = ()
        self.setZValue(5)

    def set_marks(self, marks) -> None:
        """Show vertical lines, each as (x, text, colour role)."""
        marks = tuple(marks)
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_stems(self, stems) -> None:
        """Show stems, each as (x, height, colour role); an infinite height reaches to the top of the plot."""
        stems = tuple(stems)
        if stems != self._stems:
            self._stems = stems
            self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        view = self.viewRect()
        if view is None:
            return
        transform, theme, scale = painter.transform(), themes.current, self.pixel_scale()
        ends = sorted(y * transform.m22() + transform.dy() for y in (view.top(), view.bottom()))
        sides = sorted(x * transform.m11() + transform.dx() for x in (view.left(), view.right()))
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        metrics = painter.fontMetrics()
        back = theme.colour("ground")
        back.setAlphaF(0.8)
        free = [sides[0]] * 6                       # where each row of texts is free from
        texts = []
        for x, text, role in sorted(self._marks, key=lambda mark: mark[0]):
            at = x * transform.m11() + transform.dx()
            if not sides[0] - 1 <= at <= sides[1] + 1:
                continue
            painter.setPen(pen_for(theme.colour(role), "dash", theme.line_width * scale))
            painter.drawLine(QPointF(at, ends[0]), QPointF(at, ends[1]))
            width = metrics.horizontalAdvance(text)
            left = at + 4 if at + 6 + width <= sides[1] else at - 4 - width
            row = next((k for k, until in enumerate(free) if until <= left), 0)
            free[row] = left + width + 6
            texts.append((QRectF(left, ends[0] + 2 + row * metrics.height(), width, metrics.height()), text, role))
        for place, text, role in texts:             # above every line
            painter.fillRect(place.adjusted(-2, 0, 2, 0), back)
            painter.setPen(theme.colour(role))
            painter.drawText(place.topLeft() + QPointF(0, metrics.ascent()), text)
        for x, height, role in self._stems:
            at = x * transform.m11() + transform.dx()
            top = max(height * transform.m22() + transform.dy(), ends[0]) if np.isfinite(height) else ends[0]
            foot = transform.dy()
            painter.setPen(QPen(theme.colour(role), 3 * theme.line_width * scale))
            painter.drawLine(QPointF(at, foot), QPointF(at, top))
        painter.restore()
