"""What the panels need, loaded piece by piece once the window stands: who goes to one waits only for its widgets."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from app.panels import PANELS

PAUSE = 100                     # milliseconds for the window between two of them
#: Modules, none of which takes long by itself: SciPy brings the first, half a second of them. The last are for the
#: first picture of the distances.
MODULES = ("numpy.ma", "numpy.random", "numpy.f2py", "numpy.testing", "scipy.special", "app.engine.local",
           *(entry.module for entry in PANELS), "scipy.linalg", "scipy.spatial", "scipy.sparse.linalg",
           "scipy.optimize", "scipy.integrate")


class LoadAhead(QObject):
    """Loads one of the modules at a time. then: called after the last. parent: for as long as which."""

    def __init__(self, parent: QObject, then: Callable[[], None], modules: tuple[str, ...] = MODULES):
        super().__init__(parent)
        self._left, self._then = list(modules), then
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._load)

    def begin(self) -> None:
        self._timer.start(PAUSE)

    def _load(self) -> None:
        if self._left:
            import_module(self._left.pop(0))
        else:
            self._timer.stop()
            self._then()
