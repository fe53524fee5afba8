"""The numbers of a curve that is known at some steps only, few enough to be drawn one by one."""

from __future__ import annotations

import math

import numpy as np


class PointsBuffer:
    """Points (step, number), given all at once; read as a CurveBuffer is."""

    def __init__(self, steps: np.ndarray, numbers: np.ndarray):
        measured = np.isfinite(numbers)
        self._steps, self._numbers = np.asarray(steps, int)[measured], np.asarray(numbers, float)[measured]

    @property
    def length(self) -> int:
        """One more than the last step."""
        return int(self._steps[-1]) + 1 if len(self._steps) else 0

    @property
    def values(self) -> np.ndarray:
        """The rows so far, float32 (length,), NaN where nothing was measured."""
        whole = np.full(self.length, np.nan, np.float32)
        whole[self._steps] = self._numbers
        return whole

    def moving_averages(self, weight: float) -> tuple[np.ndarray, np.ndarray]:
        """(steps, the smoothed line there), see widgets.plots.curves.smoothing."""
        line, total, count = np.empty(len(self._steps)), 0.0, 0.0
        kept = (weight ** np.diff(self._steps, prepend=0)).tolist()
        for place, (part, number) in enumerate(zip(kept, self._numbers.tolist())):
            total, count = part * total + number, part * count + 1
            line[place] = total / count
        return self._steps, line

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on."""
        end = np.searchsorted(self._steps, length)
        self._steps, self._numbers = self._steps[:end], self._numbers[:end]

    def columns(self, low: float, high: float, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """As CurveBuffer has it; a point is never merged with another. One more to either side, for the line there."""
        first, last = np.searchsorted(self._steps, low) - 1, np.searchsorted(self._steps, high, "right") + 1
        numbers = self._numbers[max(0, first):last]
        return self._steps[max(0, first):last].astype(float), numbers, numbers, True

    def value_at(self, row: int) -> float:
        """The number of a row, NaN where there is none."""
        at = np.searchsorted(self._steps, row)
        return float(self._numbers[at]) if at < len(self._steps) and self._steps[at] == row else math.nan

    def nearest(self, row: int, reach: float) -> tuple[int, float, float] | None:
        """(row, number, number) of the point nearest to a row, however far away as long as there are some beyond."""
        if not len(self._steps) or row > self._steps[-1] + reach:
            return None
        at = np.abs(self._steps - row).argmin()
        return int(self._steps[at]), float(self._numbers[at]), float(self._numbers[at])
