"""What vanishes as D learns while G rests: V, the slope of D at the generated points, and the gradient of G with the
bound that theory gives for it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.experiments import frozen_player
from sims.gan.observation import frame_arrays, metrics
from sims.gan.observation.chain_rule import CHUNK, in_double, loss_gradient, moves_of
from sims.gan.observation.densities import generated_density, real_density
from sims.gan.params import GanParams
from sims.gan.phases import GanState
from sims.gan.players import Discriminator, generate
from sims.gan.training import GanTraining
from sims.params import change
from sims.simulation import OK

LATENTS, FEWEST = 256, 16       # of the expectations over z; fewer where G has a million weights
CELLS = 161                     # a side of the grid on which V is integrated


def steepness(theta: Tensor, z: Tensor, params: GanParams) -> float:
    """M, the root of the mean of |J|^2 over latents z (n, latent_dim); |J|: the spectral norm of J = dG(z)/dtheta."""
    squares = [torch.linalg.eigvalsh(moves @ moves.mT)[:, -1] for _rows, moves in moves_of(theta, z, params)]
    return math.sqrt(torch.cat(squares).mean().item())


def at_generated(d: Discriminator, theta: Tensor, z: Tensor, m: float, params: GanParams) -> dict[str, float]:
    """At the points G(z) of latents z (n, latent_dim), everything in double precision:

    slope_logit, slope_chance: means of |grad D| for D as a logit and as a probability. epsilon: largest D + |grad D|
    of D as a probability, which says how far D is there from D* = 0, which is flat. gradient: |dL/dtheta| of
    L = E ln(1 - D(G(z))). bound: M epsilon / (1 - epsilon), where epsilon < 1 (Arjovsky and Bottou 2017, theorem 2.4);
    the proof needs these points only, so gradient <= bound for any D. nonsaturating: the same of -E ln D(G(z)). m: M,
    as `steepness` gives it.
    """
    with torch.no_grad():
        x = generate(theta, z[None], params)
    x = x.requires_grad_()
    logits = d.score(x)
    slope = torch.autograd.grad(logits.sum(), x)[0][0].norm(dim=1)
    chance = torch.sigmoid(logits[0].detach())
    of_chance = chance * torch.sigmoid(-logits[0].detach()) * slope
    epsilon = (chance + of_chance).max().item()
    found = {"slope_logit": slope.mean().item(), "slope_chance": of_chance.mean().item(), "epsilon": epsilon,
             **{name: loss_gradient(theta, d, z, replace(params, objective=objective)).norm().item()
                for name, objective in (("gradient", "saturating"), ("nonsaturating", "nonsaturating"))}}
    return found | ({"bound": m * epsilon / (1 - epsilon)} if epsilon < 1 else {})


def known_densities(state: GanState, params: GanParams) -> tuple[np.ndarray, np.ndarray, np.ndarray, float] | None:
    """(nodes (n, 2), p, q (n,), area of a cell) of a grid that holds all of both densities; None where p or q is not
    known, or one of them is too narrow for the grid."""
    p, q = real_density(params), generated_density(state, params)
    if p is None or q is None:
        return None
    fake = frame_arrays.generated(state, params, 4000, random_streams.MEASURE)
    target = target_of(params)
    points = np.concatenate([fake, *(target.modes + side * 6 * target.std for side in (-1, 1))])
    low, high = points.min(axis=0), points.max(axis=0)
    low, high = low - 0.4 * (high - low), high + 0.4 * (high - low)
    axes = [np.linspace(low[k], high[k], CELLS) for k in range(2)]
    nodes = np.stack(np.meshgrid(*axes), -1).reshape(-1, 2)
    real, made, area = p(nodes), q(nodes), float(np.prod((high - low) / (CELLS - 1)))
    whole = all(abs(density.sum() * area - 1) < 1e-4 for density in (real, made))
    return (nodes, real, made, area) if whole else None


def best_value(real: np.ndarray, made: np.ndarray, area: float) -> float:
    """2 JS(p, q) - 2 ln 2 (Goodfellow et al. 2014, theorem 1) from the densities p and q on a grid."""
    middle = 0.5 * (real + made)
    js = sum(0.5 * np.where(density > 0, density * np.log(np.maximum(density, 1e-300) / np.maximum(middle, 1e-300)),
                            0).sum() * area for density in (real, made))
    return float(2 * js - 2 * math.log(2))


def value(d: Discriminator, nodes: np.ndarray, real: np.ndarray, made: np.ndarray, area: float) -> float:
    """V(D, G) = E_p ln D + E_q ln(1 - D) from the densities on a grid; D in double precision."""
    with torch.no_grad():
        logits = d.score(torch.from_numpy(nodes)[None])[0].numpy()
    return float(-(real * np.logaddexp(0, -logits) + made * np.logaddexp(0, logits)).sum() * area)


def vanishing(state: GanState, params: GanParams, total: int) -> Iterator[int | dict[str, float]]:
    """G rests as it is, a D drawn anew learns by cross entropy, as single points are judged. total: updates of D.

    Rows: step; value, V of D, and where both densities are known best_value, the 2 JS - 2 ln 2 that it cannot exceed
    (then both are integrals, else V is over 2,500 points of each kind); accuracy_d, over these points; and what
    `at_generated` gives.
    """
    simulation = GanTraining(str(state.generator.device))
    held = replace(change(params, objective="saturating", freeze_g=True, freeze_d=False), members=1, pack=1,
                   minibatch_std=False, ema=0.0)
    generator = (state.averaged if params.ema else state.generator)[:1]
    reached = replace(simulation.initial(held, state.seeds[0]), generator=generator, averaged=generator)
    theta = generator.detach().cpu().double()
    count = max(FEWEST, min(LATENTS, 4 * CHUNK // theta.shape[1]))
    z = torch.from_numpy(metrics.latent_sample(state.seeds[0], random_streams.MEASURE, count, params.latent_dim,
                                               params.latent_distribution)).double()
    m, known = steepness(theta, z, held), known_densities(reached, held)
    theory = {} if known is None else {"best_value": best_value(*known[1:])}
    for steps in frozen_player.log_spaced(total):
        for later in frozen_player.travel(simulation, reached, held, steps):
            yield (reached := later).step
        if reached.status != OK:
            return
        d = in_double(frame_arrays.first(reached, held))
        loss, accuracy = frozen_player.judged(reached, held)
        yield {"step": steps, "value": -loss if known is None else value(d, *known), **theory, "accuracy_d": accuracy,
               **at_generated(d, theta, z, m, held)}
