"""What frames have shown, by step: for views of what the trace does not hold, such as the share of every mode."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from app.engine.messages import RunReport

#: Columns of the trace by which a run that is replayed is told from one that has become another.
TOLD_BY = ("loss_d", "loss_g", "grad_norm_d", "grad_norm_g", "score_fake")
LIMIT = 4096
LONGEST = 2**17                 # rows of the trace that are compared


class RunMemory:
    """Remembers one row an observed step. A restart, a change in the past or another seed makes it forget what is
    not true any more; stepping back and scrubbing do not, because a replay gives the same numbers again.
    """

    def __init__(self, limit: int = LIMIT):
        self._limit = limit
        self._steps: list[int] = []
        self._rows: list[np.ndarray] = []
        self._told: dict[str, np.ndarray] = {}
        self._length = 0
        self.version = 0                # grows whenever anything has changed

    def take(self, run: RunReport, row: np.ndarray) -> int:
        """Remember a row for the step of this report. Returns up to which step what was known before still holds."""
        kept = self._still_true(run)
        self._cut(kept)
        if self._rows and len(self._rows[-1]) != len(row):
            self._steps, self._rows = [], []            # another target: its modes are other modes
        if run.frame.phase == 0:
            self._put(run.frame.step, np.asarray(row, float))
        return kept

    @property
    def steps(self) -> np.ndarray:
        return np.array(self._steps, float)

    @property
    def rows(self) -> np.ndarray:
        """(observations, length of a row)."""
        return np.array(self._rows) if self._rows else np.zeros((0, 0))

    def _still_true(self, run: RunReport) -> int:
        """States up to this step follow from rows of the trace that are as they were."""
        start = run.trace_start
        length = start + max((len(run.trace[name]) for name in TOLD_BY if name in run.trace), default=0)
        first = min(length, self._length)
        for name in TOLD_BY:
            if name in run.trace:
                first = min(first, self._told.setdefault(name, _Column()).write(start, run.trace[name]))
        self._length = length
        return first

    def _cut(self, kept: int) -> None:
        place = bisect_left(self._steps, kept + 1)
        if place < len(self._steps):
            del self._steps[place:], self._rows[place:]
            self.version += 1

    def _put(self, step: int, row: np.ndarray) -> None:
        place = bisect_left(self._steps, step)
        if place < len(self._steps) and self._steps[place] == step:
            if np.array_equal(self._rows[place], row, equal_nan=True):
                return
            self._rows[place] = row
        else:
            self._steps.insert(place, step)
            self._rows.insert(place, row)
        self.version += 1
        if len(self._steps) > self._limit:
            del self._steps[1:-1:2], self._rows[1:-1:2]


class _Column:
    """A growing column of the trace, to compare with; rows from LONGEST on count as other ones."""

    def __init__(self):
        self._values, self._length = np.full(1024, np.nan), 0

    def write(self, start: int, fresh: np.ndarray) -> int:
        """Replace everything from `start` on. Returns the first row that differs from what was there before."""
        if start >= LONGEST:
            return start
        fresh = fresh[:LONGEST - start]
        stop = start + len(fresh)
        if stop > len(self._values):
            grown = np.full(max(stop, 2 * len(self._values)), np.nan)
            grown[:self._length] = self._values[:self._length]
            self._values = grown
        both = max(0, min(stop, self._length) - start)
        old, new = self._values[start:start + both], fresh[:both]
        differs = ~((old == new) | (np.isnan(old) & np.isnan(new)))
        self._values[start:stop] = fresh
        self._values[stop:self._length] = np.nan
        self._length = stop
        return start + int(differs.argmax()) if differs.any() else stop
