"""How many of the generated points D takes for real."""

from __future__ import annotations

import numpy as np
import torch

from sims.gan.objectives_text import objective_of
from sims.gan.observation import frame_arrays
from sims.gan.params import GanParams
from sims.gan.phases import GanState


def fooled(state: GanState, params: GanParams, points: np.ndarray) -> dict[str, float]:
    """fooled: the share of generated points (n, 2) that D takes for real, from 0 to 1; of member 0.

    Nothing where only differences of D's scores mean something, or D is no judge (BEGAN).
    """
    threshold = frame_arrays.neutral_score(objective_of(params))
    if np.isnan(threshold):
        return {}
    with torch.no_grad():
        scores = frame_arrays.judge(state, params, torch.from_numpy(points)[None].to(state.discriminator.device))
    return {"fooled": (scores > threshold).double().mean().item()}
