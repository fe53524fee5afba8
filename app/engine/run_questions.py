"""Questions about the runs of a group. They are answered, and change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.engine.commands import CommandTable
from app.engine.messages import Samples, Script
from app.engine.run_group import RunGroup
from app.sessions.saved_run import SavedRun
from app.sessions.snapshots import save
from sims.simulation import OK, Frame

RUN_QUESTIONS = CommandTable()
STEPS = 1000                        # of the script of a run that has not begun


@RUN_QUESTIONS.add
def samples(group: RunGroup) -> Samples:
    """Of the first run, where it is now."""
    run = group.runs[0]
    return Samples(run.state.step, run.params, run.samples())


@RUN_QUESTIONS.add
def probe(group: RunGroup, x: float, y: float, number: int = 0) -> Mapping[str, np.ndarray]:
    """What the fields of a run are at a place, as Simulation.probe has it. number: of the run, from 0."""
    run = group.runs[number]
    return run.simulation.probe(run.state, run.params, np.array([[x, y]]))


@RUN_QUESTIONS.add
def sample(group: RunGroup, index: int, number: int = 0) -> Mapping[str, np.ndarray]:
    """One of the points that a frame of a run draws, as Simulation.sample has it. number: of the run, from 0."""
    run = group.runs[number]
    return run.simulation.sample(run.state, run.params, index)


@RUN_QUESTIONS.add
def chain_rule(group: RunGroup, index: int) -> Mapping[str, np.ndarray]:
    """How G's loss reaches its weights through one of the points that a frame of the first run draws, as
    Simulation.chain_rule has it."""
    run = group.runs[0]
    return run.simulation.chain_rule(run.state, run.params, index)


@RUN_QUESTIONS.add
def beginning(group: RunGroup) -> Frame:
    """The picture of step 0 of the first run, wherever that run is now."""
    return group.runs[0].beginning()


@RUN_QUESTIONS.add
def beside_branch(group: RunGroup, number: int) -> tuple[SavedRun, SavedRun]:
    """The first run, and one of its branches at the same position, as plain data. Refused where it is gone."""
    run, other = group.runs[0], group.history.branches[number].runs[0].branch()
    for _ in other.seeking(*run.position):              # a state behind the position is what can be saved
        break
    saved = save(other)
    return save(run), replace(saved, log={**saved.log, "position": list(run.position), "status": OK})


@RUN_QUESTIONS.add
def script(group: RunGroup) -> Script:
    """The first run, up to where it is now or for a thousand steps. Refused where a script cannot express it."""
    run = group.runs[0]
    text = run.simulation.script(run.wanted, run.seed, run.state.step or STEPS)
    return Script(text, any(event.step <= run.state.step for event in run.events))
