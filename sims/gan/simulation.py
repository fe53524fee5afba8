"""The GAN lab as a Simulation: initial weights, one phase at a time, a picture, the metrics."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from sims.base import DIVERGED, Frame, Phase, Preset, Scalars, next_position
from sims.gan import draws, metrics, networks, phases
from sims.gan.catalogue import OBJECTIVES, Objective
from sims.gan.formulas import FORMULAS
from sims.gan.objectives import LOSSES
from sims.gan.optimizers import Moments
from sims.gan.phases import GanState
from sims.gan.settings import GanParams, sizes_d, sizes_g
from sims.gan.targets import TARGETS
from sims.params import N_, parameters

VIEW_POINTS = 1000              # real and generated points drawn
MEASURE_POINTS = 2500           # as in the published tables
MEASURE_EVERY = 50              # steps between two entries of modes covered in the trace
SURFACE = (64, 112)              # nodes of D's surface, rows and columns, of equal spacing
ARROWS = 160
GRID = 15                       # lines a side of the latent grid


class GanSimulation:
    """A generator and a discriminator on a two-dimensional target."""

    name = "gan"
    title = N_("GAN lab")
    Params = GanParams
    presets: Mapping[str, Preset] = {}
    formulas = FORMULAS

    def __init__(self, device: str = "cpu"):
        self.device = torch.device(device)

    @classmethod
    def on_device(cls, device: str) -> tuple[GanSimulation, str, str]:
        """(simulation, device in use, reason): on the device asked for, or on the CPU with the reason why not."""
        # One thread: two OpenMP threads collapse as soon as anything else runs, and sums depend on their number.
        torch.set_num_threads(1)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            torch.zeros(1, device=device) + 1
        except (RuntimeError, AssertionError, NotImplementedError) as error:
            return cls("cpu"), "cpu", str(error).splitlines()[0]
        return cls(device), device, ""

    def phases(self, params: GanParams) -> tuple[Phase, ...]:
        return phases.program(params)

    def initial(self, params: GanParams, seed: int) -> GanState:
        seeds = tuple(seed + member for member in range(params.members))
        generator = networks.initial(sizes_g(params), seeds, 0, params.activation).to(self.device)
        discriminator = networks.initial(sizes_d(params), seeds, 1, params.activation).to(self.device)
        return GanState(seeds=seeds, generator=generator, discriminator=discriminator,
                        moments_g=Moments.empty(generator), moments_d=Moments.empty(discriminator))

    def advance(self, state: GanState, params: GanParams) -> tuple[GanState, Scalars]:
        listed = phases.program(params)
        phase = listed[state.phase]
        after, scalars = phases.RUN[phase.key](state, params, phase.repeat)
        if not all(map(math.isfinite, scalars.values())):
            return replace(state, status=DIVERGED, cause=likely_cause(params, phase.player)), {}
        step, position = next_position(state, listed)
        after = replace(after, step=step, phase=position, done=phase, numbers={**state.numbers, **scalars})
        if position == 0 and step % MEASURE_EVERY == 0:
            found = metrics.mode_statistics(generated(after, params, MEASURE_POINTS, draws.MEASURE),
                                            TARGETS[params.target])
            measured = {name: found[name] for name in ("modes", "high_quality") if math.isfinite(found[name])}
            scalars = {**scalars, **measured}
            after = replace(after, numbers={**after.numbers, **measured})
        return after, scalars

    def observe(self, state: GanState, params: GanParams) -> Frame:
        target, objective = TARGETS[params.target], OBJECTIVES[params.objective]
        fake = generated(state, params, VIEW_POINTS, draws.VIEW)
        arrays = {
            "real": real_points(state.seeds[0], VIEW_POINTS, params.target, draws.VIEW),
            "generated": fake,
            "latent_grid": _numpy(phases.generate(state.generator[:1], latent_grid(params, self.device), params)[0]),
            "modes": np.zeros((0, 2)) if target.modes is None else target.modes,
        }
        if params.latent_dim > 1:
            arrays["latent_grid"] = arrays["latent_grid"].reshape(GRID, GRID, 2)
        surface = self._surface(state, params)
        centre, span = _scale(surface, objective)
        arrays["surface"] = surface
        arrays["arrow_starts"] = fake[:ARROWS]
        arrays["arrows"] = arrows(state, params, fake[:ARROWS])
        for name in ("real", "fake"):
            if name in state.work:
                arrays[f"batch_{name}"] = _numpy(state.work[name][0])
        return Frame(state.step, state.phase, phases.program(params), state.done, state.status, state.cause, arrays,
                     {**state.numbers, **_first_sample(state), "extent": target.extent,
                      "surface_width": surface_width(target.extent),
                      "surface_centre": centre, "surface_span": span})

    def measure(self, state: GanState, params: GanParams) -> dict[str, float]:
        target = TARGETS[params.target]
        rows = []
        for member, seed in enumerate(state.seeds):
            fake = generated(state, params, MEASURE_POINTS, draws.MEASURE, member)
            rows.append(metrics.quality(real_points(seed, MEASURE_POINTS, params.target, draws.MEASURE), fake, target))
        found = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        for name in ("loss_d", "loss_g", "grad_norm_d", "grad_norm_g"):
            found[name] = state.numbers.get(name, math.nan)
        found["max_abs_weight_d"] = phases.mean(state.discriminator.abs().amax(1))
        return found

    def _surface(self, state: GanState, params: GanParams) -> np.ndarray:
        """D over the drawn rectangle, shape SURFACE, row 0 at the bottom: a probability or a raw score."""
        nodes = _nodes(TARGETS[params.target].extent, self.device)
        values = phases.score(state.discriminator[:1], nodes, params)[0].reshape(SURFACE)
        if OBJECTIVES[params.objective].output == "probability":
            values = torch.sigmoid(values)
        return _numpy(values)


def generated(state: GanState, params: GanParams, count: int, stream: int, member: int = 0) -> np.ndarray:
    """`count` generated points (count, 2) of one member, from latents that stay the same through the run."""
    z = _latents(state.seeds[member], count, params.latent_dim, params.latent_distribution, stream)
    return _numpy(phases.generate(state.generator[member:member + 1], z[None].to(state.generator.device), params)[0])


@lru_cache(maxsize=16)
def real_points(seed: int, count: int, target: str, stream: int) -> np.ndarray:
    points = metrics.real_sample(seed, stream, count, TARGETS[target])
    points.flags.writeable = False
    return points


def arrows(state: GanState, params: GanParams, points: np.ndarray) -> np.ndarray:
    """The way the chosen loss moves each generated point: -n dL_G/dx_i, its own gradient for a batch of n points."""
    x = torch.from_numpy(points)[None].to(state.generator.device).requires_grad_()
    real = torch.from_numpy(real_points(state.seeds[0], VIEW_POINTS, params.target, draws.VIEW)[:len(points)].copy())
    real_scores = phases.score(state.discriminator[:1], real[None].to(x.device), params)
    loss = LOSSES[params.objective][1](real_scores, phases.score(state.discriminator[:1], x, params))
    return _numpy(-len(points) * torch.autograd.grad(loss.sum(), x)[0][0])


@lru_cache(maxsize=4)
def latent_grid(params: GanParams, device: torch.device) -> Tensor:
    """Nodes (1, GRID * GRID, latent_dim) over the first two latent axes (the others 0), or (1, GRID^2, 1) along one."""
    from statistics import NormalDist
    count = GRID * GRID if params.latent_dim == 1 else GRID
    share = (np.arange(count) + 0.5) / count
    line = 2 * share - 1
    if params.latent_distribution == "normal":
        line = np.array([NormalDist().inv_cdf(s) for s in share])
    if params.latent_dim == 1:
        nodes = line[:, None]
    else:
        nodes = np.zeros((GRID * GRID, params.latent_dim))
        nodes[:, 1], nodes[:, 0] = (axis.ravel() for axis in np.meshgrid(line, line, indexing="ij"))
    return torch.from_numpy(nodes.astype(np.float32))[None].to(device)


def likely_cause(params: GanParams, player: str) -> str:
    """The parameter that most probably made this player's numbers leave the finite range.

    The one furthest above its default, in powers of ten; a critic that nothing bounds is named by its missing clip.
    """
    declared = parameters(params)
    rate = f"learning_rate_{player}"
    suspects = {rate: math.log10(getattr(params, rate) / declared[rate].default)}
    if player == "d":
        suspects |= {name: math.log10(value) for name in ("r1", "r2", "gradient_penalty")
                     if (value := getattr(params, name))}
    other = "learning_rate_g" if player == "d" else "learning_rate_d"
    suspects[other] = math.log10(getattr(params, other) / declared[other].default) - 0.5
    if params.optimizer == "momentum":
        suspects["beta1"] = math.log10(max(1e-9, 0.1 / (1 - params.beta1)))
    name, excess = max(suspects.items(), key=lambda item: item[1])
    unbounded = params.objective == "wgan" and not (params.weight_clip or params.gradient_penalty)
    return "weight_clip" if unbounded and excess < 1 else name


@lru_cache(maxsize=16)
def _latents(seed: int, count: int, dimension: int, distribution: str, stream: int) -> Tensor:
    return torch.from_numpy(metrics.latent_sample(seed, stream, count, dimension, distribution))


def surface_width(extent: float) -> float:
    """Half the width of the rectangle over which D is drawn; half its height is the target's extent."""
    return extent * (SURFACE[1] - 1) / (SURFACE[0] - 1)


@lru_cache(maxsize=4)
def _nodes(extent: float, device: torch.device) -> Tensor:
    """The points (1, rows * columns, 2) where D is looked at: wider than high, as the picture on a screen is."""
    wide = surface_width(extent)
    y, x = torch.meshgrid(torch.linspace(-extent, extent, SURFACE[0]), torch.linspace(-wide, wide, SURFACE[1]),
                          indexing="ij")
    return torch.stack([x, y], -1).reshape(1, -1, 2).to(device)


def _scale(surface: np.ndarray, objective: Objective) -> tuple[float, float]:
    """The neutral value of the colour map and the half width of its range."""
    if objective.output == "probability":
        return 0.5, 0.5
    finite = surface[np.isfinite(surface)]
    if not finite.size:
        return 0.0, 1.0
    centre = float(np.median(finite)) if objective.centre is None else objective.centre
    return centre, max(float(np.abs(finite - centre).max()), 1e-6)


def _first_sample(state: GanState) -> dict[str, float]:
    """The first sample of the minibatch in plain numbers, for the formula of the phase."""
    shown = {}
    for name, short in (("real", "x"), ("fake", "fake"), ("z", "z")):
        if name in state.work:
            values = state.work[name][0, 0]
            shown |= {f"{short}_{axis + 1}": float(v) for axis, v in enumerate(values[:2])}
    if "z" in state.work:
        shown["latent_dim"] = state.work["z"].shape[-1]
    return shown


def _numpy(values: Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()
