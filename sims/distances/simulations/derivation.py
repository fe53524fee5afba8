"""Four derivations, line by line, with the numbers of one example that a hand chooses."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from sims.distances import derivations
from sims.distances.densities import plot_grid
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

LEAST_D = 1e-3
_DENSITIES = {"derivation": ("optimal", "value", "chain")}
_BCE, _OPTIMAL, _CHAIN = ({"derivation": (name,)} for name in ("bce", "optimal", "chain"))


@dataclass(frozen=True)
class DerivationParams:
    derivation: str = param("bce", choices={"bce": N_("cross entropy to V"), "optimal": N_("the best D, D*"),
                                            "value": N_("V(D*) to 2 JS − 2 ln 2"), "chain": N_("the gradient of G")},
                            label=N_("derivation"), group=N_("derivation"),
                            help=N_("Which one is gone through line by line."))
    d_real: float = param(0.9, LEAST_D, 1 - LEAST_D, label=N_("D of a real point"), group=N_("two points"),
                          only_if=_BCE,
                          help=N_("What D says of the real point, whose label is 1."))
    d_fake: float = param(0.2, LEAST_D, 1 - LEAST_D, label=N_("D of a generated point"), group=N_("two points"),
                          only_if=_BCE,
                          help=N_("What D says of the generated point, whose label is 0."))
    mean_p: float = param(0.0, -12, 12, label=N_("mean of p"), group=N_("densities"), only_if=_DENSITIES,
                          help=N_("Where the real density p has its middle."))
    std_p: float = param(1.0, 0.2, 5, scale="log", label=N_("std of p"), group=N_("densities"), only_if=_DENSITIES,
                         help=N_("Standard deviation of p."))
    mean_q: float = param(2.0, -12, 12, label=N_("mean of q"), group=N_("densities"), only_if=_DENSITIES,
                          help=N_("Where the generated density q has its middle."))
    std_q: float = param(1.0, 0.2, 5, scale="log", label=N_("std of q"), group=N_("densities"), only_if=_DENSITIES,
                         help=N_("Standard deviation of q."))
    x: float = param(0.5, -16, 16, label=N_("place x"), group=N_("one place"), only_if=_OPTIMAL,
                     help=N_("The place x whose part of V is looked at."))
    y: float = param(0.4, LEAST_D, 1 - LEAST_D, label=N_("y, the D tried there"), group=N_("one place"),
                     only_if=_OPTIMAL,
                     help=N_("The answer y = D(x) that is tried there; the best is p / (p + q)."))
    z: float = param(-1.5, -4, 4, label=N_("latent z"), group=N_("one place"), only_if=_CHAIN,
                     help=N_("The latent z whose way through G is followed."))


def _pair(params: DerivationParams):
    return derivations.gaussians(params.mean_p, params.std_p, params.mean_q, params.std_q)


def numbers(params: DerivationParams) -> dict[str, float]:
    """All numbers of all four, by the names that their lines have."""
    pair = _pair(params)
    p, q = (float(each.pdf(np.array(params.x))) for each in (pair.p, pair.q))
    return {**derivations.value_of_pair(params.d_real, params.d_fake),
            **derivations.top_of_integrand(max(p, 1e-300), max(q, 1e-300), params.y),
            **derivations.value_at_optimum(pair), **derivations.chain_rule(pair, params.std_q, params.mean_q, params.z)}


def curves(params: DerivationParams) -> dict[str, np.ndarray]:
    """What is drawn. Over x (n,): p, q, m = (p + q)/2, D* and its part p ln(p/m) and q ln(q/m) of the divergences;
    over_x, what each x adds to dL/dw, and b_over_x to dL/db. Over z (m,): latent, its density, over_z, b_over_z."""
    pair = _pair(params)
    x, z = plot_grid(pair.p, pair.q), np.linspace(-5, 5, 301)
    log_p, log_q = pair.p.log_pdf(x), pair.q.log_pdf(x)
    log_m = np.logaddexp(log_p, log_q) - np.log(2)
    at_x = np.exp(log_q) * derivations.pull(pair, x)
    latent = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    at_z = latent * derivations.pull(pair, params.std_q * z + params.mean_q)
    return {"x": x, "p": np.exp(log_p), "q": np.exp(log_q), "m": np.exp(log_m), "d_star": derivations.d_star(pair, x),
            "to_p": np.exp(log_p) * (log_p - log_m), "to_q": np.exp(log_q) * (log_q - log_m),
            "over_x": at_x * (x - params.mean_q) / params.std_q, "b_over_x": at_x,
            "z": z, "latent": latent, "over_z": at_z * z, "b_over_z": at_z}


class DerivationSimulation(Simulation):
    """Nothing moves by itself; the lines are in sims.distances.derivations_text."""

    name = "derivation"
    title = N_("Derivations")
    Params = DerivationParams
    formulas = {"derivation.value": Formula(
        "V(D, G) = <b>E</b><sub>p</sub> ln D(x) + <b>E</b><sub>z</sub> ln(1 − D(G(z)))",
        N_("The value of the game, from which all four derivations start."))}
    presets = {
        "bce": Preset(N_("Cross entropy to V"), {}, help=N_("Why to train D by cross entropy is to raise V.")),
        "optimal": Preset(N_("The best D"), {"derivation": "optimal"},
                          help=N_("At one x: the top of p ln y + q ln(1 − y) is at p / (p + q).")),
        "value": Preset(N_("V(D*) and JS"), {"derivation": "value"},
                        help=N_("Through the density m that lies midway: V(D*) = 2 JS − 2 ln 2.")),
        "chain": Preset(N_("The gradient of G"), {"derivation": "chain"},
                        help=N_("The chain rule for one z, its three factors; then the sum over z and the sum over "
                                "x = G(z), which are the same.")),
        "far": Preset(N_("The gradient of G, far away"), {"derivation": "chain", "mean_q": 10.0},
                      help=N_("Ten widths away both D and its slope are next to 0 at all points of q, and ∂L/∂b is "
                              "4.46e−6.")),
    }

    def phases(self, params: DerivationParams) -> tuple[Phase, ...]:
        return (Phase("value", N_("the example is worked out"), formula="derivation.value", player="d"),)

    def initial(self, params: DerivationParams, seed: int) -> State:
        return State()

    def advance(self, state: State, params: DerivationParams) -> tuple[State, Scalars]:
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        found = numbers(params)
        return (dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase]),
                {name: found[name] for name in ("value", "value_at_d_star")})

    def finished(self, state: State, params: DerivationParams) -> bool:
        return True

    def observe(self, state: State, params: DerivationParams) -> Frame:
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=curves(params), numbers=numbers(params))

    def measure(self, state: State, params: DerivationParams) -> dict[str, float]:
        return numbers(params)
