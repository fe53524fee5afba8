"""The arrays and numbers of a Frame of the lab, pure functions of the state. Of several members the first is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import torch
from torch import Tensor

from sims.gan import networks, penalties
from sims.gan.data import random_streams
from sims.gan.data.targets import SHAPING, Target, target_of
from sims.gan.objectives_text import Objective, objective_of
from sims.gan.observation import metrics
from sims.gan.params import GanParams, shapes_d
from sims.gan.phases import GanState
from sims.gan.players import generate, loss_of_fakes
from sims.simulation import Rectangle

VIEW_POINTS = 1000              # real and generated points drawn
SURFACE = (56, 136)             # nodes of D's surface, rows and columns
ARROWS = 160
GRID = 15                       # lines a side of the latent grid
BINS = 61                       # of the histogram of D's weights


def first(state: GanState, params: GanParams):
    """The discriminator of member 0."""
    d = state.network_d(params)
    return type(d)(d.theta[:1], d.directions[:1], params)


def generated(state: GanState, params: GanParams, count: int, stream: int, member: int = 0) -> np.ndarray:
    """`count` generated points (count, 2) of one member, from latents that stay the same through the run."""
    return to_numpy(_generated(state, params, count, stream, member)[0])


def _generated(state: GanState, params: GanParams, count: int, stream: int, member: int = 0) -> Tensor:
    return _carried(state, params, _latents(state.seeds[member], count, params.latent_dim, params.latent_distribution,
                                            stream), member)


def view_latents(state: GanState, params: GanParams) -> Tensor:
    """The latents of the generated points that a frame draws, (VIEW_POINTS, latent_dim)."""
    return _latents(state.seeds[0], VIEW_POINTS, params.latent_dim, params.latent_distribution, random_streams.VIEW)


def _carried(state: GanState, params: GanParams, z: Tensor, member: int = 0) -> Tensor:
    """G(z) for latents (n, latent_dim), shape (1, n, 2): by the running mean of the weights where there is one."""
    theta = (state.averaged if params.ema else state.generator)[member:member + 1]
    return generate(theta, z[None].to(theta.device), params)


def real_points(seed: int, count: int, params: GanParams, stream: int) -> np.ndarray:
    """`count` real points (count, 2), the same through the run; not to be written to."""
    return _real_points(seed, count, stream, tuple(getattr(params, name) for name in SHAPING))


@lru_cache(maxsize=128)
def _real_points(seed: int, count: int, stream: int, shaping: tuple) -> np.ndarray:
    points = metrics.real_sample(seed, stream, count, target_of(GanParams(**dict(zip(SHAPING, shaping)))))
    points.flags.writeable = False
    return points


def told_deviation(state: GanState, params: GanParams) -> Tensor | bool:
    """What D is told of the minibatch when it judges single points: the deviation of the generated points drawn."""
    if not params.minibatch_std:
        return False
    x = _alike(_generated(state, params, VIEW_POINTS, random_streams.VIEW), params.pack)
    return networks.feature_deviation(networks.last_features(first(state, params).weights, shapes_d(params), x,
                                                             params.activation))


def _alike(points: Tensor, pack: int) -> Tensor:
    """Groups of one point taken `pack` times, (members, batch, 2 pack): how D judges a single point."""
    return points.repeat(1, 1, pack)


def judge(state: GanState, params: GanParams, points: Tensor) -> Tensor:
    """D at single points (1, n, 2): with packing, at groups of the same point. Shape (1, n)."""
    alike = points.repeat_interleave(params.pack, 1)
    return first(state, params).score(alike, told_deviation(state, params) if params.minibatch_std else True)


def drawn(state: GanState, params: GanParams, nodes: Tensor) -> dict[str, Tensor]:
    """What a frame draws of the two networks of member 0, as tensors, so that it can be traced.

    nodes: where D is looked at, as `surface_nodes` gives them. generated: (VIEW_POINTS, 2). latent_grid: the grid of
    latents carried by G, (GRID, GRID, 2), or the curve (GRID^2, 2) where the latent is one number. scores: D(x) at the
    nodes, shape SURFACE. arrows: the way the chosen loss moves each of the first generated points, -n dL_G/dx_i, its
    own gradient for a batch of n points, (ARROWS, 2). slope_g: dG/dz there, (2, ARROWS, latent_dim). slope_d: grad D at
    as many real and generated points and at as many between them, (3 ARROWS, 2); between: where these lie, (ARROWS, 2).
    Neither for packed D, whose points are groups, nor for BEGAN's.
    """
    latents = latent_nodes(params.latent_dim, params.latent_distribution)
    fake, carried = _generated(state, params, VIEW_POINTS, random_streams.VIEW), _carried(state, params, latents[0])
    found = {
        "generated": fake[0],
        "latent_grid": carried[0] if params.latent_dim == 1 else carried[0].reshape(GRID, GRID, 2),
        "scores": judge(state, params, nodes)[0].reshape(SURFACE),
        "arrows": arrows(state, params, fake[:, :ARROWS]),
        "slope_g": _slope_g(state, params),
    }
    if params.pack == 1 and not objective_of(params).autoencoder:
        real, some = _some_real(state, params, ARROWS), fake[:, :ARROWS]
        between = penalties.interpolate(real, some, _mixes(state.seeds[0]).to(some.device))
        x = torch.cat([real, some, between], 1).detach().requires_grad_()
        found["slope_d"] = torch.autograd.grad(judge(state, params, x).sum(), x)[0][0]
        found["between"] = between[0]
    # Of one order in memory, on which the last bits of sums over them depend.
    return {name: values.detach().contiguous() for name, values in found.items()}


@lru_cache(maxsize=8)
def _mixes(seed: int) -> Tensor:
    """Where the points between real and generated ones lie on their lines, (1, ARROWS), the same through the run."""
    random = random_streams.generator(seed, random_streams.VIEW, 4)
    return torch.from_numpy(random.random(ARROWS, np.float32))[None]


def _some_real(state: GanState, params: GanParams, count: int) -> Tensor:
    points = real_points(state.seeds[0], VIEW_POINTS, params, random_streams.VIEW)[:count]
    return torch.from_numpy(points.copy())[None].to(state.generator.device)


def arrows(state: GanState, params: GanParams, points: Tensor) -> Tensor:
    """The way the chosen loss moves generated points (1, n, 2): -n dL_G/dx_i, (n, 2)."""
    x = points.detach().requires_grad_()
    loss = loss_of_fakes(first(state, params), x, _some_real(state, params, x.shape[1]), state.balance[:1])
    return -x.shape[1] * torch.autograd.grad(loss.sum(), x)[0][0]


def _slope_g(state: GanState, params: GanParams) -> Tensor:
    z = _latents(state.seeds[0], ARROWS, params.latent_dim, params.latent_distribution, random_streams.VIEW)
    z = z.to(state.generator.device).detach().requires_grad_()
    points = _carried(state, params, z)
    return torch.stack([torch.autograd.grad(points[..., axis].sum(), z, retain_graph=axis == 0)[0]
                        for axis in range(2)])


def usual_view(extent: float) -> Rectangle:
    """Where D is looked at as long as nobody says what is seen: wider than high, as the picture on a screen is."""
    wide = extent * (SURFACE[1] - 1) / (SURFACE[0] - 1)
    return -wide, -extent, wide, extent


@lru_cache(maxsize=4)
def surface_nodes(view: Rectangle, device: torch.device) -> Tensor:
    """The nodes (1, rows * columns, 2) of a regular grid over a rectangle; row 0 is at the bottom."""
    x0, y0, x1, y1 = view
    y, x = torch.meshgrid(torch.linspace(y0, y1, SURFACE[0]), torch.linspace(x0, x1, SURFACE[1]), indexing="ij")
    return torch.stack([x, y], -1).reshape(1, -1, 2).to(device)


def neutral_score(objective: Objective) -> float:
    """The D(x) that favours neither; nan where only differences of scores mean something."""
    if objective.output == "probability":
        return 0.0
    return math.nan if objective.centre is None else objective.centre


def gauges(fake: np.ndarray, state: GanState, params: GanParams) -> dict[str, float]:
    """How near the points drawn are to the real ones, and how far they spread.

    js, tv: of histograms on a grid. spread: total variance of the generated points over that of the real ones.
    """
    real = real_points(state.seeds[0], VIEW_POINTS, params, random_streams.VIEW)
    found: dict[str, float] = {}
    if np.isfinite(fake).all():
        found["js"], found["tv"] = metrics.grid_js_tv(real, fake, target_of(params).extent)
        found["spread"] = float(fake.var(axis=0, dtype=float).sum() / max(real.var(axis=0).sum(), 1e-12))
    return found


def slopes(pictures: Mapping[str, np.ndarray], state: GanState, params: GanParams) -> dict[str, float]:
    """Of `drawn`: how steep the networks are at the points drawn, and the bound that D's weights give.

    slope_g: mean Frobenius norm of dG/dz. slope_max, slope_mean: |grad D|; slope_between: its mean
    between real and generated points. slope_bound: the product of the largest
    singular values of D's layers, an upper bound because no activation here is steeper than 1.
    """
    found = {"slope_g": float(np.sqrt(np.square(pictures["slope_g"].astype(float)).sum(axis=(0, 2))).mean())}
    if "slope_d" not in pictures:
        return found
    steepness, between = np.split(steepness_of(pictures["slope_d"]), [2 * ARROWS])
    bound = 1.0
    for weight, _bias in networks.layers(first(state, params).weights, shapes_d(params)):
        matrix = to_numpy(weight[0])
        bound *= float(np.linalg.norm(matrix, 2)) if np.isfinite(matrix).all() else np.nan
    return {**found, "slope_max": float(steepness.max()), "slope_mean": float(steepness.mean()),
            "slope_between": float(between.mean()), "slope_bound": bound}


def steepness_of(slopes: np.ndarray) -> np.ndarray:
    """|grad D| of gradients (n, 2), (n,)."""
    return np.sqrt(np.square(slopes.astype(float)).sum(axis=1))     # which in 32 bits would be infinite from 2e19 on


def weight_histogram(state: GanState, params: GanParams) -> dict[str, np.ndarray]:
    """D's weights as counts (BINS,) between edges (BINS + 1,), symmetric about 0."""
    theta = to_numpy(state.discriminator[0])
    theta = theta[np.isfinite(theta)]
    reach = max(float(np.abs(theta).max(initial=0.0)), 1e-6) * 1.02
    edges = np.linspace(-reach, reach, BINS + 1)
    counts = np.bincount(np.searchsorted(edges, theta, "right") - 1, minlength=BINS)    # np.histogram, much faster
    return {"weight_counts": counts.astype(np.float64), "weight_edges": edges}


def mode_share(points: np.ndarray, target: Target) -> np.ndarray:
    """Share of the points (n, 2) that lie nearest to each mode and within three standard deviations of it, (K,)."""
    if target.modes is None:
        return np.zeros(0)
    return metrics.captured(points, target) / max(len(points), 1)


@lru_cache(maxsize=4)
def latent_nodes(dimension: int, distribution: str) -> Tensor:
    """Nodes (1, GRID * GRID, dimension) over the first two latent axes (the others 0), or along the only one."""
    count = GRID * GRID if dimension == 1 else GRID
    share = (np.arange(count) + 0.5) / count
    line = 2 * share - 1
    if distribution == "normal":
        line = np.array([NormalDist().inv_cdf(s) for s in share])
    if dimension == 1:
        nodes = line[:, None]
    else:
        nodes = np.zeros((GRID * GRID, dimension))
        nodes[:, 1], nodes[:, 0] = (axis.ravel() for axis in np.meshgrid(line, line, indexing="ij"))
    return torch.from_numpy(nodes.astype(np.float32))[None]


def first_sample(state: GanState) -> dict[str, float]:
    """The first sample of the minibatch in plain numbers, for the formula of the phase."""
    shown = {}
    for name, short in (("real", "x"), ("fake", "fake"), ("z", "z")):
        if name in state.work:
            values = state.work[name][0, 0]
            shown |= {f"{short}_{axis + 1}": float(v) for axis, v in enumerate(values[:2])}
    if "z" in state.work:
        shown["latent_dim"] = state.work["z"].shape[-1]
    return shown


@lru_cache(maxsize=128)
def _latents(seed: int, count: int, dimension: int, distribution: str, stream: int) -> Tensor:
    return torch.from_numpy(metrics.latent_sample(seed, stream, count, dimension, distribution))


def to_numpy(values: Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()
