"""A function of the plane known at the nodes of a regular grid, and smooth between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class SampledField:
    """values (h, w), both at least 2, at the nodes: [0, 0] at (x0, y0), [h-1, w-1] at (x1, y1) of rect."""

    values: np.ndarray
    rect: Rect

    @property
    def spacing(self) -> tuple[float, float]:
        """(dx, dy) between neighbouring nodes."""
        x0, y0, x1, y1 = self.rect
        rows, columns = self.values.shape
        return (x1 - x0) / (columns - 1), (y1 - y0) / (rows - 1)

    def refined(self, factor: int) -> SampledField:
        """The same on a grid `factor` times as fine, the old values among the new ones.

        By cubic convolution (Keys 1981, a = -1/2), along one axis after the other: exact for quadratic functions, with
        a slope that has no jumps.
        """
        return SampledField(_refined(_refined(self.values.T, factor).T, factor), self.rect)

    @cached_property
    def slope(self) -> SampledField:
        """The norm of the gradient at the nodes, by central differences."""
        dx, dy = self.spacing
        down, along = np.gradient(self.values, dy, dx)
        return SampledField(np.hypot(down, along), self.rect)

    def map(self, function) -> SampledField:
        """A function of the values, (h, w) -> (h, w)."""
        return SampledField(function(self.values), self.rect)

    def at(self, x: float, y: float) -> float:
        """The value at a place, by straight lines between the four nodes around it; nan outside of rect."""
        x0, y0, x1, y1 = self.rect
        dx, dy = self.spacing
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            return float("nan")
        rows, columns = self.values.shape
        column, row = min(int((x - x0) / dx), columns - 2), min(int((y - y0) / dy), rows - 2)
        s, t = (x - x0) / dx - column, (y - y0) / dy - row
        below, above = self.values[row:row + 2, column:column + 2] @ (1 - s, s)
        return float(below * (1 - t) + above * t)

    def highest(self) -> np.ndarray:
        """The node (1, 2) with the highest value; (0, 2) where none is a number."""
        if not np.isfinite(self.values).any():
            return np.zeros((0, 2))
        row, column = np.unravel_index(np.nanargmax(self.values), self.values.shape)
        dx, dy = self.spacing
        return np.array([[self.rect[0] + column * dx, self.rect[1] + row * dy]])


def _refined(values: np.ndarray, factor: int) -> np.ndarray:
    """values (n, m) with factor - 1 rows between each two rows."""
    # One row more at both ends, on the straight line through the last two.
    padded = np.concatenate([2 * values[:1] - values[1:2], values, 2 * values[-1:] - values[-2:-1]])
    fine = np.empty(((len(values) - 1) * factor + 1, values.shape[1]), values.dtype)
    fine[::factor] = values
    for part in range(1, factor):
        t = part / factor
        weights = (t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * t * (1.5 * t - 2.5), t * (0.5 + t * (2 - 1.5 * t)),
                   t * t * (0.5 * t - 0.5))
        fine[part::factor] = sum(values.dtype.type(weight) * padded[k:len(values) - 1 + k]
                                 for k, weight in enumerate(weights))
    return fine
