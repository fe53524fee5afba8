"""What takes long, part by part: one in each turn of the event loop, so that the window answers in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class InTurns(QObject):
    """Calls one after the other, in the order in which they were given. parent: with it goes what is left."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._left: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._do_one)

    def add(self, part: Callable[[], object]) -> None:
        """Call this in a later turn, after all that was added before."""
        self._left.append(part)
        self._timer.start()

    def do(self, part: Callable[[], object]) -> None:
        """Call this now where nothing is left, else after the rest."""
        self.add(part) if self._left else part()

    def finish(self) -> None:
        """Call all that is left now."""
        while self._left:
            self._do_one()

    def _do_one(self) -> None:
        part = self._left.popleft()
        if not self._left:
            self._timer.stop()
        part()
