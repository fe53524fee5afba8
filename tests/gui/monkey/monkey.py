"""The monkey: one random event after the other, with rests between, and what is to be said of it in the end."""

from __future__ import annotations

import faulthandler
import re
import time
from argparse import Namespace
from collections import Counter
from pathlib import Path
from random import Random

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.window.main_window import MainWindow
from tests.gui.monkey import rest
from tests.gui.monkey.acts import Acts, dismiss
from tests.gui.monkey.faults import Faults
from tests.gui.monkey.files import Files
from tests.gui.monkey.hands import Hands
from tests.gui.monkey.heartbeat import Heartbeat
from tests.gui.monkey.words import badly_said

APART, PAUSE = 4, 120       # milliseconds between two events, and now and then
PAUSE_EVERY = 25
LONG_OPEN = 40              # events, after which what stands before the window is closed
DEEPEST = 6                 # dialogs within dialogs
STUCK = 300                 # seconds without so many events, after which the process ends with all its stacks
BASE = 10_000               # the event from which nothing may grow
MEMORY = 1.05               # by which it may
MORE = 12                   # kinds of objects that are told of in the end


class Monkey(QObject):
    """Drives the window through so many random events. done: after the last one, and a rest.

    The choices of an event hang on the seed and its number, not on how many choices were made before: what differs
    between two runs is only what was on the screen when.
    """

    done = Signal()

    def __init__(self, window: MainWindow, options: Namespace, folder: Path):
        """options: those of the command line. folder: for files."""
        super().__init__()
        self.window, self.seed, self.events, self.rest_after = window, options.seed, options.events, options.rest
        self.began = time.monotonic()
        self.count, self._depth, self._open_since, self._front = 0, 0, 0, None
        self.random = Random()
        self.faults = Faults()
        self.faults.now = lambda: self.count
        self.faults.watch()
        self.heartbeat = Heartbeat(self.faults, options.clock, options.limit / 1000)
        self._trail = open(options.trail, "w", buffering=1) if options.trail else None     # noqa: SIM115 - to the end
        self.files = files = Files(folder, self.say, self.random, self.heartbeat.beat)
        files.answer_dialogs()
        self.acts = Acts(window, files, Hands(self.say, self.random), self.say, self.random,
                         ("quit", *options.without))
        window.actions_by_key["quit"].setEnabled(False)     # whatever key a person gives it
        self.rests: list[tuple[int, rest.Holdings]] = []
        self._kinds = Counter()             # of objects, at the last rest up to the base
        self._resting = False
        replace = window.client.replace

        def replace_as_asked() -> None:         # by the command, by a click on its line of the menu, by a key
            self.say("'start_engine'")
            replace()
        window.client.replace = replace_as_asked
        window.client.ended.connect(lambda words: self.faults.add("the engine ended for good", words))
        window.client.noticed.connect(self._take_notice)

    def say(self, text: str) -> None:
        """Keep what is about to be done."""
        self.faults.done.append(f"{self.count} {text}")
        if self._trail is not None:
            print(self.faults.done[-1], file=self._trail)

    def begin(self) -> None:
        """From the next turn of the event loop on."""
        self.heartbeat.forgive()
        self.heartbeat.judging = True
        self._next(APART)

    def _next(self, milliseconds: int) -> None:
        QTimer.singleShot(milliseconds, self._turn)     # of one with a receiver PySide keeps a weak reference for good

    def _turn(self) -> None:
        """One event. A dialog that it opens has an event loop of its own, in which the next turn comes."""
        if self._resting:
            return
        modal = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if self.count >= self.events or (self.count and self.count % self.rest_after == 0
                                         and (not self.rests or self.rests[-1][0] != self.count)):
            if self._depth:                     # an act is still under way: what it waits for is answered
                dismiss(modal)
                self._next(10)
            else:
                self._rest()
            return
        if self._depth and (modal is None or self._depth > DEEPEST):
            dismiss(modal)
            self.acts.hands.let_go()
            self._next(APART)                   # Qt handles other events within one, for a moment
            return
        self.count += 1
        if self.count % PAUSE_EVERY == 1:
            faulthandler.dump_traceback_later(STUCK, exit=True)
        self.random.seed(f"{self.seed}-{self.count}")
        self._next(PAUSE if self.count % PAUSE_EVERY == 0 else APART)
        if self.count % PAUSE_EVERY == 1:
            for text in badly_said(self.window):
                self.faults.add(f"on the screen: {re.sub('[0-9.,]+', '#', text)}", text)
        if self._open_too_long(modal):
            self.say("what has been open for long is closed")
            dismiss(modal)
            return
        self._depth += 1
        try:
            self.acts.one()
        finally:
            self._depth -= 1

    def _open_too_long(self, front) -> bool:
        if front is None or not self._front or not shiboken6.isValid(self._front) or front is not self._front:
            self._front, self._open_since = front, self.count
        return front is not None and self.count - self._open_since > LONG_OPEN

    def _rest(self) -> None:
        """Nothing is judged by the clock meanwhile: a rest opens all panels and collects garbage."""
        self._resting, self.heartbeat.judging = True, False
        faulthandler.dump_traceback_later(2 * rest.LOADED, exit=True)
        self.say("rest")
        rest.come_to_rest(self.window, self.faults)
        held = rest.holdings(self.window)
        self.rests.append((self.count, held))
        if self.count <= BASE:
            self._kinds = rest.kinds_of_objects()
        told = ", ".join(f"{name} {value:,.0f}" for name, value in held._asdict().items())
        print(f"event {self.count:,} after {time.monotonic() - self.began:.0f} s: {told}", flush=True)
        self._resting = False
        if self.count >= self.events:
            faulthandler.cancel_dump_traceback_later()
            self._judge_growth()
            self.done.emit()
        else:
            self.heartbeat.forgive()
            self.heartbeat.judging = True
            self._next(APART)

    def _judge_growth(self) -> None:
        """Nothing may be more at the last rest than it was at most up to the base, memory by a little."""
        early = [held for count, held in self.rests if count <= BASE]
        if not early or self.count <= BASE:     # there is always something that is met for the first time
            return
        last = self.rests[-1][1]
        for name in rest.Holdings._fields:
            most, now = max(getattr(held, name) for held in early), getattr(last, name)
            if now > most * (MEMORY if name in ("window", "engine", "objects") else 1):
                self.faults.add(f"{name} grow", f"{most:,.0f} at most up to event {BASE:,}, {now:,.0f} at the end")
        more = (rest.kinds_of_objects() - self._kinds).most_common(MORE)
        print("more objects than at the base: " + ", ".join(f"{count:,} {kind}" for kind, count in more), flush=True)

    def _take_notice(self, notice) -> None:
        asked = any("'start_engine'" in line for line in self.faults.done)      # for a new one, in place of the old
        if "ended unexpectedly" in notice.template and (self.window.client.last_words or not asked):
            self.faults.add("the engine ended", self.window.client.last_words or "without a word")
