"""The entry point of `saddle`, `python -m app` and the packaged program: with arguments a command, else the window."""

from __future__ import annotations

import multiprocessing
import os
import sys


def main() -> int:
    _provide_home()
    _provide_outputs()                  # before freeze_support, which in the engine's process does not return
    multiprocessing.freeze_support()
    _restore_library_path()
    if len(sys.argv) == 2 and sys.argv[1].lower().endswith(".saddle"):      # as a double click on such a file does
        from app.window.startup import open_file
        return open_file(sys.argv[1])
    if len(sys.argv) == 2 and sys.argv[1].lower().startswith("saddle:"):    # as a click on a link does
        from app.window.startup import open_link
        return open_link(sys.argv[1])
    if len(sys.argv) > 1:
        from app.command_line.main import main as command_line
        return command_line(sys.argv[1:])
    from app.window.startup import display_available, window
    if display_available():
        return window()
    from app.command_line.headless import headless
    return headless()


def _provide_home() -> None:
    """Where nobody knows the user's home folder, as in a container, folders in it must not land where we are."""
    if os.path.expanduser("~") == "~":
        os.environ["HOME"] = os.path.abspath(os.sep)


def _provide_outputs() -> None:
    """Let printing work on Windows: without a console it goes nowhere, and into a file it is UTF-8, as everywhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))     # noqa: SIM115 - as long as the process
        elif sys.platform == "win32" and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def _restore_library_path() -> None:
    """Undo what PyInstaller sets, so that a browser or file manager that is opened loads its own libraries."""
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if before is not None:
            os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    sys.exit(main())
