"""Arrows whose length on the screen tells a size, by a scale that stays as it is until it is set anew."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QPainter

from widgets.plots.items.field import draw_arrows
from widgets.plots.items.item import ItemView, LineArray, bounds_of, map_points
from widgets.theme import themes

#: Length of an arrow of size 1 x scale, in pixels at scale 1 of the theme, in a presentation as much more as plots are
#: larger; and how many times as long one may be.
UNIT_PIXELS, MOST_UNITS = 16, 2.0
#: What is shorter than any number that a gradient has is no size to choose a scale by.
LEAST = 1e-30


def round_scale(vectors: np.ndarray) -> float | None:
    """The least of 1, 2, 5 times a power of ten with which none of the vectors (n, 2) is cut; None if all are 0."""
    sizes = np.hypot(*np.asarray(vectors, float).reshape(-1, 2).T)
    longest = float(sizes[np.isfinite(sizes)].max(initial=0.0)) / MOST_UNITS
    if longest < LEAST:
        return None
    power = math.floor(math.log10(longest))
    # As decimals: 5 * 10.0**-3 is not 0.005.
    rounded = (float(f"{digit}e{power}") for digit in (1, 2, 5, 10))
    return next(value for value in rounded if value >= longest * (1 - 1e-9))


class ScaledArrowsView(ItemView):
    """Arrows from points of the plane. Their lengths are on the screen, so that a zoom parts them and changes none.

    scale: the size that is drawn UNIT_PIXELS long. same_length: all are, and show only a direction. cut: whether some
    would be longer than MOST_UNITS and are drawn as long as that.
    """

    def __init__(self, role: str = "ink", *, opacity: float = 0.75):
        super().__init__()
        self._role, self._opacity = role, opacity
        self.scale, self.same_length, self.cut = 1.0, False, False
        self._starts = self._directions = np.zeros((0, 2))
        self._sizes = np.zeros(0)
        self._lines = LineArray()

    def set_arrows(self, starts: np.ndarray, vectors: np.ndarray) -> None:
        """starts, vectors (n, 2), in data coordinates."""
        rows = np.hstack([np.asarray(starts, float).reshape(-1, 2), np.asarray(vectors, float).reshape(-1, 2)])
        rows = rows[np.isfinite(rows).all(axis=1)]
        self._starts, self._sizes = rows[:, :2], np.hypot(*rows[:, 2:].T)
        self._directions = rows[:, 2:] / np.where(self._sizes > 0, self._sizes, 1)[:, None]
        self._bounds = bounds_of(self._starts)
        self.cut = bool(self._sizes.max(initial=0.0) > self.scale * MOST_UNITS * (1 + 1e-9)) and not self.same_length
        self.update()

    def lengths(self) -> np.ndarray:
        """How long each arrow is drawn, in pixels at scale 1 of the theme, (n,)."""
        units = (self._sizes > 0).astype(float) if self.same_length else \
            np.minimum(self._sizes / self.scale, MOST_UNITS)
        return UNIT_PIXELS * units

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        if not len(self._starts):
            return
        transform = painter.transform()
        start = map_points(transform, self._starts)
        along = map_points(transform, self._directions) - map_points(transform, np.zeros((1, 2)))
        pixels = self.lengths() * themes.current.plot_scale * self.pixel_scale()
        along *= (pixels / np.maximum(np.hypot(*along.T), 1e-300))[:, None]
        draw_arrows(painter, self._lines, start, start + along, self._role, self._opacity, self.pixel_scale())
