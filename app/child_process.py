"""A process of the program's own, with a pipe to it whose messages arrive as signals."""

from __future__ import annotations

import contextlib
import queue
import threading
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.begun_process import BegunProcess

GRACE = 0.8                     # seconds a process has to end once it was asked to
KILLED = 10.0                   # and after it was killed, which takes longer only where the machine is overloaded


class ChildProcess(QObject):
    """Listens to a process that has begun. Signals arrive in the thread of this object, and none after `end`.

    received: a message. lost: the process, or its end of the pipe, is gone.
    """

    received = Signal(object)
    lost = Signal()
    _read_one = Signal(object)
    _read_all = Signal()

    def __init__(self, begun: BegunProcess, parent: QObject | None = None):
        super().__init__(parent)
        # Queued by name: the reader's thread emits, this object's thread receives.
        self._read_one.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._read_all.connect(self._tell_of_the_end, Qt.ConnectionType.QueuedConnection)
        self._process, self._connection = begun
        self.pid = self._process.pid
        self.exit_code: int | None = None               # once it has been ended; less than 0: by this signal
        self._ended = False
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=work, name=f"{self._process.name} {what}", daemon=True)
                         for work, what in ((self._read, "reader"), (self._write, "writer"))]
        for thread in self._threads:
            thread.start()

    def send(self, message: Any) -> None:
        """Tell the process something, at once also where it does not listen: one that is stopped hears it later, one
        that has ended does not, and `lost` is on its way."""
        self._outbox.put(ForkingPickler.dumps(message))     # here: who sends it may change it afterwards

    def end(self, seconds: float = 0.0) -> None:
        """Wait so long for the process to end by itself, then end it. To be called once."""
        self._ended = True
        self._outbox.put(None)
        self._process.join(seconds)
        for end, patience in ((self._process.terminate, GRACE), (self._process.kill, KILLED)):
            if self._process.is_alive():
                end()
                self._process.join(patience)
        for thread in self._threads:
            thread.join(GRACE)                          # they end by themselves: the process is gone
        self.exit_code = self._process.exitcode
        if self.exit_code is not None:                  # else it was killed, and goes when the machine lets it
            self._process.close()
        self._connection.close()
        self.deleteLater()

    def _read(self) -> None:
        """In the reader's thread: nothing but receive and pass on, until the pipe or the process has ended.

        On Windows a process that dies before it has taken its end of the pipe leaves that open, in this process.
        """
        with contextlib.suppress(RuntimeError):         # the window may be gone while the last message is on its way
            with contextlib.suppress(EOFError, OSError):
                while self._connection in wait([self._connection, self._process.sentinel]):
                    self._read_one.emit(self._connection.recv())
            self._read_all.emit()

    def _write(self) -> None:
        """In the writer's thread: a pipe that is full, since nobody reads it, must not hold up the window."""
        with contextlib.suppress(OSError):
            while (message := self._outbox.get()) is not None:
                self._connection.send_bytes(message)

    @Slot(object)
    def _pass_on(self, message: object) -> None:
        if not self._ended:
            self.received.emit(message)

    @Slot()
    def _tell_of_the_end(self) -> None:
        if not self._ended:
            self.lost.emit()
