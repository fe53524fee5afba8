"""Opening the window: the application, the settings of the last time, reports of crashes, signals."""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import sys
from pathlib import Path


def display_available() -> bool:
    """Whether a window can be opened here. Only X11 and Wayland systems can lack a display."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def window(to_open: str = "") -> int:
    """Open the main window, with the run in a file or of a link where one is given. Returns the exit status."""
    from app import crash, log
    from app.version import VERSION

    log.note(f"Saddle {VERSION} begins, with {sys.platform} and Python {platform.python_version()}.")
    left = crash.left_behind()
    crash.watch("window")
    try:
        return _window(to_open, left[-1] if left else None)
    except Exception:
        for child in multiprocessing.active_children():     # the engine, which nobody will ask to end
            child.terminate()
            child.join()
        from app.window.dialogs import crash_dialog
        crash_dialog.not_started()
        return 1
    finally:
        crash.unwatch()
        crash.left_behind()             # of engines that had to be ended, too
        log.note("Saddle ends.")


def _window(to_open: str, report: Path | None) -> int:
    """report: of a native crash of the last time, which a dialog names."""
    from app.engine import process
    from app.window import settings as remembered

    settings = remembered.load()
    engine = process.begin(settings.panel)          # before Qt is loaded: torch takes longer than all the window does

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from widgets import overrides

    overrides.guard()                               # before there are any

    from app.window import collector, language_menu
    from app.window.dialogs import crash_dialog
    from app.window.load_ahead import LoadAhead
    from app.window.main_window import MainWindow
    from widgets.theme import themes

    crash_dialog.catch_all()
    application = QApplication(sys.argv[:1])
    _collector = collector.Collector(application)
    application.setApplicationName("Saddle")
    application.setDesktopFileName("saddle")
    language_menu.use(settings.language)
    themes.use(settings.theme)
    themes.apply(application)
    main = MainWindow(settings, engine)
    # Not at once: Python may be in the middle of painting when it sees the signal.
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: QTimer.singleShot(0, main.close_at_once))
    # Python sees a signal only while it runs: a slow timer gives Ctrl+C its turn.
    turn = QTimer()
    turn.timeout.connect(lambda: None)
    turn.start(200)
    main.show()
    QTimer.singleShot(2000, LoadAhead(application, collector.spare).begin)
    if to_open:
        main.open_text(to_open)
    if report is not None:
        crash_dialog.show(crash_dialog.LAST_TIME, report).open()
    status = application.exec()
    main.client.close()
    return status


def open_file(name: str) -> int:
    """Open the window with the run in this file, or with a sentence that says why not. Returns the exit status.

    Where there is no display, 2 after one line on stderr.
    """
    from app.sessions.file_format import SessionError, read

    if name.lower().startswith("file:"):            # as a desktop spells it for a program that opens links, too
        from urllib.parse import urlsplit
        from urllib.request import url2pathname
        name = url2pathname(urlsplit(name).path)
    if display_available():             # also for a bad file: who double-clicks it sees no console
        return window(name)
    try:
        read(Path(name))
        print(f"saddle: there is no display to show {Path(name).name} on", file=sys.stderr)
    except SessionError as error:
        print(f"saddle: {error}", file=sys.stderr)
    return 2


def open_link(text: str) -> int:
    """Open the window with the run of this link, or with a sentence that says why not. Returns the exit status.

    Where there is no display, 2 after one line on stderr.
    """
    if display_available():
        return window(text)
    print("saddle: there is no display to open a link on; `saddle run SIM --link LINK` needs none", file=sys.stderr)
    return 2
