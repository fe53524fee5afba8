"""What a perfect generator reaches with as many samples as the lab measures with: real points against real points.

A distance between two samples of one distribution is not 0, and a generator that comes below this floor was lucky.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future
from functools import lru_cache

import numpy as np

from sims.gan.data.targets import SHAPING, target_of
from sims.gan.observation import metrics
from sims.gan.params import GanParams

STREAM = 7                      # of random numbers that no run uses
PAIRS, W1_PAIRS = 8, 3          # of samples that a floor is the mean of; exact W1 takes much longer than the rest
POINTS, W1_POINTS = 1000, 500   # in a sample, as in the metrics that are followed through a run
DIRECTIONS = 64
KNOWN = 64                      # targets whose floors are remembered


def floors(params: GanParams) -> dict[str, float]:
    """The floors of a target, computed at once, which takes 0.15 s.

    floor_w1 (500 points), and of 1,000 points floor_sliced_w1 (64 directions), floor_js and floor_tv (64 x 64 cells),
    floor_mode_kl and floor_high_quality where there are modes.
    """
    return dict(_floors(_shaping(params)))


class Floors:
    """Floors for frames, which cannot wait for them while a control is dragged.

    executor: computes the floors of a new target, which has those of the last one until then; None: at once.
    pending: whether those given last were of another target.
    """

    def __init__(self) -> None:
        self.executor: Executor | None = None
        self.pending = False
        self._last: dict[str, float] = {}
        self._found: dict[tuple, Future[dict[str, float]]] = {}         # by target, the newest last

    def of(self, params: GanParams) -> dict[str, float]:
        """`floors` of this target, or those given last while they are still computed."""
        shaping = _shaping(params)
        if self.executor is None:
            self.pending, self._last = False, _floors(shaping)
            return dict(self._last)
        if shaping not in self._found:
            # Of those that a drag has passed, nobody asks any more.
            self._found = {key: found for key, found in self._found.items() if not found.cancel()}
            while len(self._found) >= KNOWN:
                self._found.pop(next(iter(self._found)))
            self._found[shaping] = self.executor.submit(_floors, shaping)
        self.pending = not self._found[shaping].done()
        if not self.pending:
            try:
                self._last = self._found[shaping].result()
            except (MemoryError, ImportError):      # too little memory, also to load SciPy: with the next frame, maybe
                del self._found[shaping]
                self.pending = True
        return dict(self._last)


def _shaping(params: GanParams) -> tuple:
    """The values of the parameters that shape the target."""
    return tuple(getattr(params, name) for name in SHAPING)


@lru_cache(maxsize=KNOWN)
def _floors(shaping: tuple) -> dict[str, float]:
    target = target_of(GanParams(**dict(zip(SHAPING, shaping))))
    rows: list[dict[str, float]] = []
    for pair in range(PAIRS):
        real, fake = (metrics.real_sample(2 * pair + half, STREAM, POINTS, target) for half in range(2))
        js, tv = metrics.grid_js_tv(real, fake, target.extent)
        row = {"floor_sliced_w1": metrics.sliced_wasserstein1(real, fake, DIRECTIONS), "floor_js": js, "floor_tv": tv}
        if target.modes is not None:
            found = metrics.mode_statistics(fake, target)
            row |= {"floor_mode_kl": found["mode_kl"], "floor_high_quality": found["high_quality"]}
        if pair < W1_PAIRS:
            row["floor_w1"] = metrics.wasserstein1(real[:W1_POINTS], fake[:W1_POINTS])
        rows.append(row)
    return {name: float(np.mean([row[name] for row in rows if name in row])) for name in rows[0]}
