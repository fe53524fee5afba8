"""Open the window and close it, again and again: `python -m tests.gui.leaks --times 50`. What it leaves is counted.

Threads, processes, open files and widgets must be as many as after the first few times; memory may be a little more
each time, because allocators keep what they were given. It is judged where there were many windows.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
import threading
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

FIRST = 2                   # rounds of the panels, after which everything that is made once has been made
MEGABYTES = 0.5             # by which the memory may grow each time
ENOUGH = 20                 # windows, before which what allocators keep hides what a window leaves


class Left(NamedTuple):
    """What is there after the window was closed. memory: in MB; the rest are counts, objects those of Python."""

    memory: float
    threads: int
    processes: int
    files: int
    widgets: int
    objects: int


def main() -> int:
    """Returns 0 where nothing is left behind."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.leaks", description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--panels", nargs="*", default=["gan", "nash", "distances", "map"], help="taken in turns")
    options = parser.parse_args()
    from tests.conftest import start_display, use_private_folders
    home = Path(tempfile.mkdtemp(prefix="saddle-leaks-"))
    use_private_folders(home)
    start_display()
    _application = _begin()
    try:
        left = open_and_close(options.times, options.panels)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    faults = growth(left[FIRST * len(options.panels):])
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


def _begin():
    """Returns the application, whose engines have torch at once."""
    from multiprocessing import forkserver

    from PySide6.QtWidgets import QApplication

    from app.engine import process
    from tests.engine_start import LOADED
    from widgets.theme import themes

    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    themes.apply(application)
    if "forkserver" in multiprocessing.get_all_start_methods():        # an engine then has torch at once
        multiprocessing.set_forkserver_preload(LOADED)
        forkserver.ensure_running()
        process.START_METHOD = "forkserver"
    return application


def open_and_close(times: int, panels: list[str]) -> list[Left]:
    """Open the window so many times, with the panels in turns. Returns what was there whenever it was closed again."""
    from app.window.load_ahead import MODULES

    for module in MODULES:              # which each window would load a few of
        import_module(module)
    left = []
    for number in range(times):
        _open_once(panels[number % len(panels)])
        left.append(_left())
        if number % 5 == 0 or number == times - 1:
            print(f"after {number + 1}: " + ", ".join(f"{name} {value:,.0f}" for name, value in
                                                      left[-1]._asdict().items()), flush=True)
    return left


def _open_once(panel: str) -> None:
    from app.window.main_window import MainWindow
    from app.window.settings import Settings
    from tests.gui.monkey import rest
    window = MainWindow(Settings(device="cpu", panel=panel, seen_welcome=True))
    window.resize(1280, 720)
    window.show()
    for _ in range(600):
        rest.wait(0.05)
        if panel == "map" or window.panel.page.report is not None:
            break
    if panel != "map":
        window.panel.command("play")
    rest.wait(0.3)
    window.close_at_once()
    window.deleteLater()


def _left() -> Left:
    import psutil
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from tests.gui.monkey import rest
    rest.wait(0.1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    multiprocessing.active_children()
    me = psutil.Process()
    return Left(me.memory_info().rss / 1e6, threading.active_count(), len(me.children()),
                len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0,
                len(QApplication.allWidgets()), len(gc.get_objects()))


def growth(left: list[Left]) -> list[str]:
    """What there is more of in the end than at first."""
    faults = []
    for name in Left._fields:
        numbers = [getattr(each, name) for each in left]
        early, late = numbers[:len(numbers) // 2], numbers[-(len(numbers) // 2):]
        if name == "memory" and len(numbers) < ENOUGH:
            continue
        if name in ("memory", "objects"):
            each = (statistics.median(late) - statistics.median(early)) / max(len(numbers) / 2, 1)
            if each > (MEGABYTES if name == "memory" else 200):
                faults.append(f"{name}: {each:,.1f} more each time")
        elif min(late) > max(early):
            faults.append(f"{name}: {max(early)} at first, {min(late)} in the end")
    return faults


if __name__ == "__main__":
    sys.exit(main())
