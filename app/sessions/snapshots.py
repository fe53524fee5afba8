"""Runs as they are kept in files, in the engine's process: plain data out of a Run, and a Run out of plain data.

QUESTIONS are the commands about files. Unlike the other commands they are answered, and disturb no journey.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from app.engine.messages import SavedRun
from app.engine.run_group import RunGroup
from app.files import write_text
from app.sessions import state_codec
from app.sessions.limits import MOST_CELLS, MOST_STEPS, TRACE_ROWS
from app.sessions.trace_csv import trace_csv
from sims.params import N_, ParameterError
from sims.run import Run

TOO_LONG = N_("A run of more than {limit} steps cannot be kept in a file.")
DOES_NOT_FIT = N_("The saved state in this file does not fit its own settings, so the file was not opened.")


def kept(run: Run) -> SavedRun:
    """The run as plain data. The trace goes along because a replay that draws it anew may take minutes.

    A column of more than TRACE_ROWS numbers is thinned evenly. Raises ParameterError where the run is too long.
    """
    run.settle()
    length = run.trace.length
    if max(length, run.state.step) > MOST_STEPS:
        raise ParameterError(TOO_LONG, limit=f"{MOST_STEPS:,}")
    trace, thinned = {}, run.trace.thinned
    for name, (rows, numbers) in run.trace.numbers().items():
        if len(rows) > TRACE_ROWS:
            some = np.linspace(0, len(rows) - 1, TRACE_ROWS).astype(int)
            rows, numbers, thinned = rows[some], numbers[some], True
        trace[name] = (rows, numbers)
    if length * len(trace) > MOST_CELLS:
        length, trace, thinned = 0, {}, True
    tree, arrays = state_codec.nearest(run) or (None, {})
    return SavedRun(run.log(), tree, arrays, length, trace, thinned)


def opened(simulation: Any, kept: SavedRun) -> Run:
    """The run that these data hold, not yet at its position. Raises ParameterError, whatever is wrong with them."""
    run = Run.from_log(simulation, kept.log, replay=False)
    if kept.state is not None:
        try:
            keyframe = state_codec.restored(run, kept.state, kept.arrays)
        except state_codec.Unfit as error:
            raise ParameterError(DOES_NOT_FIT) from error
        if keyframe.step > kept.log["position"][0]:
            raise ParameterError(DOES_NOT_FIT)
        run.adopt(keyframe)
    run.trace.fill(kept.trace_length, kept.trace)
    run.furthest = kept.trace_length
    return run


# What the window may ask ---------------------------------------------------------------------------------------------

def snapshot(group: RunGroup) -> tuple[SavedRun, ...]:
    """All runs as plain data, to be written into a file."""
    return tuple(kept(run) for run in group.runs)


def load(group: RunGroup, runs: tuple[SavedRun, ...], origin: str) -> None:
    """Go on with the runs of a file. Refused as a whole or not at all."""
    built = [opened(group.simulation, one) for one in runs]
    group.load(built, [one.log for one in runs], origin)
    group.changed = True


def rename(group: RunGroup, origin: str) -> None:
    """The runs have been saved to this file."""
    group.origin = origin
    group.changed = True


def save_trace(group: RunGroup, path: str) -> tuple[str, ...]:
    """Each trace as the text of `saddle run --csv`: the first to `path`, the next beside it as name-2.csv, ...

    Written here, because the text of a long run takes seconds, in which the window must not stand still.
    """
    written = []
    for number, run in enumerate(group.runs, 1):
        target = Path(path)
        if number > 1:
            target = target.with_name(f"{target.stem}-{number}{target.suffix}")
        try:
            write_text(target, trace_csv(run))
        except OSError as error:
            raise ParameterError(N_("{file} could not be written: {reason}"), file=target.name,
                                 reason=error.strerror or str(error)) from error
        written.append(str(target))
    return tuple(written)


QUESTIONS = {"snapshot": snapshot, "load": load, "rename": rename, "save_trace": save_trace}
