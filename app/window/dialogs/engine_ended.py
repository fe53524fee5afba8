"""The dialog that says that no new engine was started, and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from app import crash
from app.window.dialogs import question
from widgets.language import _


def ask(window: QWidget, last_words: str, start_again: Callable[[], None], save: Callable[[], None]) -> QMessageBox:
    """Open the dialog. last_words: the traceback of the last crash, "" for none. save(): offer to save the run, and ask
    again whatever came of it."""
    box = question.ask(
        window, QMessageBox.Icon.Critical,
        _("The training process has failed several times and was not started again. What is on the screen stays."),
        _("Start it again, and it goes on where the run stands; it may fail again for the same reason. Reports of what "
          "happened are in the folder {folder}.").format(folder=crash.folder()), (
            (_("Start again"), QMessageBox.ButtonRole.AcceptRole, start_again),
            (_("Save the run first…"), QMessageBox.ButtonRole.ActionRole, save),
            (_("Leave it"), QMessageBox.ButtonRole.RejectRole, None)))
    box.setDetailedText(last_words)
    return box
