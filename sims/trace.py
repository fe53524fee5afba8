"""The trace of a run: scalars over steps, one column a name, NaN where a step measured none. Memory is bounded."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from sims.measurements import Measurements

LIMIT = 2**17                   # numbers that a column keeps of its older rows
RECENT = 2**14                  # newest rows that are never thinned: at least so many, at most twice as many


class Trace:
    """Row k holds the scalars of step k (from 0). Columns appear when first named.

    The newest rows are complete. Where a column holds more than `limit` older numbers, these are thinned: of every
    block of steps it keeps the minimum and the maximum, each at its step, so that its curve looks the same. limit:
    None keeps everything. recent: how many of the newest rows are never thinned, see RECENT. measured: numbers of a
    few steps, which become known late; their columns are among the others in whatever is read here but `take`.
    """

    def __init__(self, limit: int | None = LIMIT, recent: int | None = None) -> None:
        self.limit, self.recent = limit, recent or RECENT
        self.length = 0
        self._columns: dict[str, np.ndarray] = {}       # of the rows from `_base` on
        self._base = 0
        self._older: dict[str, tuple[np.ndarray, np.ndarray]] = {}      # (steps, numbers) before `_base`
        self._block = 1                 # steps of which the older rows keep two numbers; 1: all of them
        self._capacity = 1024
        self._touched = 0               # first row that is new or has become another since the last `take`
        self.measured = Measurements()

    @property
    def thinned(self) -> bool:
        """Whether some numbers are no longer there."""
        return self._block > 1

    def put(self, step: int, row: Mapping[str, float]) -> None:
        """Write the row of a step; a replayed step writes what it wrote before."""
        if step < self._base:
            return                                      # a replay of long ago
        known, place = step < self.length, step - self._base
        self._extend(step + 1)
        for name, value in row.items():
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = np.full(self._capacity, np.nan)
            if known and column[place] != value and not (value != value and np.isnan(column[place])):
                self._touched = min(self._touched, step)
            column[place] = value
        self._bound()

    def put_rows(self, start: int, columns: Mapping[str, np.ndarray]) -> None:
        """Write the rows of steps start, start + 1, ...: columns of equal length, NaN where a step did not measure."""
        count = max((len(values) for values in columns.values()), default=0)
        skipped = max(0, self._base - start)            # rows of long ago, on a replay: they are as they were
        if count <= skipped:
            return
        known = self.length - start                     # how many of the rows have been written before
        self._extend(start + count)
        place = start - self._base
        for name, values in columns.items():
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = np.full(self._capacity, np.nan)
            part = column[place + skipped:place + count]
            values = values[skipped:]
            if known > skipped:
                old, new = part[:known - skipped], values[:known - skipped]
                other = (old != new) & ~(np.isnan(old) & np.isnan(new))
                if other.any():
                    self._touched = min(self._touched, start + skipped + int(other.argmax()))
            part[:] = values
        self._bound()

    def cut(self, length: int) -> None:
        """Forget every row from `length` on."""
        self.measured.cut(length)
        if length >= self.length:
            return
        for column in self._columns.values():
            column[max(0, length - self._base):self.length - self._base] = np.nan
        if length < self._base:
            self._base = length
            for name, (steps, numbers) in self._older.items():
                end = int(np.searchsorted(steps, length))
                self._older[name] = steps[:end], numbers[:end]
        self.length = length
        self._touched = min(self._touched, length)

    @property
    def first_new(self) -> int:
        """The first row that the next `take` will give."""
        return self._touched

    def touch(self) -> None:
        """Make the next `take` give everything, for a viewer that has seen nothing of this trace."""
        self._touched = 0
        self.measured.touch()

    def take(self) -> tuple[int, dict[str, np.ndarray]]:
        """(start, columns): every row that is new or changed since the last call; all after `start` is replaced."""
        start, self._touched = self._touched, self.length
        return start, self._rows_since(start)

    def since(self, start: int) -> dict[str, np.ndarray]:
        """Copies of all columns from row `start` to the end, NaN also where numbers have been thinned out."""
        found = self._rows_since(start)
        for name, (steps, numbers) in self.measured.columns().items():
            rows = steps - 1 - start
            inside = (rows >= 0) & (rows < self.length - start)
            found[name] = np.full(max(0, self.length - start), np.nan)
            found[name][rows[inside]] = numbers[inside]
        return found

    def known(self, name: str, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """(steps done, numbers) of one column, start < steps done <= end, as far as they are among the newest rows."""
        column, first = self._columns.get(name), max(start, self._base)
        if column is None:
            return self.measured.known(name, start, end)
        rows, numbers = _measured(column[first - self._base:max(first, min(end, self.length)) - self._base], first)
        return rows + 1, numbers

    def _rows_since(self, start: int) -> dict[str, np.ndarray]:
        if start >= self._base:
            return {name: column[start - self._base:self.length - self._base].copy()
                    for name, column in self._columns.items()}
        found = {}
        for name, column in self._columns.items():
            whole = found[name] = np.full(self.length - start, np.nan)
            whole[self._base - start:] = column[:self.length - self._base]
            steps, numbers = self._older.get(name, _NOTHING)
            begin = int(np.searchsorted(steps, start))
            whole[steps[begin:] - start] = numbers[begin:]
        return found

    def numbers(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Of each column the rows that hold a number, and these numbers."""
        found = {}
        for name, column in self._columns.items():
            recent = _measured(column[:self.length - self._base], self._base)
            found[name] = tuple(map(np.concatenate, zip(self._older.get(name, _NOTHING), recent)))
        return found | {name: (steps - 1, numbers) for name, (steps, numbers) in self.measured.columns().items()}

    def copy(self) -> Trace:
        twin = Trace(self.limit, self.recent)
        twin._columns = {name: column.copy() for name, column in self._columns.items()}
        twin._older = dict(self._older)                 # whose arrays are never changed in place
        twin._capacity, twin.length, twin._base, twin._block = self._capacity, self.length, self._base, self._block
        twin.measured = self.measured.copy()
        return twin

    def fill(self, length: int, columns: Mapping[str, tuple[np.ndarray, np.ndarray]],
             measured: Collection[str] = ()) -> None:
        """Become a saved trace of `length` rows: (rows that hold a number, these numbers) of each column.

        measured: which columns are numbers of a few steps.
        """
        self.measured.fill({name: (columns[name][0] + 1, columns[name][1]) for name in measured if name in columns})
        columns = {name: column for name, column in columns.items() if name not in measured}
        self._columns, self._older, self._block, self.length = {}, {}, 1, 0
        self._base = 0 if self.limit is None else max(0, length - self.recent)
        self._extend(length)
        for name, (rows, values) in columns.items():
            column = self._columns[name] = np.full(self._capacity, np.nan)
            early = rows < self._base
            self._older[name] = rows[early].astype(np.int32), values[early].astype(float)
            column[rows[~early] - self._base] = values[~early]
        self._touched = 0
        self._thin()

    # Bounds ----------------------------------------------------------------------------------------------------------

    def _extend(self, length: int) -> None:
        """Have room for so many rows."""
        if length - self._base > self._capacity:
            while length - self._base > self._capacity:
                self._capacity *= 2
            for name, column in self._columns.items():
                larger = self._columns[name] = np.full(self._capacity, np.nan)
                larger[:len(column)] = column
        self._touched = min(self._touched, self.length)
        self.length = max(self.length, length)

    def _bound(self) -> None:
        """Move rows that are no longer among the newest to the older ones, which may be thinned."""
        if self.limit is None or self.length - self._base < 2 * self.recent:
            return
        count = self.length - self._base - self.recent
        for name, column in self._columns.items():
            fresh = thinned(*_measured(column[:count], self._base), self._block)
            self._older[name] = tuple(map(np.concatenate, zip(self._older.get(name, _NOTHING), fresh)))
            column[:-count] = column[count:].copy()
            column[-count:] = np.nan
        self._base += count
        self._thin()

    def _thin(self) -> None:
        while self.limit is not None and max((len(steps) for steps, _ in self._older.values()), default=0) > self.limit:
            self._block = max(4, 2 * self._block)       # blocks of two would keep everything
            self._older = {name: thinned(*pair, self._block) for name, pair in self._older.items()}


def thinned(steps: np.ndarray, numbers: np.ndarray, block: int) -> tuple[np.ndarray, np.ndarray]:
    """Thin numbers at increasing steps, both of shape (n,).

    Keeps the first, the last, and of every block of steps the minimum and the maximum, each at its own step. What has
    been thinned before can be thinned again with larger blocks.
    """
    if block < 2 or len(steps) < 3:
        return steps, numbers
    group = steps // block
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    counts = np.diff(np.append(starts, len(steps)))
    kept = np.zeros(len(steps), bool)
    kept[[0, -1]] = True
    for extreme in (np.minimum, np.maximum):
        places = np.flatnonzero(numbers == np.repeat(extreme.reduceat(numbers, starts), counts))
        first = np.append(True, group[places][1:] != group[places][:-1])
        kept[places[first]] = True
    return steps[kept], numbers[kept]


def _measured(column: np.ndarray, base: int) -> tuple[np.ndarray, np.ndarray]:
    """(steps, numbers) of a column of rows base, base + 1, ..."""
    rows = np.flatnonzero(~np.isnan(column))
    return (rows + base).astype(np.int32), column[rows]


_NOTHING = (np.zeros(0, np.int32), np.zeros(0))
