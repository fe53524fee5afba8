"""Commands about files. They are answered, and unlike a group's own commands they end no journey to a position."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from app.engine.branches import Branches
from app.engine.commands import CommandTable
from app.engine.run_group import RunGroup
from app.files import write_text
from app.sessions.file_format import Session, write
from app.sessions.saved_run import SavedRun
from app.sessions.snapshots import restore, save
from app.sessions.trace_csv import trace_csv
from app.version import VERSION
from sims.params import N_, ParameterError

SESSION_COMMANDS = CommandTable()
#: Seconds that a file waits for slow metrics at most, of which it has those then that are spread over the run. Where
#: other programs take the processors, the thread that measures has no turn for a minute.
WAITED_FOR = 2.0


@SESSION_COMMANDS.add
def snapshot(group: RunGroup) -> tuple[SavedRun, ...]:
    """All runs as plain data, to be written into a file, in which slow metrics that still wait would be missing."""
    until = time.monotonic() + WAITED_FOR
    for run in group.runs:
        run.settle(until=until)
    return _with_branches(group)


@SESSION_COMMANDS.add
def hand_over(group: RunGroup) -> tuple[SavedRun, ...]:
    """All runs as plain data, for another panel, without their branches; at once, without waiting for slow metrics."""
    return tuple(map(save, group.runs))


def _with_branches(group: RunGroup) -> tuple[SavedRun, ...]:
    branches = group.history.branches
    return tuple(replace(save(run), branches=branches.save(number)) for number, run in enumerate(group.runs))


@SESSION_COMMANDS.add
def hand_over_one(group: RunGroup, index: int, step: int, phase: int = 0) -> SavedRun:
    """One of the runs at a step where it has been, for another panel; it goes on here as if nothing were."""
    run = group.runs[index].branch()
    run.seek(step, phase)
    return save(run)


@SESSION_COMMANDS.add
def autosave(group: RunGroup, path: str, speed: str, hidden: Sequence[str]) -> None:
    """Write all runs into a file, here, so that the window does not stand still. They keep the file they come from.

    It comes again and again, so training waits for no slow metric.
    """
    session = Session(group.key, _with_branches(group), speed, tuple(hidden), group.device)
    _written(Path(path), lambda target: write(target, session, VERSION))


@SESSION_COMMANDS.add
def load(group: RunGroup, runs: Sequence[SavedRun], origin: str) -> None:
    """Go on with the runs of a file. Refused as a whole or not at all."""
    restored = [restore(group.simulation, saved, group.executor) for saved in runs]
    branches = Branches.restore(group.simulation, [saved.branches for saved in runs], group.executor,
                                group.most_branches)
    group.load(restored, [saved.log for saved in runs], origin)
    group.history.branches = branches
    group.changed = True


@SESSION_COMMANDS.add
def logs_from(group: RunGroup, step: int) -> tuple[tuple[Mapping[str, Any], bytes], ...]:
    """Of each run its log and the pickled keyframe from which this step is the least replay away."""
    return tuple((run.log(), pickle.dumps(run.keyframes.nearest(step))) for run in group.runs)


@SESSION_COMMANDS.add
def rename(group: RunGroup, origin: str) -> None:
    """The runs have been saved to this file."""
    group.history.origin = origin
    group.changed = True


@SESSION_COMMANDS.add
def trace_lengths(group: RunGroup) -> tuple[int, ...]:
    """How many rows each trace has now."""
    return tuple(run.trace.length for run in group.runs)


@SESSION_COMMANDS.add
def save_trace(group: RunGroup, path: str, lengths: Sequence[int] = ()) -> tuple[str, ...]:
    """Write each trace as CSV: the first to `path`, the next beside it as name-2.csv, ... Returns the paths.

    lengths: so many rows of each, as `trace_lengths` gave them when the trace was asked for; all where it is empty.

    Written here, because the text of a long run takes seconds, in which the window must not stand still.
    """
    written = []
    for number, run in enumerate(group.runs, 1):
        target = Path(path)
        if number > 1:
            target = target.with_name(f"{target.stem}-{number}{target.suffix}")
        text = trace_csv(run, lengths[number - 1] if number <= len(lengths) else None)
        _written(target, partial(write_text, text=text))
        written.append(str(target))
    return tuple(written)


def _written(target: Path, write_it: Callable[[Path], None]) -> None:
    """Write a file. Raises ParameterError where that fails."""
    try:
        write_it(target)
    except OSError as error:
        raise ParameterError(N_("{file} could not be written: {reason}"), file=target.name,
                             reason=error.strerror or str(error)) from error
