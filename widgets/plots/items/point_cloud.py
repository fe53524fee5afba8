"""Items for many points, and for a line from where each was to where it is; each cloud is one call to the painter."""

from __future__ import annotations

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from widgets.plots.items.item import ItemView, LineArray, bounds_of, finite_rows, map_points
from widgets.theme import themes

SYMBOLS = ("circle", "cross", "star")
#: What is drawn one after the other: the halos of all points lie under all points, else each hides its neighbours.
LAYERS = ("halo", "symbol", "ring")
#: A cloud of more points than this has no halos: it is dense enough to be seen, and they would cost as much again.
MOST_HALOS = 1500
RING = 1.9                      # diameter of a ring over that of its point
#: What keeps strokes, not pixels.
DRAWINGS = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)


class PointCloudView(ItemView):
    """Points (n, 2) in data coordinates as circles, crosses or stars of one size in pixels, whatever the zoom.

    role: a colour of the theme, by name. size: diameter in pixels, None for the theme's. opacity: 0 to 1. halo: whether
    a thin edge in the colour of the ground lies around the symbols, below them all.
    """

    def __init__(self, symbol: str = "circle", role: str = "real", *, size: float | None = None, opacity: float = 1.0,
                 halo: bool = True):
        super().__init__()
        if symbol not in SYMBOLS:
            raise ValueError(f"a symbol is one of {SYMBOLS}, not '{symbol}'")
        self._symbol, self._role, self._size, self._opacity = symbol, role, size, float(opacity)
        self._halo = halo
        self._points = self._highlight = np.zeros((0, 2))
        self._fragments = {layer: PrimitiveArray(QPainter.PixmapFragment, 10) for layer in LAYERS}
        self._filled: dict[str, tuple] = {}     # for how many points of which size and scale an array is filled
        self._pixmaps: dict[tuple, QPixmap] = {}

    def set_points(self, points: np.ndarray) -> None:
        """Points (n, 2); rows that are not finite are left out."""
        self._points = finite_rows(points, 2)
        self._bounds = bounds_of(self._points)
        self.update()

    def set_highlight(self, points: np.ndarray | None) -> None:
        """Points (n, 2) to draw a ring around, those of the minibatch for instance; None for none."""
        self._highlight = np.zeros((0, 2)) if points is None else finite_rows(points, 2)
        self.update()

    def set_opacity(self, opacity: float) -> None:
        self._opacity = float(opacity)
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        ratio = (widget.devicePixelRatioF() if widget is not None else 1.0) * self.pixel_scale()
        transform = painter.transform()
        painter.save()
        painter.resetTransform()        # from here on in pixels
        painter.setOpacity(painter.opacity() * self._opacity)
        places = map_points(transform, self._points)
        for layer in ("halo", "symbol") if self._halo and len(places) <= MOST_HALOS else ("symbol",):
            self._stamp(painter, places, layer, ratio)
        painter.setOpacity(1.0)
        self._stamp(painter, map_points(transform, self._highlight), "ring", ratio)
        painter.restore()

    def _stamp(self, painter: QPainter, places: np.ndarray, layer: str, ratio: float) -> None:
        if not len(places):
            return
        if painter.paintEngine().type() in DRAWINGS:
            self._draw_each(painter, places, layer)
            return
        pixmap = self._pixmap(layer, ratio)
        side = pixmap.width()
        device = painter.device()
        x, y = places.T
        inside = (x > -side) & (x < device.width() + side) & (y > -side) & (y < device.height() + side)
        if not inside.all():
            places = places[inside]
        # From the top down: what a stamp blends with, those before it have brought near the processor.
        places = places[places[:, 1].astype(np.int16).argsort(kind="stable")]
        fragments, scale = self._fragments[layer], self.pixel_scale() / ratio
        filled = self._filled.get(layer, (0,))
        if len(places) > filled[0] or filled[1:] != (side, scale):
            self._filled[layer] = max(len(places), filled[0]), side, scale
            fragments.resize(self._filled[layer][0])
            fragments.ndarray()[:, 2:] = (0, 0, side, side, scale, scale, 0, 1)
        fragments.resize(len(places))
        fragments.ndarray()[:, :2] = places
        painter.drawPixmapFragments(*fragments.drawargs(), pixmap)

    def _draw_each(self, painter: QPainter, places: np.ndarray, layer: str) -> None:
        """In place of stamps, which would be seen as such where a drawing is enlarged."""
        theme, scale = themes.current, self.pixel_scale()
        size = self._size * theme.scale if self._size else theme.point_size
        for x, y in places.tolist():
            painter.save()
            painter.translate(x, y)
            painter.scale(scale, scale)
            _paint(painter, self._symbol, layer, theme.colour(self._role), theme, size)
            painter.restore()

    def _pixmap(self, layer: str, ratio: float) -> QPixmap:
        theme = themes.current
        key = (layer, ratio, theme)
        if key not in self._pixmaps:
            if len(self._pixmaps) > 8:
                self._pixmaps.clear()
            size = self._size * theme.scale if self._size else theme.point_size
            self._pixmaps[key] = _draw(self._symbol, layer, theme.colour(self._role), theme, size, ratio)
        return self._pixmaps[key]


def _draw(symbol: str, layer: str, colour, theme, size: float, ratio: float) -> QPixmap:
    """One of LAYERS of a symbol: the symbol in its colour, a thin halo of the ground to go under it, or a ring."""
    halo = max(1.0, size / 7)
    reach = size * RING if layer == "ring" else size
    side = int(np.ceil((reach + 2 * halo + 2) * ratio))
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.scale(ratio, ratio)
    _paint(painter, symbol, layer, colour, theme, size)
    painter.end()
    return pixmap


def _paint(painter: QPainter, symbol: str, layer: str, colour, theme, size: float) -> None:
    """The same around (0, 0)."""
    stroke, halo, reach = max(1.0, size / 4.5), max(1.0, size / 7), size * RING
    wider = 0.0
    if layer == "halo":
        colour, wider = theme.colour("ground"), halo
        colour.setAlphaF(0.8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if layer == "ring":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("ink"), stroke * 0.9))
        painter.drawEllipse(QPointF(0, 0), reach / 2, reach / 2)
    elif symbol == "star":
        painter.drawPolygon(star(0, 0, size / 2 + wider))
    elif symbol == "circle":
        painter.drawEllipse(QPointF(0, 0), size / 2 + wider, size / 2 + wider)
    else:
        arm = size * 0.44
        cross = QPainterPath()
        for end in (QPointF(arm, arm), QPointF(arm, -arm)):
            cross.moveTo(-end)
            cross.lineTo(end)
        pen = QPen(colour, stroke * 1.15 + 2 * wider)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(cross, pen)


def star(x: float, y: float, radius: float) -> QPolygonF:
    """A star with five points around (x, y), in pixels."""
    angles = np.pi * (np.arange(10) / 5 - 0.5)
    reach = radius * np.where(np.arange(10) % 2, 0.42, 1.0)
    return QPolygonF([QPointF(x + r * np.cos(a), y + r * np.sin(a)) for r, a in zip(reach, angles)])


class TrailsView(ItemView):
    """A thin line from where each point was to where it is, in the colour of a role."""

    def __init__(self, role: str = "generated", *, opacity: float = 0.5):
        super().__init__()
        self._role, self._opacity = role, opacity
        self._segments = np.zeros((0, 4))
        self._lines = LineArray()

    def set_trails(self, previous: np.ndarray, current: np.ndarray) -> None:
        """Positions (n, 2) before and after; nothing is drawn where the two do not pair up."""
        previous, current = (np.asarray(points, float).reshape(-1, 2) for points in (previous, current))
        if len(previous) != len(current):
            previous = current = np.zeros((0, 2))
        self._segments = finite_rows(np.hstack([previous, current]), 4)
        self._bounds = bounds_of(self._segments.reshape(-1, 2))
        self.update()

    def clear(self) -> None:
        self.set_trails(np.zeros((0, 2)), np.zeros((0, 2)))

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if not len(self._segments):
            return
        mapped = map_points(painter.transform(), self._segments.reshape(-1, 2)).reshape(-1, 4)
        mapped = mapped[(np.abs(mapped) < 1e5).all(axis=1)]
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setOpacity(self._opacity)
        painter.setPen(QPen(themes.current.colour(self._role), self.pixel_scale()))
        self._lines.draw(painter, mapped)
        painter.restore()
