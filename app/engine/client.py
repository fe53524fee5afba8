"""The window's side of the engine process: sends commands, emits its reports as signals, restarts it when it dies."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from app import log
from app.begun_process import BegunProcess
from app.child_process import GRACE, ChildProcess
from app.engine import process
from app.engine.kept_traces import KeptTraces
from app.engine.messages import Answer, Command, Crash, Notice, Opening, Report, TraceNumbers
from sims.params import N_

if TYPE_CHECKING:                   # the window starts the engine before it has loaded numpy
    from sims.simulation import Rectangle

RESTARTS = 3                    # deaths within DEATH_WINDOW seconds after which no new engine is started
DEATH_WINDOW = 300.0            # a slow machine takes half a minute to start one
PING_SECONDS, SILENT_PINGS = 1.0, 5     # an engine that leaves so many unanswered is stopped, or the machine overloaded
NO_ENGINE = N_("The training process ended before it could answer; nothing was written or opened.")
NO_ANSWER = N_("The training process does not answer; nothing was written or opened.")


class EngineClient(QObject):
    """Owns the engine process. Signals arrive in the thread of this object.

    reported: a Report; noticed: a Notice; ended: the engine has died too often and is not started again, with the
    traceback of its last crash; it comes again with every command that it would have to carry out. silent: for how many
    seconds it has not answered now, 0 when it does again. An engine that dies is replaced, and its groups are restored
    from their last report.

    last_words: the traceback of the last crash, "" for none. begun: the engine to begin with, where it has begun.
    """

    reported = Signal(object)
    noticed = Signal(object)
    ended = Signal(str)
    silent = Signal(int)

    def __init__(self, parent: QObject | None = None, begun: BegunProcess | None = None):
        super().__init__(parent)
        self._serial = 0
        self._openings: dict[str, tuple[Opening, int]] = {}
        self._last: dict[str, Report] = {}
        self._views: dict[str, Rectangle] = {}
        self._keyframes: dict[str, tuple[bytes | None, ...]] = {}
        self._traces: dict[str, KeptTraces] = {}
        self._tickets = 0
        self._asked: dict[int, Callable[[Any, Notice | None], None]] = {}
        self._can_do_without: set[int] = set()              # tickets of those who can do without an answer
        self._deaths: list[float] = []
        self.last_words = ""
        self._closing = False
        self._unanswered = 0
        self._pings = QTimer(self)
        self._pings.setInterval(round(1000 * PING_SECONDS))
        self._pings.timeout.connect(self._ping)
        self._start(begun or process.begin())

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    # Out -----------------------------------------------------------------------------------------------------------

    def open(self, group: str, opening: Opening, logs: tuple[Mapping[str, Any], ...] = (),
             keyframes: tuple[bytes | None, ...] = (), traces: tuple[TraceNumbers, ...] = ()) -> int:
        """Open a group, or open it again from the start. Returns the serial that its reports will carry.

        logs: replay these runs to where they stood, from the keyframes or from the start, instead of beginning at
        step 0; the command "reset" still goes back to what `opening` says. traces: that they have already. An engine
        that was given up is started again.
        """
        self.start_again()
        self._serial += 1
        self._openings[group] = (opening, self._serial)
        last = self._last.pop(group, None)
        self._keyframes.pop(group, None)
        self._traces.pop(group, None)
        restored = replace(opening, logs=logs, keyframes=keyframes or (None,) * len(logs), traces=traces,
                           origin=last.origin if last and logs else "",
                           branches=last.saved_branches if last and logs else ())
        self._send(Command("open", group, {"opening": restored, "serial": self._serial}))
        if group in self._views:
            self._send(Command("view", group, {"rect": self._views[group]}))
        self.look(group)
        return self._serial

    def show_anew(self, group: str) -> int:
        """Report a group, as it is, to a panel that has seen nothing of it. Returns the serial of those reports."""
        self._serial += 1
        self._openings[group] = (self._openings[group][0], self._serial)
        self._send(Command("show_anew", group, {"serial": self._serial}))
        self.look(group)
        return self._serial

    def forget_questions(self) -> None:
        """Those who asked are gone: call none of them when an answer comes."""
        self._asked.clear()

    def send(self, group: str, name: str, /, **arguments: Any) -> None:
        self._send(Command(name, group, arguments))
        if self._process is None and not self._closing:
            self.ended.emit(self.last_words)

    def ask(self, group: str, name: str, then: Callable[[Any, Notice | None], None], /, **arguments: Any) -> None:
        """Send a command that is answered later: `then(value, None)`, or `then(None, why it was refused)`.

        then: where it is a method of a QObject, it is not called any more once that is gone.
        """
        if self._process is None:
            then(None, Notice(group, NO_ENGINE, refused=True))
            return
        self._tickets += 1
        self._asked[self._tickets] = then
        self._send(Command(name, group, arguments, self._tickets))

    def ask_or_do_without(self, group: str, name: str, then: Callable[[Any, Notice | None], None], /,
                          **arguments: Any) -> None:
        """As `ask`, for one who can do without: where the engine is silent, or falls silent before it has answered,
        `then(None, a notice with NO_ANSWER)`, and what it answers after all is not told."""
        if self._unanswered > SILENT_PINGS:
            then(None, Notice(group, NO_ANSWER, refused=True))
            return
        self.ask(group, name, then, **arguments)
        self._can_do_without.add(self._tickets)

    def look(self, group: str) -> None:
        """Ask for one report; to be called when the last one has been painted."""
        self._send(Command("look", group))

    def view(self, group: str, rect: Rectangle) -> None:
        """Say which part of the plane is seen: reports show fields over it from now on, and the next comes at once."""
        self._views[group] = rect
        self._send(Command("view", group, {"rect": rect}))

    def _send(self, command: Command) -> None:
        if self._process is not None:
            self._process.send(command)

    # In ------------------------------------------------------------------------------------------------------------

    def _start(self, begun: BegunProcess) -> None:
        self._process = ChildProcess(begun, self)
        self._process.received.connect(self._receive)
        self._process.lost.connect(self._restart)

    @Slot(object)
    def _receive(self, message: object) -> None:
        self._hear()
        if isinstance(message, Report):
            if message.serial != self._openings[message.group][1]:
                return                                  # of a group that has been opened anew since
            if not _continues(self._last.get(message.group), message):
                self._keyframes.pop(message.group, None)     # of runs that are no more
            self._last[message.group] = message
            self._traces.setdefault(message.group, KeptTraces()).take(message)
            if message.runs[0].keyframe is not None:
                self._keyframes[message.group] = tuple(run.keyframe for run in message.runs)
            self.reported.emit(message)
        elif isinstance(message, Notice):
            self.noticed.emit(message)
        elif isinstance(message, Answer):
            self._can_do_without.discard(message.ticket)
            if then := self._asked.pop(message.ticket, None):
                _tell(then, message.value, message.error)
        elif isinstance(message, Crash):
            self.last_words = message.text

    # Silence ---------------------------------------------------------------------------------------------------------

    @Slot()
    def _ping(self) -> None:
        """Count turns of the window and not seconds: after a sleep of the machine both sides need a moment."""
        self._send(Command("ping"))
        self._unanswered += 1
        if self._unanswered > SILENT_PINGS:
            if self._unanswered == SILENT_PINGS + 1:
                log.note("The training process does not answer.")
            self.silent.emit(round((self._unanswered - 1) * PING_SECONDS))
            tickets, self._can_do_without = self._can_do_without, set()
            _refuse({ticket: self._asked.pop(ticket) for ticket in tickets if ticket in self._asked}, NO_ANSWER)

    def _hear(self) -> None:
        was_silent, self._unanswered = self._unanswered > SILENT_PINGS, 0
        self._pings.start()                             # from the first word on: to load torch takes long
        if was_silent:
            self.silent.emit(0)

    # Death and restoration -------------------------------------------------------------------------------------------

    @Slot()
    def _restart(self) -> None:
        died = self._process
        self._reap()
        log.note(f"The training process has ended, with {died.exit_code}. {self.last_words}")
        asked, self._asked = self._asked, {}
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < DEATH_WINDOW] + [now]
        if len(self._deaths) > RESTARTS:
            self.ended.emit(self.last_words)
        else:
            self._start_restored()
        _refuse(asked)                                  # last, so that this is what is read

    def start_again(self) -> None:
        """A new engine where one was given up, with all groups restored from their last report."""
        if self._process is None and not self._closing:
            self._deaths = []
            self._start_restored()

    def replace(self) -> None:
        """A new engine in place of one that is stuck, or was given up."""
        if self._process is not None:
            self._reap(0.0)
        asked, self._asked = self._asked, {}
        self.start_again()
        _refuse(asked)

    def _start_restored(self) -> None:
        self._start(process.begin())
        for group, (opening, _serial) in list(self._openings.items()):
            self._restore(group, opening)
        self.noticed.emit(Notice("", N_("The training process ended unexpectedly; the run has been restored.")))

    def _restore(self, group: str, opening: Opening) -> None:
        last, keyframes, traces = self._last.get(group), self._keyframes.get(group), self._traces.get(group)
        if last is None:
            self.open(group, opening)
            return
        self.open(group, replace(opening, resume=False), tuple(run.log for run in last.runs), keyframes or (),
                  traces.numbers())
        self._last[group], self._traces[group] = last, traces       # should it die again before it has reported
        if keyframes:
            self._keyframes[group] = keyframes

    def _reap(self, grace: float = GRACE) -> None:
        self._pings.stop()
        if self._process is not None:                   # else given up, and reaped then
            self._process.end(grace)
            self._process = None
        if self._unanswered > SILENT_PINGS:
            self.silent.emit(0)
        self._unanswered = 0

    def close(self) -> None:
        """End the engine within a second; safe to call twice."""
        if self._closing:
            return
        self._closing = True
        self._asked.clear()
        self._send(Command("quit"))
        self._reap()

    def logs(self, group: str) -> tuple[Mapping[str, Any], ...]:
        """The log of each run of a group, as last reported."""
        last = self._last.get(group)
        return tuple(run.log for run in last.runs) if last else ()

    def traces(self, group: str) -> tuple[TraceNumbers, ...]:
        """The trace of each run of a group, as far as it was reported; of a long run thinned."""
        return self._traces[group].numbers() if group in self._traces else ()


def _refuse(asked: Mapping[int, Callable[[Any, Notice | None], None]], why: str = NO_ENGINE) -> None:
    for then in asked.values():
        _tell(then, None, Notice("", why, refused=True))


def _tell(then: Callable[[Any, Notice | None], None], value: Any, error: Notice | None) -> None:
    """Answer, but not the method of an object that is gone, such as a page in the language that was left."""
    owner = getattr(then.func if isinstance(then, partial) else then, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        then(value, error)


def _continues(before: Report | None, now: Report) -> bool:
    """Whether the runs are those of the report before, further along their logs, so that its keyframes still hold."""
    if before is None or len(before.runs) != len(now.runs):
        return False
    for old, new in zip((run.log for run in before.runs), (run.log for run in now.runs)):
        known = old["events"]
        if (old["params"], old["seed"], known) != (new["params"], new["seed"], new["events"][:len(known)]):
            return False
        if any(step < before.furthest for step, *_rest in new["events"][len(known):]):
            return False                                    # a change behind what had been reached
    return True
