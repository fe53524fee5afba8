"""A long column of numbers that can be drawn at any zoom at the same cost: a growing buffer with a min/max pyramid."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

FACTOR = 4
_START = 1024


class Trace:
    """One number per step, NaN where nothing was measured.

    Level k of the pyramid holds the least and greatest value of every block of FACTOR**k rows.
    """

    def __init__(self):
        self.length = 0
        self._values = np.full(_START, np.nan, np.float32)
        self._levels: list[tuple[np.ndarray, np.ndarray]] = []
        self._make_levels()

    @property
    def values(self) -> np.ndarray:
        """The rows so far, float32 (length,)."""
        return self._values[:self.length]

    def write(self, start: int, values: np.ndarray) -> None:
        """Write rows start, start + 1, ...; a gap before them is filled with NaN."""
        values = np.asarray(values, np.float32).ravel()
        values = np.where(np.isfinite(values), values, np.float32(np.nan))
        stop = start + len(values)
        if start < 0 or not len(values):
            return
        self._reserve(stop)
        self._values[start:stop] = values
        self.length = max(self.length, stop)
        self._refresh(start, stop)

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on."""
        length = max(0, length)
        if length < self.length:
            self._values[length:self.length] = np.nan
            stop, self.length = self.length, length
            self._refresh(length, stop)

    def columns(self, low: float, high: float, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Rows low..high in at most `count` columns: (row, least, greatest) of those that hold a number.

        The last value says whether every row is its own column, so that least and greatest are the value itself.
        """
        first, last = max(0, int(np.floor(low)) - 1), min(self.length, int(np.ceil(high)) + 2)
        if last <= first or count < 1:
            empty = np.zeros(0)
            return empty, empty, empty, True
        rows_per_column = (last - first) / count
        if rows_per_column <= 1:
            values = self._values[first:last].astype(float)
            measured = np.isfinite(values)
            return np.arange(first, last)[measured].astype(float), values[measured], values[measured], True
        # Blocks a quarter of a column or smaller, so that columns can be cut where pixels are.
        level, size = 0, 1
        while size * FACTOR * 4 <= rows_per_column and level < len(self._levels):
            level, size = level + 1, size * FACTOR
        least, greatest = (self._values, self._values) if level == 0 else self._levels[level - 1]
        begin, end = first // size, -(-last // size)
        starts, middles = _cuts(first, last, count, size)
        rows = np.minimum(middles, self.length - 1)
        least = np.fmin.reduceat(least[begin:end], starts)
        greatest = np.fmax.reduceat(greatest[begin:end], starts)
        measured = np.isfinite(least)
        return rows[measured], least[measured].astype(float), greatest[measured].astype(float), False

    def value_at(self, row: int) -> float:
        """The number of a row, NaN where there is none."""
        return float(self._values[row]) if 0 <= row < self.length else float("nan")

    def _reserve(self, length: int) -> None:
        if length <= len(self._values):
            return
        size = len(self._values)
        while size < length:
            size *= FACTOR if size < 2**18 else 2
        grown = np.full(size, np.nan, np.float32)
        grown[:self.length] = self.values
        self._values = grown
        self._make_levels()
        self._refresh(0, self.length)

    def _make_levels(self) -> None:
        self._levels = []
        size = len(self._values)
        while size > FACTOR:
            size = -(-size // FACTOR)
            self._levels.append((np.full(size, np.nan, np.float32), np.full(size, np.nan, np.float32)))

    def _refresh(self, start: int, stop: int) -> None:
        """Bring the pyramid up to date with the rows start..stop."""
        if stop <= start:
            return
        below = (self._values, self._values)
        for level in self._levels:
            start, stop = start // FACTOR, -(-stop // FACTOR)
            for target, source, reduce in zip(level, below, (np.fmin, np.fmax)):
                part = source[start * FACTOR:stop * FACTOR]
                target[start:stop] = reduce.reduceat(part, np.arange(0, len(part), FACTOR))
            below = level


@lru_cache(maxsize=32)
def _cuts(first: int, last: int, count: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows first..last, in blocks of `size`, cut into at most `count` columns: (first block of each, counted from
    that of `first`; the row in its middle). Curves over the same steps, of which there are several, share them."""
    begin, end = first // size, -(-last // size)
    starts = (np.linspace(first, last, count, endpoint=False) / size).astype(int)
    starts = starts[np.append(True, starts[1:] != starts[:-1])]
    stops = np.append(starts[1:], end)
    return starts - begin, (starts + stops - 1) / 2 * size + (size - 1) / 2
