"""The path of a moving point: a line that fades with age and ends in an arrow head, at a bounded cost of drawing."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from widgets.plots.curves.curve_item import pen_for
from widgets.plots.items.item import ItemView, LineArray, bounds_of, finite_rows, map_points
from widgets.plots.items.way import Way
from widgets.theme import themes

#: Points of the fading line, and of the older way that is only dotted.
RECENT, OLD = 1200, 600
_BANDS = 6
_FAINTEST = 0.22
#: A line whose points lie at least so many pixels apart shows each of them.
_MARKED_PIXELS = 9.0


def thin(way: Way, stop: int) -> tuple[np.ndarray, np.ndarray, bool]:
    """(old, recent, exact): what to draw of the points [0:stop] of a way, at a cost that does not grow with stop.

    recent (n, 2) may be joined by a line: every point, or where the way turns by little from one to the next every
    2nd, 4th, ... of them. old (m, 2) are points of the way before that, to be dotted: a line through them would cut
    corners. exact: recent holds every point. Which points are taken does not change while the way grows, but for the
    newest, so the picture does not flicker.
    """
    stop = min(stop, way.length)
    stride = 1
    turn = _turn(way.rows(stop - 3, stop))
    while turn * stride * 2 < 0.12 and RECENT * stride < stop:
        stride *= 2
    first = max(0, -(-(stop - RECENT * stride) // stride) * stride)
    recent = way.rows(first, stop, stride)
    first = int(recent[0, 0]) if len(recent) else stop
    if (stop - 1) % stride:
        recent = np.vstack([recent, way.rows(stop - 1, stop)])
    old_stride = stride
    while first > OLD * old_stride:
        old_stride *= 2
    return way.beginning(first, old_stride)[:, 1:3], recent[:, 1:3], stride == 1


def _turn(last: np.ndarray) -> float:
    """The angle in radians between the last two moves, of rows (number, x, y, ...); pi where nothing moves."""
    if len(last) < 3:
        return np.pi
    (ax, ay), (bx, by) = np.diff(last[:, 1:3], axis=0)
    size = np.hypot(ax, ay) * np.hypot(bx, by)
    if not size > 1e-60:
        return np.pi
    # Of the cross product: the cosine of a small angle would be all rounding.
    return abs(float(np.arctan2(ax * by - ay * bx, ax * bx + ay * by)))


def clip_segments(segments: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Segments (n, 4) cut to the rectangle low..high, by Liang and Barsky; NaN where one lies outside.

    Qt spends long on a dashed line that runs on a million pixels outside the picture.
    """
    start, along = segments[:, :2], segments[:, 2:] - segments[:, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.stack([(low - start) / along, (high - start) / along])
    inside = (start >= low) & (start <= high)
    t[:, along == 0] = np.where(inside[along == 0], np.array([[-np.inf], [np.inf]]), np.nan)
    enter = np.clip(np.min(t, axis=0).max(axis=1), 0, 1)[:, None]
    leave = np.clip(np.max(t, axis=0).min(axis=1), 0, 1)[:, None]
    cut = np.hstack([start + enter * along, start + leave * along])
    seen = (leave > enter) | ((along == 0).all(axis=1) & inside.all(axis=1))[:, None]
    return np.where(seen, cut, np.nan)


class TrailView(ItemView):
    """One path. role: its colour, a role of the theme or an index of its series. dash: as in `pen_for`.

    headed: whether it ends in an arrow head.
    """

    def __init__(self, role: str | int = "ink", dash: str | tuple[float, ...] | None = None):
        super().__init__()
        self.role, self.dash = role, dash
        self.headed = True              # without an arrow head where something else shows the last move
        self._old = self._recent = np.zeros((0, 2))
        self._exact = True
        self._lines = LineArray()

    def set_trail(self, old: np.ndarray, recent: np.ndarray, exact: bool = True) -> None:
        """old (m, 2): drawn as dots. recent (n, 2): the line, newest point last. `thin` gives all three.

        exact: the line holds every point, so that each may be marked.
        """
        self._old, self._recent, self._exact = finite_rows(old, 2), finite_rows(recent, 2), exact
        self._bounds = bounds_of(np.vstack([self._old, self._recent]))
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if not len(self._recent):
            return
        theme, scale = themes.current, self.pixel_scale()
        transform, device = painter.transform(), painter.device()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_trail(painter, map_points(transform, self._old), map_points(transform, self._recent),
                    (0, 0, device.width(), device.height()), theme.colour(self.role), self.dash,
                    1.6 * theme.line_width * scale, self._exact, self._lines, self.headed)
        painter.restore()


def paint_trail(painter: QPainter, old: np.ndarray, recent: np.ndarray, rect: tuple[float, float, float, float],
                colour, dash, width: float, exact: bool, lines: LineArray, headed: bool = True) -> None:
    """Draw a trail given in pixels inside rect (x0, y0, x1, y1)."""
    low, high = np.array(rect[:2]) - 4 * width, np.array(rect[2:]) + 4 * width
    painter.setOpacity(_FAINTEST + 0.1)
    painter.setPen(pen_for(colour, None, width))
    dots = old[((old >= low) & (old <= high)).all(axis=1)]
    side = 0.5 * width
    lines.draw(painter, np.hstack([dots - (side, 0), dots + (side, 0)]))
    segments = np.hstack([recent[:-1], recent[1:]])
    length = np.hypot(*(recent[1:] - recent[:-1]).T)
    segments = clip_segments(segments, low, high)
    if dash is not None and len(length) and np.median(length) < 1.0:
        dash = None                                 # the turns lie so close that a pattern could not be seen
    offset = np.concatenate([[0.0], np.cumsum(length)])
    for band in range(_BANDS):
        first, last = (len(segments) * band // _BANDS, len(segments) * (band + 1) // _BANDS)
        part = segments[first:last]
        if not len(part):
            continue
        painter.setOpacity(_FAINTEST + (1 - _FAINTEST) * ((band + 1) / _BANDS) ** 2)
        pen = pen_for(colour, dash, width)
        if dash is None:
            painter.setPen(pen)
            lines.draw(painter, part[np.isfinite(part).all(axis=1)])
        else:
            pen.setDashOffset(float(offset[first] / width % 1000))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_path(part))
    painter.setOpacity(1.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if exact and len(length) and length[-100:].mean() >= _MARKED_PIXELS:
        for x, y in recent[-100:]:
            if low[0] <= x <= high[0] and low[1] <= y <= high[1]:
                painter.drawEllipse(QPointF(x, y), 1.5 * width, 1.5 * width)
    if headed:
        _paint_head(painter, recent, length, low, high, 4.2 * width)


def _path(part: np.ndarray):
    """The segments as one path, joined where one begins where the last has ended, so that the dashes go on."""
    points = part.reshape(-1, 2)
    joined = np.ones(len(points), bool)
    joined[1:-1:2] = (np.abs(points[1:-1:2] - points[2::2]) < 1e-9).all(axis=1)
    joined &= np.isfinite(points).all(axis=1)
    return pg.arrayToQPath(points[:, 0], points[:, 1], connect=joined.astype(np.uint8), finiteCheck=True)


def _paint_head(painter: QPainter, recent: np.ndarray, length: np.ndarray, low: np.ndarray, high: np.ndarray,
                size: float) -> None:
    x, y = recent[-1]
    if not (low[0] <= x <= high[0] and low[1] <= y <= high[1]):
        return
    # The direction over the last few pixels: that of a single tiny move would tremble.
    back = len(recent) - 1
    gone = 0.0
    while back > 0 and gone < size and len(recent) - back < 64:
        back -= 1
        gone += length[back]
    dx, dy = x - recent[back][0], y - recent[back][1]
    reach = float(np.hypot(dx, dy))
    if reach < 0.5:
        painter.drawEllipse(QPointF(x, y), 0.6 * size, 0.6 * size)
        return
    ux, uy = dx / reach * size, dy / reach * size
    painter.drawPolygon(QPolygonF([QPointF(x + 0.6 * ux, y + 0.6 * uy),
                                   QPointF(x - 1.2 * ux + 0.95 * uy, y - 1.2 * uy - 0.95 * ux),
                                   QPointF(x - 0.7 * ux, y - 0.7 * uy),
                                   QPointF(x - 1.2 * ux - 0.95 * uy, y - 1.2 * uy + 0.95 * ux)]))
