"""The engine: a child process that owns the groups, trains in small slices and answers commands between them.

No Qt here. It ends when told to, and when the pipe closes, so that a killed window takes its engine along.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from app import crash
from app.engine import groups
from app.engine.commands import UNKNOWN, CommandTable
from app.engine.experiments import EXPERIMENT_COMMANDS
from app.engine.memory import LACKING, NOT_ENOUGH, PAUSED, lacks_memory
from app.engine.messages import Alive, Answer, Command, Crash, Notice, Opening
from app.engine.method_table import TABLE_COMMANDS
from app.engine.reporter import NotifyingExecutor, Reporter
from app.engine.run_group import RunGroup
from app.engine.run_questions import RUN_QUESTIONS
from app.engine.session_commands import SESSION_COMMANDS
from sims import registry
from sims.params import ParameterError

#: Commands of one group: its own, and those that are answered and end no journey to a position.
QUESTIONS = CommandTable({**SESSION_COMMANDS, **EXPERIMENT_COMMANDS, **RUN_QUESTIONS, **TABLE_COMMANDS})
ENGINE_COMMANDS = CommandTable()
#: Commands that change no run, so that reports that are worked out meanwhile need not be waited for.
DURING_REPORTS = ("look", "view")
SLICE = 0.004               # seconds of training between two looks at the pipe and the clock: one leap, as a rule
NICENESS = 10


def serve(connection: Connection, group: str) -> None:
    """The main function of the engine process. group: whose simulation is imported meanwhile."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl+C is for the window, which then closes the pipe
    if sys.stdout is None:                              # a windowed build has no console
        sys.stdout = sys.stderr = open(os.devnull, "w")     # noqa: SIM115 - for as long as the process lives
    outbox = Outbox(connection)
    inbox = Inbox(connection, outbox)                   # whose thread keeps its priority: on Linux each has its own
    crash.watch("engine")
    threading.Thread(target=registry.load, args=(group,), name="saddle imports", daemon=True).start()
    engine = Engine(inbox, outbox)
    try:
        engine.loop()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass                                            # the window is gone
    except Exception:
        crash.write("engine", traceback.format_exc())
        outbox.send(Crash(traceback.format_exc()))
        raise
    finally:
        engine.close()
        crash.unwatch()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)                                         # tidying torch away would take the window most of a second


def _lower_priority() -> None:
    """Where both want a processor, the window gets it; otherwise its pictures would wait for training."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            this_process, below_normal = ctypes.c_void_p(-1), 0x4000
            ctypes.windll.kernel32.SetPriorityClass(this_process, below_normal)
        else:
            os.nice(NICENESS)


def _step_aside() -> None:
    """This thread takes what processors have to spare: it measures what was trained while training goes on."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            this_thread, lowest = ctypes.c_void_p(-2), -2
            ctypes.windll.kernel32.SetThreadPriority(this_thread, lowest)
        elif sys.platform == "linux":                       # where a priority is a thread's own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS + 5)


class Outbox:
    """The way to the window, for every thread here."""

    def __init__(self, connection: Connection):
        self._connection, self._sending = connection, threading.Lock()

    def send(self, message: object) -> None:
        with self._sending:
            self._connection.send(message)


class Inbox:
    """What the training thread is told, in order: commands of the window, and calls beside the training that ended.

    A thread reads the pipe, so that the training thread, which looks here after every leap, only picks them up. It
    answers a "ping" itself, so that the window knows that this process lives, however long a command takes.
    """

    def __init__(self, connection: Connection, outbox: Outbox):
        self._connection, self._outbox = connection, outbox
        self._told: queue.SimpleQueue[Command | Future | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="saddle inbox", daemon=True).start()

    def next(self, seconds: float | None = None) -> Command | Future | None:
        """What was told next; None where there is nothing within so many seconds (None: wait until there is).

        Raises EOFError or OSError where the window is gone and nothing it has said is left.
        """
        if seconds == 0 and self._told.empty():
            return None                                 # the usual case while training
        try:
            told = self._told.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(told, Exception):
            raise told
        return told

    def put(self, done: Future) -> None:
        """Tell of a call that has ended; from any thread."""
        self._told.put(done)

    def _read(self) -> None:
        try:
            while True:
                told = self._connection.recv()
                if isinstance(told, Command) and told.name == "ping":
                    self._outbox.send(Alive())
                else:
                    self._told.put(told)
        except Exception as error:                      # raised in `next`
            self._told.put(error)


class Engine:
    """Groups by key, and which of them the window has asked for a report that it has not got yet."""

    def __init__(self, inbox: Inbox, outbox: Outbox):
        self.inbox, self.send = inbox, outbox.send
        self.ahead = ThreadPoolExecutor(1, "saddle reports")    # and minibatches, before the next report
        self.slow = NotifyingExecutor("saddle slow", inbox.put)
        self.measures = NotifyingExecutor("saddle measures", inbox.put, _step_aside)
        self.reporter = Reporter(self.send, self.ahead)
        self._reported = ""                     # the group whose report was begun last
        self.groups: dict[str, RunGroup] = {}
        self.watched: set[str] = set()
        self._due: dict[str, float] = {}        # when the next picture of a group that moves is to be begun
        self.running = True

    def loop(self) -> None:
        while self.running:
            waits = [wait for group in self.groups.values() if (wait := group.wait()) is not None]
            waits += [self._wait_for(key) for key in self._asked_for() if self.groups[key].changed]
            told = self.inbox.next(min(waits) if waits else None)
            while told is not None:
                self._take(told)
                told = self.inbox.next(0) if self.running else None
            self._answer()
            active = [group for group in self.groups.values() if group.wait() is not None]
            for group in active:
                with self._within_memory(group.key):
                    group.work(time.monotonic() + SLICE / len(active))
            if active:
                self._answer()

    @contextlib.contextmanager
    def _within_memory(self, key: str, again: bool = True) -> Iterator[None]:
        """Where there is too little memory for a group, it stands where it was: states never change.

        again: whether to report it then; else with the next change: what it stands at may be too much, too.
        """
        try:
            yield
        except LACKING as error:
            if not lacks_memory(error):
                raise
            group = self.groups[key]
            group.pause()
            group.playback.stop_travelling()
            group.changed = again
            self.send(Notice(key, PAUSED, {"step": group.position[0]}))
            self.watched.add(key)               # what was asked for, and has not been sent

    def close(self) -> None:
        for executor in (self.ahead, self.slow, self.measures):
            executor.shutdown(wait=False, cancel_futures=True)

    def _take(self, told: Command | Future) -> None:
        if isinstance(told, Command):
            self._carry_out(told)
        elif not told.cancelled():
            if (error := told.exception()) and not lacks_memory(error):
                raise error
            for group in self.groups.values():
                group.changed = True                     # what it has found is to be seen also where nothing moves

    def _carry_out(self, command: Command) -> None:
        """Carry a command out; tell its value where it has a ticket, and why not where it is refused."""
        if command.name not in DURING_REPORTS:
            self._finish_reports()          # what is reported from here on shows what the command has done
        try:
            value = self._value_of(command)
            if command.ticket:
                self.send(Answer(command.ticket, value))
        except (ParameterError, *LACKING) as error:
            if not isinstance(error, ParameterError):
                if not lacks_memory(error):
                    raise
                error = ParameterError(NOT_ENOUGH)
            refusal = Notice.refusal(command.group, error)
            self.send(Answer(command.ticket, error=refusal) if command.ticket else refusal)
            if command.group in self.groups and not command.ticket:
                self.groups[command.group].changed = True       # so that the control goes back to what is in force

    def _value_of(self, command: Command) -> Any:
        if command.name in ENGINE_COMMANDS:
            return ENGINE_COMMANDS[command.name](self, group=command.group, **command.arguments)
        if command.group not in self.groups:
            raise ParameterError(UNKNOWN, name=command.name)
        group = self.groups[command.group]
        if command.name in QUESTIONS:
            return QUESTIONS[command.name](group, **command.arguments)
        return group.do(command.name, **command.arguments)

    @ENGINE_COMMANDS.add
    def look(self, group: str) -> None:
        """The window has painted its last report of this group and wants the next."""
        self.watched.add(group)

    @ENGINE_COMMANDS.add
    def view(self, group: str, rect: tuple) -> None:
        """The window shows this part of the plane, (x0, y0, x1, y1)."""
        if group in self.groups:
            self.groups[group].look_at(rect)

    @ENGINE_COMMANDS.add
    def open(self, group: str, opening: Opening, serial: int) -> None:
        if not self.groups:
            _lower_priority()       # not before: what is loaded until then is waited for
        self.groups[group] = groups.build(group, opening, serial, self.ahead, self.slow, self.measures)
        gc.collect()
        gc.freeze()                 # torch and its like stay: the collector need not go through them again

    @ENGINE_COMMANDS.add
    def quit(self, group: str) -> None:
        self.running = False

    def _answer(self) -> None:
        """Send a report only where the window has painted the last one and there is something new: back-pressure."""
        for key in self._asked_for():
            group = self.groups[key]
            for notice in group.notices:
                self.send(notice)
            group.notices = []
            if group.changed:
                if group.wait() is None:
                    self._finish_reports()
                    self.watched.discard(key)
                    with self._within_memory(key, again=False):
                        self.send(group.report())
                elif not self._is_reporting() and (now := time.monotonic()) >= self._due.get(key, 0.0):
                    self.watched.discard(key)
                    # At fixed times, so that a leap that ends late costs no picture; a time that is missed is skipped.
                    self._due[key] = max(self._due.get(key, 0.0) + group.picture_seconds, now)
                    with self._within_memory(key):
                        self.reporter.begin(group.prepare_report())
                        self._reported = key

    def _is_reporting(self) -> bool:
        with self._within_memory(self._reported):
            return self.reporter.busy
        return False

    def _finish_reports(self) -> None:
        with self._within_memory(self._reported):
            self.reporter.finish()

    def _asked_for(self) -> list[str]:
        return [key for key in self.watched if key in self.groups]

    def _wait_for(self, key: str) -> float:
        """Seconds until the next picture may be begun, at least 1 ms, for the reporter may still be busy."""
        return max(0.001, self._due.get(key, 0.0) - time.monotonic())
