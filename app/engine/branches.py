"""Branches: the futures of a run that a change behind what had been reached would have dropped.

A branch is a run of its own, which shares keyframes with the others. Where one leaves another, and by what change, is
read from their logs. Of several runs in lockstep a branch holds all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

from app.engine.messages import BranchReport
from app.sessions.saved_run import SavedBranch
from sims.params import N_, ParameterError
from sims.run import Run
from sims.simulation import OK, Simulation

LIMIT = 16                          # branches beside the one that is here
DROPPED = N_("A run keeps {limit} branches: the oldest one that is not pinned was dropped.")
UNKNOWN = N_("There is no branch {number} any more.")
ALL_PINNED = N_("Of {limit} branches at most {pinned} can be pinned, so that there is room for another one.")


@dataclass(frozen=True)
class Branch:
    """runs: as they were left; () of the branch that is here, whose runs train. name: "" for that of its change."""

    number: int
    runs: tuple[Run, ...] = ()
    name: str = ""
    pinned: bool = False


@dataclass(frozen=True)
class Removal:
    """Undo of the deletion of a branch, and its redo."""

    branch: Branch

    def takes_in(self, later: Any) -> bool:
        """No change that follows is undone together with it."""
        return False


class Branches:
    """The branches of the runs of one group that have begun alike: the one that is here, and those put aside.

    aside: in the order in which they were left. limit: so many of them are kept; where it is 0 nobody is told, and
    only undo goes back.
    """

    def __init__(self, here: Branch | None = None, aside: Sequence[Branch] = (), limit: int = LIMIT):
        self.here, self.aside, self.limit = here or Branch(1), list(aside)[-limit:] if limit else [], limit
        self._last = max(branch.number for branch in (self.here, *self.aside))      # number that was given
        self._told: tuple[Any, tuple[BranchReport, ...]] = (None, ())

    def part(self, left: Sequence[Run]) -> bool:
        """The runs that are here go another way from now on; `left` keep their future, and the name. Returns whether
        the oldest branch was dropped for it."""
        self._put_aside(left)
        self.here = self._new()
        return self._drop_oldest()

    def enter(self, runs: Sequence[Run], left: Sequence[Run]) -> bool:
        """`runs` are here from now on in place of `left`, which stay where they have steps of their own. Returns
        whether the oldest branch was dropped."""
        found = next((branch for branch in self.aside if branch.runs[0] is runs[0]), None)
        if found is not None:
            self.aside.remove(found)
        others = [tuple(runs), *(branch.runs for branch in self.aside)]
        if all(_goes_on(left, other) for other in others):
            self._put_aside(left)
        self.here = replace(found, runs=()) if found else self._new()
        return self._drop_oldest()

    def _put_aside(self, runs: Sequence[Run]) -> None:
        for run in runs:
            run.keyframes.thin()
        self.aside.append(replace(self.here, runs=tuple(runs)))

    def _new(self) -> Branch:
        self._last += 1
        return Branch(self._last)

    def _drop_oldest(self) -> bool:
        if len(self.aside) <= self.limit:
            return False
        self.aside.remove(next(branch for branch in self.aside if not branch.pinned))
        return self.limit > 0

    # One of them -----------------------------------------------------------------------------------------------------

    def __getitem__(self, number: int) -> Branch:
        """Raises ParameterError where there is none of this number."""
        for branch in (self.here, *self.aside):
            if branch.number == number:
                return branch
        raise ParameterError(UNKNOWN, number=number)

    def rename(self, number: int, name: str) -> None:
        """name: "" for the one that its change gives it."""
        self._put(replace(self[number], name=name))

    def pin(self, number: int, on: bool) -> None:
        """A branch that is pinned is not dropped. Raises ParameterError where all others are."""
        if on and sum(branch.pinned for branch in self.aside) >= self.limit - 1:
            raise ParameterError(ALL_PINNED, limit=self.limit, pinned=self.limit - 1)
        self._put(replace(self[number], pinned=on))

    def _put(self, branch: Branch) -> None:
        if branch.number == self.here.number:
            self.here = branch
        else:
            self.aside[self.aside.index(self[branch.number])] = branch

    def remove(self, number: int) -> Removal:
        """Forget one of those put aside. Returns what brings it back."""
        branch = self[number]
        if branch is self.here:
            raise ParameterError(UNKNOWN, number=number)
        self.aside.remove(branch)
        return Removal(branch)

    def undo(self, removal: Removal) -> Removal:
        """Bring back what was removed, or remove again what was brought back."""
        if removal.branch in self.aside:
            return self.remove(removal.branch.number)
        self.aside.append(removal.branch)
        self._drop_oldest()
        return removal

    # Files -----------------------------------------------------------------------------------------------------------

    def save(self, index: int) -> tuple[SavedBranch, ...]:
        """The branches of one of the runs as plain data: they are logs."""
        if not self.aside:
            return ()
        here = SavedBranch(self.here.number, self.here.name, self.here.pinned)
        return (here, *(SavedBranch(branch.number, branch.name, branch.pinned, _log(branch.runs[index]))
                        for branch in self.aside))

    @classmethod
    def restore(cls, simulation: Simulation, saved: Sequence[Sequence[SavedBranch]],
                executor: Executor | None = None, limit: int = LIMIT) -> Branches:
        """saved: of each run of the group. Each branch stands at step 0, from where it is replayed once it is asked
        for."""
        here, aside = None, []
        for together in zip(*saved):
            first = together[0]
            branch = Branch(first.number, (), first.name, first.pinned)
            if first.log is None:
                here = branch
            else:
                aside.append(replace(branch, runs=tuple(_unplayed(simulation, one, executor) for one in together)))
        return cls(here, aside, limit)

    # The tree --------------------------------------------------------------------------------------------------------

    def report(self, runs: Sequence[Run]) -> tuple[BranchReport, ...]:
        """Every branch, in the order of their numbers; () where there is only the one that is here. runs: its own."""
        if not self.aside:
            return ()
        furthest = max(run.furthest for run in runs)
        known = ((self.here, *self.aside), [_rows(run) for run in runs])
        if known != self._told[0]:
            self._told = known, self._tree(runs)
        return tuple(replace(told, furthest=furthest) if told.here else told for told in self._told[1])

    def _tree(self, runs: Sequence[Run]) -> tuple[BranchReport, ...]:
        found, before = [], []
        here = replace(self.here, runs=tuple(runs))
        for branch in sorted((here, *self.aside), key=lambda branch: branch.number):
            # It left the one whose log it shares the longest; of several the oldest.
            partings = [(parting(branch.runs, other.runs) or (0, 0), -other.number) for other in before]
            fork, parent = max(partings, default=((0, 0), 0))
            changes = [(event.name, event.value) for event in branch.runs[0].events
                       if (event.step, event.phase) == fork] if before else []
            if before and not changes:              # of several runs another one may have been changed
                changes = [(event.name, event.value) for run in branch.runs for event in run.events
                           if (event.step, event.phase) == fork][:1]
            found.append(BranchReport(branch.number, branch.name, branch.pinned, branch.number == here.number, -parent,
                                      fork, max(run.furthest for run in branch.runs), tuple(changes),
                                      tuple(map(_log, branch.runs)) if branch.number != here.number else ()))
            before.append(branch)
        return tuple(found)


def _unplayed(simulation: Simulation, saved: SavedBranch, executor: Executor | None) -> Run:
    run = Run.from_log(simulation, saved.log, replay=False, executor=executor)
    run.furthest = saved.log["position"][0]
    return run


def _log(run: Run) -> dict[str, Any]:
    """At its end, wherever the run was left."""
    return {**run.log(), "position": [run.furthest, 0], "status": OK}


def lies_ahead(runs: Sequence[Run]) -> bool:
    """Whether one of these runs has already been further than it is."""
    return any(run.furthest > run.state.step for run in runs)


def cuts_off(runs: Sequence[Run], left: Sequence[Run]) -> bool:
    """Whether a log of `runs` has become another than it was in `left`, behind what had been reached there."""
    return any((place := _parting(_rows(run), _rows(old))) and old.furthest > place[0] for run, old in zip(runs, left))


def parting(first: Sequence[Run], second: Sequence[Run]) -> tuple[int, int] | None:
    """The position at which the logs of runs that have begun alike differ first; None where they do not."""
    found = [place for one, other in zip(first, second) if (place := _parting(_rows(one), _rows(other)))]
    return min(found, default=None)


def _parting(first: list[tuple], second: list[tuple]) -> tuple[int, int] | None:
    alike = next((k for k, (one, other) in enumerate(zip(first, second)) if one != other),
                 min(len(first), len(second)))
    return min((row[:2] for rows in (first, second) for row in rows[alike:alike + 1]), default=None)


def _goes_on(runs: Sequence[Run], other: Sequence[Run]) -> bool:
    """Whether the runs have come further than the place where they part from these others."""
    place = parting(runs, other)
    return place is not None and max(run.furthest for run in runs) > place[0]


def _rows(run: Run) -> list[tuple]:
    return [(event.step, event.phase, event.name, event.value) for event in run.events]
