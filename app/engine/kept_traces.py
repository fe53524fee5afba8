"""What the window keeps of the traces that it is told of, so that an engine that dies takes no curve along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.engine.messages import Report, TraceNumbers

if TYPE_CHECKING:                   # the window starts the engine before it has loaded numpy
    import numpy as np

    from sims.run import Run
    from sims.trace import Trace


PART = 4            # of what a run itself keeps of old steps: in the window 7 MB of the lab, and not 28


class KeptTraces:
    """The rows of every run of a group, as its reports brought them. Together they take a part of the room of one run.

    With each report those of one run are put in order, in turns: to thin those of many at once would take the window
    a third of a second.
    """

    def __init__(self):
        self._traces: list[Trace] = []
        self._brought: list[list[tuple[int, Mapping[str, np.ndarray]]]] = []      # and not yet in the trace of each
        self._turn = 0
        self._measured: list[Mapping[str, tuple[np.ndarray, np.ndarray]]] = []

    def take(self, report: Report) -> None:
        """Keep what a report brings, and forget what is no longer so."""
        if len(report.runs) != len(self._traces):
            self._traces = _empty(len(report.runs))
            self._measured, self._brought = [{} for _run in report.runs], [[] for _run in report.runs]
        for number, run in enumerate(report.runs):
            self._brought[number].append((run.trace_start, run.trace))
            if run.trace_start == 0:
                self._measured[number] = {}                 # of another run, or of this one begun anew
            if run.measured is not None:
                self._measured[number] = run.measured
        self._turn = (self._turn + 1) % len(report.runs)
        self._put_in_order(self._turn)

    def _put_in_order(self, number: int) -> None:
        """What reports brought of this run is put into its trace."""
        brought, self._brought[number] = self._brought[number], []
        for start, columns in brought:
            self._traces[number].cut(start)
            self._traces[number].put_rows(start, columns)

    def numbers(self) -> tuple[TraceNumbers, ...]:
        """The trace of each run."""
        for number in range(len(self._traces)):
            self._put_in_order(number)
        return tuple(TraceNumbers(trace.length, trace.numbers() | _up_to(trace.length, measured), trace.thinned)
                     for trace, measured in zip(self._traces, self._measured))


def numbers_of(run: Run) -> TraceNumbers:
    """Those of a run that is in this process."""
    return TraceNumbers(run.trace.length, run.trace.numbers(), run.trace.thinned)


def fill(runs: Sequence[Run], traces: Sequence[TraceNumbers]) -> None:
    """Give runs that are about to be replayed the traces that they had."""
    for run, trace in zip(runs, traces):
        run.trace.fill(trace.length, trace.columns, run.simulation.measured)
        run.furthest = trace.length


def _empty(count: int) -> list[Trace]:
    from sims.trace import LIMIT, RECENT, Trace
    return [Trace(LIMIT // PART // count, RECENT // count) for _run in range(count)]


def _up_to(length: int, measured: Mapping[str, tuple[np.ndarray, np.ndarray]]
           ) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Of (steps, numbers) those of the first `length` steps, by row."""
    return {name: (steps[steps <= length] - 1, numbers[steps <= length])
            for name, (steps, numbers) in measured.items()}
