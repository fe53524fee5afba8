"""Where the threads of the window and of the engine may run, so that they leave the core that trains alone.

Left to itself, Linux wakes the observer of the training where that runs, which then moves to another core and begins
there with empty caches, sixty times a second; and where there are two cores, the window takes turns with the training
on one while the other rests. The training kept .8 of its speed beside the pictures so, and .93 with this.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from functools import cached_property


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processors:
    """Those that this process may use. Only Linux tells, and nothing happens elsewhere or with one processor."""

    def __init__(self):
        self._all = os.sched_getaffinity(0) if sys.platform == "linux" else set()
        self.without: int | None = None

    def current(self) -> int | None:
        """The one on which the calling thread runs; None where the system does not tell."""
        return self._ask() if self._ask else None

    @cached_property
    def _ask(self) -> Callable[[], int] | None:
        import ctypes  # which the window, where nobody asks, need not load before it is seen
        return getattr(ctypes.CDLL(None), "sched_getcpu", None) if len(self._all) > 1 else None

    def keep_thread_off(self, one: int | None, thread: int = 0) -> None:
        """Let a thread, 0 for the calling one, run on all others; None: on all. To be asked for of one thread only."""
        if one != self.without:
            self.without = one
            self._allow([thread])

    def bring_thread(self, thread: int) -> None:
        """Let this thread, for which `keep_thread_off` was asked, run where the calling one does and nowhere else.

        Let run anywhere, it would go on waiting for the other processor for milliseconds.
        """
        if self.without is not None:
            self.without = None
            with contextlib.suppress(OSError):
                os.sched_setaffinity(thread, {self.current()})

    def keep_process_off(self, one: int | None) -> None:
        """The same for all threads that this process has."""
        if one != self.without:
            self.without = one
            self._allow([int(thread) for thread in os.listdir("/proc/self/task")])

    def _allow(self, threads: list[int]) -> None:
        for thread in threads:
            with contextlib.suppress(OSError):      # it has just ended, or somebody has taken processors away from us
                os.sched_setaffinity(thread, self._all - {self.without})
