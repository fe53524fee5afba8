"""What must not happen while somebody uses the window, noted as it happens: exceptions, warnings, messages of Qt."""

from __future__ import annotations

import re
import sys
import threading
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

SHOWN_EVENTS = 25           # of those before a fault

#: What Qt says of the display or of events that are made up, not of the program.
NOT_OURS = (
    "propagateSizeHints", "This plugin does not support", "QXcbConnection: XCB error", "xkbcommon",
    "occurs outside target window",             # a drag that ends beside it
)


class Faults:
    """kinds: {what it is: how often}; each kind is printed once, with what was done before it.

    done: what the monkey did last. now: says which event it is at.
    """

    def __init__(self):
        self.kinds: dict[str, int] = {}
        self.done: deque[str] = deque(maxlen=SHOWN_EVENTS)
        self.now: Callable[[], int] = lambda: 0

    def add(self, kind: str, text: str) -> None:
        """Note a fault. kind: equal for the same fault met again. text: all that is known of it."""
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] == 1:
            before = "\n".join(f"    {line}" for line in self.done)
            print(f"FAULT at event {self.now()}: {kind}\n{text.rstrip()}\n  before it:\n{before}\n", flush=True)

    def watch(self) -> None:
        """From now on note every uncaught exception, wherever it is raised, and what Python and Qt warn of."""
        sys.excepthook = self._raised
        threading.excepthook = lambda event: self._raised(event.exc_type, event.exc_value, event.exc_traceback)
        sys.unraisablehook = lambda event: self._raised(event.exc_type, event.exc_value, event.exc_traceback)
        warnings.simplefilter("always", RuntimeWarning)
        warnings.showwarning = self._warned
        qInstallMessageHandler(self._said_by_qt)

    def _raised(self, kind, error, trace) -> None:
        frames = traceback.extract_tb(trace)
        where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].name}" if frames else "?"
        said = "".join(traceback.format_exception_only(kind, error))
        self.add(f"exception {kind.__name__} in {where}", in_short(frames) + said)
        traceback.clear_frames(trace)           # as the program does, see crash_dialog

    def _warned(self, message, category, filename, lineno, file=None, line=None) -> None:
        stack = in_short(traceback.extract_stack())
        self.add(f"warning {category.__name__}: {message} ({filename.rpartition('/')[2]}:{lineno})", stack)

    def _said_by_qt(self, level, context, text) -> None:
        if level in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or any(known in text for known in NOT_OURS):
            return
        self.add(f"Qt says: {re.sub(r'0x[0-9a-f]+|[0-9.]+', '#', text)}",
                 text + "\n" + in_short(traceback.extract_stack()))


def in_short(frames: Iterable[traceback.FrameSummary]) -> str:
    """A stack, a line for each function that is not of the monkey."""
    frames = [frame for frame in frames if "/tests/gui/" not in frame.filename and "runpy" not in frame.filename]
    return "".join(f"    {'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}: {frame.line}\n"
                   for frame in frames)
