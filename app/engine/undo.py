"""What a group remembers of a change so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.engine.branches import Branches, Removal
from sims.run import Run

UNDO_DEPTH = 20


@dataclass(frozen=True)
class ValueChange:
    """Undo of a live change: the value of each run that took it goes back, as one more event of its log.

    place: the position of the runs at which it was made.
    """

    name: str
    values: tuple[tuple[int, Any], ...]     # (index of the run, its value)
    place: tuple[int, int] = (0, 0)

    @property
    def subject(self) -> tuple:
        """What was changed, whatever the values: the parameter and the indices of the runs."""
        return self.name, tuple(index for index, _value in self.values)

    def takes_in(self, later: ValueChange) -> bool:
        """Whether a change that follows is undone together with this one."""
        return self.subject == later.subject


@dataclass(frozen=True)
class Replacement:
    """Undo of a restart, of another branch, and of a change in the past: the runs that were, as they were left.

    made: by which change in the past.
    """

    runs: tuple[Run, ...]
    branches: Branches
    made: ValueChange | None = None

    def takes_in(self, later: ValueChange) -> bool:
        """Whether it goes on with the change in the past, at the very position: a slider is being dragged."""
        return self.made is not None and (self.made.subject, self.made.place) == (later.subject, later.place)


Change = ValueChange | Replacement | Removal


class UndoStack:
    """The last UNDO_DEPTH changes and those undone since the last new one.

    Successive changes of one parameter of the same runs count as one, so that a dragged slider is undone in one go.
    Also after a change in the past, where the runs stand still meanwhile.
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
        if isinstance(change, ValueChange) and last is not None and last.takes_in(change):
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
