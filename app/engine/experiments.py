"""Experiments beside the runs of a group, in the engine's process: begun, asked for what they have found, ended.

The commands are answered, like those of app.engine.session_commands. An experiment looks at the state that the first
run of a group has when it begins, and changes no run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.commands import CommandTable
from app.engine.run_group import RunGroup
from sims.params import N_, Count, ParameterError, nearest

EXPERIMENT_COMMANDS = CommandTable()
MOST_STEPS = 1_000_000
NONE_HERE = N_("{simulation} has no experiments.")
NO_SUCH = N_("no experiment '{name}'{hint}")
BAD_TOTAL = N_("An experiment takes 1 to {limit} steps.")


@dataclass(frozen=True)
class Findings:
    """Rows from the one that was asked for on; done, total: how far it is; running: more will come.

    failed: why it ended too early; "" where it did not.
    """

    rows: tuple[Mapping[str, Any], ...]
    done: int
    total: int
    running: bool
    failed: str = ""


class Experiment:
    """Works through an iterator of rows and of progress (int), as Simulation.experiments gives them."""

    def __init__(self, source: Iterator[int | Mapping[str, Any]], total: int):
        self._source, self.total = source, total
        self.rows: list[Mapping[str, Any]] = []
        self.done, self.running, self.failed = 0, True, ""

    def work(self, until: float) -> None:
        """Go on until the clock says `until`. What goes wrong ends the experiment, and not the engine."""
        while self.running and time.monotonic() < until:
            try:
                found = next(self._source, None)
            except Exception as error:
                found, self.failed = None, f"{type(error).__name__}: {error}"
            if found is None:
                self.running = False
            elif isinstance(found, int):
                self.done = found
            else:
                self.rows.append(found)


@EXPERIMENT_COMMANDS.add
def begin_experiment(group: RunGroup, name: str, total: int) -> tuple[int, int]:
    """Begin anew, with the run paused so that nothing takes time from it. Returns (step, seed) of what it looks at."""
    experiments = group.simulation.experiments()
    if not experiments:
        raise ParameterError(NONE_HERE, simulation=group.simulation.name)
    if name not in experiments:
        raise ParameterError(NO_SUCH, name=name, hint=nearest(name, experiments))
    if not (isinstance(total, int) and 1 <= total <= MOST_STEPS):
        raise ParameterError(BAD_TOTAL, limit=Count(MOST_STEPS))
    run = group.runs[0]
    group.experiment = Experiment(experiments[name](run.state, run.params, total), total)
    group.pause()
    group.changed = True
    return run.state.step, run.seed


@EXPERIMENT_COMMANDS.add
def experiment_rows(group: RunGroup, since: int) -> Findings:
    """What has been found from row `since` on; nothing, and not running, where there is no experiment (any more)."""
    found = group.experiment
    if found is None:
        return Findings((), 0, 0, False)
    return Findings(tuple(found.rows[since:]), found.done, found.total, found.running, found.failed)


@EXPERIMENT_COMMANDS.add
def end_experiment(group: RunGroup) -> None:
    """Leave it where it is; its rows stay."""
    if group.experiment is not None:
        group.experiment.running = False
