"""The smoothed line of a noisy curve: an exponential moving average by steps, corrected for its start.

After step t it is the mean of the numbers x_s of all steps s up to t, with the weights w^(t - s):

    y_t = sum_s w^(t - s) x_s / sum_s w^(t - s)

which is what the slider "smoothing" of TensorBoard draws (w is its value; the correction is that of Adam, Kingma and Ba
2015, section 3), but by steps: a step without a number adds nothing to either sum, yet the older ones lose weight.
So the line does not depend on how many steps are in view, nor on how many came at once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from widgets.plots.curves.curve_buffer import FACTOR, CurveBuffer
from widgets.plots.curves.points_buffer import PointsBuffer

_BLOCK = 32


@lru_cache(maxsize=8)
def _powers(weight: float) -> tuple[np.ndarray, np.ndarray]:
    """(weight^(i - j) for j <= i, else 0, shape (_BLOCK, _BLOCK); weight^1 ... weight^_BLOCK as a column)."""
    steps = np.arange(_BLOCK)
    apart = steps[:, None] - steps
    return np.where(apart >= 0, weight ** np.maximum(apart, 0), 0.0), weight ** (steps[:, None] + 1.0)


def decayed_sums(terms: np.ndarray, weight: float, before: np.ndarray) -> np.ndarray:
    """s_k = weight s_(k - 1) + terms_k for terms (n, m), with s_(-1) = before (m,). Block by block, without a loop."""
    count = len(terms)
    blocks = -(-count // _BLOCK)
    inner, powers = _powers(weight)
    if blocks > 1 or count < _BLOCK:
        terms = np.concatenate([terms, np.zeros((blocks * _BLOCK - count, terms.shape[1]))])
    sums = inner @ terms.reshape(blocks, _BLOCK, -1)
    if blocks > 1:          # what the blocks leave to each other is such a sum again
        ends = decayed_sums(sums[:-1, -1], weight ** _BLOCK, before)
        sums += powers * np.concatenate([before[None], ends])[:, None]
    else:
        sums += powers * before
    return sums.reshape(blocks * _BLOCK, -1)[:count]


class Smoothing:
    """The smoothed line of a buffer, kept up to date with it at the cost of what is new, and drawn at any zoom.

    Where many rows share a cell of the buffer, their mean counts as often as there are numbers in it.
    """

    def __init__(self, buffer: CurveBuffer, weight: float):
        self._buffer, self.weight = buffer, weight
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._values = np.zeros(0, np.float32)          # after each cell; NaN where it holds no number
        self._levels: list[np.ndarray] = []             # means of FACTOR, FACTOR^2, ... of them
        self._sums = np.zeros((1, 2))                   # before every block of cells: (sum of w^ x, sum of w^)
        self._buffer.changed_from = 0

    def set_weight(self, weight: float) -> None:
        if weight != self.weight:
            self.weight = weight
            self._forget()

    def points(self, low: float, high: float, count: int) -> np.ndarray:
        """The line over rows low..high, (n, 2) of (row, value): no more than two points in each of `count` columns."""
        self._refresh()
        length, size, values, level = self._buffer.length, self._size, self._values, 0
        while level < len(self._levels) and size * FACTOR <= 2 * (high - low) / max(count, 1):
            values, size, level = self._levels[level], size * FACTOR, level + 1
        first, last = max(0, int(low) // size - 1), min(-(-length // size), int(max(high, 0)) // size + 2)
        starts = np.arange(first, max(first, last)) * size
        rows = (starts + np.minimum(starts + size, length) - 1) / 2
        values = values[first:max(first, last)].astype(float)
        measured = np.isfinite(values)
        return np.stack([rows[measured], values[measured]], axis=1)

    def value_at(self, row: int) -> float:
        """The line at a row, NaN where there is no number."""
        self._refresh()
        return float(self._values[row // self._size]) if 0 <= row < self._buffer.length else float("nan")

    def _refresh(self) -> None:
        buffer = self._buffer
        count = -(-buffer.length // buffer.size)
        if buffer.size != self._size:
            self._forget()
            self._size = buffer.size
        first, buffer.changed_from = buffer.changed_from, count
        if first >= count:
            return
        if len(self._values) < count:
            self._reserve(buffer.room)
        first -= first % _BLOCK
        means, held = buffer.cells(first)
        measured, block = held > 0, first // _BLOCK
        terms = np.stack([np.where(measured, means, 0.0) * held, held], axis=1)
        sums = decayed_sums(terms.astype(float), self.weight ** self._size, self._sums[block])
        ends = sums[_BLOCK - 1::_BLOCK]
        self._sums[block + 1:block + 1 + len(ends)] = ends
        with np.errstate(invalid="ignore", divide="ignore"):
            self._values[first:count] = np.where(measured, sums[:, 0] / sums[:, 1], np.nan)
        self._values[count:] = np.nan
        self._refresh_levels(first)

    def _reserve(self, room: int) -> None:
        grown = np.full(room, np.nan, np.float32)
        grown[:len(self._values)] = self._values
        sums = np.zeros((room // _BLOCK + 2, 2))
        sums[:len(self._sums)] = self._sums
        self._values, self._sums, self._levels = grown, sums, []
        while room > FACTOR:
            room = -(-room // FACTOR)
            self._levels.append(np.full(room, np.nan, np.float32))
        self._refresh_levels(0)

    def _refresh_levels(self, first: int) -> None:
        below, stop = self._values, -(-self._buffer.length // self._size)
        for level in self._levels:
            first, stop = first // FACTOR, -(-stop // FACTOR)
            part = below[first * FACTOR:stop * FACTOR]
            part = np.pad(part, (0, -len(part) % FACTOR), constant_values=np.nan).reshape(-1, FACTOR)
            there = np.isfinite(part)
            count = there.sum(axis=1)
            level[first:stop] = np.where(count, np.where(there, part, 0).sum(axis=1) / np.maximum(count, 1), np.nan)
            level[stop:] = np.nan
            below = level


class PointsSmoothing:
    """The smoothed line of a few points, read as a Smoothing is."""

    def __init__(self, buffer: PointsBuffer, weight: float):
        self._buffer = buffer
        self.set_weight(weight)

    def set_weight(self, weight: float) -> None:
        self.weight = weight
        self._line = PointsBuffer(*self._buffer.moving_averages(weight))

    def points(self, low: float, high: float, count: int) -> np.ndarray:
        """As Smoothing has it, but every point by itself."""
        steps, numbers, _same, _exact = self._line.columns(low, high, count)
        return np.stack([steps, numbers], axis=1)

    def value_at(self, row: int) -> float:
        return self._line.value_at(row)
