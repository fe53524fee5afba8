"""Hears what the window says, in a thread beside the training."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from app.engine.messages import Command
from app.engine.processors import Processors


class Listener:
    """Commands in the order in which they were sent.

    Sixty times a second the window asks for a picture. A thread that trains, and took it from the pipe itself, would
    find nothing that this needs in its caches; told what it is, it only has to pick it up.

    leaves_alone: which processor it is to keep off at the moment; None: none.
    """

    def __init__(self, connection: Connection):
        self.leaves_alone: Callable[[], int | None] = lambda: None
        self._connection, self._processors = connection, Processors()
        self._heard: queue.SimpleQueue[Command | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._listen, name="saddle listener", daemon=True).start()

    def next(self, seconds: float | None = None) -> Command | None:
        """What was said next; where there is nothing after so many seconds (None: until there is), None.

        Raises EOFError or OSError where the window is gone and nothing it has said is left.
        """
        if seconds == 0 and self._heard.empty():
            return None                                 # the usual case of who trains
        try:
            said = self._heard.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(said, Exception):
            raise said
        return said

    def _listen(self) -> None:
        try:
            while True:
                said = self._connection.recv()
                self._heard.put(said)
                self._processors.keep_thread_off(self.leaves_alone())
        except Exception as error:                      # told to who asks
            self._heard.put(error)
