"""Parallel lines and noise: KL = ∞, JS = ln 2, W = |θ|; blurred, JS has a slope; Theorem 3.3 and its bound."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sims.distances import divergences, separated_gaussians
from sims.distances.densities import Density, plot_grid
from sims.distances.families import GAUSSIAN, UNIFORM, Point, Shape, shape
from sims.distances.noise_bound import Bound, theorem_3_3, truncated_noise, two_points_uniform
from sims.distances.pair import Pair
from sims.distances.simulations.densities import atoms
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

POINT, TRUNCATED = "point", "truncated"
FARTHEST = 4.0
MOST_NOISE = 2.0
#: How many values of θ and of the noise a curve is made of: where each is a quadrature, and in closed form.
PLACES, MANY = 21, 201


@dataclass(frozen=True)
class NoiseParams:
    """p is centred at 0 and q at theta; both get the same independent noise."""

    theta: float = param(1.0, -FARTHEST, FARTHEST, label=N_("θ, the offset of q"), group=N_("two lines"),
                         help=N_("How far q is moved away from p: at θ = 0 the two lines are one."))
    family: str = param(POINT, choices={POINT: N_("lines: all mass at one x"), UNIFORM: N_("bands (uniform)"),
                                        GAUSSIAN: N_("Gaussian")}, label=N_("p and q"), group=N_("two lines"),
                        help=N_("What p and q are across the lines: points without a width, or densities with one."))
    std: float = param(0.3, 0.05, 2.0, label=N_("width of p and q"), group=N_("two lines"),
                       only_if={"family": (UNIFORM, GAUSSIAN)},
                       help=N_("Standard deviation of p and q across the lines, before there is noise."))
    noise: float = param(0.5, 0.0, MOST_NOISE, label=N_("noise"), group=N_("noise"),
                         help=N_("Standard deviation √V of the noise that is added to the samples of both."))
    noise_shape: str = param(UNIFORM, choices={UNIFORM: N_("uniform (an ε-ball)"), GAUSSIAN: N_("Gaussian"),
                                               TRUNCATED: N_("Gaussian, cut off")},
                             label=N_("shape of the noise"), group=N_("noise"),
                             help=N_("The density ε of what is added to points of p and q."))
    cut: float = param(3.0, 0.5, 6.0, label=N_("cut off at"), unit="σ", group=N_("noise"),
                       only_if={"noise_shape": (TRUNCATED,), "family": (POINT,)},
                       help=N_("At how many standard deviations the noise is cut off; without a cut p and q overlap "
                               "everywhere."))


def noise_of(params: NoiseParams) -> Shape:
    """The law of the noise; of standard deviation params.noise in every shape but the truncated, where it is less."""
    if params.noise == 0:
        return Point()
    if params.noise_shape == TRUNCATED:
        return truncated_noise(params.noise, params.cut)
    return shape(params.noise_shape, params.noise)


def densities(params: NoiseParams, theta: float, noise: Shape | None) -> tuple[Density, Density]:
    """p and q at offset theta, blurred by `noise` (None: as they are)."""
    if params.family == POINT:
        form = Point() if noise is None else noise
    elif noise is None or isinstance(noise, Point):
        form = shape(params.family, params.std)
    else:                                   # a truncated Gaussian has no closed sum with a width: see only_if
        kind = UNIFORM if params.noise_shape == UNIFORM else GAUSSIAN
        form = shape(params.family, params.std, math.sqrt(noise.variance), kind)
    return tuple(Density(((1.0, float(at), form),)) for at in (0.0, theta))


def bound_of(params: NoiseParams, theta: float, noise: Shape) -> Bound:
    """Theorem 3.3 at offset theta."""
    plain = densities(params, theta, None)
    if params.noise_shape == TRUNCATED and params.family != POINT:
        noise = shape(GAUSSIAN, params.noise) if params.noise else Point()
    return theorem_3_3(*plain, Pair(*densities(params, theta, noise)), math.sqrt(noise.variance))


def divergences_over_theta(params: NoiseParams) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(theta, KL, JS) from θ = 0 on: closed for lines with Gaussian or uniform noise, else by quadrature."""
    return _over_theta(replace(params, theta=0.0))


def terms_over_noise(params: NoiseParams) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """(noise, the terms of the bound) as the noise grows: closed for lines with uniform noise, else by quadrature."""
    return _over_noise(replace(params, noise=0.0))


@lru_cache(maxsize=4)
def _over_theta(params: NoiseParams) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    noise, theta = noise_of(params), np.linspace(0.0, FARTHEST, MANY)
    if params.family == POINT and (params.noise == 0 or params.noise_shape == GAUSSIAN):
        found = separated_gaussians.parallel_lines(theta, params.noise)
        return theta, found["kl"], found["js"]
    if params.family == POINT and params.noise_shape == UNIFORM:
        share = np.minimum(theta / (2 * noise.half_width), 1.0)
        return theta, np.where(theta > 0, np.inf, 0.0), math.log(2) * share
    theta = np.linspace(0.0, FARTHEST, PLACES)
    pairs = [Pair(*densities(params, float(at), noise)) for at in theta]
    return theta, np.array([divergences.kl(pair) for pair in pairs]), np.array([divergences.js(pair) for pair in pairs])


@lru_cache(maxsize=4)
def _over_noise(params: NoiseParams) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    if params.family == POINT and params.noise_shape == UNIFORM:
        levels = np.linspace(0.0, MOST_NOISE, MANY)
        bound = two_points_uniform(params.theta, math.sqrt(3) * levels)
        return levels, {"bound": bound, "noise_term": 2 * levels, "js_term": bound - 2 * levels,
                        "w1": np.full(MANY, abs(params.theta))}
    levels = np.linspace(0.0, MOST_NOISE, PLACES)
    bounds = [bound_of(each, params.theta, noise_of(each))
              for each in (replace(params, noise=float(level)) for level in levels)]
    return levels, {name: np.array([getattr(each, name) for each in bounds])
                    for name in ("bound", "noise_term", "js_term", "w1")}


@lru_cache(maxsize=4)
def _numbers(params: NoiseParams) -> dict[str, float]:
    noise = noise_of(params)
    pair = Pair(*densities(params, params.theta, noise))
    bound = bound_of(params, params.theta, noise)
    return {"kl": divergences.kl(pair), "js": divergences.js(pair), "js_slope": divergences.js_slope(pair),
            "variance": bound.variance, "diameter": bound.diameter, "noise_term": bound.noise_term,
            "js_term": bound.js_term, "bound": bound.bound, "w1": bound.w1}


class NoiseSimulation(Simulation):
    """Nothing moves by itself: a step blurs both densities with the noise that the params say."""

    name = "noise"
    title = N_("Parallel lines, noise, and the bound of Theorem 3.3")
    Params = NoiseParams
    formulas = {"noise.bound": Formula(
        "W ≤ B = 2√V + 2C√JS",
        N_("Both get the same independent noise. JS of the blurred pair, the variance V of the noise and the diameter "
           "C of the blurred supports bound W of the pair without noise."),
        "W = {w1:.6g},&nbsp; 2√V = {noise_term:.6g},&nbsp; 2C√JS = {js_term:.6g},&nbsp; "
        "B = {bound:.6g}")}
    presets = {
        "lines": Preset(N_("Parallel lines"), {"noise": 0.0}, help=N_("KL = ∞, JS = ln 2 and W = |θ| for every θ but "
                                                                     "0: only W has a slope.")),
        "half": Preset(N_("Gaussian noise of width ½"), {"noise": 0.5, "noise_shape": GAUSSIAN},
                       help=N_("At θ = 1 JS is 0.336831, and it has a slope.")),
        "one": Preset(N_("Gaussian noise of width 1"), {"noise": 1.0, "noise_shape": GAUSSIAN},
                      help=N_("At θ = 1 JS is 0.111421.")),
        "theorem": Preset(N_("Theorem 3.3 with U[−1, 1]"), {"noise": 1 / math.sqrt(3)},
                          help=N_("V = 1/3, C = 3, JS = ½ ln 2: W = 1 ≤ 4.686931.")),
        "cut": Preset(N_("Gaussian noise, cut off"), {"noise_shape": TRUNCATED},
                      help=N_("Uncut Gaussian noise reaches everywhere: C and the bound are infinite. Cut off it has "
                              "a bound, and the further out the cut, the larger C.")),
    }

    def phases(self, params: NoiseParams) -> tuple[Phase, ...]:
        return (Phase("blur", N_("both are blurred"), formula="noise.bound"),)

    def initial(self, params: NoiseParams, seed: int) -> State:
        return State()

    def advance(self, state: State, params: NoiseParams) -> tuple[State, Scalars]:
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        return (dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase]), dict(_numbers(params)))

    def finished(self, state: State, params: NoiseParams) -> bool:
        return True

    def observe(self, state: State, params: NoiseParams) -> Frame:
        p, q = densities(params, params.theta, noise_of(params))
        x = np.union1d(plot_grid(p, q), np.linspace(-8, 8, 241))
        theta, kl, js = divergences_over_theta(params)
        levels, terms = terms_over_noise(params)
        arrays = {"x": x, "p": p.pdf(x), "q": q.pdf(x), "atoms_p": atoms(p), "atoms_q": atoms(q),
                  "theta": theta, "kl_over_theta": kl, "js_over_theta": js, "noise": levels,
                  **{f"{name}_over_noise": values for name, values in terms.items()}}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=dict(_numbers(params)))

    def measure(self, state: State, params: NoiseParams) -> dict[str, float]:
        return dict(_numbers(params))
