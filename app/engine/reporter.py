"""Reports: what goes into the next one, and the thread beside the training that works it out.

That the training loop holds no GIL makes this worth while.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from typing import Any

from app.engine.messages import Report, RunReport
from sims.run import Run
from sims.simulation import Simulation

KEYFRAME_EVERY = 5.0                # seconds between two keyframes handed to the window for safe keeping
TRACE_EVERY = 0.045                 # seconds between two whole reports while training: curves at 20 Hz will do


class ReportBuilder:
    """Decides what a report of a group holds, by what was reported before.

    Whole reports have the scalars and the whole frame; those between them, while the group plays, only the animated
    picture. group, device, serial: as Report has them. small: whether there are many runs, drawn small.
    """

    def __init__(self, group: str, device: str, serial: int, small: bool = False):
        self._same = {"group": group, "device": device, "serial": serial}
        self._small = small
        self._last_keyframe, self._last_whole = time.monotonic(), 0.0

    def begin_anew(self, serial: int) -> None:
        """Reports carry another serial from now on."""
        self._same = {**self._same, "serial": serial}

    def make_next_whole(self) -> None:
        """What a hand does is seen at once."""
        self._last_whole = 0.0

    def prepare(self, runs: Sequence[Run], playing: bool, busy: bool, **others: Any) -> Callable[[], Report]:
        """Note down what is to be reported now; the call that comes back works it out.

        It changes nothing here, and a state is never changed in place, so it may be made in another thread while
        training goes on. others: further fields of Report.
        """
        now = time.monotonic()
        whole = not playing or now - self._last_whole >= TRACE_EVERY
        if whole:
            self._last_whole = now
        keyframes = whole and now - self._last_keyframe >= KEYFRAME_EVERY       # with all rows of the trace up to there
        if keyframes:
            self._last_keyframe = now
        pieces = [self._prepare(run, whole, keyframes) for run in runs]
        furthest = max(run.furthest for run in runs)

        def work_out() -> Report:
            reported, pending = [], False
            for work_out_run, simulation in pieces:
                reported.append(work_out_run())
                pending |= simulation.pending()
            return Report(runs=tuple(reported), playing=playing, busy=busy or pending, travelling=busy,
                          furthest=furthest, glance=not whole, **self._same, **others)
        return work_out

    def _prepare(self, run: Run, whole: bool, keyframes: bool) -> tuple[Callable[[], RunReport], Simulation]:
        run.gather()
        start, columns = run.trace.take() if whole else (run.trace.first_new, {})
        simulation, state, params, wanted, seed = run.simulation, run.state, run.params, run.wanted, run.seed
        observe = simulation.observe if whole else simulation.observe_fast
        if self._small:
            observe = simulation.observe_small
        measured = run.trace.measured.take() if whole else None
        keyframe, log = run.keyframes.newest() if keyframes else None, run.log_later()

        def work_out() -> RunReport:
            return RunReport(observe(state, params), wanted, params, seed, start, columns, log(),
                             None if keyframe is None else pickle.dumps(keyframe), measured)
        return work_out, simulation


class Reporter:
    """One report at a time, worked out and sent in the thread of `executor`.

    send: called in that thread. executor: of one thread. What goes wrong there is raised by `busy` and by `finish`, in
    the thread that asks.
    """

    def __init__(self, send: Callable[[Report], None], executor: Executor):
        self._send, self._executor = send, executor
        self._begun: list[Future] = []
        self._working = False

    @property
    def busy(self) -> bool:
        """Whether a report is still being worked out."""
        while self._begun and self._begun[0].done():
            self._begun.pop(0).result()
        return self._working

    def begin(self, report: Callable[[], Report]) -> None:
        """Work out and send this report; the last one must be worked out."""
        self._working = True
        self._begun.append(self._executor.submit(self._carry_out, report))

    def _carry_out(self, report: Callable[[], Report]) -> None:
        try:
            made = report()
        finally:
            # Not after it is sent: the window has it at once, and this thread goes on when the window is done with it.
            self._working = False
        self._send(made)

    def finish(self) -> None:
        """Wait until every report that was begun is sent."""
        begun, self._begun = self._begun, []
        wait(begun)
        for one in begun:
            one.result()


class NotifyingExecutor(ThreadPoolExecutor):
    """One thread for what takes long. done: is called there with every future that has ended, whatever came of it.

    first: is called there before anything else.
    """

    def __init__(self, name: str, done: Callable[[Future], None], first: Callable[[], None] | None = None):
        super().__init__(1, name, first)
        self._done = done

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future:
        future = super().submit(fn, *args, **kwargs)
        future.add_done_callback(self._done)
        return future
