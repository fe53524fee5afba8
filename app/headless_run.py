"""Runs without a window: they only go forwards, many steps a call, and keep no keyframes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from sims.keyframes import Keyframe, KeyframeStore
from sims.run import Run
from sims.simulation import Simulation

PATIENCE = 0.1                      # seconds that one call of a simulation may take: how soon it can be stopped
#: Steps of the first call, and of any: what a longer one keeps for its trace would not stay in the cache.
SHORTEST, LONGEST = 32, 256


class NoKeyframes(KeyframeStore):
    """Nothing is kept, and leaps end only where one call of the simulation is long enough."""

    spacing = LONGEST

    def keep(self, keyframe: Keyframe) -> None:
        pass


class HeadlessRun(Run):
    """A Run that nobody steps back in, so it keeps no keyframes but the first."""

    keyframe_store = NoKeyframes


def going(run: Run, steps: int) -> Iterator[None]:
    """Go to this step, a call of the simulation at a time. Ends early only where the run diverges.

    run: a Run, or several as one, which have a state and leap too.
    """
    length = SHORTEST
    while run.state.step < steps:
        started, count = time.perf_counter(), min(length, steps - run.state.step)
        taken = run.leap(count)
        if not taken:
            break                   # diverged
        if taken == 1 < count:
            # A leap may have been refused for numbers that leave the finite range on its way: by halves to that step.
            length = max(1, count // 2)
        else:
            fitting = PATIENCE * taken / max(1e-9, time.perf_counter() - started)
            length = int(max(2, min(2 * length, fitting, LONGEST)))
        yield


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def working_ahead(simulation: Simulation) -> Iterator[None]:
    """Meanwhile a second thread makes what the next steps will read, if there is a core for it: 15 to 20 % faster."""
    if cores() < 2:
        yield
        return
    with ThreadPoolExecutor(1, "saddle ahead") as executor:
        simulation.use_executors(ahead=executor)
        try:
            yield
        finally:
            simulation.use_executors()
