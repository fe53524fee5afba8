"""The window's side of the process that fills a map: starts it, passes on what it says, and ends it."""

from __future__ import annotations

from PySide6.QtCore import QLockFile, QObject, Signal, Slot

from app.begun_process import begin
from app.child_process import GRACE, ChildProcess
from app.sweeps import process
from app.sweeps.process import Job


class SweepProcess(QObject):
    """At most one process at a time. Signals arrive in the thread of this object.

    said: a Progress or a Refusal. ended: it is gone, because all is done or for another reason.
    """

    said = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._process: ChildProcess | None = None
        self._lock: QLockFile | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process, paused or not."""
        return self._process is not None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, job: Job) -> bool:
        """Begin, or go on where the journal ends. False where another window is at the same map."""
        self.stop()
        self._lock = QLockFile(str(job.path.with_name(job.path.name + ".lock")))
        self._lock.setStaleLockTime(0)                  # held however long, while this program lives
        if not self._lock.tryLock(0):
            self._lock = None
            return False
        self._process = ChildProcess(begin(process.serve, job, name="saddle sweep"), self)
        self._process.received.connect(self.said)
        self._process.lost.connect(self._end)
        return True

    def pause(self, on: bool) -> None:
        """Hold the training, or let it go on."""
        if self._process is not None:
            self._process.send(on)

    def stop(self, seconds: float = 0.0) -> None:
        """End the process, at once or after so long; what is done is in the journal. Nothing to do where there is none.
        """
        if self._process is not None:
            self._process.end(seconds)
            self._lock.unlock()
            self._process = self._lock = None

    @Slot()
    def _end(self) -> None:
        self.stop(GRACE)                                # its last words are in; let it end by itself
        self.ended.emit()
