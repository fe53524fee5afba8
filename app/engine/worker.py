"""A thread beside the training, which leaves the core that trains alone: the training loop holds no GIL."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from app.engine.processors import Processors, cores
from sims import background

SWITCH = 0.00001                    # seconds after which a thread's Python gives way to another's
PATIENCE = 0.0005                   # the same while the thread that trains is at its Python, of which it has little


class Worker:
    """Does one thing after another in its thread, each on other processors than that of the thread that asks for it."""

    def __init__(self, name: str):
        self._pool, self._processors = ThreadPoolExecutor(1, name, self._know_thread), Processors()
        self._placing = threading.Lock()
        self._thread, self._hurried = 0, False

    def _know_thread(self) -> None:
        self._thread = threading.get_native_id()

    def do(self, work: Callable[[], Any]) -> Future:
        return self._pool.submit(self._elsewhere, work, self._processors.current())

    def ahead(self, work: Callable[[], None]) -> Callable[[], None]:
        """Make what will be wanted soon, as sims.background has it."""
        begun = self.do(work)

        def wanted() -> None:
            if not begun.cancel() and not begun.done():
                with self.hurried():
                    wait([begun])
        return wanted

    @property
    def leaves_alone(self) -> int | None:
        """The processor of the thread that asked for what is being done; None where the system does not tell."""
        return self._processors.without

    @contextlib.contextmanager
    def hurried(self) -> Iterator[None]:
        """Meanwhile everything is done on the processor of the calling thread, which waits for it."""
        with self._placing:
            self._hurried, without = True, self._processors.without
            self._processors.bring_thread(self._thread)
        try:
            yield
        finally:
            with self._placing:
                self._hurried = False
                self._processors.keep_thread_off(without, self._thread)

    def _elsewhere(self, work: Callable[[], Any], here: int | None) -> Any:
        with self._placing:
            if not self._hurried:
                self._processors.keep_thread_off(here)
        return work()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def giving_way() -> Iterator[None]:
    """Meanwhile no thread's Python keeps others waiting: a training loop needs little of it, but at once."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextlib.contextmanager
def training_first() -> Iterator[None]:
    """Meanwhile one thread trains: it has the interpreter as soon as it wants it, and keeps it to the end of its turn.

    Whoever waits asks for it after the switch interval, which takes some 60 us more since a timer ends it. Training
    that is asked in the midst of its little Python would wait so to have it back.
    """
    with giving_way():
        background.free = _others_turn
        try:
            yield
        finally:
            background.free = contextlib.nullcontext


@contextlib.contextmanager
def _others_turn() -> Iterator[None]:
    sys.setswitchinterval(SWITCH)       # read by who waits: from here on that can only be the thread that trains
    try:
        yield
    finally:
        sys.setswitchinterval(PATIENCE)


@contextlib.contextmanager
def making_ahead() -> Iterator[None]:
    """Meanwhile a thread makes what the training will want next, where there is a core for it."""
    if cores() < 2:
        yield
        return
    helper = Worker("saddle ahead")
    background.ahead = helper.ahead
    try:
        with training_first():
            yield
    finally:
        background.ahead = None
        helper.close()
