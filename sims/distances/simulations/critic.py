"""Kantorovich and Rubinstein: the best critic of steepness K tells p from q by K W1; and how steep a network can be."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sims.distances import lipschitz, wasserstein
from sims.distances.densities import Density, density, mixture, plot_grid
from sims.distances.families import GAUSSIAN, LAPLACE, UNIFORM
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

_BEST = "max<sub>‖f‖<sub>L</sub> ≤ K</sub> (<b>E</b><sub>p</sub> f − <b>E</b><sub>q</sub> f)"
FAMILIES = {GAUSSIAN: N_("Gaussian"), LAPLACE: N_("Laplace"), UNIFORM: N_("uniform")}
#: The network whose weights are clipped, and the clips of its curves.
WIDTHS = (2, 128, 128, 1)
CLIPS = np.geomspace(0.003, 1.0, 25)


@dataclass(frozen=True)
class CriticParams:
    lipschitz: float = param(3.0, 0.1, 10.0, scale="log", label=N_("Lipschitz constant K"), group=N_("critic"),
                             help=N_("The largest slope K that the critic may have: |f(a) − f(b)| ≤ K |a − b|."))
    secant_from: float = param(-1.0, -20, 20, label=N_("secant from"), group=N_("critic"),
                               help=N_("One end of the secant whose slope is compared with K."))
    secant_to: float = param(2.0, -20, 20, label=N_("secant to"), group=N_("critic"),
                             help=N_("The other end of the secant whose slope is compared with K."))
    family_p: str = param(GAUSSIAN, choices=FAMILIES, label=N_("family of p"), group=N_("densities"),
                          help=N_("The shape of the real density p."))
    mean_p: float = param(0.0, -20, 20, label=N_("mean of p"), group=N_("densities"),
                          help=N_("Where p, or its first mode, has its middle."))
    std_p: float = param(1.0, 0.05, 10, scale="log", label=N_("std of p"), group=N_("densities"),
                         help=N_("Standard deviation of each mode of p."))
    weight_p: float = param(0.0, 0, 1, label=N_("weight of the second mode"), group=N_("densities"),
                            help=N_("Share of p that lies in its second mode."))
    mean_p2: float = param(10.0, -20, 20, label=N_("mean of the second mode"), group=N_("densities"),
                           help=N_("Where the second mode of p has its middle."))
    family_q: str = param(GAUSSIAN, choices=FAMILIES, label=N_("family of q"), group=N_("densities"),
                          help=N_("The shape of the generated density q."))
    mean_q: float = param(5.0, -20, 20, label=N_("mean of q"), group=N_("densities"),
                          help=N_("Where q has its middle."))
    std_q: float = param(1.0, 0.05, 10, scale="log", label=N_("std of q"), group=N_("densities"),
                         help=N_("Standard deviation of q."))
    outer: float = param(3.0, 0.1, 5.0, label=N_("K₁ of the outer, K₁ t"), group=N_("composition"),
                         help=N_("Lipschitz constant K₁ of the outer function, K₁ t; that of the composition is at "
                                 "most K₁K₂."))
    inner: float = param(2.0, 0.1, 5.0, label=N_("K₂ of the inner, sin K₂x"), group=N_("composition"),
                         help=N_("Lipschitz constant K₂ of the inner function, sin K₂x."))
    clip: float = param(0.01, 0.003, 1.0, scale="log", label=N_("clip of every weight"), group=N_("network"),
                        help=N_("No weight of the network is beyond ±c; the largest slope that it can have shrinks "
                                "like c to the power of its depth."))


@dataclass(frozen=True)
class CriticState(State):
    """seed: of the weights of the network that is clipped."""

    seed: int = 0


def densities(params: CriticParams) -> tuple[Density, Density]:
    """p and q."""
    return (mixture(params.family_p, params.mean_p, params.std_p, params.weight_p, params.mean_p2, params.std_p),
            density(params.family_q, params.mean_q, params.std_q))


def composed_slope(params: CriticParams, x: np.ndarray) -> np.ndarray:
    """|d/dx K₁ sin(K₂ x)| at x (n,)."""
    return lipschitz.composed_slope(lambda t: params.outer * t, lambda at: np.sin(params.inner * at), x)


@lru_cache(maxsize=4)
def clipped_slopes(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Of one random network clipped at each of CLIPS: the steepest gradient on a grid, and the spectral bound."""
    clipped = [_network(seed).clipped(float(clip)) for clip in CLIPS]
    return (np.array([each.steepest_gradient(_latent_grid()) for each in clipped]),
            np.array([lipschitz.spectral_bound(each.weights) for each in clipped]))


@lru_cache(maxsize=4)
def _network(seed: int) -> lipschitz.Mlp:
    return lipschitz.random_mlp(WIDTHS, seed, "leaky_relu")


def _latent_grid() -> np.ndarray:
    side = np.linspace(-3, 3, 13)
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


@lru_cache(maxsize=4)
def _numbers(params: CriticParams) -> dict[str, float]:
    p, q = densities(params)
    k, ends = params.lipschitz, np.array([params.secant_from, params.secant_to])
    heights = wasserstein.best_critic(p, q, ends, k)
    return {"w1": wasserstein.w1(p, q),
            "critic_value": wasserstein.critic_value(p, q, lambda at: wasserstein.best_critic(p, q, at, k)),
            "secant_slope": float(lipschitz.secant_slopes(ends, heights)[0, 1]),        # nan where both ends are one
            "composed_slope": float(composed_slope(params, np.zeros(1))[0]),
            "composed_bound": params.outer * params.inner, "clip_bound": lipschitz.clip_bound(WIDTHS, params.clip)}


class CriticSimulation(Simulation):
    """Nothing moves by itself: in a step the best critic answers. The seed draws the network that is clipped."""

    name = "critic"
    title = N_("The best critic of a given steepness")
    Params = CriticParams
    formulas = {"critic.best": Formula(
        f"{_BEST} = K W<sub>1</sub>",
        N_("The critic of steepness K that tells p from q best: its slope is K or −K, by which distribution function "
           "is larger."),
        _BEST + " = {critic_value:.6g},&nbsp; "
        "K = {lipschitz:.6g},&nbsp; W<sub>1</sub> = {w1:.6g}")}
    presets = {
        "five": Preset(N_("Five apart, K = 3"), {}, help=N_("max E_p f − E_q f = 15 = K W₁; divided by K it is 5.")),
        "one": Preset(N_("K = 1"), {"lipschitz": 1.0}, help=N_("The critic of slope 1: its value is W₁ itself.")),
        "between": Preset(N_("q between two modes"), {"weight_p": 0.5, "mean_p": 0.0},
                          help=N_("The best critic turns round in the middle of q.")),
        "width": Preset(N_("Same mean, other width"), {"mean_q": 0.0, "std_q": 3.0},
                        help=N_("No shift at all, and W₁ is not 0: the critic is a roof.")),
    }

    def phases(self, params: CriticParams) -> tuple[Phase, ...]:
        return (Phase("answer", N_("the critic answers"), formula="critic.best", player="d"),)

    def initial(self, params: CriticParams, seed: int) -> CriticState:
        return CriticState(seed=seed)

    def advance(self, state: CriticState, params: CriticParams) -> tuple[CriticState, Scalars]:
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase])
        return new, {name: _numbers(params)[name] for name in ("w1", "critic_value")}

    def finished(self, state: CriticState, params: CriticParams) -> bool:
        return True

    def observe(self, state: CriticState, params: CriticParams) -> Frame:
        p, q = densities(params)
        x = plot_grid(p, q)
        measured, spectral = clipped_slopes(state.seed)
        arrays = {"x": x, "p": p.pdf(x), "q": q.pdf(x), "critic": wasserstein.best_critic(p, q, x, params.lipschitz),
                  "clips": CLIPS, "clipped_slopes": measured, "spectral_bounds": spectral,
                  "clip_bounds": np.array([lipschitz.clip_bound(WIDTHS, float(clip)) for clip in CLIPS])}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=dict(_numbers(params)))

    def measure(self, state: CriticState, params: CriticParams) -> dict[str, float]:
        """clipped_slope: the steepest gradient of the clipped network on a grid; never above the two bounds."""
        network = _network(state.seed).clipped(params.clip)
        return {**_numbers(params), "clipped_slope": network.steepest_gradient(_latent_grid()),
                "spectral_bound": lipschitz.spectral_bound(network.weights)}
