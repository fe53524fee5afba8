"""Questions about the runs of a group. They are answered, and change nothing."""

from __future__ import annotations

from app.engine.commands import CommandTable
from app.engine.messages import Samples
from app.engine.run_group import RunGroup
from sims.simulation import Frame

RUN_QUESTIONS = CommandTable()


@RUN_QUESTIONS.add
def samples(group: RunGroup) -> Samples:
    """Of the first run, where it is now."""
    run = group.runs[0]
    return Samples(run.state.step, run.params, run.samples())


@RUN_QUESTIONS.add
def beginning(group: RunGroup) -> Frame:
    """The picture of step 0 of the first run, wherever that run is now."""
    return group.runs[0].beginning()
