"""The trace: scalars over steps, one column a name, NaN where a step did not measure one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


class Trace:
    """Row k holds the scalars of step k (from 0). Columns appear when first named."""

    def __init__(self) -> None:
        self._columns: dict[str, np.ndarray] = {}
        self._capacity = 1024
        self.length = 0
        self._touched = 0               # first row written or cut since the last `take`

    def put(self, step: int, row: Mapping[str, float]) -> None:
        """Write the row of a step; a replayed step writes what it wrote before."""
        if step >= self._capacity:
            while step >= self._capacity:
                self._capacity *= 2
            self._columns = {name: self._grown(column) for name, column in self._columns.items()}
        for name, value in row.items():
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = np.full(self._capacity, np.nan)
            column[step] = value
        self.length = max(self.length, step + 1)
        self._touched = min(self._touched, step)

    def put_rows(self, start: int, columns: Mapping[str, np.ndarray]) -> None:
        """Write the rows of steps start, start + 1, ...: columns of equal length, NaN where a step did not measure."""
        count = max((len(values) for values in columns.values()), default=0)
        if count:
            self.put(start + count - 1, {name: values[-1] for name, values in columns.items()})
            for name, values in columns.items():
                self._columns[name][start:start + count] = values
            self._touched = min(self._touched, start)

    def cut(self, length: int) -> None:
        """Forget every row from `length` on."""
        for column in self._columns.values():
            column[length:self.length] = np.nan
        self.length = min(self.length, length)
        self._touched = min(self._touched, self.length)

    def touch(self) -> None:
        """Make the next `take` give everything, for a viewer who has seen nothing of this trace."""
        self._touched = 0

    def take(self) -> tuple[int, dict[str, np.ndarray]]:
        """(start, columns): every row that is new or changed since the last call; all after `start` is replaced."""
        start, self._touched = self._touched, self.length
        return start, self.since(start)

    def since(self, start: int) -> dict[str, np.ndarray]:
        """Copies of all columns from row `start` to the end."""
        return {name: column[start:self.length].copy() for name, column in self._columns.items()}

    def copy(self) -> Trace:
        twin = Trace()
        twin._columns = {name: column.copy() for name, column in self._columns.items()}
        twin._capacity, twin.length = self._capacity, self.length
        return twin

    def fill(self, length: int, columns: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Be a trace of `length` rows that was kept elsewhere: the rows of each column that hold a number, with it."""
        while self._capacity < length:
            self._capacity *= 2
        self._columns = {name: np.full(self._capacity, np.nan) for name in columns}
        for name, (rows, values) in columns.items():
            self._columns[name][rows] = values
        self.length, self._touched = length, 0

    def _grown(self, column: np.ndarray) -> np.ndarray:
        larger = np.full(self._capacity, np.nan)
        larger[:len(column)] = column
        return larger
