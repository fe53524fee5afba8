"""One Gaussian fitted to two modes by forward KL, by reverse KL and by JS: three descents from one start."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sims.distances.densities import Density, mixture
from sims.distances.families import GAUSSIAN
from sims.distances.gaussian_fits import DIVERGENCES, fit_gaussian, value_and_gradient
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

#: A descent has arrived where a step changes neither the mean nor the width by more than this.
ARRIVED = 1e-9

Place = tuple[float, float, float]      # mean, std, value of the divergence


@dataclass(frozen=True)
class GaussianFitsParams:
    """p = (1 - weight) N(mean_1, std²) + weight N(mean_2, std²). Where q starts has an effect at step 0 only."""

    mean_1: float = param(-3.0, -6, 6, label=N_("mean of the first mode"), group=N_("real, p"),
                          help=N_("Where the first mode of p has its middle."))
    mean_2: float = param(3.0, -6, 6, label=N_("mean of the second mode"), group=N_("real, p"),
                          help=N_("Where the second mode of p has its middle."))
    std: float = param(1.0, 0.3, 3.0, label=N_("width of both modes"), group=N_("real, p"),
                       help=N_("Standard deviation σ of both modes of p."))
    weight: float = param(0.5, 0.0, 1.0, label=N_("weight of the second mode"), group=N_("real, p"),
                          help=N_("Share w of p that lies in its second mode; the first has 1 − w."))
    start_mean: float = param(2.0, -6, 6, label=N_("mean at the start"), group=N_("generated, q"),
                              help=N_("The mean μ at which the descent of q begins."))
    start_std: float = param(1.5, 0.2, 6.0, label=N_("width at the start"), group=N_("generated, q"),
                             help=N_("The standard deviation σ at which the descent of q begins."))


@dataclass(frozen=True)
class GaussianFitsState(State):
    """places: where each of DIVERGENCES has come to; () before the first step: at the start that the params name.

    target: the params of p for which their values hold.
    """

    places: tuple[Place, ...] = ()
    target: tuple[float, ...] = ()


def _density(mean_1: float, mean_2: float, std: float, weight: float) -> Density:
    return mixture(GAUSSIAN, mean_1, std, weight, mean_2, std)


def _target(params: GaussianFitsParams) -> tuple[float, ...]:
    return params.mean_1, params.mean_2, params.std, params.weight


@lru_cache(maxsize=8)
def _valued(target: tuple[float, ...], positions: tuple[tuple[float, float], ...]) -> tuple[Place, ...]:
    """(mean, std) of each fit with the value of its divergence there."""
    p = _density(*target)
    return tuple((mean, std, value_and_gradient(p, mean, std, divergence)[0])
                 for divergence, (mean, std) in zip(DIVERGENCES, positions))


def start(params: GaussianFitsParams) -> tuple[Place, ...]:
    """Where all three descents begin."""
    return _valued(_target(params), ((params.start_mean, params.start_std),) * len(DIVERGENCES))


@lru_cache(maxsize=8)
def _after_a_step(target: tuple[float, ...], places: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places one step further; the same where all have arrived. Cached: whether it is finished asks for it, too."""
    p, after = _density(*target), []
    for divergence, (mean, std, value) in zip(DIVERGENCES, places):
        fit = fit_gaussian(p, divergence, start=(mean, std), steps=1)
        # A higher value is rounding at the bottom: it has arrived
        after.append((mean, std, value) if fit.value > value else (fit.mean, fit.std, fit.value))
    moved = max(abs(new - old) for one, other in zip(after, places) for new, old in zip(one[:2], other[:2]))
    return places if moved < ARRIVED else tuple(after)


class GaussianFitsSimulation(Simulation):
    """A step is one step of each descent: natural gradient with a line search."""

    name = "gaussian_fits"
    title = N_("One Gaussian for two modes")
    Params = GaussianFitsParams
    formulas = {"gaussian_fits.descend": Formula(
        "(μ, ln σ) ← (μ, ln σ) − η (σ² ∂/∂μ, ½ ∂/∂(ln σ)) Div(p, q)<br>KL(p‖q),&nbsp; KL(q‖p),&nbsp; JS",
        N_("Each fit goes one step down its own divergence, along the natural gradient."),
        "KL(p‖q) = {forward_kl:.6g},&nbsp; KL(q‖p) = {reverse_kl:.6g},&nbsp; JS = {js:.6g}")}
    presets = {
        "two": Preset(N_("Two modes at ±3"), {}, help=N_("Forward KL ends at μ = 0, σ = 3.162278; reverse KL at "
                                                         "μ = 2.984306, σ = 1.023369; JS at μ = 0, σ = 3.119832.")),
        "narrow": Preset(N_("JS from inside one mode"), {"start_mean": 3.0, "start_std": 1.0},
                         help=N_("It stays: μ = 2.968736, JS 0.214077. But the wide Gaussian is deeper, 0.128411.")),
        "wide": Preset(N_("Reverse KL from a wide start"), {"start_mean": 0.5, "start_std": 4.0},
                       help=N_("It creeps towards μ = 0, σ = 2.743769, KL 0.840621, between the modes: worse than "
                               "one mode (0.688769), and almost level in μ.")),
        "other": Preset(N_("The other mode"), {"start_mean": -2.0},
                        help=N_("Which mode reverse KL keeps depends on where it starts.")),
        "near": Preset(N_("Modes that touch"), {"mean_1": -1.2, "mean_2": 1.2},
                       help=N_("Where the modes overlap the three fits almost agree.")),
    }

    def phases(self, params: GaussianFitsParams) -> tuple[Phase, ...]:
        return (Phase("descend", N_("all three descend"), formula="gaussian_fits.descend", player="g"),)

    def initial(self, params: GaussianFitsParams, seed: int) -> GaussianFitsState:
        return GaussianFitsState()

    def advance(self, state: GaussianFitsState, params: GaussianFitsParams) -> tuple[GaussianFitsState, Scalars]:
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        places = _after_a_step(_target(params), self._places(state, params))
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase], places=places,
                                  target=_target(params))
        return new, self.measure(new, params)

    def finished(self, state: GaussianFitsState, params: GaussianFitsParams) -> bool:
        places = self._places(state, params)
        return _after_a_step(_target(params), places) == places

    def observe(self, state: GaussianFitsState, params: GaussianFitsParams) -> Frame:
        x = np.linspace(-14, 14, 701)
        arrays = {"x": x, "p": _density(*_target(params)).pdf(x), "start": np.array(start(params))}
        for divergence, (mean, std, _value) in zip(DIVERGENCES, self._places(state, params)):
            arrays[divergence] = np.exp(-0.5 * ((x - mean) / std) ** 2) / (std * math.sqrt(2 * math.pi))
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=self.measure(state, params))

    def measure(self, state: GaussianFitsState, params: GaussianFitsParams) -> dict[str, float]:
        """For each divergence its value and the mean and standard deviation of its fit."""
        numbers = {}
        for divergence, (mean, std, value) in zip(DIVERGENCES, self._places(state, params)):
            numbers |= {divergence: value, f"{divergence}_mean": mean, f"{divergence}_std": std}
        return numbers

    @staticmethod
    def _places(state: GaussianFitsState, params: GaussianFitsParams) -> tuple[Place, ...]:
        if not state.places:
            return start(params)
        if state.target == _target(params):
            return state.places
        return _valued(_target(params), tuple((mean, std) for mean, std, _value in state.places))   # p has moved
