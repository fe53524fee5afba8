"""The item that draws the curves of a CurvesView: at most two points per column of pixels.

A noisy curve is a smoothed line over the faint band of its least and greatest values; any other is the line of its
values, or the columns between these where there are many in a pixel.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from widgets.language import _
from widgets.numbers import number, whole
from widgets.plots.curves.bands import paint_bands, spans
from widgets.plots.curves.curve_buffer import CurveBuffer
from widgets.plots.curves.points_buffer import PointsBuffer
from widgets.plots.curves.read_out import Row, paint_read_out
from widgets.plots.curves.smoothing import PointsSmoothing, Smoothing
from widgets.plots.items.item import ItemView, LineArray
from widgets.plots.ticks import power_text
from widgets.theme import themes

DASHES = {"solid": None, "dash": (6, 4), "dot": (1.5, 3), "dashdot": (7, 3, 1.5, 3), "long": (8, 3)}
#: A curve with fewer points than one in so many pixels shows them as markers.
MARKER_EVERY = 12
#: How near to a mark the mouse must be, in pixels.
REACH = 6


@dataclass
class Curve:
    """A curve: its label, its look and its numbers, row i being that after i steps. smoothing: of a noisy one. edge:
    whether it is but the edge of a band, with no line of its own."""

    label: str
    colour: str | int
    dash: str | tuple[float, ...] | None = None
    visible: bool = True
    trace: CurveBuffer | PointsBuffer = field(default_factory=CurveBuffer)
    smoothing: Smoothing | PointsSmoothing | None = None
    edge: bool = False

    @property
    def is_smoothed(self) -> bool:
        return self.smoothing is not None and self.smoothing.weight > 0


@dataclass
class Reference:
    """Dashed horizontal lines at values to compare the curves with, such as an equilibrium."""

    label: str
    values: np.ndarray
    visible: bool = True
    colour: str | int = "muted"
    dash: str = "dash"


def pen_for(colour, dash, width: float) -> QPen:
    """A pen of a width in pixels. dash: a name in DASHES, or lengths of dashes and gaps in line widths; None: solid."""
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pattern = DASHES[dash] if isinstance(dash, str) else dash
    if pattern:
        pen.setDashPattern(list(pattern))
    return pen


def envelope(rows: np.ndarray, least: np.ndarray, greatest: np.ndarray, exact: bool) -> np.ndarray:
    """The polyline (n, 2) through columns: one point each when exact, else least and greatest in the curve's order."""
    if exact or not len(rows):
        return np.stack([rows, least], axis=1).astype(float)
    middle = least + greatest
    before, after = np.concatenate([middle[:1], middle[:-1]]), np.concatenate([middle[1:], middle[-1:]])
    rising = after >= before
    points = np.empty((len(rows), 2, 2))
    points[:, :, 0] = rows[:, None]
    points[:, 0, 1] = np.where(rising, least, greatest)
    points[:, 1, 1] = np.where(rising, greatest, least)
    return points.reshape(-1, 2)


def dashed(points: np.ndarray, pattern: tuple[float, ...], width: float) -> np.ndarray:
    """The segments (m, 4) of a polyline (n, 2) that dashes leave: lengths of dashes and gaps in line widths.

    Qt takes thirty times as long for it.
    """
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    ends = np.cumsum(pattern) * width
    borders = (np.arange(int(along[-1] / ends[-1]) + 1)[:, None] * ends[-1] + ends).ravel()
    cuts = np.union1d(along, borders[borders < along[-1]])
    x, y = (np.interp(cuts, along, places) for places in points.T)
    middles = (cuts[1:] + cuts[:-1]) / 2
    drawn = np.searchsorted(ends, middles % ends[-1], side="right") % 2 == 0
    return np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)[drawn]


def column_lines(x: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Segments (m, 4) of a curve that is known as one span a column, in pixels: half as many as its outline has.

    An upright line for each column, so long that neighbours touch, and a bridge wherever columns have no neighbour.
    """
    top, bottom = np.minimum(low, high), np.maximum(low, high)
    # Half of each gap to the next column goes to either side.
    below = np.maximum(top[1:] - bottom[:-1], 0) / 2
    above = np.maximum(top[:-1] - bottom[1:], 0) / 2
    far = np.flatnonzero(np.rint(x[1:]) - np.rint(x[:-1]) > 1)
    middle = (top + bottom) / 2
    bridges = np.stack([x[far], middle[far], x[far + 1], middle[far + 1]], axis=1)
    below[far] = above[far] = 0
    top[1:] -= below
    bottom[:-1] += below
    top[:-1] -= above
    bottom[1:] += above
    return np.vstack([np.stack([x, top, x, bottom], axis=1), bridges])


@dataclass
class Line:
    """A broken line through points (n, 2) of (step, value), such as what theory predicts; NaN rows part it."""

    points: np.ndarray
    colour: str | int
    dash: str | tuple[float, ...] | None
    visible: bool = True


class CurvesItem(ItemView):
    """Draws what its owner keeps in `curves`, `references`, `lines` (all by name), `marks`, `cursor` and `hovered`.

    bands: pairs of names of curves, with the colour of what lies between them.
    cursor: the step that is looked at. hovered: the one under the mouse, whose values are read out. decades: whether
    the curves are given as their logarithm to base 10.
    """

    def __init__(self):
        super().__init__()
        self.curves: dict[str, Curve] = {}
        self.references: dict[str, Reference] = {}
        self.lines: dict[str, Line] = {}
        self.bands: list[tuple[str, str, str | int]] = []
        self.marks: list[tuple[float, str]] = []
        self.cursor: float | None = None
        self.hovered: float | None = None
        self.log_y = self.decades = False
        self._lines = LineArray()

    def scaled(self, values: np.ndarray) -> np.ndarray:
        """Values as they are drawn: their logarithm on a logarithmic axis, NaN where there is none."""
        values = np.asarray(values, float)
        if not self.log_y:
            return values
        return np.log10(np.where(values > 0, values, np.nan))

    def columns(self, curve: Curve, low: float, high: float, count: int
                ) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """CurveBuffer.columns of a curve, as it is drawn: without what a logarithmic axis cannot show."""
        rows, least, greatest, exact = curve.trace.columns(low, high, count)
        if self.log_y:
            least, greatest = self.scaled(least), self.scaled(greatest)
            least = np.where(np.isfinite(least), least, greatest)
            good = np.isfinite(least)
            rows, least, greatest = rows[good], least[good], greatest[good]
        return rows, least, greatest, exact

    def _paint_curve(self, painter: QPainter, curve: Curve, x: np.ndarray, low: np.ndarray, high: np.ndarray,
                     exact: bool, width: int) -> None:
        """A curve given by the ends (low, high) of its columns in pixels."""
        theme, scale = themes.current, self.pixel_scale()
        # Dashes could not be seen where the line goes up and down within a column.
        dash = None if not exact and np.abs(high - low).mean() > 4 else curve.dash
        pen = pen_for(theme.colour(curve.colour), dash, theme.line_width * scale)
        if dash is None and not exact:
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)       # a column may be a single pixel
            painter.setPen(pen)
            self._lines.draw(painter, column_lines(x, low, high))
        else:
            painter.setPen(pen)
            points = envelope(x, low, high, exact)
            if dash is None:
                self._lines.draw(painter, np.hstack([points[:-1], points[1:]]))
            else:       # a path, because the pattern must go on from one segment to the next
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(pg.arrayToQPath(points[:, 0], points[:, 1]))
        if len(x) * MARKER_EVERY <= width:
            self._paint_markers(painter, np.stack([x, low], axis=1), theme.colour(curve.colour),
                                2.2 * theme.scale * scale)

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        view = self.viewRect()
        transform = painter.transform()
        if view is None or view.width() <= 0 or abs(transform.m11()) < 1e-300:
            return
        theme, scale = themes.current, self.pixel_scale()
        corner = (transform.dx(), transform.dy())
        factor = (transform.m11(), transform.m22())
        left, right = sorted(x * factor[0] + corner[0] for x in (view.left(), view.right()))
        top, bottom = sorted(y * factor[1] + corner[1] for y in (view.top(), view.bottom()))
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_marks(painter, factor[0], corner[0], top, bottom)
        for reference in self.references.values():
            heights = self.scaled(reference.values)
            heights = heights[np.isfinite(heights)] * factor[1] + corner[1]
            heights = heights[(heights > top - 2) & (heights < bottom + 2)]
            if reference.visible:
                painter.setPen(pen_for(theme.colour(reference.colour), reference.dash, theme.line_width * scale))
                self._lines.draw(painter, np.stack([np.full_like(heights, left), heights,
                                                    np.full_like(heights, right), heights], axis=1))
        for line in self.lines.values():
            if line.visible:
                self._paint_line(painter, line, view.left(), view.right(), factor, corner)
        width = max(2, int((right - left) / scale) + 2)         # no column wider than a pixel
        shown = [curve for curve in self.curves.values() if curve.visible and curve.trace.length and not curve.edge]
        self._paint_bands(painter, [curve for curve in shown if curve.is_smoothed], view, factor, corner)
        for curve in shown:
            if curve.is_smoothed:
                self._paint_smoothed(painter, curve, view, width, factor, corner)
                continue
            rows, least, greatest, exact = self.columns(curve, view.left(), view.right(), width)
            if len(rows):
                self._paint_curve(painter, curve, np.clip(rows * factor[0] + corner[0], -3e4, 3e4),
                                  np.clip(least * factor[1] + corner[1], -3e4, 3e4),
                                  np.clip(greatest * factor[1] + corner[1], -3e4, 3e4), exact, width)
        if self.cursor is not None:
            x = self.cursor * factor[0] + corner[0]
            if left <= x <= right:
                painter.setPen(QPen(theme.colour("ink"), theme.line_width * scale))
                painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        if self.hovered is not None:
            x = self.hovered * factor[0] + corner[0]
            rows = self.read_out(self.hovered, REACH / abs(factor[0]))
            if rows and left <= x <= right:
                paint_read_out(painter, x, QRectF(left, top, right - left, bottom - top), rows, scale)
        painter.restore()

    def read_out(self, step: float, reach: float) -> list[Row]:
        """What stands beside the line at this step: the step, the value of each curve, and what was changed there."""
        step = round(step)
        rows: list[Row] = []
        for curve in self.curves.values():
            found = curve.trace.nearest(step, reach) if curve.visible and curve.label else None
            if found is None:
                continue
            row, least, greatest = found
            text = self._text(least) if least == greatest else _("{least} to {greatest}").format(
                least=self._text(least), greatest=self._text(greatest))
            more = ""
            if curve.is_smoothed:
                text, more = self._text(curve.smoothing.value_at(row)), f"  ({text})"
            rows.append((curve.colour, f"{curve.label}  {text}", more))
        changed = [("", text, "") for at, text in self.marks if abs(at - step) <= reach]
        return [("", _("step {step}").format(step=whole(step)), ""), *rows, *changed] if rows or changed else []

    def _text(self, value: float) -> str:
        return power_text(value) if self.decades else number(value, 3)

    def _paint_bands(self, painter: QPainter, curves: list[Curve], view: QRectF, factor, corner) -> None:
        left, top = round(view.left() * factor[0] + corner[0]), round(
            min(view.top() * factor[1], view.bottom() * factor[1]) + corner[1])
        width = max(1, round(view.width() * abs(factor[0])))
        bands = []
        known = [(curve, curve, curve.colour) for curve in curves]
        known += [(self.curves[low], self.curves[high], colour) for low, high, colour in self.bands]
        for below, above, colour in known:
            rows, least, greatest, _exact = self.columns(below, view.left(), view.right(), width)
            if above is not below:
                others, _least, greatest, _exact = self.columns(above, view.left(), view.right(), width)
                if not np.array_equal(rows, others):
                    continue
            if len(rows):
                ends = (np.clip(values * factor[1] + corner[1] - top, -3e4, 3e4) for values in (greatest, least))
                bands.append((*spans(rows * factor[0] + corner[0] - left, *ends, width),
                              themes.current.colour(colour)))
        paint_bands(painter, bands, left, top, max(1, round(view.height() * abs(factor[1]))))

    def _paint_smoothed(self, painter: QPainter, curve: Curve, view: QRectF, width: int, factor, corner) -> None:
        points = curve.smoothing.points(view.left(), view.right(), width)
        points[:, 1] = self.scaled(points[:, 1])
        points = np.clip(points[np.isfinite(points[:, 1])] * factor + corner, -3e4, 3e4)
        theme, scale = themes.current, self.pixel_scale()
        colour, thickness = theme.colour(curve.colour), theme.line_width * scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, thickness)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if curve.dash else Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        pattern = DASHES[curve.dash] if isinstance(curve.dash, str) else curve.dash
        if len(points) > 1:
            self._lines.draw(painter, dashed(points, pattern, thickness) if pattern
                             else np.hstack([points[:-1], points[1:]]))
        if len(points) * MARKER_EVERY <= width:
            self._paint_markers(painter, points, colour, 2.2 * theme.scale * scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_line(self, painter: QPainter, line: Line, left: float, right: float, factor, corner) -> None:
        """Only between the edges of the view, so that clipping does not bend it."""
        steps, values = line.points[:, 0], self.scaled(line.points[:, 1])
        theme = themes.current
        painter.setPen(pen_for(theme.colour(line.colour), line.dash, theme.line_width * self.pixel_scale()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        gaps = np.flatnonzero(~np.isfinite(values))
        for part in np.split(np.arange(len(steps)), gaps):
            part = part[np.isfinite(values[part])]
            if len(part) < 2 or steps[part[-1]] < left or steps[part[0]] > right:
                continue
            inner = part[(steps[part] > left) & (steps[part] < right)]
            x = np.concatenate([[max(left, steps[part[0]])], steps[inner], [min(right, steps[part[-1]])]])
            y = np.interp(x, steps[part], values[part])
            points = np.clip(np.stack([x, y], axis=1) * factor + corner, -3e4, 3e4)
            painter.drawPath(pg.arrayToQPath(points[:, 0], points[:, 1]))

    def _paint_marks(self, painter: QPainter, factor: float, corner: float, top: float, bottom: float) -> None:
        theme, side = themes.current, 4 * themes.current.scale * self.pixel_scale()
        colour = theme.colour("muted")
        for step, _text in self.marks:
            x = step * factor + corner
            if abs(x) > 3e4:
                continue
            painter.setPen(pen_for(colour, "dot", self.pixel_scale()))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(x - side, top), QPointF(x + side, top),
                                           QPointF(x, top + 1.6 * side)]))

    def _paint_markers(self, painter: QPainter, points: np.ndarray, colour, radius: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x, y in points:
            painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.restore()
