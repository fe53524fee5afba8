"""Items for functions of the plane: a scalar field as colours, a vector field as arrows, a mapped grid as lines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from widgets.colours import surface_pixels
from widgets.plots.items.item import ItemView, LineArray, bounds_of, map_points
from widgets.theme import themes

#: Roles of the theme for the lowest and the highest values of a surface.
DIVERGING = ("generated", "real")
#: At most so many arrows are drawn; more would be a texture.
ARROW_LIMIT = 400


class SurfaceView(ItemView):
    """Values over a rectangle in diverging colours: orange below the centre, the background at it, blue above.

    level_line: whether the line is drawn where the values are at the centre.
    """

    def __init__(self, *, level_line: bool = True):
        super().__init__()
        self.setZValue(-100)
        self.level_line = level_line
        self._image: QImage | None = None
        self._levels, self._ends = np.zeros((0, 0), np.uint8), DIVERGING
        self._rect = QRectF()
        self._clip = QRectF()
        self._contour = np.zeros((0, 4))
        self._lines = LineArray()

    def set_surface(self, values: np.ndarray, rect: tuple[float, float, float, float], centre: float,
                    span: float, ends: tuple[str, str] = DIVERGING) -> None:
        """values (h, w) at the nodes of a regular grid: [0, 0] at (x0, y0), [h-1, w-1] at (x1, y1) of rect.

        centre - span is the lowest colour and centre + span the highest. What is not a number looks like the centre.
        ends: roles of the theme for the two; between the nodes the colours are mixed, not the values.
        """
        values = np.asarray(values)
        if values.ndim != 2 or min(values.shape) < 2 or not np.isfinite(rect).all():
            self.clear()
            return
        x0, y0, x1, y1 = rect
        height, width = values.shape
        span = span if span > 0 and np.isfinite(span) else 1.0
        if not np.isfinite(values).all():
            values = np.nan_to_num(values, nan=centre, posinf=centre + span, neginf=centre - span)
        level = values - centre
        colours = level * (127.5 / span)
        colours += 128
        np.clip(colours, 0, 255, out=colours)
        self._levels, self._ends = colours.astype(np.uint8), ends
        dx, dy = (x1 - x0) / (width - 1), (y1 - y0) / (height - 1)
        self._clip = QRectF(x0, y0, x1 - x0, y1 - y0)
        # A pixel of the image is a cell around its node, so the image is half a cell larger on every side.
        self._rect = self._clip.adjusted(-dx / 2, -dy / 2, dx / 2, dy / 2)
        self._contour = level_segments(level) * (dx, dy, dx, dy) + (x0, y0, x0, y0) if self.level_line else \
            np.zeros((0, 4))
        self._bounds = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        self._render()

    def clear(self) -> None:
        self._image, self._bounds = None, None
        self.update()

    def _render(self) -> None:
        height, width = self._levels.shape
        indices = QImage(self._levels.data, width, height, width, QImage.Format.Format_Indexed8)
        indices.setColorTable(surface_pixels(themes.current, *self._ends))
        self._image = indices.convertToFormat(QImage.Format.Format_RGB32)       # which is drawn twice as fast
        self.update()

    def _theme_changed(self) -> None:
        if self._image is not None:
            self._render()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if self._image is None:
            return
        painter.save()
        painter.setClipRect(self._clip, Qt.ClipOperation.IntersectClip)     # or it would run over the axes
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._rect, self._image)
        painter.restore()
        draw_segments(painter, self._lines, self._contour, "muted", self.pixel_scale())


def draw_segments(painter: QPainter, lines: LineArray, segments: np.ndarray, role: str, pixel_scale: float) -> None:
    """Draw line segments (n, 4) in data coordinates, one pixel wide and without steps."""
    if not len(segments):
        return
    mapped = map_points(painter.transform(), segments.reshape(-1, 2)).reshape(-1, 4)
    mapped = mapped[(np.abs(mapped) < 1e5).all(axis=1)]
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(themes.current.colour(role), themes.current.line_width * pixel_scale))
    lines.draw(painter, mapped)
    painter.restore()


def level_segments(level: np.ndarray) -> np.ndarray:
    """The zero contour of values (h, w) by marching squares: segments (n, 4) as x1, y1, x2, y2 in columns and rows."""
    above = (level > 0).view(np.int8)
    pairs = above[:-1] + above[1:]
    cells = np.flatnonzero((pairs[:, :-1] + pairs[:, 1:]) & 3)      # neither none nor all four corners are above
    if not len(cells):
        return np.zeros((0, 4))
    width = level.shape[1]
    rows, columns = np.divmod(cells, width - 1)
    corners = level.ravel().take(cells + rows + np.array((0, 1, width + 1, width))[:, None])
    gap = corners - corners[[1, 2, 3, 0]]
    gap[gap == 0] = 1
    points = _EDGE_STARTS + (corners / gap)[:, None] * _EDGES + (columns, rows)     # (edges, 2, n), where crossed
    case = (1, 2, 4, 8) @ (corners > 0)
    ends = _CROSSED[case].T
    saddles = np.flatnonzero(ends[0] < 0)
    # A saddle cell: cut off the two corners that differ from the middle.
    odd = (corners[:, saddles].mean(axis=0) > 0) == (corners[0, saddles] > 0)
    ends[:, saddles] = np.where(odd, [[0], [1]], [[3], [0]])
    ends = np.hstack([ends, np.where(odd, [[2], [3]], [[1], [2]])])
    every = np.concatenate([np.arange(len(cells)), saddles])
    return points[ends, :, every].swapaxes(0, 1).reshape(-1, 4)


# The four corners of a cell, each with the edge that leads to the next, and for each choice of corners that are above
# (corner k counts 2 to the k) the two edges that the contour crosses; -1 where it crosses all four.
_EDGE_STARTS = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])[..., None]
_EDGES = np.roll(_EDGE_STARTS, -1, axis=0) - _EDGE_STARTS
_CROSSED = np.array([(-1, -1) if case in (5, 10) else
                     [edge for edge in range(4) if (case >> edge ^ case >> (edge + 1) % 4) & 1] or (0, 0)
                     for case in range(16)])


class ArrowsView(ItemView):
    """Arrows from starts along vectors, with heads, no longer than a maximum.

    normalised: all arrows have the maximum length and show only a direction. max_length: in data units, None for the
    typical distance of neighbours. scale: drawn length over vector length, None to give the longest the maximum.
    """

    def __init__(self, role: str = "ink", *, normalised: bool = False, max_length: float | None = None,
                 scale: float | None = None, opacity: float = 0.75):
        super().__init__()
        self._role, self._opacity = role, opacity
        self.normalised, self.max_length, self.scale = normalised, max_length, scale
        self._starts = self._ends = np.zeros((0, 2))
        self._lines = LineArray()

    def set_arrows(self, starts: np.ndarray, vectors: np.ndarray) -> None:
        """starts, vectors (n, 2), in data coordinates; more than ARROW_LIMIT are thinned evenly."""
        rows = np.hstack([np.asarray(starts, float).reshape(-1, 2), np.asarray(vectors, float).reshape(-1, 2)])
        rows = rows[np.isfinite(rows).all(axis=1)]
        rows = rows[::max(1, -(-len(rows) // ARROW_LIMIT))]
        starts, vectors = rows[:, :2], rows[:, 2:]
        length = np.hypot(*vectors.T)[:, None]
        longest = length.max(initial=0.0)
        if longest > 0:
            limit = self.max_length or _spacing(starts)
            if self.normalised:
                drawn = np.where(length > 1e-12 * longest, limit, 0.0)
            else:
                scale = limit / longest if self.scale is None else self.scale
                drawn = np.minimum(length * scale, limit)
            vectors = vectors / np.where(length > 0, length, 1) * drawn
        self._starts, self._ends = starts, starts + vectors
        self._bounds = bounds_of(np.vstack([self._starts, self._ends]))
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if not len(self._starts):
            return
        transform = painter.transform()
        start, end = map_points(transform, self._starts), map_points(transform, self._ends)
        draw_arrows(painter, self._lines, start, end, self._role, self._opacity, self.pixel_scale())


def draw_arrows(painter: QPainter, lines: LineArray, start: np.ndarray, end: np.ndarray, role: str, opacity: float,
                pixel_scale: float) -> None:
    """Draw arrows from start to end, (n, 2) in pixels; those too short to be seen are left out."""
    theme, along = themes.current, end - start
    length = np.hypot(*along.T)[:, None]
    seen = (length[:, 0] > 0.5) & (np.abs(end) < 1e5).all(axis=1) & (np.abs(start) < 1e5).all(axis=1)
    start, end, along, length = start[seen], end[seen], along[seen], length[seen]
    if not len(start):
        return
    head = np.minimum(length * 0.4, 7 * theme.scale * pixel_scale) * along / length
    side = head[:, ::-1] * (-0.5, 0.5)
    segments = np.vstack([np.hstack([start, end]), np.hstack([end, end - head + side]),
                          np.hstack([end, end - head - side])])
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)     # at most 1200 short lines
    painter.setOpacity(opacity)
    # No wider than a pixel at a desk: a wider line is made a polygon first, which takes five times as long.
    painter.setPen(QPen(theme.colour(role), theme.line_width * pixel_scale))
    lines.draw(painter, segments)
    painter.restore()


def _spacing(starts: np.ndarray) -> float:
    """The side of a square that each of the starts would have to itself."""
    if len(starts) < 2:
        return 1.0
    sides = np.ptp(starts, axis=0)
    if sides.min() <= 0:
        return float(sides.max() / (len(starts) - 1)) or 1.0
    return float(sides.max() / max(np.sqrt(len(starts) * sides.max() / sides.min()) - 1, 1)) * 0.9


class GridView(ItemView):
    """The image of a regular grid under a map, as lines in both directions; of a line, as one curve."""

    def __init__(self, role: str = "muted", *, opacity: float = 0.8):
        super().__init__()
        self._role, self._opacity = role, opacity
        self._segments = np.zeros((0, 4))
        self._lines = LineArray()

    def set_grid(self, nodes: np.ndarray | None) -> None:
        """nodes (k, l, 2) for a grid, (k, 2) for a curve, None for nothing."""
        nodes = np.zeros((0, 2)) if nodes is None else np.asarray(nodes, float)
        runs = [np.concatenate([nodes[:-1], nodes[1:]], axis=-1)]
        if nodes.ndim == 3:
            runs.append(np.concatenate([nodes[:, :-1], nodes[:, 1:]], axis=-1))
        self.set_segments(np.vstack([run.reshape(-1, 4) for run in runs]))

    def set_segments(self, rows: np.ndarray) -> None:
        """Any line segments (n, 4) as x1, y1, x2, y2: the contours of a function, say."""
        self._segments = rows[np.isfinite(rows).all(axis=1)]
        self._bounds = bounds_of(self._segments.reshape(-1, 2))
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if not len(self._segments):
            return
        theme = themes.current
        mapped = map_points(painter.transform(), self._segments.reshape(-1, 2)).reshape(-1, 4)
        mapped = mapped[(np.abs(mapped) < 1e5).all(axis=1)]
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(mapped) < 2000)
        painter.setOpacity(self._opacity)
        painter.setPen(QPen(QColor(theme.colour(self._role)), theme.line_width * self.pixel_scale()))
        self._lines.draw(painter, mapped)
        painter.restore()
