"""`saddle`, `python -m app` and the packaged executable: with words a headless command, without them the window."""

from __future__ import annotations

import multiprocessing
import os
import sys


def main() -> int:
    _have_outputs()                     # before the engine process goes its own way in the next line
    multiprocessing.freeze_support()
    _spare_other_programs()
    if len(sys.argv) == 2 and sys.argv[1].lower().endswith(".saddle"):      # as a double click on such a file does
        from app.window.startup import open_file
        return open_file(sys.argv[1])
    if len(sys.argv) > 1:
        from app.command_line.main import main as command_line
        return command_line(sys.argv[1:])
    from app.window.startup import display_available, window
    if display_available():
        return window()
    from app.command_line.headless import headless
    return headless()


def _have_outputs() -> None:
    """A windowed program has no console on Windows: what is printed there goes nowhere, but may be printed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))     # noqa: SIM115 - as long as the process


def _spare_other_programs() -> None:
    """The package's own libraries are for this program, not for the browser or file manager that it opens."""
    if getattr(sys, "frozen", False) and sys.platform == "linux":
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if before is not None:
            os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    sys.exit(main())
