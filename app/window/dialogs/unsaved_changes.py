"""Whether a run that is about to go holds work worth a question, and the question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMessageBox, QWidget

from widgets.language import _

#: A run that nobody has touched is had again bit for bit by opening Saddle, a preset or its file: it is worth a
#: question only after training of some ten minutes. One with settings of a person's own is after about a second.
UNTOUCHED_STEPS, TOUCHED_STEPS = 1_000_000, 1_000

Log = Mapping[str, Any]
#: Where a run can be had from without any work: its parameters, its events, and the step that is reached at once.
Start = tuple[Mapping[str, Any], Sequence, int]


def start_of(log: Log) -> Start:
    """What opening the file with this log gives."""
    return log["params"], log["events"], log["position"][0]


def worth_asking(logs: Iterable[Log], starts: Iterable[Start]) -> bool:
    """Whether one of these runs would be missed. The seed does not count: it is one key."""
    starts = list(starts)
    for log in logs:
        step = log["position"][0]
        done = [list(event) for event in log["events"] if event[0] <= step]
        reached = [at for params, events, at in starts if params == log["params"]
                   and done == [list(event) for event in events if event[0] <= step]]
        if (step - max(reached) if reached else step) >= (UNTOUCHED_STEPS if reached else TOUCHED_STEPS):
            return True
    return False


def ask(window: QWidget, step: int, save: Callable[[], None], go_on: Callable[[], None]) -> QMessageBox:
    """“Save the run?” without standing in anybody's way: answers call save() or go_on(), Cancel and Esc neither."""
    box = QMessageBox(QMessageBox.Icon.Question, "Saddle",
                      _("Save the run of the GAN lab at step {step}?").format(step=f"{step:,}"), parent=window)
    box.setInformativeText(_("It has settings of your own or long training, which are lost otherwise."))
    keep = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
    drop = box.addButton(_("Don't save"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(cancel)

    def answered() -> None:
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is keep:
            save()
        elif chosen is drop:
            go_on()
    box.finished.connect(answered)
    box.open()
    return box
