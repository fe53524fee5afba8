"""A GAN on a line as a Simulation: the training of the GAN lab on data with two modes, under its own D or a drawn one.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
import torch
from scipy.special import ndtri

from sims.gan import phases
from sims.gan.compiled.members import JoinedGans
from sims.gan.data import random_streams
from sims.gan.formulas import formula_of
from sims.gan.losses import LOSSES
from sims.gan.observation import step_numbers
from sims.gan.observation.frame_arrays import first_sample
from sims.gan.phases import GanState
from sims.gan.players import generate, loss_of_fakes, rules
from sims.gan.training import GanTraining, fitted, last_losses
from sims.line import measures
from sims.line.curve import parse_curve
from sims.line.distribution import distribution_of
from sims.line.hand import LineState, played
from sims.line.params import LineParams
from sims.line.presets import PRESETS
from sims.params import N_
from sims.simulation import Formula, Frame, Phase, Preset, Scalars

MEASURED = 4096                     # generated points for the metrics and the density
DRAWN = 48                          # of either kind in a frame, and arrows
#: What a frame shows of the line, and the bins of the generated density there.
EDGES = np.linspace(-5.0, 5.0, 201)
MIDDLES = 0.5 * (EDGES[1:] + EDGES[:-1])


class LineSimulation(GanTraining):
    """A generator and a discriminator on a line with two modes."""

    name = "line"
    title = N_("GAN on a line")
    Params = LineParams
    presets: Mapping[str, Preset] = PRESETS
    measured = measures.NAMES

    def phases(self, params: LineParams) -> tuple[Phase, ...]:
        return phases.program(played(params))

    def formula(self, phase: Phase, params: LineParams) -> Formula:
        return formula_of(phase, params)

    def initial(self, params: LineParams, seed: int) -> LineState:
        state = super().initial(params, seed)
        return LineState(**{field.name: getattr(state, field.name) for field in dataclasses.fields(state)})

    def advance(self, state: GanState, params: LineParams) -> tuple[GanState, Scalars]:
        return super().advance(state, played(params))

    def advance_many(self, state: GanState, params: LineParams, limit: int
                     ) -> tuple[GanState, Mapping[str, np.ndarray]] | None:
        return super().advance_many(state, played(params), limit)

    def program_key(self, params: LineParams) -> Hashable:
        return super().program_key(played(params))

    def join(self, states: Sequence[GanState], params: LineParams, followed: bool = False) -> JoinedGans | None:
        return super().join(states, played(params), followed)

    def slow_metrics(self, state: GanState, params: LineParams
                     ) -> tuple[Scalars, Callable[[], Scalars] | None]:
        """All of them are at hand."""
        if not self.measured:
            return {}, None
        return {name: value for name, value in qualities(fitted(state, params), params).items()
                if math.isfinite(value)}, None

    def observe(self, state: GanState, params: LineParams) -> Frame:
        """Arrays: x (200,) with data_density, generated_density and score, D(x), there; points (DRAWN,) of G with pull,
        -n dL_G/dx_i, at each; knots (9,), D(x) as a hand holds it, or (0,).
        """
        state = fitted(state, params)
        data, points = distribution_of(params), generated(state, params, MEASURED)
        drawn = np.sort(points)[::MEASURED // DRAWN][:DRAWN] if params.latent_dim == 1 else points[:DRAWN]
        arrays = {
            "x": MIDDLES, "data_density": np.exp(data.log_density(MIDDLES)),
            "generated_density": measures.density(points, EDGES), "score": scores(state, params, MIDDLES),
            "points": drawn, "pull": pull(state, params, drawn), "knots": np.array(parse_curve(params.curve)),
        }
        numbers = {**state.numbers, **first_sample(state), **step_numbers.of(state, params),
                   **qualities(state, params, first=True)}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause, arrays,
                     {name: value for name, value in numbers.items() if not math.isnan(value)})

    def measure(self, state: GanState, params: LineParams) -> dict[str, float]:
        state = fitted(state, params)
        return {**qualities(state, params), **last_losses(state, params)}


def qualities(state: GanState, params: LineParams, first: bool = False) -> dict[str, float]:
    """The metrics in the mean over the members, or of the first alone.

    value: minus the loss of D without penalties, on all data (by their quantiles) and on the generated points: V(D, G)
    where D's answers are logits.
    """
    data = distribution_of(params)
    real = torch.from_numpy(data.quantiles(MEASURED).astype(np.float32))[None, :, None]
    rows = []
    for member in range(1 if first else len(state.seeds)):
        points = generated(state, params, MEASURED, member)
        fake = torch.from_numpy(points.astype(np.float32))[None, :, None]
        with torch.no_grad():
            d = _of_member(state, params, member)
            loss = LOSSES[params.objective][0](*(d.score(each.to(d.theta.device)) for each in (real, fake)),
                                               rules(params, state.balance[member:member + 1]))
        rows.append({**measures.quality(points, data), "value": -float(loss)})
    return {name: float(np.mean([row[name] for row in rows])) for name in measures.NAMES}


def generated(state: GanState, params: LineParams, count: int, member: int = 0) -> np.ndarray:
    """`count` points (count,) of one member: by the running mean of G's weights where there is one.

    Of a latent of one number those at the shares (i + 1/2) / count of its distribution; else drawn once for all steps.
    """
    theta = (state.averaged if params.ema else state.generator)[member:member + 1]
    with torch.no_grad():
        z = _latents(state.seeds[member], params, count)[None].to(theta.device)
        return generate(theta, z, params)[0, :, 0].numpy(force=True).astype(float)


def _latents(seed: int, params: LineParams, count: int) -> torch.Tensor:
    normal = params.latent_distribution == "normal"
    if params.latent_dim == 1:
        shares = (np.arange(count)[:, None] + 0.5) / count
        drawn = ndtri(shares) if normal else 2 * shares - 1
    else:
        random, shape = random_streams.generator(seed, random_streams.MEASURE), (count, params.latent_dim)
        drawn = random.standard_normal(shape) if normal else random.uniform(-1, 1, shape)
    return torch.from_numpy(drawn.astype(np.float32))


def _of_member(state: GanState, params: LineParams, member: int = 0):
    """The discriminator of one member."""
    d = state.network_d(params)
    return type(d)(d.theta[member:member + 1], d.directions[member:member + 1], params)


def scores(state: GanState, params: LineParams, x: np.ndarray) -> np.ndarray:
    """D at places x (n,) for the first member, judged `pack` times beside itself."""
    d = _of_member(state, params)
    alike = torch.from_numpy(x.astype(np.float32)).to(d.theta.device)[None, :, None].repeat_interleave(params.pack, 1)
    with torch.no_grad():
        return d.score(alike)[0].numpy(force=True).astype(float)


def pull(state: GanState, params: LineParams, points: np.ndarray) -> np.ndarray:
    """-n dL_G/dx_i at each of n points (n,) of the first member: the way that G's loss moves it."""
    d = _of_member(state, params)
    x = torch.from_numpy(points.astype(np.float32)).to(d.theta.device)[None, :, None].requires_grad_()
    real = torch.from_numpy(distribution_of(params).quantiles(len(points)).astype(np.float32))[None, :, None]
    loss = loss_of_fakes(d, x, real.to(x.device), state.balance[:1])
    slope, = torch.autograd.grad(loss.sum(), x)
    return -len(points) * slope[0, :, 0].numpy(force=True).astype(float)
