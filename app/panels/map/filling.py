"""A map on its way: what is known of it, where it is kept, and the process that fills it."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.panels.map.results import MapResults
from app.panels.map.sweep_process import SweepProcess
from app.sweeps import kept_maps
from app.sweeps.plan import Plan
from app.sweeps.process import Job, Progress, Refusal
from sims.params import N_
from widgets.language import _, sentence

SOME = 0.005                    # share of the work from which the time left can be told
BUSY = N_("Another window of Saddle is filling this map.")
NOT_KEPT = N_("No map can be filled, because its file cannot be written: {reason}. Make "
              "room on the disk and try again.")
ENDED = N_("The process that trains the map ended before it was done. Nothing that was shown is lost: press "
           "Continue.")


class Filling(QObject):
    """At most one map, `results`, of which the file is `path`. changed: cells are done, or it runs, pauses or stops.
    refused: a sentence, why it does not go on.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.results: MapResults | None = None
        self.path: Path | None = None
        self.paused = False
        self.scheduler = ""             # the address of a Dask cluster to train on; "" for this machine
        self.process = SweepProcess(self)
        self.process.said.connect(self._take)
        self.process.ended.connect(self._ended)
        self._at_start: int | None = None       # runs that were done before the process began; it says so first
        self._share = 0.0
        self._measured: tuple[float, float] | None = None       # the clock and the share where the time is counted from

    @property
    def running(self) -> bool:
        """Whether it has a process, paused or not."""
        return self.process.running

    @property
    def share(self) -> float:
        """Of all the work that is done, 0 to 1."""
        if self.results is None:
            return 0.0
        if not self.running or self._at_start is None:
            return len(self.results.done) / self.results.count
        return (self._at_start + self._share * (self.results.count - self._at_start)) / self.results.count

    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace since it runs; None where that is not known yet."""
        if not self.running or self.paused or self._measured is None:
            return None
        then, share = self._measured
        if self._share - share < SOME:
            return None
        return (time.monotonic() - then) / (self._share - share) * (1 - self._share)

    # ------------------------------------------------------------------------------------------------------------------

    def start(self, plan: Plan) -> None:
        """Begin a new map."""
        self.stop()
        try:
            path = kept_maps.new_path()
        except OSError as error:
            self.refused.emit(_(NOT_KEPT).format(reason=error.strerror or type(error).__name__))
            return
        self.show(path, MapResults(plan))
        self.go_on()

    def show(self, path: Path, results: MapResults) -> None:
        """Take another map, which stands still."""
        self.stop()
        self.path, self.results = path, results
        self.changed.emit()

    def go_on(self) -> None:
        """Fill the map further, from where it stands."""
        if self.running:
            self._hold(False)
            return
        self.paused, self._share, self._measured = False, 0.0, None
        self._at_start = None
        if not self.process.start(Job(self.results.plan, self.path, self.scheduler)):
            self.refused.emit(_(BUSY))
        self.changed.emit()

    def pause(self) -> None:
        """Hold the training where it is."""
        if self.running:
            self._hold(True)

    def stop(self) -> None:
        """End the process; the map can be filled further later."""
        if self.running:
            self.process.stop()
            self.paused = False
            self.changed.emit()

    def _hold(self, on: bool) -> None:
        self.paused, self._measured = on, None
        self.process.pause(on)
        self.changed.emit()

    def _take(self, message: object) -> None:
        if isinstance(message, Progress):
            self.results.done |= message.cells
            self._share = message.share
            if self._at_start is None:
                self._at_start = len(self.results.done)
            if self._measured is None and not self.paused:
                self._measured = (time.monotonic(), message.share)
            self.changed.emit()
        elif isinstance(message, Refusal):
            self.process.stop()
            self.paused = False
            self.refused.emit(sentence(message))
            self.changed.emit()

    def _ended(self) -> None:
        self.paused = False
        if not self.results.finished:
            self.refused.emit(_(ENDED))
        self.changed.emit()
