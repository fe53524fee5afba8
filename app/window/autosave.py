"""The runs of this window, written beside the settings every minute; after a crash the next start offers them."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer, Slot
from PySide6.QtWidgets import QMessageBox

from app import log
from app.engine.client import NO_ANSWER, NO_ENGINE
from app.engine.messages import Notice
from app.panels.panel import Panel
from app.version import VERSION
from app.window import settings as remembered
from app.window.dialogs import question
from app.window.dialogs.save_as import say
from app.window.presenter import Presenter
from app.window.window import Window
from sims.params import N_
from widgets.language import _, sentence

if TYPE_CHECKING:
    from app.panels.run_panel import RunPanel

SECONDS = 60.0
NOT_KEPT = N_("An unexpected end would lose this run: it cannot be kept every minute, because {folder} cannot be "
              "written ({reason}). Save it yourself.")
SUFFIX = ".saddle"


def folder() -> Path:
    """The folder of these files."""
    return remembered.path().parent / "autosave"


class Autosave(QObject):
    """A file for each panel whose runs have moved on, as long as the window is open; a lock tells that it is.

    Two windows have names of their own. `end` removes the files; a window that ends otherwise leaves them.
    """

    def __init__(self, window: Window, presenter: Presenter):
        super().__init__(window)
        self.window, self.presenter = window, presenter
        self._name = f"{int(time.time())}-{os.getpid()}-{id(self):x}"
        self._lock = QLockFile(str(folder() / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)                  # held however long, while this process lives
        self._written: dict[str, tuple] = {}            # the logs as they stand in the file of each group
        self._complained = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * SECONDS))
        self._timer.timeout.connect(self.write)

    def begin(self) -> None:
        """From now on write every minute; where the folder cannot be written, say so and try again every minute."""
        self._timer.start()
        self._holds_lock()

    def _holds_lock(self) -> bool:
        try:
            folder().mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._complain(error.strerror or str(error))
            return False
        if self._lock.isLocked() or self._lock.tryLock(0):
            return True
        self._complain(os.strerror(errno.EACCES if self._lock.error() == QLockFile.LockError.PermissionError
                                   else errno.ENOSPC))
        return False

    def _complain(self, reason: str) -> None:
        """Once, until it has been written again."""
        if not self._complained:
            self._complained = True
            log.note(NOT_KEPT.format(folder=folder(), reason=reason))
            say(self.window.panel, _(NOT_KEPT).format(folder=folder(), reason=reason))

    @Slot()
    def write(self) -> None:
        """Have the engine write what has changed since the last time."""
        if not self._holds_lock():
            return
        for panel in self.window.tabs.built:
            logs = panel.logs()
            if (panel.saves_runs and logs and logs != self._written.get(panel.group)
                    and any(log["position"] != [0, 0] for log in logs)):
                self._written[panel.group] = logs
                panel.client.ask_or_do_without(
                    panel.group, "autosave", partial(self._done, panel), speed=panel.speed,
                    path=str(self._file(panel.group)), hidden=self.presenter.hidden_parts())

    def _done(self, panel: RunPanel, value: None, error: Notice | None) -> None:
        """Try again the next time where it could not be written: the disk may be full only now."""
        if error is None:
            self._complained = False
            return
        self._written.pop(panel.group, None)
        if error.template in (NO_ENGINE, NO_ANSWER):
            self._write_logs(panel)
        else:
            self._complain(str(error.fields.get("reason", error.template)))

    def _write_logs(self, panel: RunPanel) -> None:
        """Write what the window knows, where the engine has died or does not answer. Once that goes on, it writes what
        it was asked for over it."""
        from app.sessions.file_format import Session, write
        from app.window.commands.saved_runs import saved_logs
        session = Session(panel.group, saved_logs(panel), panel.speed, self.presenter.hidden_parts(),
                          panel.report.device)
        try:
            write(self._file(panel.group), session, VERSION)
        except OSError as failed:
            self._complain(failed.strerror or str(failed))
        else:
            self._written[panel.group] = panel.logs()

    def _file(self, group: str) -> Path:
        return folder() / f"{self._name}-{group}{SUFFIX}"

    def end(self) -> None:
        """The window closes, and what becomes of its runs is settled."""
        self._timer.stop()
        for file in folder().glob(f"*{self._name}-*{SUFFIX}"):      # also what a killed engine was writing
            _remove(file)
        self._lock.unlock()

    # The next start --------------------------------------------------------------------------------------------------

    def offer_what_is_left(self) -> None:
        """Ask whether to open the newest run that a window left which did not end as it should."""
        files = left_behind()
        if not files:
            return
        file = files[-1]
        when = time.strftime("%H:%M", time.localtime(_age(file)))
        question.ask(
            self.window, QMessageBox.Icon.Question,
            _("Saddle did not end as it should the last time. Open the run that it had at {time}?").format(time=when),
            _("“Not now” keeps it: the next start asks again."), (
                (_("Open"), QMessageBox.ButtonRole.AcceptRole, partial(self._open, file)),
                (_("Discard"), QMessageBox.ButtonRole.DestructiveRole, partial(self._discard, file)),
                (_("Not now"), QMessageBox.ButtonRole.RejectRole, None)))

    def _discard(self, file: Path) -> None:
        """Only what was asked about; there may be others, of other panels or windows."""
        _remove(file)
        self.offer_what_is_left()

    def _open(self, file: Path) -> None:
        """Load the runs of a file as ones that were never saved; the file goes once they are on the screen."""
        from app.sessions.file_format import SessionError, read
        try:
            session = read(file)
        except SessionError as error:
            say(self.window.panel, sentence(error))
            self._discard(file)
            return
        panel = self.window.panel_of(session.panel)
        if panel is not None and panel.saves_runs:
            panel.load(session.runs, "", partial(self._opened, panel, file))

    def _opened(self, panel: Panel, file: Path, value: None, error: Notice | None) -> None:
        if error is not None:
            say(self.window.panel, sentence(error))
            return
        _remove(file)
        self.window.show_panel(panel)


def left_behind() -> list[Path]:
    """The files of windows that are gone, the oldest first. What is half written is removed."""
    files = []
    for file in sorted(folder().glob(f"*{SUFFIX}"), key=_age):
        lock = QLockFile(str(_lock_of(file)))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):                             # nobody holds it, or one who is dead
            lock.unlock()
            if file.name.startswith("."):               # as app.files begins to write it
                _remove(file)
            else:
                files.append(file)
    return files


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:                                     # another window has just removed it
        return 0.0


def _lock_of(file: Path) -> Path:
    return file.with_name(file.name.lstrip(".").rpartition("-")[0] + ".lock")


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
