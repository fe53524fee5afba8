"""One row of numbers for every step of which a frame was seen: for views of what the trace does not hold.

The trace (sims/trace.py) has scalars of every step; frames, which are only seen now and then, have more, such as the
share of each mode in the generated points.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from app.engine.messages import RunReport
from sims.trace import Trace

#: Columns of the trace by which a replay, which gives the same numbers, is told from a run that has become another.
TOLD_BY = ("loss_d", "loss_g", "grad_norm_d", "grad_norm_g", "score_fake")
#: Rows that are kept; beyond that every other one goes, but for the first and the last.
LIMIT = 4096
#: Rows of the trace that are compared; all later ones count as changed whenever they are reported again.
LONGEST = 2**17


class FrameHistory:
    """Rows of numbers (k,) by step. What is no longer true is forgotten: after a restart with other settings or
    another seed, and after a change in the past. Stepping back and scrubbing forget nothing.

    version: grows whenever a row has changed.
    """

    def __init__(self, limit: int = LIMIT):
        self._limit = limit
        self._steps: list[int] = []
        self._rows: list[np.ndarray] = []
        self._trace = Trace(limit=None)         # the first LONGEST rows of TOLD_BY as they were reported last
        self._length = 0                        # rows of the trace of the last report
        self.version = 0

    def take(self, run: RunReport, row: np.ndarray) -> int:
        """Keep a row for the step of this report. Returns up to which step what was known before still holds."""
        kept = self._still_true(run)
        self._cut(kept)
        if self._rows and len(self._rows[-1]) != len(row):
            self._steps, self._rows = [], []            # another target: its modes are other modes
        if run.frame.phase == 0:
            self._put(run.frame.step, np.asarray(row, float))
        return kept

    @property
    def steps(self) -> np.ndarray:
        """The steps that have a row, growing, float64 (n,)."""
        return np.array(self._steps, float)

    @property
    def rows(self) -> np.ndarray:
        """Their rows, float64 (n, k)."""
        return np.array(self._rows) if self._rows else np.zeros((0, 0))

    def _still_true(self, run: RunReport) -> int:
        """The step up to which states follow from rows of the trace that are as they were."""
        start = run.trace_start
        columns = {name: run.trace[name] for name in TOLD_BY if name in run.trace}
        length = start + max(map(len, columns.values()), default=0)
        before, self._length = self._length, length
        if start >= LONGEST:
            return min(start, before)
        self._trace.put_rows(start, {name: values[:LONGEST - start] for name, values in columns.items()})
        self._trace.cut(length)
        first_changed, _rows = self._trace.take()
        return first_changed

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
