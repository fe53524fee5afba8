"""`saddle`, `python -m app` and the packaged executable: with words a headless command, without them the window."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    multiprocessing.freeze_support()
    if len(sys.argv) == 2 and sys.argv[1].lower().endswith(".saddle"):      # as a double click on such a file does
        from app.start import open_file
        return open_file(sys.argv[1])
    if len(sys.argv) > 1:
        from app.cli import main as command_line
        return command_line(sys.argv[1:])
    from app.start import display_available, headless, window
    return window() if display_available() else headless()


if __name__ == "__main__":
    sys.exit(main())
