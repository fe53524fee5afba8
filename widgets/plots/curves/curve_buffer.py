"""The numbers of one curve in the window: bounded in memory, and drawn at any zoom at the same cost.

The run's own record of its scalars is sims/trace.py; this is the copy that a plot keeps of one column of it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

FACTOR = 4
LIMIT = 2**17                   # cells of the finest level
RECENT = 2**12                  # rows that are kept whole besides, however coarse the cells have become
_START = 1024


class CurveBuffer:
    """One float32 per row, NaN where nothing was measured, with a min/max pyramid over them. Row i: after i steps.

    Level k of the pyramid holds the least and the greatest value of every block of FACTOR**k cells. A cell is one row
    until there are more rows than cells (LIMIT of them, or somewhat fewer); then every block of FACTOR cells is merged
    into one, which keeps their least and greatest value, and their mean. So memory is bounded and no extreme is lost.
    The newest RECENT rows are kept one by one besides.

    size: rows in a cell. changed_from: the first cell that has changed since its one reader (`Smoothing`) set this.
    """

    _made = 0

    def __init__(self):
        self.length = 0
        # Curves over the same steps do not all grow, or become coarser, at the same step, which would be seen.
        CurveBuffer._made += 1
        self._full = 1 - 0.4 * (0.618 * CurveBuffer._made % 1)        # the part of its cells with which it is full
        self.size = 1
        self.changed_from = 0
        # One array while a cell is a row; then there are numbers held by each cell, too.
        self._least = self._greatest = self._mean = np.full(_START, np.nan, np.float32)
        self._held = np.zeros(0, np.float32)
        self._levels: list[tuple[np.ndarray, np.ndarray]] = []
        self._recent = np.zeros(0, np.float32)      # of the rows before `length`, once a cell is more than a row
        self._touched = (0, 0)                      # cells that the pyramid has not taken in yet
        self._make_levels()

    @property
    def values(self) -> np.ndarray:
        """The rows so far, float32 (length,); of rows that share a cell the least that was there."""
        if self.size == 1:
            return self._least[:self.length]
        whole = np.repeat(self._least, self.size)[:self.length]
        whole[self.length - len(self._recent):] = self._recent
        return whole

    def write(self, start: int, values: np.ndarray) -> None:
        """Write rows start, start + 1, ...; a gap before them is filled with NaN."""
        values = np.asarray(values, np.float32).ravel()
        values = np.where(np.isfinite(values), values, np.float32(np.nan))
        if start < 0 or not len(values):
            return
        stop = start + len(values)
        self._reserve(stop)
        if self.size == 1:
            self._least[start:stop] = values
        else:
            self._write_cells(start, values)
            self._write_recent(start, values)
        self.length = max(self.length, stop)
        self._touch(start // self.size, -(-stop // self.size))

    def _write_cells(self, start: int, values: np.ndarray) -> None:
        """Rows into cells of many rows: what such a cell has seen it keeps."""
        first = start // self.size
        starts = np.arange(first, -(-(start + len(values)) // self.size)) * self.size - start
        starts[0] = 0
        for cells, reduce in ((self._least, np.fmin), (self._greatest, np.fmax)):
            part = cells[first:first + len(starts)]
            part[:] = reduce(part, reduce.reduceat(values, starts))
        measured = np.isfinite(values)
        mean, held = (cells[first:first + len(starts)] for cells in (self._mean, self._held))
        total = np.where(held, mean, 0) * held + np.add.reduceat(np.where(measured, values, 0), starts)
        held += np.add.reduceat(measured.astype(np.float32), starts)
        mean[:] = np.where(held, total / np.maximum(held, 1), np.nan)

    def _write_recent(self, start: int, values: np.ndarray) -> None:
        begin, end = self.length - len(self._recent), start + len(values)
        stop = max(self.length, end)
        first = max(begin, stop - RECENT)
        whole = np.full(stop - first, np.nan, np.float32)
        kept = self._recent[first - begin:]
        whole[:len(kept)] = kept
        if end > first:
            whole[max(0, start - first):end - first] = values[max(0, first - start):]
        self._recent = whole

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on."""
        length = max(0, length)
        if length >= self.length:
            return
        if length == 0:
            self.__init__()
            return
        first, stop = -(-length // self.size), -(-self.length // self.size)
        self._least[first:stop] = self._greatest[first:stop] = self._mean[first:stop] = np.nan
        self._held[first:stop] = 0
        self._recent = self._recent[:max(0, len(self._recent) - (self.length - length))]
        self.length = length
        self._touch(first, stop)

    def columns(self, low: float, high: float, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Rows low..high in at most `count` columns: (row, least, greatest) of those that hold a number.

        The last value says whether every row is its own column, so that least and greatest are the value itself.
        """
        first, last = max(0, int(np.floor(low)) - 1), min(self.length, int(np.ceil(high)) + 2)
        if last <= first or count < 1:
            empty = np.zeros(0)
            return empty, empty, empty, True
        rows_per_column = (last - first) / count
        recent = self.length - len(self._recent)
        if rows_per_column <= 1 and (self.size == 1 or first >= recent):
            values = (self._least[first:last] if self.size == 1 else self._recent[first - recent:last - recent])
            values = values.astype(float)
            measured = np.isfinite(values)
            return np.arange(first, last)[measured].astype(float), values[measured], values[measured], True
        self._refresh()
        # Blocks a quarter of a column or smaller, so that columns can be cut where pixels are.
        level, size = 0, self.size
        while size * FACTOR * 4 <= rows_per_column and level < len(self._levels):
            level, size = level + 1, size * FACTOR
        least, greatest = (self._least, self._greatest) if level == 0 else self._levels[level - 1]
        begin, end = first // size, -(-last // size)
        starts, middles = _cuts(first, last, count, size)
        rows = np.minimum(middles, self.length - 1)
        least = np.fmin.reduceat(least[begin:end], starts)
        greatest = np.fmax.reduceat(greatest[begin:end], starts)
        measured = np.isfinite(least)
        return rows[measured], least[measured].astype(float), greatest[measured].astype(float), False

    def value_at(self, row: int) -> float:
        """The number of a row (the least of its cell where rows share one), NaN where there is none."""
        if not 0 <= row < self.length:
            return float("nan")
        recent = self.length - len(self._recent)
        return float(self._recent[row - recent] if row >= recent else self._least[row // self.size])

    def nearest(self, row: int, reach: float) -> tuple[int, float, float] | None:
        """(row, least, greatest) of the number nearest to a row and within reach; the two are one where it has a cell
        of its own. None where there is no number."""
        whole = 0 if self.size == 1 else self.length - len(self._recent)        # from here on rows are kept one by one
        first, last = max(0, math.ceil(row - reach)), min(self.length - 1, math.floor(row + reach))
        if row >= whole:
            first = max(first, whole)
            values = (self._least if self.size == 1 else self._recent)[first - (whole if self.size > 1 else 0):]
            rows = first + np.flatnonzero(np.isfinite(values[:max(0, last + 1 - first)]))
        else:
            cells = np.arange(first // self.size, last // self.size + 1)
            rows = np.clip(cells[np.isfinite(self._least[cells])] * self.size + self.size // 2, first, last)
        if not len(rows):
            return None
        at = int(rows[np.abs(rows - row).argmin()])
        least = self.value_at(at)
        return at, least, least if row >= whole else float(self._greatest[at // self.size])

    def cells(self, first: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """(the mean of the numbers in each cell from the first one on, how many these are), both float32 (cells,)."""
        stop = -(-self.length // self.size)
        means = self._mean[first:stop]
        return means, np.isfinite(means).astype(np.float32) if self.size == 1 else self._held[first:stop]

    @property
    def room(self) -> int:
        """For how many cells there is memory now."""
        return len(self._least)

    def _reserve(self, length: int) -> None:
        """Have cells for so many rows: more of them, or larger ones."""
        while -(-length // self.size) > self._full * LIMIT:
            self._grow(LIMIT)
            self._coarsen()
        size = len(self._least)
        while size < LIMIT and self._full * size * self.size < length:
            size = min(LIMIT, size * FACTOR)
        self._grow(size)

    def _grow(self, size: int) -> None:
        if size <= len(self._least):
            return
        used = -(-self.length // self.size)
        for name in ("_least",) if self.size == 1 else ("_least", "_greatest", "_mean", "_held"):
            grown = np.full(size, 0 if name == "_held" else np.nan, np.float32)
            grown[:used] = getattr(self, name)[:used]
            setattr(self, name, grown)
        if self.size == 1:
            self._greatest = self._mean = self._least
        self._make_levels()
        self._touch(0, used)

    def _coarsen(self) -> None:
        """Let what was a block become a cell."""
        self._refresh()
        if self.size == 1:
            self._recent = self.values[-RECENT:].copy()
            self._held = np.isfinite(self._mean).astype(np.float32)
        sums = np.where(self._held, self._mean, 0) * self._held
        self._held = self._held.reshape(-1, FACTOR).sum(axis=1)
        self._mean = np.where(self._held, sums.reshape(-1, FACTOR).sum(axis=1) / np.maximum(self._held, 1), np.nan)
        (self._least, self._greatest), *self._levels = self._levels
        self.size *= FACTOR

    def _make_levels(self) -> None:
        self._levels = []
        size = len(self._least)
        while size > FACTOR:
            size = -(-size // FACTOR)
            self._levels.append((np.full(size, np.nan, np.float32), np.full(size, np.nan, np.float32)))

    def _touch(self, start: int, stop: int) -> None:
        first, last = self._touched
        self._touched = (min(first, start), max(last, stop)) if first < last else (start, stop)
        self.changed_from = min(self.changed_from, start)

    def _refresh(self) -> None:
        """Bring the pyramid up to date: only when somebody looks, because most curves are on pages behind."""
        (start, stop), self._touched = self._touched, (0, 0)
        if stop <= start:
            return
        below = (self._least, self._greatest)
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
    distinct = np.append(True, starts[1:] != starts[:-1])
    if distinct.all():          # evenly spread, not in the middle of their blocks, or a pixel would be left bare
        return starts - begin, first + (np.arange(count) + 0.5) * (last - first) / count
    starts = starts[distinct]
    stops = np.append(starts[1:], end)
    return starts - begin, (starts + stops - 1) / 2 * size + (size - 1) / 2
