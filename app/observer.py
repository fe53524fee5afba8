"""Beside the training, in threads, because the training loop holds no GIL: reports, and what a report can wait for."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from app.messages import Report
from sims import background


class Processors:
    """Where another thread may run so that it leaves this one alone.

    Left to itself, Linux wakes the observer where the training runs, which then moves to another core and begins there
    with empty caches, sixty times a second: with two cores it kept .75 of its speed so, and .87 with this.
    """

    def __init__(self):
        self._all = os.sched_getaffinity(0) if sys.platform == "linux" else set()
        self._current = getattr(ctypes.CDLL(None), "sched_getcpu", None) if len(self._all) > 1 else None

    def but_for_this(self) -> set[int] | None:
        """All but the one on which the calling thread runs; None where the system does not tell."""
        return None if self._current is None else self._all - {self._current()}


class Observer:
    """One report at a time. `send` is called in the observer's thread; what goes wrong there is raised by `busy`
    and by `finish`, in the thread that asks."""

    def __init__(self, send: Callable[[Report], None]):
        self._send = send
        self._pool = ThreadPoolExecutor(1, "saddle observer")
        self._running: Future | None = None
        self._processors, self._allowed = Processors(), None
        background.ahead = self.help

    @property
    def busy(self) -> bool:
        if self._running is not None and self._running.done():
            self.finish()
        return self._running is not None

    def begin(self, sketch: Callable[[], Report]) -> None:
        """Work out and send this report; the last one must be done."""
        self._running = self._pool.submit(self._carry_out, sketch, self._processors.but_for_this())

    def help(self, work: Callable[[], object]) -> None:
        """Do this for the training before the next report."""
        self._pool.submit(self._stay_away, work, self._processors.but_for_this())

    def _carry_out(self, sketch: Callable[[], Report], processors: set[int] | None) -> None:
        self._send(self._stay_away(sketch, processors))

    def _stay_away(self, work: Callable[[], Any], processors: set[int] | None) -> Any:
        """What comes of the work, which is done on these processors."""
        if processors is not None and processors != self._allowed:
            with contextlib.suppress(OSError):          # somebody has just taken processors away from us
                os.sched_setaffinity(0, processors)     # of this thread
            self._allowed = processors
        return work()

    def finish(self) -> None:
        """Wait until the report that was begun is sent."""
        running, self._running = self._running, None
        if running is not None:
            running.result()

    def close(self) -> None:
        background.ahead = None
        self._pool.shutdown()


class Background:
    """Where sims.background does its work from now on. What goes wrong there is raised by `finished`."""

    def __init__(self):
        self._pool = ThreadPoolExecutor(1, "saddle background")
        self._running: list[Future] = []
        background.begin, background.waiting = self._begin, lambda: self.busy

    def _begin(self, work: Callable[[], object]) -> None:
        self._running.append(self._pool.submit(work))

    @property
    def busy(self) -> bool:
        return bool(self._running)

    def finished(self) -> bool:
        """Whether something has been found since the last call."""
        done = [one for one in self._running if one.done()]
        for one in done:
            self._running.remove(one)
            one.result()
        return bool(done)

    def close(self) -> None:
        background.begin, background.waiting = None, bool
        self._pool.shutdown(cancel_futures=True)
