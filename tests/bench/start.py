"""From the start of the process to the first paint, and to the first picture of training."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from tests.bench.harness import Row, in_turns
from tests.bench.together import ROOT, private_desktop


def started(kind: str, environment: dict[str, str]) -> dict[str, float]:
    """Seconds until what a process of this kind says that it has reached; see below."""
    done = subprocess.run([sys.executable, "-m", __name__, kind, repr(time.time())], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=120)
    if not done.stdout.strip():
        raise RuntimeError(" ".join(done.stderr.strip().splitlines()[-3:]))
    return json.loads(done.stdout.splitlines()[-1])


def first_paint() -> tuple[float, float]:
    """Seconds until the first paint of Saddle's window, and of an empty one."""
    with private_desktop() as environment:
        started("saddle", environment), started("empty", environment)           # bytecode and disk are warm then
        return in_turns(lambda: started("saddle", environment)["paint"], lambda: started("empty", environment)["paint"])


def first_picture() -> tuple[float, None]:
    """Seconds until the window has a frame of the engine, which has imported torch and begun to train by then."""
    with private_desktop() as environment:
        return started("picture", environment)["picture"], None


ROWS = [
    Row("first paint of the window", "s", first_paint, "an empty PySide6 + pyqtgraph window", goal=1 / 1.5),
    Row("  first picture of training", "s", first_picture),
]


# In the process of the window ----------------------------------------------------------------------------------------

def _tell_first_paint(begun: float, and_then: Callable[[], None]) -> None:
    """Print when a window is painted for the first time, once the event loop runs; then do `and_then`."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QWidget
    run = QApplication.exec

    class Eye(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                QApplication.instance().removeEventFilter(self)
                found["paint"] = time.time() - begun
                and_then()
            return False

    def watched_run(*_arguments):
        found["eye"] = Eye()
        QApplication.instance().installEventFilter(found["eye"])
        return run()
    found: dict = {}
    QApplication.exec = watched_run
    _tell_first_paint.found = found


def _leave(**more: float) -> None:
    found = {name: value for name, value in _tell_first_paint.found.items() if isinstance(value, float)}
    print(json.dumps({**found, **more}), flush=True)
    os._exit(0)                         # the engine sees its pipe close


def main(kind: str, begun: float) -> None:
    if kind == "empty":
        import pyqtgraph as pg
        from PySide6.QtWidgets import QApplication, QMainWindow
        _tell_first_paint(begun, _leave)
        application = QApplication([])
        window = QMainWindow()
        window.setCentralWidget(pg.PlotWidget())
        window.resize(1440, 860)
        window.show()
        application.exec()
        return
    from app.window.startup import window as open_window
    if kind == "saddle":
        _tell_first_paint(begun, _leave)
    else:
        from app.engine.client import EngineClient
        _tell_first_paint(begun, lambda: None)
        receive = EngineClient._receive

        def told(client, message):
            receive(client, message)
            if client._last:
                _leave(picture=time.time() - begun)
        EngineClient._receive = told
    open_window()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
