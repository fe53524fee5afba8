"""How much better D is at the points that it was trained on than at fresh ones, where the data are so many points."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from sims.gan.data import minibatches, random_streams
from sims.gan.data.targets import target_of
from sims.gan.objectives_text import objective_of
from sims.gan.observation import frame_arrays
from sims.gan.observation.densities import generated_density, real_density
from sims.gan.params import GanParams
from sims.gan.phases import GanState

MEASURED = ("accuracy_data", "accuracy_fresh", "accuracy_ceiling")
FRESH = 2500            # real points that D has not been trained on, and generated ones
CELLS = 120             # a side of the square over which |p - q| is summed


def data_points(seed: int, params: GanParams) -> np.ndarray:
    """The points that the data of this seed consist of, (data_points, 2); only where params say how many."""
    return frame_arrays.to_numpy(minibatches.data((seed,), params)[0])


def shown(seed: int, params: GanParams) -> np.ndarray:
    """The real points that a frame draws, (VIEW_POINTS, 2) of the target, or those of the data, as many at most; not
    to be written to."""
    if params.data_points:
        return data_points(seed, params)[:frame_arrays.VIEW_POINTS]
    return frame_arrays.real_points(seed, frame_arrays.VIEW_POINTS, params, random_streams.VIEW)


def accuracies(state: GanState, params: GanParams) -> dict[str, float]:
    """accuracy_data and accuracy_fresh: the mean of the shares that D calls rightly of the real and of the generated
    points, the real ones being those of the data, or as many as FRESH of the target that D has never seen;
    accuracy_ceiling: see `best_accuracy`, where it is known.

    Between 0 and 1. Nothing where the data are not a number of points, or D is no classifier. Members: the first.
    """
    threshold = frame_arrays.neutral_score(objective_of(params))
    if not params.data_points or np.isnan(threshold):
        return {}
    seed, device = state.seeds[0], state.discriminator.device
    data = data_points(seed, params)
    fresh = frame_arrays.real_points(seed, FRESH, params, random_streams.MEASURE)
    fake = frame_arrays.generated(state, params, FRESH, random_streams.MEASURE)

    def right(points: np.ndarray, wanted: bool) -> float:
        with torch.no_grad():
            scores: Tensor = frame_arrays.judge(state, params, torch.from_numpy(points.copy())[None].to(device))
        return ((scores > threshold) == wanted).double().mean().item()
    on_fake = right(fake, False)
    found = {"accuracy_data": (right(data, True) + on_fake) / 2, "accuracy_fresh": (right(fresh, True) + on_fake) / 2}
    ceiling = best_accuracy(state, params)
    return found if ceiling is None else {**found, "accuracy_ceiling": ceiling}


def best_accuracy(state: GanState, params: GanParams) -> float | None:
    """(1 + TV) / 2, what nobody exceeds on fresh points, from p and q on a grid; None where one is not known."""
    p, q = real_density(params), None if params.ema else generated_density(state, params)
    if p is None or q is None:
        return None
    nodes, area = _nodes(2 * target_of(params).extent)
    return 0.5 + 0.25 * area * float(np.abs(p(nodes) - q(nodes)).sum())


@lru_cache(maxsize=2)
def _nodes(reach: float) -> tuple[np.ndarray, float]:
    """(points (CELLS^2, 2) of a square grid, the area of one cell)."""
    line = np.linspace(-reach, reach, CELLS)
    return np.stack(np.meshgrid(line, line), -1).reshape(-1, 2), (line[1] - line[0])**2
