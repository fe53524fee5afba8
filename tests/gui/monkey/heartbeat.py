"""How long the window does not answer: the gaps between the beats of a timer in its event loop."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import tempfile
import threading
import time
import traceback
from collections import Counter
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer

from tests.gui.monkey.faults import Faults, in_short

LIMIT = 0.250               # seconds that nothing may take on a quiet machine
#: Seconds that these may take, by the function of the program that was called: known, measured, and to be mended.
#: (Another palette takes 0.15 s, another scale and a presentation 0.2.) A panel takes 0.1 to 0.2 s to be built and
#: shown, and half as much again while other programs share the caches; another language builds the front one, in a
#: lesson also that of its stop. A picture is painted twice, in points and strokes, before its dialog, and packed after
#: it, 0.1 s each; more at a size.
KNOWN = {"a panel is built": 0.35, "language_menu.py:_take": 0.7, "picture_commands.py:save_picture": 0.35,
         "picture_commands.py:save_picture_at_a_size": 1.5, "picture_commands.py:save_view": 0.35}
BEAT = 20                   # milliseconds
LOOK = 0.05                 # seconds between two looks of the thread that tells what takes so long
_FRAME = re.compile(r'^  File "(.*)", line (\d+) in (.*)$', re.MULTILINE)      # as faulthandler writes it


class Gap(NamedTuple):
    """Seconds between two beats. wall: by the clock. own: without the time in which other programs had the processor.
    processor: in which this thread was at work.
    """

    wall: float
    own: float
    processor: float


class Heartbeat(QObject):
    """faults: gets each gap that is longer than `limit` seconds by `clock`, a field of Gap, with what was done in it.

    worst: the longest gap by each clock. over: how many were longer than the limit, by each. known: how many of these
    are no faults, see KNOWN. judging: whether gaps are faults now.
    """

    def __init__(self, faults: Faults, clock: str, limit: float = LIMIT):
        super().__init__()
        self.faults, self.clock, self.limit = faults, clock, limit
        self.judging = False
        self.worst, self.over, self.known = Counter(), Counter(), 0
        self._main = threading.get_ident()
        self._last = _now()
        self._seen: list[list[traceback.FrameSummary]] = []     # stacks of the gap that is going on
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.beat)
        self._timer.start(BEAT)
        threading.Thread(target=self._look, name="heartbeat", daemon=True).start()

    def forgive(self) -> None:
        """What took so long until now is no fault."""
        self._last = _now()
        self._seen.clear()

    def beat(self) -> None:
        """The window answers: judge how long it did not."""
        now = _now()
        gap = Gap(*(new - old for new, old in zip(now, self._last)))
        seen = self._seen[:]
        self.forgive()
        if not self.judging:
            return
        for name, seconds in gap._asdict().items():
            self.worst[name] = max(self.worst[name], seconds)
            self.over[name] += seconds > self.limit
        if getattr(gap, self.clock) > self.limit:
            place = Counter(map(_place, seen)).most_common(1)[0][0] if seen else "nobody knows what"
            if getattr(gap, self.clock) < KNOWN.get(place.split(" … ")[0], self.limit):
                self.known += 1
                return
            stack = next((in_short(stack) for stack in seen if _place(stack) == place), "")
            told = ", ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in gap._asdict().items())
            self.faults.add(f"no answer for too long in {place}", f"{told}\n{stack}")

    def _look(self) -> None:
        """In a thread: note where the window is whenever it has not answered for half of the limit."""
        with tempfile.TemporaryFile() as file:
            while True:
                time.sleep(LOOK)
                if self.judging and time.monotonic() - self._last.wall > self.limit / 2:
                    self._seen.append(_stack(self._main, file.fileno()))


def _now() -> Gap:
    wall, waited = time.monotonic(), 0.0
    with contextlib.suppress(OSError), open("/proc/thread-self/schedstat") as file:
        waited = int(file.read().split()[1]) / 1e9
    return Gap(wall, wall - waited, time.thread_time())


def _stack(thread: int, file: int) -> list[traceback.FrameSummary]:
    """Where this thread is, written to the file (a descriptor) and read again.

    Python's frames are not touched: while another thread holds one, it holds the QPainter in it, too, and Qt does not
    survive a painter that outlives the painting of its widget, or that ends in another thread. faulthandler reads them
    without holding any.
    """
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    faulthandler.dump_traceback(file, all_threads=True)
    told = os.pread(file, os.fstat(file).st_size, 0).decode()
    told = told.partition(f"hread 0x{thread:016x} ")[2].partition("\n\n")[0]
    return [traceback.FrameSummary(name, int(line), function, lookup_line=False)
            for name, line, function in reversed(_FRAME.findall(told))]


def _place(stack: list[traceback.FrameSummary]) -> str:
    """The functions of the program that handle the event: the outermost, and the one that is at work."""
    ours = [frame for frame in stack if any(f"/{part}/" in frame.filename for part in ("app", "widgets", "sims"))
            and "/tests/" not in frame.filename and not frame.filename.endswith("widgets/overrides.py")]
    outer = next((frame for frame in ours if frame.name not in ("eventFilter", "<lambda>")), None)
    if outer is None:
        return "Qt"
    if outer.name != "_take" and any(frame.name in ("_build_panel", "page_of") for frame in ours):
        return "a panel is built"
    return " … ".join(f"{frame.filename.rpartition('/')[2]}:{frame.name}" for frame in (outer, ours[-1]))
