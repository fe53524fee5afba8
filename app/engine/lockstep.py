"""Several runs moved as one: a step is over when it is over in every run, whatever its phases in each.

A run that has diverged stays where it is and holds nobody up.
"""

from __future__ import annotations

from collections.abc import Sequence

from sims.run import Run


def position(runs: Sequence[Run]) -> tuple[int, int]:
    """(step under way, phases of it that are done): of the run that has the furthest to go."""
    going = [run for run in runs if not run.diverged] or [max(runs, key=lambda run: run.position)]
    step = min(run.state.step for run in going)
    return step, max(run.state.phase for run in going if run.state.step == step)


def advance(runs: Sequence[Run]) -> None:
    """One phase of the step under way, in every run that has one left."""
    for run in _behind(runs):
        run.advance()


def step(runs: Sequence[Run]) -> None:
    """Finish the step under way, in every run that has not."""
    for run in _behind(runs):
        run.step()


def leap(runs: Sequence[Run], limit: int) -> int:
    """At least one whole step and at most `limit` in every run, to where the slowest comes. Returns how many."""
    first = next((run for run in _behind(runs) if not run.diverged), runs[0])
    start = first.state.step
    first.leap(limit)
    goal = first.state.step
    for run in runs:
        while run.state.step < goal and run.leap(goal - run.state.step):
            pass
    return max(1, goal - start)


def back(runs: Sequence[Run]) -> None:
    """To the start of the step under way, or of the step before where none has begun."""
    if len(runs) == 1:
        runs[0].back()
        return
    whole, phase = position(runs)
    for run in runs:
        run.seek(whole if phase else whole - 1)


def back_phase(runs: Sequence[Run]) -> None:
    """One phase back. Of runs whose steps have unlike numbers of phases, the shorter wait for the longest."""
    if len(runs) == 1:
        runs[0].back_phase()
        return
    whole, phase = position(runs)
    if (whole, phase) == (0, 0):
        return
    goal = (whole, phase - 1) if phase else (whole - 1, max(len(run.phases) for run in runs) - 1)
    for run in runs:
        run.seek(*(goal if goal[1] < len(run.phases) else (goal[0] + 1, 0)))


def _behind(runs: Sequence[Run]) -> list[Run]:
    """The runs that have not finished the step under way."""
    if len(runs) == 1:
        return list(runs)
    whole, _phase = position(runs)
    return [run for run in runs if run.state.step == whole]
