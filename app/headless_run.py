"""Runs without a window: they only go forwards, many steps a call, and keep no keyframes."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sims.run import Run

PATIENCE = 0.1                      # seconds that one call of a simulation may take: how soon it can be stopped
#: Steps of the first call, and of any: what a longer one keeps for its trace would not stay in the cache.
SHORTEST, LONGEST = 32, 256


class HeadlessRun(Run):
    """A Run without keyframes, which cannot step back; its calls may be of any length."""

    keyframe_spacing = LONGEST

    def _keep(self) -> None:
        pass


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
