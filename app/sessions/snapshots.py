"""A run becomes plain data for a session file, and plain data become a run again; in the engine's process."""

from __future__ import annotations

from concurrent.futures import Executor

from app.sessions import state_codec
from app.sessions.limits import MOST_STEPS
from app.sessions.saved_run import SavedRun
from app.sessions.saved_trace import within_limits
from sims.params import N_, Count, ParameterError
from sims.run import Run
from sims.simulation import Simulation

TOO_LONG = N_("A run of more than {limit} steps cannot be kept in a file.")
DOES_NOT_FIT = N_("The saved state in this file does not fit its own settings, so the file was not opened.")


def save(run: Run) -> SavedRun:
    """The run as plain data. The trace goes along because a replay that draws it anew may take minutes.

    A column of more than TRACE_ROWS numbers is thinned evenly. Raises ParameterError where the run is too long.
    """
    run.gather()
    length = run.trace.length
    if max(length, run.state.step) > MOST_STEPS:
        raise ParameterError(TOO_LONG, limit=Count(MOST_STEPS))
    length, trace, thinned = within_limits(length, run.trace.numbers(), run.trace.thinned)
    tree, arrays = state_codec.nearest(run) or (None, {})
    return SavedRun(run.log(), tree, arrays, length, trace, thinned)


def restore(simulation: Simulation, saved: SavedRun, executor: Executor | None = None) -> Run:
    """The run that these data hold, not yet at its position. Raises ParameterError, whatever is wrong with them.

    executor: as Run has it.
    """
    run = Run.from_log(simulation, saved.log, replay=False, executor=executor)
    if saved.state is not None:
        try:
            keyframe = state_codec.restored(run, saved.state, saved.arrays)
        except state_codec.Unfit as error:
            raise ParameterError(DOES_NOT_FIT) from error
        if keyframe.step > saved.log["position"][0]:
            raise ParameterError(DOES_NOT_FIT)
        run.keyframes.add(keyframe)
    run.trace.fill(saved.trace_length, saved.trace, simulation.measured)
    run.furthest = saved.trace_length
    return run
