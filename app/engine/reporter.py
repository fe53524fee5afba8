"""Works reports out in a thread beside the training, whose loop holds no GIL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait

from app.engine.messages import Report


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
    """One thread for what takes long. done: is called there with every future that has ended, whatever came of it."""

    def __init__(self, name: str, done: Callable[[Future], None]):
        super().__init__(1, name)
        self._done = done

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future:
        future = super().submit(fn, *args, **kwargs)
        future.add_done_callback(self._done)
        return future
