"""What a hand that points at the picture asks of the two networks: D at a place, and everything of one drawn sample."""

from __future__ import annotations

import numpy as np
import torch

from sims.gan.data import random_streams
from sims.gan.observation import frame_arrays
from sims.gan.observation.frame_arrays import to_numpy
from sims.gan.params import GanParams
from sims.gan.phases import GanState


def at_points(state: GanState, params: GanParams, points: np.ndarray) -> dict[str, np.ndarray]:
    """score: D(x) at points (n, 2) of the plane, (n,). slope: grad D(x) there, (n, 2). Float64."""
    x = torch.from_numpy(np.array(points, np.float32))[None].to(state.discriminator.device).requires_grad_()
    scores = frame_arrays.judge(state, params, x)
    slope, = torch.autograd.grad(scores.sum(), x)
    return {"score": to_numpy(scores[0]).astype(float), "slope": to_numpy(slope[0]).astype(float)}


def of_sample(state: GanState, params: GanParams, index: int) -> dict[str, np.ndarray]:
    """The generated point `index` of those that a frame draws, whose z stays the same through the run.

    z: its latent (latent_dim,). x: G(z), (2,). score: D(x), (1,). slope: grad D(x), (2,). pull: the way the loss moves
    it, as an arrow of the frame, (2,); one that has no arrow there takes the place of the last. Float64.
    """
    z = frame_arrays.view_latents(state, params)
    fake = frame_arrays.generated(state, params, frame_arrays.VIEW_POINTS, random_streams.VIEW)
    place = min(index, frame_arrays.ARROWS - 1)
    batch = torch.from_numpy(np.concatenate([fake[:place], fake[index:index + 1],
                                             fake[place + 1:frame_arrays.ARROWS]]))[None]
    pull = frame_arrays.arrows(state, params, batch.to(state.discriminator.device))[place]
    found = at_points(state, params, fake[index:index + 1])
    return {"z": to_numpy(z[index]).astype(float), "x": fake[index].astype(float), "score": found["score"],
            "slope": found["slope"][0], "pull": to_numpy(pull).astype(float)}
