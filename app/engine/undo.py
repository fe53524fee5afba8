"""What a group remembers of a change so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sims.run import Run

UNDO_DEPTH = 20


@dataclass(frozen=True)
class ValueChange:
    """Undo of a live change: the value of each run that took it goes back, as one more event of its log."""

    name: str
    values: tuple[tuple[int, Any], ...]     # (index of the run, its value)

    @property
    def subject(self) -> tuple:
        """What was changed, whatever the values: the parameter and the indices of the runs."""
        return self.name, tuple(index for index, _value in self.values)


@dataclass(frozen=True)
class Replacement:
    """Undo of a restart: the runs that were, exactly as they were left."""

    runs: tuple[Run, ...]


Change = ValueChange | Replacement


class UndoStack:
    """The last UNDO_DEPTH changes and those undone since the last new one.

    Successive changes of one parameter of the same runs count as one, so that a dragged slider is undone in one go.
    """

    def __init__(self) -> None:
        self._done: list[Change] = []
        self._undone: list[Change] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def remember(self, change: Change) -> None:
        """A new change was made; `change` holds what was there before it."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if isinstance(change, ValueChange) and isinstance(last, ValueChange) and change.subject == last.subject:
            return
        self._done.append(change)
        del self._done[:-UNDO_DEPTH]

    def undo(self, restore: Callable[[Change], Change]) -> None:
        """Take the last change back, if there is one.

        restore: brings back what a change holds, and returns what was there before it did.
        """
        if self._done:
            self._undone.append(restore(self._done.pop()))

    def redo(self, restore: Callable[[Change], Change]) -> None:
        """Make the change undone last again, if there is one."""
        if self._undone:
            self._done.append(restore(self._undone.pop()))
