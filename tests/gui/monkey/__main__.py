"""`python -m tests.gui.monkey`: one window, one seed; see --help."""

from __future__ import annotations

import argparse
import faulthandler
import os
import shutil
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Let the monkey at a window. Returns 0 where there was no fault."""
    options = _options()
    faulthandler.enable()
    from tests.conftest import start_display, use_private_folders
    home = Path(tempfile.mkdtemp(prefix="saddle-monkey-"))
    display = os.environ.get("DISPLAY") if options.here else None
    use_private_folders(home)
    if display:
        os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb")
    else:
        start_display()
    try:
        return _drive(options, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _options() -> argparse.Namespace:
    from tests.gui.monkey.heartbeat import LIMIT
    parser = argparse.ArgumentParser(prog="python -m tests.gui.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--rest", type=int, default=1000, help="events between two rests, at which growth is measured")
    parser.add_argument("--clock", choices=("wall", "own", "processor"), default="processor",
                        help="by which the window must answer in time; wall: on a quiet machine")
    parser.add_argument("--limit", type=float, default=1000 * LIMIT, help="milliseconds that nothing may take")
    parser.add_argument("--without", nargs="*", default=[], help="commands to leave out, such as dark present")
    parser.add_argument("--trail", help="a file for every event as it is done, for a crash that leaves no word")
    parser.add_argument("--panel", default="gan", help="the one that is in front first")
    parser.add_argument("--here", action="store_true", help="on the display that is there, so that one can watch")
    return parser.parse_args()


def _drive(options: argparse.Namespace, home: Path) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from widgets import overrides
    overrides.guard()                           # as the program does
    from app.window import collector, load_ahead
    from app.window.main_window import MainWindow
    from app.window.settings import Settings
    from tests.gui.monkey import rest
    from tests.gui.monkey.monkey import Monkey
    from widgets.theme import themes

    application = QApplication(sys.argv[:1])
    _collector = collector.Collector(application)
    application.setApplicationName("Saddle")
    themes.apply(application)
    window = MainWindow(Settings(device="cpu", panel=options.panel))
    window.resize(1280, 720)
    window.show()
    (home / "files").mkdir()
    monkey = Monkey(window, options, home / "files")

    def begin() -> None:
        for module in load_ahead.MODULES:       # as the program does a moment after its start
            import_module(module)
        if options.rest < options.events:       # else nothing is compared, and panels are built when they are met
            try:
                rest.open_panels(window)
            except TimeoutError as error:
                monkey.faults.add("a panel shows nothing", str(error))
                application.exit(1)
                return
        collector.spare()
        monkey.begin()
    QTimer.singleShot(0, begin)
    monkey.done.connect(lambda: application.exit(0))       # to quit would ask what becomes of the runs
    application.exec()
    window.close_at_once()
    window.deleteLater()
    rest.wait(0.2)
    faults, beat = monkey.faults, monkey.heartbeat
    print(f"seed {options.seed}, {options.events:,} events in {time.monotonic() - monkey.began:.0f} s: "
          f"{len(faults.kinds)} kinds of faults, {sum(faults.kinds.values())} in all")
    for kind, count in faults.kinds.items():
        print(f"  {count} × {kind}")
    print("  longest without an answer: " + ", ".join(
        f"{name} {1000 * beat.worst[name]:.0f} ms ({beat.over[name]} too long)" for name in beat.worst)
        + f"; {beat.known} of them known")
    return 1 if faults.kinds else 0


if __name__ == "__main__":
    sys.exit(main())
