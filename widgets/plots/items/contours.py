"""Lines of equal value of a function of the plane, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from widgets.plots.items.field import draw_segments, level_segments
from widgets.plots.items.item import ItemView, LineArray, map_points
from widgets.plots.sampled_field import SampledField
from widgets.theme import themes

#: Of a line, so many places are tried for its number.
_PLACES = 24


class ContoursView(ItemView):
    """Contours in the colour of a role, one pixel wide; the number of each stands where there is most room."""

    def __init__(self, role: str = "ink"):
        super().__init__()
        self._role = role
        self._contours: list[tuple[str, np.ndarray]] = []
        self._lines = LineArray()

    def set_contours(self, field: SampledField, levels: Sequence[tuple[float, str]]) -> None:
        """levels: (value, its number as text)."""
        (x0, y0, _x1, _y1), (dx, dy) = field.rect, field.spacing
        values = np.nan_to_num(field.values)
        self._contours = [(text, level_segments(values - level) * (dx, dy, dx, dy) + (x0, y0, x0, y0))
                          for level, text in levels]
        self.update()

    def clear(self) -> None:
        self._contours = []
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        view, theme = self.viewRect(), themes.current
        if view is None:
            return
        for _text, segments in self._contours:
            draw_segments(painter, self._lines, segments, self._role, self.pixel_scale())
        transform = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setFont(theme.font())
        painter.setPen(theme.colour(self._role))
        ground = theme.colour("ground")
        ground.setAlphaF(0.75)
        metrics, taken = painter.fontMetrics(), []
        shown = transform.mapRect(QRectF(view)).normalized()
        for text, segments in self._contours:
            width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
            room = shown.adjusted(width, height, -width, -height)
            places = map_points(transform, segments[:, :2])
            inside = ((places > (room.left(), room.top())) & (places < (room.right(), room.bottom()))).all(axis=1)
            places = places[inside]
            if not len(places):
                continue
            places = places[::max(1, len(places) // _PLACES)]
            x, y = max(places.tolist(), key=lambda place: min(
                (abs(place[0] - other[0]) + 3 * abs(place[1] - other[1]) for other in taken), default=0.0))
            taken.append((x, y))
            painter.fillRect(QRectF(x - width / 2, y - height / 2, width, height), ground)
            painter.drawText(QPointF(x - width / 2 + 2, y - height / 2 + metrics.ascent()), text)
        painter.restore()
