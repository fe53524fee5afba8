"""Questions about the runs of a group. They are answered, and change nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.engine.commands import CommandTable
from app.engine.messages import Samples, Script
from app.engine.run_group import RunGroup
from sims.simulation import Frame

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
def beginning(group: RunGroup) -> Frame:
    """The picture of step 0 of the first run, wherever that run is now."""
    return group.runs[0].beginning()


@RUN_QUESTIONS.add
def script(group: RunGroup) -> Script:
    """The first run, up to where it is now or for a thousand steps. Refused where a script cannot express it."""
    run = group.runs[0]
    text = run.simulation.script(run.wanted, run.seed, run.state.step or STEPS)
    return Script(text, any(event.step <= run.state.step for event in run.events))
