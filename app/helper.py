"""A thread beside the training, which leaves the core that trains alone: the training loop holds no GIL."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sims import background


class Processors:
    """Where another thread may run so that it leaves this one alone.

    Left to itself, Linux wakes the other where the training runs, which then moves to another core and begins there
    with empty caches, sixty times a second in the window: with two cores it kept .75 of its speed so, and .87 with this.
    """

    def __init__(self):
        self._all = os.sched_getaffinity(0) if sys.platform == "linux" else set()
        self._current = getattr(ctypes.CDLL(None), "sched_getcpu", None) if len(self._all) > 1 else None

    def but_for_this(self) -> set[int] | None:
        """All but the one on which the calling thread runs; None where the system does not tell."""
        return None if self._current is None else self._all - {self._current()}


class Helper:
    """Does one thing after another in its thread, each on other processors than that of the thread that asks for it."""

    def __init__(self, name: str):
        self._pool = ThreadPoolExecutor(1, name)
        self._processors, self._allowed = Processors(), None

    def do(self, work: Callable[[], Any]) -> Future:
        return self._pool.submit(self._stay_away, work, self._processors.but_for_this())

    def _stay_away(self, work: Callable[[], Any], processors: set[int] | None) -> Any:
        if processors is not None and processors != self._allowed:
            with contextlib.suppress(OSError):          # somebody has just taken processors away from us
                os.sched_setaffinity(0, processors)     # of this thread
            self._allowed = processors
        return work()

    def close(self) -> None:
        self._pool.shutdown()


@contextlib.contextmanager
def making_ahead() -> Iterator[None]:
    """Meanwhile a thread makes what the training will want next, where there is a core for it."""
    if (os.cpu_count() or 1) < 2:
        yield
        return
    helper = Helper("saddle ahead")
    background.ahead = helper.do
    try:
        yield
    finally:
        background.ahead = None
        helper.close()
