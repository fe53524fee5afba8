"""Two densities on a line and every distance between them; a step moves q by the gradient of a generator loss."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sims.distances import divergences, wasserstein
from sims.distances.densities import Density, density, mixture, plot_grid
from sims.distances.families import FAMILIES, GAUSSIAN, LAPLACE, NOISE_SHAPES, UNIFORM
from sims.distances.generator_losses import (
    NONSATURATING,
    SATURATING,
    generator_gradient,
    gradient_parts,
    nonsaturating_loss_parts,
)
from sims.distances.noise_bound import theorem_3_3
from sims.distances.pair import Pair
from sims.params import N_, param
from sims.simulation import DIVERGED, Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

NONE = "none"
FAR = 1e6                       # a mean of q out here has left the picture: the flow is reported as diverged
_FAMILY_LABELS = {GAUSSIAN: N_("Gaussian"), LAPLACE: N_("Laplace"), UNIFORM: N_("uniform")}
_WIDTH = dict(lo=1e-3, hi=100.0, scale="log", off=0.0)
_WIDTH_HELP = N_("The standard deviation in every family: a uniform has half width std √3, a Laplace has scale "
                 "std / √2. 0 puts all mass at one point.")


@dataclass(frozen=True)
class DistancesParams:
    family_p: str = param(GAUSSIAN, choices={name: _FAMILY_LABELS[name] for name in FAMILIES},
                          label=N_("family of p"), group=N_("real, p"),
                          help=N_("The shape of the real density p."))
    mean_p: float = param(0.0, -100, 100, label=N_("mean of p"), group=N_("real, p"),
                          help=N_("Where p, or its first mode, has its middle μ_p."))
    std_p: float = param(1.0, **_WIDTH, label=N_("std of p"), help=_WIDTH_HELP, group=N_("real, p"))
    weight_p: float = param(0.0, 0, 1, label=N_("weight of the second mode"), group=N_("real, p"),
                            help=N_("The share of p in its second mode, of the same family; 0 for one mode."))
    mean_p2: float = param(3.0, -100, 100, label=N_("mean of the second mode"), group=N_("real, p"),
                           help=N_("Where the second mode of p has its middle."))
    std_p2: float = param(1.0, **_WIDTH, label=N_("std of the second mode"), help=_WIDTH_HELP, group=N_("real, p"))
    family_q: str = param(GAUSSIAN, choices={name: _FAMILY_LABELS[name] for name in FAMILIES},
                          label=N_("family of q"), group=N_("generated, q"),
                          help=N_("The shape of the generated density q."))
    mean_q: float = param(2.0, -100, 100, label=N_("mean of q"), group=N_("generated, q"),
                          help=N_("Where q has its middle μ_q; the distance |μ_p − μ_q| is what the generator has to "
                                  "go."))
    std_q: float = param(1.0, **_WIDTH, label=N_("std of q"), help=_WIDTH_HELP, group=N_("generated, q"))
    noise: float = param(0.0, 1e-3, 10, off=0.0, label=N_("noise"), group=N_("noise"),
                         help=N_("Standard deviation of independent noise added to samples of both: variances add."))
    noise_shape: str = param(GAUSSIAN, choices={name: _FAMILY_LABELS[name] for name in NOISE_SHAPES},
                             label=N_("shape of the noise"), group=N_("noise"),
                             help=N_("Theorem 3.3 needs noise of bounded support: uniform."))
    lipschitz: float = param(1.0, 0.01, 100, scale="log", label=N_("Lipschitz constant K"), group=N_("critic"),
                             help=N_("The best critic of this steepness tells p from q by K W1."))
    objective: str = param(NONE, choices={NONE: N_("none"), SATURATING: N_("saturating"),
                                          NONSATURATING: N_("non-saturating")},
                           label=N_("generator loss"), group=N_("generated, q"),
                           help=N_("Which loss moves q in a step, against the exact D*."))
    learning_rate: float = param(0.1, 1e-4, 1e5, scale="log", label=N_("learning rate"), group=N_("generated, q"),
                                 only_if={"objective": (SATURATING, NONSATURATING)},
                                 help=N_("Length η of a step of q against the gradient of the chosen loss."))


@dataclass(frozen=True)
class DistancesState(State):
    """shift: how far the flow has moved q from params.mean_q, so that q can be dragged in the middle of a flow."""

    shift: float = 0.0


def real(params: DistancesParams, blurred: bool = True) -> Density:
    """p, with the noise unless blurred is False."""
    noise = params.noise if blurred else 0.0
    return mixture(params.family_p, params.mean_p, params.std_p, params.weight_p, params.mean_p2, params.std_p2,
                   noise, params.noise_shape)


def generated(params: DistancesParams, shift: float = 0.0, blurred: bool = True) -> Density:
    """q, moved by `shift`, with the noise unless blurred is False."""
    noise = params.noise if blurred else 0.0
    return density(params.family_q, params.mean_q + shift, params.std_q, noise, params.noise_shape)


@lru_cache(maxsize=8)
def blurred_pair(params: DistancesParams, shift: float) -> Pair:
    """p and q with their noise. Cached, since a step, its frame and its metrics ask for the same pair."""
    return Pair(real(params), generated(params, shift))


@lru_cache(maxsize=8)
def _gradient(params: DistancesParams, shift: float) -> float:
    """The gradient of the chosen generator loss in the mean of q; nan where it is not defined."""
    return 0.0 if params.objective == NONE else generator_gradient(blurred_pair(params, shift), params.objective)


def measures(p: Density, q: Density, pair: Pair | None = None) -> dict[str, float]:
    """Every distance between p and q, in nats and in units of x. KL may be inf; see sims.distances.divergences.

    pair: `Pair(p, q)`, where there is one already.
    """
    pair = pair or Pair(p, q)
    return {"kl_pq": divergences.kl(pair), "kl_qp": divergences.kl(pair, reverse=True), "js": divergences.js(pair),
            "js_slope": divergences.js_slope(pair), "tv": divergences.tv(pair),
            "hellinger": divergences.hellinger(pair), "chi2": divergences.pearson_chi2(pair),
            "least_squares_cost": divergences.least_squares_cost(pair),
            "w1": wasserstein.w1(p, q), "w2": wasserstein.w2(p, q),
            "value_at_d_star": divergences.value_at_optimal_discriminator(pair),
            "ln2_minus_js": divergences.ln2_minus_js(pair), "overlap": divergences.overlap(pair),
            "entropy_p": divergences.entropy(pair), "entropy_q": divergences.entropy(pair, of_q=True),
            "cross_entropy_pq": divergences.cross_entropy(pair)}


def curves(p: Density, q: Density, x: np.ndarray, lipschitz: float = 1.0) -> dict[str, np.ndarray]:
    """What is drawn over x (n,), each (n,): densities, D*, integrands, distribution functions, the best critic.

    atoms_p, atoms_q: (atoms, 2) of position and mass.
    """
    log_p, log_q = p.log_pdf(x), q.log_pdf(x)
    return {"x": x, "p": np.exp(log_p), "q": np.exp(log_q),
            "d_star": divergences.optimal_discriminator(log_p, log_q),
            "kl_pq_integrand": divergences.kl_integrand(log_p, log_q),
            "kl_qp_integrand": divergences.kl_integrand(log_q, log_p),
            "js_integrand": divergences.js_integrand(log_p, log_q),
            "cdf_p": p.cdf(x), "cdf_q": q.cdf(x), "critic": wasserstein.best_critic(p, q, x, lipschitz),
            "atoms_p": atoms(p), "atoms_q": atoms(q)}


def atoms(of: Density) -> np.ndarray:
    """(atoms, 2): position and mass."""
    return np.array(sorted(of.atoms.items()), dtype=float).reshape(-1, 2)


def _numbers(params: DistancesParams, shift: float) -> dict[str, float]:
    pair = blurred_pair(params, shift)
    bound = theorem_3_3(real(params, False), generated(params, shift, False), pair, params.noise)
    found = measures(pair.p, pair.q, pair)
    return {**found, "bound_3_3": bound.bound, "bound_variance": bound.variance, "bound_diameter": bound.diameter,
            "bound_noise_term": bound.noise_term, "bound_js_term": bound.js_term, "w1_without_noise": bound.w1,
            "critic_value": params.lipschitz * found["w1"], "mean_q_now": params.mean_q + shift}


_MOVED = "μ<sub>q</sub> = {mean_q_now:.6g}"
_FORMULAS = {
    "distances.optimal": Formula(
        "D*(x) = p(x) / (p(x) + q(x)),&nbsp; V(D*) = 2 JS − 2 ln 2",
        N_("The discriminator answers at once and perfectly: near 1 where the real density is larger, near 0 where the "
           "generated one is."),
        "V(D*) = {value_at_d_star:.6g}"),
    f"distances.{NONE}": Formula("μ<sub>q</sub> ← μ<sub>q</sub>", N_("No generator loss is chosen: q stays."), _MOVED),
    f"distances.{SATURATING}": Formula(
        "μ<sub>q</sub> ← μ<sub>q</sub> − η ∂/∂μ<sub>q</sub> <b>E</b><sub>q</sub> ln(1 − D*)",
        N_("With D* held fixed this gradient is twice the slope of JS: next to nothing where p and q are far apart."),
        "∂/∂μ<sub>q</sub> <b>E</b><sub>q</sub> ln(1 − D*) = {gradient_saturating:.6g},&nbsp; " + _MOVED),
    f"distances.{NONSATURATING}": Formula(
        "μ<sub>q</sub> ← μ<sub>q</sub> − η ∂/∂μ<sub>q</sub> <b>E</b><sub>q</sub>[−ln D*]",
        N_("With D* held fixed this gradient is that of KL(q‖p) − 2 JS: it grows with the distance."),
        "∂/∂μ<sub>q</sub> <b>E</b><sub>q</sub>[−ln D*] = {gradient_nonsaturating:.6g},&nbsp; " + _MOVED),
}


class DistancesSimulation(Simulation):
    """A step: D becomes D*, then the mean of q moves one gradient step (with the objective "none" it stays).

    D* is a function of p and q, so the state does not hold it: a parameter set between the two phases changes D* too.
    """

    name = "distances"
    title = N_("Distances between two densities")
    Params = DistancesParams

    def phases(self, params: DistancesParams) -> tuple[Phase, ...]:
        return (Phase("optimal", N_("D becomes D*"), formula="distances.optimal", player="d"),
                Phase("flow", N_("q moves"), formula=f"distances.{params.objective}", player="g"))

    def initial(self, params: DistancesParams, seed: int) -> DistancesState:
        return DistancesState()

    def advance(self, state: DistancesState, params: DistancesParams) -> tuple[DistancesState, Scalars]:
        pair, phases = blurred_pair(params, state.shift), self.phases(params)
        step, phase = next_position(state, phases)
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase])
        if new.done.key == "optimal":
            return new, {"value": divergences.value_at_optimal_discriminator(pair), "js": divergences.js(pair),
                         "w1": wasserstein.w1(pair.p, pair.q)}
        gradient = _gradient(params, state.shift)
        shift = state.shift - params.learning_rate * gradient
        if not math.isfinite(gradient):
            new = dataclasses.replace(new, status=DIVERGED, cause="objective")
        elif not abs(params.mean_q + shift) <= FAR:
            new = dataclasses.replace(new, status=DIVERGED, cause="learning_rate")
        else:
            new = dataclasses.replace(new, shift=shift)
        return new, {"mean_q": params.mean_q + new.shift, "gradient": gradient}

    def observe(self, state: DistancesState, params: DistancesParams) -> Frame:
        pair = blurred_pair(params, state.shift)
        grid, loss = plot_grid(pair.p, pair.q), nonsaturating_loss_parts(pair)
        gradients = {f"gradient_{name}": value for name, value in gradient_parts(pair).items()}
        numbers = {**_numbers(params, state.shift), **gradients,        # nan where KL(q||p) is infinite
                   "loss_nonsaturating": loss["loss"], "real_ln_d": loss["real_ln_d"]}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=curves(pair.p, pair.q, grid, params.lipschitz), numbers=numbers)

    def finished(self, state: DistancesState, params: DistancesParams) -> bool:
        move = params.learning_rate * _gradient(params, state.shift)
        mean = params.mean_q + state.shift
        return params.objective == NONE or mean - move == mean

    def measure(self, state: DistancesState, params: DistancesParams) -> dict[str, float]:
        return _numbers(params, state.shift)

    formulas: Mapping[str, Formula] = _FORMULAS
    presets: Mapping[str, Any] = {
        "same": Preset(N_("p = q: the global optimum"), {"mean_q": 0.0},
                       help=N_("JS = 0, D* = 1/2 everywhere and V = −2 ln 2. D* is 1 on real and 0 on generated data "
                               "where they are apart; Dong’s slides have the two labels swapped.")),
        "two_sigma": Preset(N_("JS 0.336: two widths apart"), {"mean_q": 2.0},
                            help=N_("The third panel of the figure in Vadsola’s article prints 0.336; at 2σ JS is "
                                    "0.336831.")),
        "far": Preset(N_("JS 0.693: seven widths apart"), {"mean_q": 7.0242},
                      help=N_("From here JS rounds to 0.693 = ln 2, and its slope is under 1% of the largest.")),
        "thirty": Preset(N_("Thirty widths apart"), {"mean_q": 30.0},
                         help=N_("ln 2 − JS = 1.147e−50: a gradient exists and is far too small to move anything.")),
        "saturating_crawl": Preset(N_("The saturating generator crawls"),
                                   {"mean_q": 6.0, "objective": SATURATING, "learning_rate": 0.5}, steps=60,
                                   help=N_("Exact D*, six widths away: half the way takes time 61; with −ln D it "
                                           "takes 0.72.")),
        "nonsaturating_pull": Preset(N_("The non-saturating generator is pulled in"),
                                     {"mean_q": 6.0, "objective": NONSATURATING, "learning_rate": 0.1}, steps=60,
                                     help=N_("Its gradient is that of KL(q‖p) − 2 JS with D* held fixed. The two terms "
                                             "oppose each other, and yet q comes in without swinging.")),
        "kl_asymmetry": Preset(N_("KL is not symmetric"), {"mean_q": 1.0, "std_q": 2.0},
                               help=N_("KL(p‖q) = 0.443147, KL(q‖p) = 1.306853.")),
        "least_squares": Preset(N_("Least squares measures χ²"), {"mean_q": 1.0},
                                help=N_("With the labels −1 and 1, and G wanting 0, the best critic of squares is "
                                        "(p − q)/(p + q), and twice what G pays is χ²(p+q‖2q): 0.408109 here, 2 at "
                                        "most.")),
        "disjoint": Preset(N_("Disjoint supports"),
                           {"family_p": UNIFORM, "family_q": UNIFORM, "mean_q": 5.0},
                           help=N_("Both KL are infinite, JS = ln 2 exactly and its slope is 0; W1 is the distance.")),
        "parallel_lines": Preset(N_("Parallel lines"), {"std_p": 0.0, "std_q": 0.0, "mean_q": 1.0},
                                 help=N_("Two points, θ apart: KL = ∞, JS = ln 2, W1 = |θ|.")),
        "blurred_lines": Preset(N_("Parallel lines with noise"),
                                {"std_p": 0.0, "std_q": 0.0, "mean_q": 1.0, "noise": 0.5},
                                help=N_("Noise of width 1/2 gives JS = 0.336831 and with it a gradient.")),
        "theorem_3_3": Preset(N_("The bound of Theorem 3.3"),
                              {"std_p": 0.0, "std_q": 0.0, "mean_q": 1.0, "noise": 1 / math.sqrt(3),
                               "noise_shape": UNIFORM},
                              help=N_("Noise U[−1, 1]: V = 1/3, C = 3, JS = ln(2)/2, so W = 1 ≤ 4.686931. Dong’s "
                                      "slides write one ε for noise and variance alike. Gaussian noise "
                                      "makes C infinite.")),
        "two_modes": Preset(N_("Two modes and the wide fit"),
                            {"mean_p": -3.0, "weight_p": 0.5, "mean_p2": 3.0, "mean_q": 0.0,
                             "std_q": math.sqrt(10)},
                            help=N_("The forward KL fit covers both modes and what is between: KL(p‖q) = 0.461995.")),
        "one_mode": Preset(N_("Two modes and the narrow fit"),
                           {"mean_p": -3.0, "weight_p": 0.5, "mean_p2": 3.0, "mean_q": 2.984306, "std_q": 1.023369},
                           help=N_("The reverse KL fit takes one mode and leaves the other: KL(q‖p) = 0.688769. JS "
                                   "would rather have the wide one.")),
    }
