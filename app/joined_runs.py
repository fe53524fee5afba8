"""Runs that differ in their seeds only, moved as one where their simulation can, each with the bits it has alone."""

from __future__ import annotations

from collections.abc import Sequence

from sims.run import Run
from sims.simulation import JoinedRuns, Simulation


def join(simulation: Simulation, runs: Sequence[Run], followed: bool = False) -> JoinedRuns | None:
    """These runs as one, from where they stand; None where they must go alone. followed: see Simulation.join."""
    first = runs[0]
    if len(runs) < 2 or any(run.wanted != first.params for run in runs):
        return None
    return simulation.join([run.state for run in runs], first.params, followed)


def part(joined: JoinedRuns, runs: Sequence[Run]) -> None:
    """Each run goes on to where it has come within `joined`, with the rows of its trace where those were followed."""
    rows = joined.rows or [{}] * len(runs)
    for run, state, columns in zip(runs, joined.split(), rows):
        run.take_leap(state, columns)


def go_to(simulation: Simulation, runs: Sequence[Run], step: int) -> None:
    """All runs go to this step, as one where that can be; one that diverges stays where it does.

    step: no further than `Run.leap_limit` of each allows. simulation: makes the joined moves, in this thread only.
    """
    length = step
    while going := [run for run in runs if not run.diverged and run.state.step < step]:
        ahead = step - going[0].state.step
        joined = join(simulation, going, followed=True)
        if joined is None:
            for run in going:
                while run.state.step < step and run.leap(step - run.state.step):
                    pass
        elif joined.leap(min(length, ahead)):
            part(joined, going)
        elif min(length, ahead) > 1:
            length = min(length, ahead) // 2            # one diverges on the way: by halves to that step
        else:
            length = step
            for run in going:
                run.step()
