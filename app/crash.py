"""Crash reports in the user's log folder, of the window and of the engine's process. No Qt here.

Python errors are written at once (`write`). For native crashes (`watch`) faulthandler holds a file of the process open;
at the next start `left_behind` makes a report of what it has written there, and removes a file that is empty.
"""

from __future__ import annotations

import contextlib
import datetime
import faulthandler
import os
import platform
import sys
from pathlib import Path
from typing import IO

from app import log
from app.version import VERSION

MOST_REPORTS = 20           # kept in the folder; the oldest go
MOST_WRITTEN = 5            # by one process: an error in painting comes sixty times a second
_NATIVE = "running-"

_native: IO[str] | None = None
_written: dict[str, Path | None] = {}


def folder() -> Path:
    """The folder of the reports."""
    return log.folder()


def write(part: str, traceback_text: str) -> Path | None:
    """Write a report, and a line in the log. Returns its file, which is the same one for the same error; None where
    nothing can be written.

    part: "window", "engine" or "start", as a person would say where it happened.
    """
    if traceback_text in _written:
        return _written[traceback_text]
    if len(_written) >= MOST_WRITTEN:
        return next(iter(_written.values()))
    _written[traceback_text] = path = _put(part, _head(part) + "\n" + traceback_text)
    return path


def watch(part: str) -> None:
    """From now on write down a native crash of this process (segmentation fault, abort). part: as in `write`."""
    global _native
    if _native is not None:
        return
    with contextlib.suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        path = folder() / f"{_NATIVE}{os.getpid()}-{part}.txt"
        _native = path.open("w", encoding="utf-8")      # open for as long as the process lives
        faulthandler.enable(_native)


def unwatch() -> None:
    """Stop watching and remove the empty file; called where the process ends as it should."""
    global _native
    if _native is None:
        return
    faulthandler.disable()
    path = Path(_native.name)
    _native.close()
    _native = None
    with contextlib.suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


def left_behind() -> list[Path]:
    """Make reports of the native crashes of processes that have ended. Returns the files of the reports."""
    reports = []
    for path in folder().glob(f"{_NATIVE}*.txt"):
        process, _, part = path.stem.removeprefix(_NATIVE).partition("-")
        with contextlib.suppress(OSError, ValueError):
            if _alive(int(process)):
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            path.unlink()                               # on Windows only what nobody holds open goes
            if text and (report := _put(part, _head(part) + "\n" + text)):
                reports.append(report)
    return reports


def _alive(process: int) -> bool:
    if sys.platform == "win32":                         # os.kill would end it
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _head(part: str) -> str:
    versions = [f"Python {platform.python_version()}"]
    for module, name in (("PySide6", "PySide6"), ("torch", "torch"), ("numpy", "numpy")):
        if module in sys.modules:
            versions.append(f"{name} {getattr(sys.modules[module], '__version__', '?')}")
    return (f"Saddle {VERSION} met an error that it did not expect, in its {part}.\n"
            f"{datetime.datetime.now().astimezone().isoformat(' ', 'seconds')}\n"
            f"{platform.platform()}\n{', '.join(versions)}{', packaged' if getattr(sys, 'frozen', False) else ''}\n")


def _put(part: str, text: str) -> Path | None:
    stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    with contextlib.suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):                   # two in one second, of two processes
            path = folder() / f"crash-{stamp}-{part}{'' if number == 1 else f'-{number}'}.txt"
            with contextlib.suppress(FileExistsError), path.open("x", encoding="utf-8", errors="replace") as file:
                file.write(log.impersonal(text))
                break
        log.note(f"An unexpected error in the {part}: {path.name}")
        # By age and not by name, and never this one: the clock may have been set back.
        others = sorted((old for old in folder().glob("crash-*.txt") if old != path), key=_age)
        for old in others[:-(MOST_REPORTS - 1)]:
            old.unlink(missing_ok=True)
        return path
    return None


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except OSError:                                     # another process has just removed it
        return 0.0, path.name
