"""Unexpected errors in the window: each is written to a report, and a dialog says where the first of them is."""

from __future__ import annotations

import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QWidget

from app import crash, log
from sims.params import N_
from widgets.language import _

WENT_WRONG = N_("Something went wrong that Saddle did not expect. You can go on, but save what matters to you.")
NOT_STARTED = N_("Saddle could not start, because of an error that it did not expect.")
LAST_TIME = N_("Saddle ended unexpectedly the last time.")


def catch_all() -> None:
    """Install hooks that report every uncaught exception, in slots, painting and threads; the first gets a dialog."""
    sys.excepthook = _unexpected
    threading.excepthook = lambda event: _unexpected(event.exc_type, event.exc_value, event.exc_traceback)


def _unexpected(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if sys.stderr is not None:
        sys.__excepthook__(kind, error, trace)
    if issubclass(kind, KeyboardInterrupt):
        return
    path = crash.write("window", "".join(traceback.format_exception(kind, error, trace)))
    # Python keeps the last error with all that its functions held. A painter among that would outlive the painting of
    # its widget, which Qt would then ask for again and again, or not survive.
    traceback.clear_frames(trace)
    application = QApplication.instance()
    if application is not None and not _unexpected.shown:
        _unexpected.shown = True                        # one dialog is enough, whatever comes after
        # Later and in the thread of the window: now may be in the middle of painting, or another thread.
        QTimer.singleShot(0, application, lambda: show(WENT_WRONG, path).open())


_unexpected.shown = False


def not_started() -> None:
    """Report the exception that is being handled, and show the dialog until it is closed; there is no window."""
    text = traceback.format_exc()
    if sys.stderr is not None:
        sys.stderr.write(text)
    path = crash.write("start", text)
    _application = QApplication.instance() or QApplication(sys.argv[:1])
    show(NOT_STARTED, path).exec()


def show(sentence: str, path: Path | None) -> QMessageBox:
    """A dialog, not open yet: what happened, where the report is, and buttons that show and copy it.

    sentence: one of the texts above. path: of the report; None where it could not be written.
    """
    if path is None:
        where = _("No report could be written to {folder}.").format(folder=crash.folder())
    else:
        where = _("A report is in the file {file}.").format(file=path)
    parent = next((widget for widget in QApplication.topLevelWidgets()
                   if isinstance(widget, QMainWindow) and widget.isVisible()), None)
    box = _Box(parent)
    box.setText(_(sentence))
    box.setInformativeText(where)
    if path is not None:
        shown = box.addButton(_("Show the report"), QMessageBox.ButtonRole.ActionRole)
        shown.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        copied = box.addButton(_("Copy it with the log"), QMessageBox.ButtonRole.ActionRole)
        copied.clicked.connect(lambda: QApplication.clipboard().setText(text_to_send(path)))
    box.addButton(QMessageBox.StandardButton.Close)
    return box


def text_to_send(path: Path) -> str:
    """What helps to find the fault: the report and what the log says last. Neither says who or where the user is."""
    try:
        report = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        report = f"{error.strerror}\n"
    return f"{report}\n{log.path().name}:\n{log.tail()}"


class _Box(QMessageBox):
    """Keeps itself alive while it is open: nobody else holds it."""

    open_now: set[_Box] = set()

    def __init__(self, parent: QWidget | None):
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Critical)
        self.setWindowTitle("Saddle")
        self.open_now.add(self)
        self.finished.connect(self._forget)

    def _forget(self) -> None:
        self.open_now.discard(self)
        self.deleteLater()
