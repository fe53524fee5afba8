"""The runs of this window, written beside the settings every minute; after a crash the next start offers them."""

from __future__ import annotations

import contextlib
import os
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Slot
from PySide6.QtWidgets import QMessageBox

from app.engine.messages import Notice
from app.panels.panel import Panel
from app.window import settings as remembered
from app.window.dialogs import question
from app.window.dialogs.save_as import say
from app.window.presenter import Presenter
from app.window.window import Window
from widgets.language import _, sentence

SECONDS = 60.0
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
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * SECONDS))
        self._timer.timeout.connect(self.write)

    def begin(self) -> None:
        """From now on write every minute. Where the folder cannot be written, nothing is, and nobody is told."""
        with contextlib.suppress(OSError):
            folder().mkdir(parents=True, exist_ok=True)
            if self._lock.tryLock(0):
                self._timer.start()

    @Slot()
    def write(self) -> None:
        """Have the engine write what has changed since the last time."""
        for panel in self.window.tabs.built:
            logs = panel.logs()
            if (panel.saves_runs and logs and logs != self._written.get(panel.group)
                    and any(log["position"] != [0, 0] for log in logs)):
                self._written[panel.group] = logs
                panel.client.ask(panel.group, "autosave", partial(self._done, panel.group), speed=panel.speed,
                                 path=str(self._file(panel.group)), hidden=self.presenter.hidden_parts())

    def _done(self, group: str, value: None, error: Notice | None) -> None:
        """Try again the next time where it could not be written: the disk may be full only now."""
        if error is not None:
            self._written.pop(group, None)

    def _file(self, group: str) -> Path:
        return folder() / f"{self._name}-{group}{SUFFIX}"

    def end(self) -> None:
        """The window closes, and what becomes of its runs is settled."""
        self._timer.stop()
        for group in self._written:
            with contextlib.suppress(OSError):
                self._file(group).unlink(missing_ok=True)
        self._lock.unlock()

    # The next start --------------------------------------------------------------------------------------------------

    def offer_what_is_left(self) -> None:
        """Ask whether to open the newest run that a window left which did not end as it should."""
        files = left_behind()
        if not files:
            return
        file = files[-1]
        when = time.strftime("%H:%M", time.localtime(file.stat().st_mtime))
        question.ask(
            self.window, QMessageBox.Icon.Question,
            _("Saddle did not end as it should the last time. Open the run that it had at {time}?").format(time=when),
            _("“Not now” keeps it: the next start asks again."), (
                (_("Open"), QMessageBox.ButtonRole.AcceptRole, partial(self._open, file)),
                (_("Discard"), QMessageBox.ButtonRole.DestructiveRole, lambda: [_remove(left) for left in files]),
                (_("Not now"), QMessageBox.ButtonRole.RejectRole, None)))

    def _open(self, file: Path) -> None:
        """Load the runs of a file as ones that were never saved; the file goes once they are on the screen."""
        from app.sessions.file_format import SessionError, read
        try:
            session = read(file)
        except SessionError as error:
            say(self.window.panel, sentence(error))
            _remove(file)
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
    """The files of windows that are gone, the oldest first."""
    files = []
    for file in sorted(folder().glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime):
        lock = QLockFile(str(_lock_of(file)))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):                             # nobody holds it, or one who is dead
            lock.unlock()
            files.append(file)
    return files


def _lock_of(file: Path) -> Path:
    return file.with_name(file.name.rpartition("-")[0] + ".lock")


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
