"""The window's side of the process that fills a map: starts it, passes on what it says, and ends it."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from multiprocessing.connection import Connection, wait

from PySide6.QtCore import QLockFile, QObject, Qt, Signal, Slot

from app.sweeps import process
from app.sweeps.process import Job

GRACE, KILLED = 0.8, 10.0       # seconds to end after it was asked to, and after it was killed


class SweepProcess(QObject):
    """At most one process at a time. Signals arrive in the thread of this object.

    said: a Progress or a Refusal. ended: it is gone, because all is done or for another reason.
    """

    said = Signal(object)
    ended = Signal()
    _received = Signal(object, object)
    _lost = Signal(object)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._lock: QLockFile | None = None
        self._received.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._end, Qt.ConnectionType.QueuedConnection)

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
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=process.serve, args=(theirs, job), name="saddle sweep", daemon=True)
        self._process.start()
        theirs.close()                                  # else we would not see the end of the pipe
        self._reader = threading.Thread(target=self._read, args=(self._connection, self._process.sentinel),
                                        name="saddle sweep reader", daemon=True)
        self._reader.start()
        return True

    def pause(self, on: bool) -> None:
        """Hold the training, or let it go on."""
        if self._connection is not None:
            with contextlib.suppress(OSError):          # it has ended, and that is on its way here
                self._connection.send(on)

    def stop(self) -> None:
        """End the process at once; what is done is in the journal. Nothing to do where there is none."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.join(GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(KILLED)
        self._reader.join(GRACE)                        # it ends by itself: the process is gone
        self._process.close()
        self._connection.close()
        self._lock.unlock()
        self._process = self._connection = self._lock = None

    def _read(self, connection: Connection, end: int) -> None:
        """In the reader's thread: nothing but receive and pass on, until the pipe or the process has ended (`end`).

        On Windows a process that dies before it has taken its end of the pipe leaves that open, in this process.
        """
        with contextlib.suppress(RuntimeError):         # the window may be gone while the last message is on its way
            with contextlib.suppress(EOFError, OSError):
                while connection in wait([connection, end]):
                    self._received.emit(connection, connection.recv())
            self._lost.emit(connection)

    @Slot(object, object)
    def _receive(self, connection: Connection, message: object) -> None:
        if connection is self._connection:
            self.said.emit(message)

    @Slot(object)
    def _end(self, connection: Connection) -> None:
        if connection is self._connection:
            self._process.join(GRACE)                   # its last words are in; let it end by itself
            self.stop()
            self.ended.emit()
