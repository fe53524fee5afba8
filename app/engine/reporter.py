"""Beside the training, in threads, because the training loop holds no GIL: reports, and what a report can wait for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from app.engine.messages import Report, TrainsOn
from app.engine.worker import Worker
from sims import background


class Reporter:
    """One report at a time. `send` is called in the observer's thread; what goes wrong there is raised by `busy`
    and by `finish`, in the thread that asks. Before a report it hears where that thread runs, when it has moved."""

    def __init__(self, send: Callable[[Report | TrainsOn], None]):
        self._send = send
        self._told: int | None = None               # where it trains, as `send` has heard
        self._helper = Worker("saddle observer")
        self._begun: list[Future] = []
        self._at_work = False
        background.ahead = self._helper.ahead       # before the next report

    @property
    def busy(self) -> bool:
        """Whether a report is still being worked out."""
        while self._begun and self._begun[0].done():
            self._begun.pop(0).result()
        return self._at_work

    @property
    def leaves_alone(self) -> int | None:
        """The processor that trains, as far as it is known."""
        return self._helper.leaves_alone

    def begin(self, sketch: Callable[[], Report]) -> None:
        """Work out and send this report; the last one must be worked out."""
        self._at_work = True
        self._begun.append(self._helper.do(lambda: self._carry_out(sketch)))

    def _carry_out(self, sketch: Callable[[], Report]) -> None:
        try:
            if self._helper.leaves_alone not in (None, self._told):
                self._told = self._helper.leaves_alone
                self._send(TrainsOn(self._told))
            report = sketch()
        finally:
            # Not after it is sent: the window has it at once, and this thread goes on when the window is done with it.
            self._at_work = False
        self._send(report)

    def finish(self) -> None:
        """Wait until every report that was begun is sent."""
        begun, self._begun = self._begun, []
        if begun:
            with self._helper.hurried():
                wait(begun)
        for one in begun:
            one.result()

    def close(self) -> None:
        background.ahead = None
        self._helper.close()


class Background:
    """Where sims.background does its work from now on. What goes wrong in what was begun is raised by `finished`."""

    def __init__(self):
        self._pool, self._helper = ThreadPoolExecutor(1, "saddle background"), Worker("saddle follows")
        self._begun: list[Future] = []
        self._following: list[Future] = []          # which nobody waits for
        background.begin, background.waiting = self._begin, lambda: bool(self._begun)
        background.later = self._later

    def _begin(self, work: Callable[[], object]) -> None:
        self._begun.append(self._pool.submit(work))

    def _later(self, work: Callable[[], object]) -> Future:
        self._following.append(self._helper.do(work))
        return self._following[-1]

    @property
    def busy(self) -> bool:
        return bool(self._begun or self._following)

    def finished(self) -> bool:
        """Whether something has been found since the last call."""
        done = [one for one in self._begun if one.done()]
        for one in done:
            self._begun.remove(one)
            one.result()
        still = [one for one in self._following if not one.done()]
        found = len(still) < len(self._following)
        self._following = still
        return bool(done) or found

    def close(self) -> None:
        background.begin, background.waiting, background.later = None, bool, background.at_once
        self._pool.shutdown(cancel_futures=True)
        self._helper.close()
