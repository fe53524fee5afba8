"""V(D, G), the value of the game, of D as it is and, where both densities are known, of the best D."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn.functional import softplus

from sims.gan.data import random_streams
from sims.gan.objectives_text import objective_of
from sims.gan.observation import frame_arrays
from sims.gan.observation.densities import generated_density, real_density
from sims.gan.params import GanParams
from sims.gan.phases import GanState


def game_value(state: GanState, params: GanParams, fake: np.ndarray) -> dict[str, float]:
    """V(D, G) = E ln D(x) + E ln(1 - D(x~)) with D as a probability (Goodfellow et al. 2014, eq. 1), in nats.

    value: over the real points that a frame draws and these generated ones (n, 2). best_value: the same of
    D* = p / (p + q), where p and q are known; it estimates 2 JS(p, q) - 2 ln 2 (theorem 1) from the same points.
    Nothing where the score of D is no logit, or a point is not finite.
    """
    if objective_of(params).output != "probability" or not np.isfinite(fake).all():
        return {}
    real = frame_arrays.real_points(state.seeds[0], frame_arrays.VIEW_POINTS, params, random_streams.VIEW)
    with torch.no_grad():
        on_real, on_fake = (frame_arrays.judge(state, params, torch.from_numpy(np.array(points))[None].to(
            state.discriminator.device)).double() for points in (real, fake))
    found = {"value": -(softplus(-on_real).mean() + softplus(on_fake).mean()).item()}
    p, q = real_density(params), None if params.ema else generated_density(state, params)
    if p is not None and q is not None:
        ratios = [np.log(density(points)) - np.log(p(points) + q(points)) for density, points in ((p, real), (q, fake))]
        found["best_value"] = float(ratios[0].mean() + ratios[1].mean())
    return found
