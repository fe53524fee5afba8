"""The gradient of −ln D under a noisy D, drawn again and again: it follows the Cauchy law, and its mean never settles.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sims.distances import noisy_discriminator
from sims.distances.noisy_discriminator import BLOCK
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

MOST = 64 * BLOCK               # draws, then the run has come to its end
BINS = np.geomspace(1e-3, 1e5, 81)          # of |gradient|, in units of the law's scale
PLACES = 600                    # at which a running mean is drawn
MEDIANS = 40


@dataclass(frozen=True)
class NoisyDiscriminatorParams:
    noise: float = param(0.1, 1e-3, 1.0, scale="log", label=N_("noise of D"), group=N_("noise"),
                         help=N_("Standard deviation of D at generated points, where the perfect D is 0."))
    slope_noise: float = param(0.1, 1e-3, 10.0, scale="log", label=N_("noise of its slope"), group=N_("noise"),
                               help=N_("Standard deviation of ∇D there, where the perfect D is flat."))
    points: int = param(1, 1, 64, label=N_("points of a minibatch"), group=N_("noise"),
                        help=N_("Over so many generated points the gradient is a mean: it has the same law."))


@dataclass(frozen=True)
class NoisyDiscriminatorState(State):
    """seed: of the noise. total, critic_total: sums of the gradients of −ln D and of −D so far."""

    seed: int = 0
    total: float = 0.0
    critic_total: float = 0.0


def _drawn(state: NoisyDiscriminatorState, params: NoisyDiscriminatorParams) -> tuple[np.ndarray, np.ndarray]:
    return _first(params, state.seed, min(state.step, MOST))


@lru_cache(maxsize=2)
def _first(params: NoisyDiscriminatorParams, seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    return noisy_discriminator.drawn(params.noise, params.slope_noise, params.points, seed, count)


@lru_cache(maxsize=4 * MEDIANS)
def _median(params: NoisyDiscriminatorParams, seed: int, count: int) -> float:
    return float(np.median(noisy_discriminator.drawn(params.noise, params.slope_noise, params.points, seed, count)[0]))


class NoisyDiscriminatorSimulation(Simulation):
    """A step draws the noise anew at every point of a minibatch, and takes the gradient there."""

    name = "noisy_discriminator"
    title = N_("The gradient of −ln D under a noisy D")
    Params = NoisyDiscriminatorParams
    formulas = {"noisy_discriminator.draw": Formula(
        "∂/∂b (−ln D) = −∇D / D ~ Cauchy(0, γ),&nbsp; γ = s / ε",
        N_("Both ∇D and D are nothing but noise here, of widths s and ε: their ratio has no mean and no variance, "
           "however many points a minibatch has (Arjovsky and Bottou 2017, theorem 2.6)."),
        "γ = {scale:.6g}")}
    presets = {
        "single": Preset(N_("One point"), {}, steps=20_000,
                         help=N_("The ratio of two normal numbers: the histogram follows the Cauchy law over six "
                                 "powers of ten, and the mean jumps whenever D happens to be next to 0.")),
        "minibatch": Preset(N_("A minibatch of 64 does not help"), {"points": 64}, steps=20_000,
                            help=N_("The mean of 64 such ratios has the same law. The mean of the slopes alone, as a "
                                    "Wasserstein critic gives it, settles.")),
        "sharp": Preset(N_("The surer D, the wilder"), {"noise": 0.01}, steps=20_000,
                        help=N_("Ten times less noise on D, with that of its slope as it was: γ is ten times as "
                                "large.")),
    }

    def phases(self, params: NoisyDiscriminatorParams) -> tuple[Phase, ...]:
        return (Phase("draw", N_("the noise is drawn"), formula="noisy_discriminator.draw"),)

    def initial(self, params: NoisyDiscriminatorParams, seed: int) -> NoisyDiscriminatorState:
        return NoisyDiscriminatorState(seed=seed)

    def advance(self, state: NoisyDiscriminatorState,
                params: NoisyDiscriminatorParams) -> tuple[NoisyDiscriminatorState, Scalars]:
        new, columns = self.advance_many(state, params, 1)
        return new, {name: float(values[0]) for name, values in columns.items()}

    def advance_many(self, state: NoisyDiscriminatorState, params: NoisyDiscriminatorParams,
                     limit: int) -> tuple[NoisyDiscriminatorState, Mapping[str, np.ndarray]]:
        block, first = divmod(state.step, BLOCK)
        if self.finished(state, params):
            some, critic = np.full(1, math.nan), np.zeros(1)
            totals, critic_totals = np.full(1, state.total), np.full(1, state.critic_total)
        else:
            some, critic = (each[first:first + limit] for each in noisy_discriminator.gradients(
                params.noise, params.slope_noise, params.points, state.seed, block))
            # From the total so far on, so that one by one they have the same bits.
            totals, critic_totals = (np.cumsum(np.concatenate([[total], each]))[1:] for total, each in
                                     ((state.total, some), (state.critic_total, critic)))
        counts = np.minimum(state.step + 1 + np.arange(len(some)), MOST)
        phases = self.phases(params)
        step, phase = next_position(dataclasses.replace(state, step=state.step + len(some) - 1), phases)
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase], total=float(totals[-1]),
                                  critic_total=float(critic_totals[-1]))
        return new, {"gradient": some, "mean": totals / counts, "critic_mean": critic_totals / counts}

    def finished(self, state: NoisyDiscriminatorState, params: NoisyDiscriminatorParams) -> bool:
        return state.step >= MOST

    def observe(self, state: NoisyDiscriminatorState, params: NoisyDiscriminatorParams) -> Frame:
        """sizes, density, law (bins,): of |gradient|, measured and by the Cauchy law. count, mean, critic_mean: running
        means of both gradients over the number of draws. median_count, median: of the gradient of −ln D."""
        found, critic = _drawn(state, params)
        scale = noisy_discriminator.law_scale(params.noise, params.slope_noise)
        edges = scale * BINS
        sizes = np.sqrt(edges[1:] * edges[:-1])
        density = np.histogram(np.abs(found), edges)[0] / (np.diff(edges) * max(len(found), 1))
        count = np.unique(np.geomspace(1, max(len(found), 1), PLACES).astype(int))[:len(found)]
        medians = [int(each) for each in np.unique(np.geomspace(1, MOST, MEDIANS).astype(int)) if each <= len(found)]
        arrays = {"sizes": sizes, "density": density, "law": noisy_discriminator.size_density(sizes, scale),
                  "count": count, "median_count": np.array(medians, float),
                  "median": np.array([_median(params, state.seed, each) for each in medians], float)}
        for name, values in (("mean", found), ("critic_mean", critic)):
            arrays[name] = np.cumsum(values)[count - 1] / count if len(values) else np.zeros(0)
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=self.measure(state, params))

    def measure(self, state: NoisyDiscriminatorState, params: NoisyDiscriminatorParams) -> dict[str, float]:
        """scale: of the law. gap: the Kolmogorov-Smirnov distance from it, and gap_limit, what it exceeds once in a
        hundred times. largest: of all |gradient|, and largest_share, its part of their sum. nan before the first."""
        found, _critic = _drawn(state, params)
        count, scale = len(found), noisy_discriminator.law_scale(params.noise, params.slope_noise)
        sizes = np.abs(found)
        return {"draws": float(count), "scale": scale, "mean": state.total / count if count else math.nan,
                "critic_mean": state.critic_total / count if count else math.nan,
                "median": float(np.median(found)) if count else math.nan,
                "gap": noisy_discriminator.largest_gap(found, scale), "gap_limit": noisy_discriminator.gap_limit(count),
                "largest": float(sizes.max()) if count else math.nan,
                "largest_share": float(sizes.max() / sizes.sum()) if count else math.nan}
