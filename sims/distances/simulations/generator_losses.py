"""The generator's two losses, ln(1 − D) and −ln D, against D and against the logit, and one point of the integrands."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sims.distances import generator_losses
from sims.distances.generator_losses import NONSATURATING, OBJECTIVES, SATURATING
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

LEAST_D = 1e-4
LOGITS = (-10.0, 10.0)          # that the curves cover


@dataclass(frozen=True)
class GeneratorLossesParams:
    d: float = param(0.01, LEAST_D, 1 - LEAST_D, label=N_("D of a generated sample"), group=N_("operating point"),
                     help=N_("What D says of a generated point, σ(t); near 0 the generator is found out."))
    objective: str = param(NONSATURATING, choices={SATURATING: N_("saturating, ln(1 − D)"),
                                                   NONSATURATING: N_("non-saturating, −ln D")},
                           label=N_("loss that moves it"), group=N_("operating point"),
                           help=N_("A step moves the logit of D down the slope of this loss."))
    learning_rate: float = param(0.2, 0.01, 2.0, scale="log", label=N_("learning rate"), group=N_("operating point"),
                                 help=N_("Length η of a step of the logit against the slope of each loss."))
    p: float = param(1.0, 1e-6, 1.0, scale="log", label=N_("p there"), group=N_("one point x"),
                     help=N_("The real density at one point."))
    q: float = param(1e-6, 1e-6, 1.0, scale="log", label=N_("q there"), group=N_("one point x"),
                     help=N_("The generated density at the same point."))


@dataclass(frozen=True)
class GeneratorLossesState(State):
    """shift: how far the steps have moved the logit from that of params.d."""

    shift: float = 0.0


def logit(d: float) -> float:
    return math.log(d / (1 - d))


def d_now(state: GeneratorLossesState, params: GeneratorLossesParams) -> float:
    """D of the sample, where the steps have taken it."""
    return 1 / (1 + math.exp(-logit(params.d) - state.shift)) if state.shift else params.d


@cache
def _curves() -> dict[str, np.ndarray]:
    """Each loss and the size of its slope, over D and over the logit."""
    d = np.concatenate([np.geomspace(1e-5, 0.02, 60), np.linspace(0.02, 0.98, 121)[1:-1],
                        1 - np.geomspace(1e-5, 0.02, 60)[::-1]])
    logits = np.linspace(*LOGITS, 201)
    found = {"d": d, "logit": logits}
    for objective in OBJECTIVES:
        found |= {f"loss_{objective}": generator_losses.loss(d, objective),
                  f"loss_of_logit_{objective}": generator_losses.loss_of_logit(logits, objective),
                  f"slope_{objective}": np.abs(generator_losses.loss_slope(d, objective)),
                  f"logit_slope_{objective}": np.abs(generator_losses.loss_logit_slope(1 / (1 + np.exp(-logits)),
                                                                                       objective))}
    return found


class GeneratorLossesSimulation(Simulation):
    """A step moves the logit t of the sample down the slope of the chosen loss: t ← t − η d loss / dt."""

    name = "generator_losses"
    title = N_("The two losses of the generator")
    Params = GeneratorLossesParams
    formulas = {"generator_losses.step": Formula(
        "t ← t − η dL<sub>G</sub>/dt,&nbsp; D = σ(t)",
        N_("The logit of the generated sample goes down the slope of the loss that was chosen."),
        "t = {logit:.6g},&nbsp; D = {d_now:.6g}")}
    presets = {
        "hundredth": Preset(N_("D = 0.01"), {}, help=N_("Slopes in D: −1.0101 and −100; in the logit: −0.01 and "
                                                        "−0.99.")),
        "half": Preset(N_("D = ½"), {"d": 0.5}, help=N_("Both losses have the same slope here.")),
        "missed": Preset(N_("A missed mode (Err i)"), {"p": 1.0, "q": 1e-6},
                         help=N_("KL(q‖p) charges −1.38e−5: next to nothing.")),
        "junk": Preset(N_("A fake image (Err ii)"), {"p": 1e-6, "q": 1.0},
                       help=N_("KL(q‖p) charges 13.8155, JS no more than ½ ln 2 = 0.346574.")),
    }

    def phases(self, params: GeneratorLossesParams) -> tuple[Phase, ...]:
        return (Phase("step", N_("the logit moves"), formula="generator_losses.step", player="g"),)

    def initial(self, params: GeneratorLossesParams, seed: int) -> GeneratorLossesState:
        return GeneratorLossesState()

    def advance(self, state: GeneratorLossesState,
                params: GeneratorLossesParams) -> tuple[GeneratorLossesState, Scalars]:
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        shift = state.shift if self.finished(state, params) else self._next_shift(state, params)
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase], shift=shift)
        return new, {"d_now": d_now(new, params), "logit": logit(d_now(new, params))}

    def finished(self, state: GeneratorLossesState, params: GeneratorLossesParams) -> bool:
        """The next step would take D out of its range: both losses push it towards 1."""
        after = dataclasses.replace(state, shift=self._next_shift(state, params))
        return d_now(after, params) >= 1 - LEAST_D

    @staticmethod
    def _next_shift(state: GeneratorLossesState, params: GeneratorLossesParams) -> float:
        slope = generator_losses.loss_logit_slope(np.array(d_now(state, params)), params.objective)
        return state.shift - params.learning_rate * float(slope)

    def observe(self, state: GeneratorLossesState, params: GeneratorLossesParams) -> Frame:
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=dict(_curves()), numbers=self.measure(state, params))

    def measure(self, state: GeneratorLossesState, params: GeneratorLossesParams) -> dict[str, float]:
        """Losses and slopes at D, and what a point with the densities p and q adds to each divergence."""
        d = np.array(d_now(state, params))
        numbers = {"d_now": float(d), "logit": logit(float(d))}
        for objective in OBJECTIVES:
            numbers |= {f"loss_{objective}": float(generator_losses.loss(d, objective)),
                        f"slope_{objective}": float(generator_losses.loss_slope(d, objective)),
                        f"logit_slope_{objective}": float(generator_losses.loss_logit_slope(d, objective))}
        charges = generator_losses.error_integrands(np.array(params.p), np.array(params.q))
        return numbers | {name: float(value) for name, value in charges.items()}
