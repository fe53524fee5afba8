"""What a perfect generator reaches with as many samples as the lab measures with: real points against real points.

A distance between two samples of one distribution is not 0, and a generator that comes below this floor was lucky.
"""

from __future__ import annotations

import numpy as np

from sims import background
from sims.gan.observation import metrics
from sims.gan.params import GanParams
from sims.gan.targets import SHAPING, target_of

STREAM = 7                      # of random numbers that no run uses
PAIRS, W1_PAIRS = 8, 3          # of samples that a floor is the mean of; exact W1 takes much longer than the rest
POINTS, W1_POINTS = 1000, 500   # in a sample, as in the metrics that are followed through a run
DIRECTIONS = 64
KNOWN = 64                      # targets whose floors are remembered

_known: dict[tuple, dict[str, float]] = {}
_wanted: list[tuple] = []       # the target whose floors are looked for in the background


def floors(params: GanParams) -> dict[str, float]:
    """floor_w1 (500 points), and of 1,000 points floor_sliced_w1 (64 directions), floor_js and floor_tv (64 x 64
    cells), floor_mode_kl and floor_high_quality where there are modes. Where there is a background, a new target has
    the floors of the last one until its own are known: they take 0.15 s, too long for a control that is dragged."""
    shaping = tuple(getattr(params, name) for name in SHAPING)
    if background.begin is None or shaping in _known:
        return dict(_find(shaping))
    idle = not _wanted
    _wanted[:] = [shaping]              # of those that a drag has passed meanwhile, nobody asks any more
    if idle:
        background.begin(_work)
    return dict(next(reversed(_known.values()), {}))


def _work() -> None:
    while _wanted:
        shaping = _wanted[0]
        _find(shaping)
        if _wanted[0] == shaping:
            _wanted.clear()


def _find(shaping: tuple) -> dict[str, float]:
    found = _known.pop(shaping, None) or _floors(shaping)
    _known[shaping] = found             # the newest last
    while len(_known) > KNOWN:
        _known.pop(next(iter(_known)), None)
    return found


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
