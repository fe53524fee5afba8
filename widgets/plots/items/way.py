"""The way of a point that moves step by step, in memory that hardly grows with its length."""

from __future__ import annotations

import numpy as np

NEWEST = 4096               # rows of each level but the last
WHOLE = 2**15               # rows of the last level, at most


class Way:
    """Rows of numbers, x and y first, after 0, 1, 2, ... steps.

    Level k has rows 0, 2**k, 2 * 2**k, ...: the newest of them, and the last level all of them. When these become too
    many, every second makes a further level. So the end of the way is there row by row, and what lies further back the
    more coarsely; after `cut` also its end, until it has grown anew.

    length: of the way, in rows.
    """

    def __init__(self, columns: int = 2):
        self.length = 0
        self._levels = [np.zeros((0, 1 + columns))]         # the number of the row, and what it holds

    def write(self, start: int, rows: np.ndarray) -> None:
        """Rows start, start + 1, ... (n, columns); all from `start` on are replaced."""
        self.cut(start)
        new = np.column_stack([np.arange(start, start + len(rows)), rows])
        for number, level in enumerate(self._levels):
            self._levels[number] = np.concatenate([level, new[-start % 2**number::2**number]])
        while len(last := self._levels[-1]) > WHOLE:
            self._levels.append(last[last[:, 0] % 2**len(self._levels) == 0])
        self._levels[:-1] = [level[-NEWEST:] for level in self._levels[:-1]]
        self.length = start + len(rows)

    def cut(self, length: int) -> None:
        """Forget the rows from this one on."""
        if length < self.length:
            levels = self._levels if length else self._levels[:1]
            self._levels = [level[:np.searchsorted(level[:, 0], length)] for level in levels]
            self.length = length

    def row(self, number: int) -> np.ndarray | None:
        """One row, (columns,); None where it is not kept."""
        for level in self._levels:
            place = np.searchsorted(level[:, 0], number)
            if place < len(level) and level[place, 0] == number:
                return level[place, 1:]
        return None

    def rows(self, first: int, stop: int, stride: int = 1) -> np.ndarray:
        """(number, x, y, ...) of rows first..stop - 1 whose number is a multiple of the stride, a power of 2, as far
        back as they are kept."""
        return _part(self._levels[min(stride.bit_length(), len(self._levels)) - 1], first, stop, stride)

    def beginning(self, stop: int, stride: int) -> np.ndarray:
        """As `rows`, from row 0 on, and where they are not all kept, more coarsely."""
        levels = self._levels[min(stride.bit_length(), len(self._levels)) - 1:]
        return _part(next(level for level in levels if level is levels[-1] or (len(level) and level[0, 0] == 0)),
                     0, stop, stride)

    def kept(self) -> np.ndarray:
        """All rows that are kept, (n, columns), some several times."""
        return np.concatenate(self._levels)[:, 1:]


def _part(level: np.ndarray, first: int, stop: int, stride: int) -> np.ndarray:
    part = level[np.searchsorted(level[:, 0], first):np.searchsorted(level[:, 0], stop)]
    return part[part[:, 0] % stride == 0]
