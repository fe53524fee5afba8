"""The runs of a group with all that can be brought back: what was undone, other runs before them, other branches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.engine import branches, lockstep
from app.engine.branches import Branches, Removal
from app.engine.undo import Change, Replacement, UndoStack, ValueChange
from sims.run import Run


class History:
    """runs: those that train. branches: the ways on that they have had. origin: see Report.

    dropped: is called where the oldest branch had to go, because there were too many.
    """

    def __init__(self, runs: list[Run], origin: str, branches: Branches, dropped: Callable[[], None]):
        self.runs, self.origin, self.branches = runs, origin, branches
        self._changes, self._dropped = UndoStack(), dropped

    @property
    def can_undo(self) -> bool:
        return self._changes.can_undo

    @property
    def can_redo(self) -> bool:
        return self._changes.can_redo

    def undo(self) -> None:
        self._changes.undo(self._restore)

    def redo(self) -> None:
        self._changes.redo(self._restore)

    def replace(self, runs: list[Run], remember: bool = True) -> None:
        """Go on with other runs. They come from no file: the one that the last came from is theirs, not to be
        overwritten with these unasked."""
        if remember:
            self._changes.remember(Replacement(tuple(self.runs), self.branches))
            for run in self.runs:
                run.keyframes.thin()
        self.runs, self.origin, self.branches = runs, "", Branches(limit=self.branches.limit)
        self._show_whole_trace()

    def set(self, name: str, values: Mapping[int, Any]) -> None:
        """Write values of a parameter, by the index of the run, into the logs."""
        if change := self._write_values(name, values):
            self._changes.remember(change)

    def write(self, write: Callable[[Sequence[Run]], object]) -> None:
        """Have something written into the logs. What it cuts off stays as a branch, to which undo goes back."""
        if left := self._write(write):
            self._changes.remember(left)

    def _write_values(self, name: str, values: Mapping[int, Any]) -> Change | None:
        """Returns what takes it back; None where nothing has changed."""
        before, place = {k: getattr(self.runs[k].wanted, name) for k in values}, lockstep.position(self.runs)
        taken: list[tuple[int, Any]] = []
        left = self._write(lambda runs: taken.extend(
            (k, before[k]) for k, value in values.items() if runs[k].set(name, value) is not None))
        change = ValueChange(name, tuple(taken), place) if taken else None
        return replace(left, made=change) if left else change

    def _write(self, write: Callable[[Sequence[Run]], object]) -> Replacement | None:
        """Returns the runs as they were, where their logs have become others behind what had been reached."""
        if not branches.lies_ahead(self.runs):
            write(self.runs)
            return None
        left, self.runs = self.runs, [run.branch() for run in self.runs]
        write(self.runs)
        if not branches.cuts_off(self.runs, left):
            return None
        self._tell(self.branches.part(left))
        return Replacement(tuple(left), self.branches)

    # Branches --------------------------------------------------------------------------------------------------------

    def enter(self, number: int) -> None:
        """Go on with this branch, where it was left. Raises ParameterError where there is none."""
        if (branch := self.branches[number]) is not self.branches.here:
            self._changes.remember(self._restore(Replacement(branch.runs, self.branches)))

    def remove(self, number: int) -> None:
        """Forget a branch that is not on the screen. Raises ParameterError where there is none."""
        self._changes.remember(self.branches.remove(number))

    def _restore(self, change: Change) -> Change:
        """Bring back what was before a change. Returns what takes that back."""
        if isinstance(change, Removal):
            return self.branches.undo(change)
        if isinstance(change, ValueChange):
            return self._write_values(change.name, dict(change.values)) or change
        inverse = Replacement(tuple(self.runs), self.branches)
        if change.branches is self.branches:
            self._tell(self.branches.enter(change.runs, self.runs))
        else:
            self.branches, self.origin = change.branches, ""
        self.runs = list(change.runs)
        self._show_whole_trace()
        return inverse

    def _tell(self, dropped: bool) -> None:
        if dropped:
            self._dropped()

    def _show_whole_trace(self) -> None:
        for run in self.runs:
            run.trace.touch()
