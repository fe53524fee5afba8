"""The progress bar of long commands: one line on stderr, with the time left, that is gone when the work is done."""

from __future__ import annotations

import sys
import threading

from tqdm import tqdm

from widgets.language import _

#: Characters and lines of the terminal. It is not asked, as some say 0, with which tqdm would show nothing.
WIDTH, HEIGHT = 78, 20


class ProgressBar:
    """Shows a share of work done, at most ten times a second. A context manager: at its end the line is cleared.

    shown: False for a bar that never prints, as where stderr is no terminal.
    """

    def __init__(self, shown: bool):
        self._bar = _Bar(total=1.0, disable=not shown, leave=False, file=sys.stderr, ascii=".#", ncols=WIDTH,
                         nrows=HEIGHT, miniters=0, mininterval=0.1, smoothing=0,
                         bar_format="[{bar:40}] " + _("{desc}{remaining} left"))

    def show(self, share: float, text: str) -> None:
        """share: of the work that is done, 0 to 1. text: the same in words, such as "10 of 50 steps"."""
        self._bar.set_description_str(f"{text}, ", refresh=False)
        self._bar.update(share - self._bar.n)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()


class _Bar(tqdm):
    monitor_interval = 0                # no thread that looks after bars which are seldom updated


_Bar.set_lock(threading.RLock())        # in place of one between processes: no other process prints here
