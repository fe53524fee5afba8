"""The engine: a child process that owns the groups, trains in small slices and answers commands between them.

No Qt here. It ends when told to, and when the pipe closes, so that a killed window takes its engine along.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import Connection

from app import crash
from app.engine import experiments, run_group
from app.engine.listener import Listener
from app.engine.messages import Answer, Command, Crash, Notice
from app.engine.reporter import Background, Reporter
from app.engine.run_group import RunGroup
from app.engine.worker import training_first
from app.sessions import snapshots
from sims import registry
from sims.params import N_, ParameterError

QUESTIONS = {**snapshots.QUESTIONS, **experiments.QUESTIONS}
SLICE = 0.004               # seconds of training between two looks at the pipe and the clock: one leap, as a rule
PICTURE_SECONDS = 1 / 62    # while something moves: no more than a screen shows, and no fewer
NICENESS = 10


def serve(connection: Connection) -> None:
    """The main function of the engine process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl+C is the window's; it ends us by closing the pipe
    if sys.stdout is None:                              # a windowed build has no console
        sys.stdout = sys.stderr = open(os.devnull, "w")     # noqa: SIM115 - for as long as the process lives
    listener = Listener(connection)                     # which hears at once: on Linux the others stand back alone
    _stand_back()
    crash.watch("engine")
    engine = Engine(connection, listener)
    try:
        with training_first():
            engine.loop()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass                                            # the window is gone
    except Exception:
        crash.write("engine", traceback.format_exc())
        connection.send(Crash(traceback.format_exc()))
        raise
    finally:
        engine.observer.close()
        engine.background.close()
        crash.unwatch()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)                                         # tidying torch away would take the window most of a second


def _stand_back() -> None:
    """The window comes first where both want the processor: without that, its pictures wait for turns of training."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            this_process, below_normal = ctypes.c_void_p(-1), 0x4000
            ctypes.windll.kernel32.SetPriorityClass(this_process, below_normal)
        else:
            os.nice(NICENESS)


class Engine:
    """Rooms by key, and which of them have been asked for a look that is not yet answered."""

    def __init__(self, connection: Connection, listener: Listener):
        self.connection, self.listener, self._sending = connection, listener, threading.Lock()
        self.observer = Reporter(self.send)
        listener.leaves_alone = lambda: self.observer.leaves_alone
        self.background = Background()
        self.groups: dict[str, RunGroup] = {}
        self.watched: set[str] = set()
        self._due: dict[str, float] = {}        # when the next picture of a group that moves is to be begun
        self.running = True

    def loop(self) -> None:
        while self.running:
            waits = [wait for group in self.groups.values() if (wait := group.wait()) is not None]
            if self.background.busy:
                waits.append(SLICE)                     # what it finds is to be seen also where nothing moves
            waits += [self._wait_for(key) for key in self._asked_for() if self.groups[key].changed]
            command = self.listener.next(min(waits) if waits else None)
            while command is not None:
                self._take(command)
                command = self.listener.next(0) if self.running else None
            if self.background.finished():
                for group in self.groups.values():
                    group.changed = True
            self._answer()
            active = [group for group in self.groups.values() if group.wait() is not None]
            for group in active:
                group.work(time.monotonic() + SLICE / len(active))
            if active:
                self._answer()

    def send(self, message: object) -> None:
        with self._sending:
            self.connection.send(message)

    def _take(self, command: Command) -> None:
        if command.name == "look":
            self.watched.add(command.group)
            return
        if command.name == "prepare":
            # In a thread: other groups can be opened meanwhile, and a command that needs it waits for the import.
            threading.Thread(target=registry.load, args=(command.group,), name="saddle imports", daemon=True).start()
            return
        self.observer.finish()          # what is reported from here on shows what the command has done
        if command.name == "quit":
            self.running = False
        elif command.name == "open":
            self._open(command)
        elif command.group in self.groups and command.name in QUESTIONS:
            self._answer_question(command)
        elif command.group in self.groups and command.name in run_group.COMMANDS:
            group = self.groups[command.group]
            try:
                group.do(command.name, **command.arguments)
            except ParameterError as error:
                group.changed = True                     # so that the control goes back to what is in force
                self.send(run_group.refusal(command.group, error))
        else:
            self.send(Notice(command.group, N_("The engine knows no command '{name}'."),
                                        {"name": command.name}, refused=True))

    def _open(self, command: Command) -> None:
        opening, serial = command.arguments["opening"], command.arguments["serial"]
        try:
            self.groups[command.group] = run_group.build(command.group, opening, serial)
            gc.collect()
            gc.freeze()                 # torch and its like stay: the collector need not go through them again
        except ParameterError as error:
            self.send(run_group.refusal(command.group, error))

    def _answer_question(self, command: Command) -> None:
        try:
            value = QUESTIONS[command.name](self.groups[command.group], **command.arguments)
            self.send(Answer(command.ticket, value))
        except ParameterError as error:
            self.send(Answer(command.ticket, error=run_group.refusal(command.group, error)))

    def _answer(self) -> None:
        """Reports go out only where the window has painted the last one and there is something new: back-pressure."""
        for key in self._asked_for():
            group = self.groups[key]
            for notice in group.notices:
                self.send(notice)
            group.notices = []
            if group.changed:
                if group.wait() is None:
                    self.observer.finish()
                    self.watched.discard(key)
                    self.send(group.report())
                elif not self.observer.busy and (now := time.monotonic()) >= self._due.get(key, 0.0):
                    self.watched.discard(key)
                    # A steady beat, so that a leap that ends late makes no picture fewer; one that is missed is.
                    self._due[key] = max(self._due.get(key, 0.0) + PICTURE_SECONDS, now)
                    self.observer.begin(group.sketch())

    def _asked_for(self) -> list[str]:
        return [key for key in self.watched if key in self.groups]

    def _wait_for(self, key: str) -> float:
        """Seconds until the next picture may be begun; a little, where only the observer is still busy."""
        return max(0.001, self._due.get(key, 0.0) - time.monotonic())
