"""Python's collector of cyclic garbage, kept in the thread of the window."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD = 100                # milliseconds


class Collector(QObject):
    """Collects as often as Python would, at most once in a PERIOD. parent: for as long as which; the application.

    By itself Python collects in whichever thread allocates next, such as the one that reads what the engine sends.
    Among the garbage may be a timer, an action or the scene of a plot, and Qt does not survive that another thread
    deletes them.
    """

    def __init__(self, parent: QObject):
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(PERIOD)

    def collect(self) -> None:
        """Collect the oldest generation whose turn it is, if any, with those that are younger."""
        for generation, (count, most) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold())))):
            if count > most > 0:
                gc.collect(generation)
                return


def spare() -> None:
    """Freeze what the window is made of, so that the collector does not go through it while it draws."""
    gc.collect()
    gc.freeze()
