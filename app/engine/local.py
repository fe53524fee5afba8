"""Runs in the window's own process, behind the interface that EngineClient offers to a panel.

For simulations whose steps take milliseconds: a command is carried out, and its report is signalled, before `send`
returns, so that a picture follows a hand that drags without a turn through another process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.engine import groups
from app.engine.kept_traces import numbers_of
from app.engine.messages import Notice, Opening, Report, TraceNumbers
from app.engine.run_group import RunGroup
from sims.params import ParameterError

FRAME_SECONDS = 1 / 60
#: What may be spent on steps before the next picture is drawn, and on a journey before `send` returns.
BURST_SECONDS, JOURNEY_SECONDS = 0.008, 0.05
GOING_ON = ("play", "toggle", "step", "sub_step")


class LocalClient(QObject):
    """Owns run groups. A run that has finished (see Simulation.finished) stops playing and goes no further.

    reported: a Report; noticed: a Notice.
    """

    reported = Signal(object)
    noticed = Signal(object)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._serial = 0
        self._groups: dict[str, RunGroup] = {}
        self._last: dict[str, Report] = {}
        self._watched: set[str] = set()             # which groups' last report has been painted
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(1000 * FRAME_SECONDS))
        self._timer.timeout.connect(self._work)

    def open(self, group: str, opening: Opening, logs: tuple[Mapping[str, Any], ...] = (),
             keyframes: tuple[bytes | None, ...] = ()) -> int:
        """Begin a group, or begin it anew; see EngineClient.open. Returns the serial that its reports will carry."""
        self._serial += 1
        restored = replace(opening, logs=logs, keyframes=keyframes or (None,) * len(logs))
        self._groups[group] = groups.build(group, restored, self._serial)
        self.look(group)
        self._keep_time()
        return self._serial

    def show_anew(self, group: str) -> int:
        """Report a group, as it is, to a panel that has seen nothing of it. Returns the serial of those reports."""
        self._serial += 1
        self._watched.add(group)
        self.send(group, "show_anew", serial=self._serial)
        return self._serial

    def send(self, group: str, name: str, /, **arguments: Any) -> None:
        """Carry out a command of RunGroup now; a refusal comes as a notice."""
        runs = self._groups.get(group)
        if runs is None or (name in GOING_ON and not runs.playing and _finished(runs)):
            return
        try:
            runs.do(name, **arguments)
        except ParameterError as error:
            self.noticed.emit(Notice.refusal(group, error))
            return
        if runs.busy:
            runs.work(time.monotonic() + JOURNEY_SECONDS)
        self._tell(group)
        self._keep_time()

    def ask(self, group: str, name: str, then: Callable[[Any, Notice | None], None], /, **arguments: Any) -> None:
        """Answer a question of app.engine.session_commands: `then(value, None)`, or `then(None, why not)`."""
        from app.engine.session_commands import SESSION_COMMANDS

        try:
            value = SESSION_COMMANDS[name](self._groups[group], **arguments)
        except ParameterError as error:
            then(None, Notice.refusal(group, error))
            return
        then(value, None)
        self._tell(group)
        self._keep_time()

    ask_or_do_without = ask                         # it always answers

    def look(self, group: str) -> None:
        """Ask for one report: say this when the last one has been painted."""
        self._watched.add(group)
        self._tell(group)

    def logs(self, group: str) -> tuple[Mapping[str, Any], ...]:
        """The log of each run of a group, as last reported."""
        last = self._last.get(group)
        return tuple(run.log for run in last.runs) if last else ()

    def traces(self, group: str) -> tuple[TraceNumbers, ...]:
        """The trace of each run of a group."""
        return tuple(map(numbers_of, self._groups[group].runs)) if group in self._groups else ()

    def close(self) -> None:
        self._timer.stop()
        self._groups.clear()

    def _tell(self, group: str) -> None:
        runs = self._groups.get(group)
        if runs is None:
            return
        notices, runs.notices = runs.notices, []
        for notice in notices:
            self.noticed.emit(notice)
        if runs.changed and group in self._watched:
            self._watched.discard(group)
            self._last[group] = report = runs.report()
            self.reported.emit(report)

    def _keep_time(self) -> None:
        """The clock ticks while something plays or is on its way."""
        if any(runs.wait() is not None for runs in self._groups.values()):
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    def _work(self) -> None:
        active = [group for group, runs in self._groups.items() if runs.wait() is not None]
        for group in active:
            _go_on(self._groups[group], time.monotonic() + BURST_SECONDS / len(active))
            self._tell(group)
        self._keep_time()


def _go_on(runs: RunGroup, until: float) -> None:
    """Travel or play until the clock says `until`, step by step, so that a run stops where it has finished."""
    while runs.wait() == 0 and time.monotonic() < until:
        if runs.playing and not runs.busy and _finished(runs):
            runs.do("pause")
            return
        runs.work(until if runs.busy else 0.0)


def _finished(runs: RunGroup) -> bool:
    return all(run.diverged or run.simulation.finished(run.state, run.params) for run in runs.runs)
