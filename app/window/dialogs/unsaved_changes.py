"""Whether a run that is about to be closed or replaced is worth a question, and the dialog that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMessageBox, QWidget

from app.window.dialogs import question
from widgets.language import _
from widgets.numbers import whole

#: Steps from which a run is worth a question. One that nobody has changed can be had again bit for bit, from a preset
#: or its file: some ten minutes of training. One with a person's own settings: about a second.
UNTOUCHED_STEPS, TOUCHED_STEPS = 1_000_000, 1_000

Log = Mapping[str, Any]
#: A run that a click gives again: its parameters, its events, and the step at which it begins.
Start = tuple[Mapping[str, Any], Sequence, int]


def start_of(log: Log) -> Start:
    """Where opening a file with this log begins."""
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
    """Open the question "Save the run?" without waiting for the answer.

    Save calls save(), "Don't save" calls go_on(), Cancel and Esc call neither. step: of the run, for the text.
    """
    return question.ask(
        window, QMessageBox.Icon.Question, _("Save the run of the GAN lab at step {step}?").format(step=whole(step)),
        _("It has settings of your own or long training, which are lost otherwise."), (
            (_("Save"), QMessageBox.ButtonRole.AcceptRole, save),
            (_("Don't save"), QMessageBox.ButtonRole.DestructiveRole, go_on),
            (_("Cancel"), QMessageBox.ButtonRole.RejectRole, None)))
