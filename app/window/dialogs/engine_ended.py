"""The dialog that says that no new engine was started, and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from app import crash
from widgets.language import _


def ask(window: QWidget, last_words: str, start_again: Callable[[], None],
        save: Callable[[Callable[[], None]], None]) -> QMessageBox:
    """Open the dialog. last_words: the traceback of the last crash, "" for none. save(then): offer to save the run, and
    call then() whatever came of it: the dialog is back then."""
    box = QMessageBox(QMessageBox.Icon.Critical, "Saddle", _(
        "The training process has failed several times and was not started again. What is on the screen stays."),
        parent=window)
    box.setInformativeText(_("Start it again, and it goes on where the run stands; it may fail again for the same "
                             "reason. Reports of what happened are in the folder {folder}.").format(
                                 folder=crash.folder()))
    box.setDetailedText(last_words)
    saves = box.addButton(_("Save the run first…"), QMessageBox.ButtonRole.ActionRole)
    starts = box.addButton(_("Start again"), QMessageBox.ButtonRole.AcceptRole)
    leaves = box.addButton(_("Leave it"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(starts)
    box.setEscapeButton(leaves)

    def answered() -> None:
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is starts:
            start_again()
        elif chosen is saves:
            save(lambda: ask(window, last_words, start_again, save) and None)
    box.finished.connect(answered)
    box.open()
    return box
