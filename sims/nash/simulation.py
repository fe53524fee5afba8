"""The Nash panel's simulation: two players on V = xy or on the Dirac-GAN, by any of nine methods, in exact steps.

Nothing here is random: the seed is ignored. A step is made of the players' own moves (see `phases`); the scalars x,
y, radius and value are those after the whole step, so row k of a trace is the position after step k + 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sims.nash.formulas import FORMULAS
from sims.nash.games import (
    HANDS,
    SIGN_CONVENTION,
    Game,
    NashParams,
    consensus_strength,
    level_set,
    payoff,
    vector_field,
)
from sims.nash.methods import KEPT, RUN, NashState, phases
from sims.nash.theory import (
    VERDICTS,
    Verdict,
    divergence_cause,
    flow_eigenvalues,
    growth_per_step,
    measured_growth,
    update_eigenvalues,
    verdict,
)
from sims.params import N_
from sims.simulation import DIVERGED, Frame, Phase, Preset, Scalars, Simulation

__all__ = ["DIRAC_GALLERY", "FORMULAS", "GALLERY_PRESETS", "SIGN_CONVENTION", "VERDICTS", "NashParams",
           "NashSimulation", "NashState", "Verdict", "consensus_strength", "flow_eigenvalues", "growth_per_step",
           "level_set", "payoff", "phases", "update_eigenvalues", "vector_field", "verdict"]

DIVERGED_RADIUS = 1e6                   # a run that leaves this radius is reported as diverged
_SETTLED_RADIUS = 1e-250                # below it positions are too near the smallest number to measure a growth from

_MESCHEDER = {"game": "dirac", "method": "simultaneous", "learning_rate": 0.2, "x0": 1.0, "y0": 1.0}

# (title, values, what is seen and why). The eigenvalues are those of the flow at the equilibrium; the factors hold at
# the learning rate of the reference setting.
_GALLERY: dict[str, tuple[str, Mapping[str, Any], str]] = {
    "saturating": (N_("saturating"), {"objective": "saturating"}, N_(
        "The flow only turns (eigenvalues ±0.5i), so every step leads outwards: near the equilibrium it multiplies the "
        "radius by 1.0050, far out by less.")),
    "nonsaturating": (N_("non-saturating"), {"objective": "nonsaturating"}, N_(
        "Near the equilibrium the flow only turns (eigenvalues ±0.5i) and steps lead outwards, far out they lead "
        "inwards: the run ends on a circle of radius √(2η) = 0.63, about.")),
    "wgan": (N_("Wasserstein"), {"objective": "wgan"}, N_(
        "The flow only turns (eigenvalues ±1i), as in V = xy: each step multiplies the radius by √(1+η²) = 1.0198.")),
    "wgan_clip": (N_("Wasserstein, clipped"), {"objective": "wgan", "weight_clip": 1.0}, N_(
        "The clip keeps ψ in [−1, 1] and so holds the spiral, but nothing pulls inwards (eigenvalues ±1i): θ goes to "
        "and fro for ever.")),
    "wgan_gp": (N_("WGAN-GP"), {"objective": "wgan", "gradient_penalty": 0.7, "gradient_penalty_target": 1.0}, N_(
        "The penalty asks for the slope |ψ| = 1, but at the equilibrium ψ is 0: it pushes ψ away from there, and the "
        "run circles for ever.")),
    "r1": (N_("R1"), {"objective": "saturating", "r1": 0.3}, N_(
        "The penalty on D's slope at the real data pulls ψ back to 0, so the flow turns inwards (eigenvalues "
        "−0.15 ± 0.477i): each step multiplies the radius by 0.9747.")),
    "instance_noise": (N_("instance noise"), {"objective": "saturating", "instance_noise": 0.7}, N_(
        "Noise makes real and generated data overlap, so a steep D does not pay and the flow turns inwards "
        "(eigenvalues −0.1225 ± 0.485i): each step multiplies the radius by 0.9803.")),
    "consensus": (N_("consensus"), {"objective": "saturating", "consensus": 1.0}, N_(
        "Both players also make the slopes of both smaller, so the flow turns inwards (eigenvalues −0.25 ± 0.5i): each "
        "step multiplies the radius by 0.9552.")),
    "wgan_gp0": (N_("Wasserstein, zero-centred penalty"),
                 {"objective": "wgan", "gradient_penalty": 0.7, "gradient_penalty_target": 0.0}, N_(
        "The penalty asks for the slope 0, which is that of the equilibrium, so the flow turns inwards (eigenvalues "
        "−0.35 ± 0.937i): each step multiplies the radius by 0.9487.")),
    "rpgan_r1_r2": (N_("relativistic, R1 + R2"), {"objective": "relativistic", "r1": 0.3, "r2": 0.3}, N_(
        "R1 and R2 together act as R1 of twice the strength: the flow turns inwards (eigenvalues −0.3 ± 0.4i), each "
        "step multiplies the radius by 0.9434.")),
}
#: The ten Dirac-GANs side by side, at the reference setting of Mescheder et al. (2018): (title, values).
DIRAC_GALLERY: tuple[tuple[str, Mapping[str, Any]], ...] = tuple(
    (title, {**_MESCHEDER, **values}) for title, values, _help in _GALLERY.values())
#: The presets that are these ten.
GALLERY_PRESETS = tuple(f"dirac_{key}" for key in _GALLERY)


class NashSimulation(Simulation):
    name = "nash"
    title = N_("Nash equilibrium")
    Params = NashParams
    formulas = FORMULAS
    presets: Mapping[str, Preset] = {
        "spiral": Preset(N_("The spiral"), {"learning_rate": 0.1}, steps=500,
                         help=N_("Both players descend at once: every step multiplies the radius by √(1+η²).")),
        "bigger_swings": Preset(N_("Bigger swings with a larger rate"), {"learning_rate": 0.5}, steps=50,
                                help=N_("At η = 0.5 the radius grows by 11.8 % a step.")),
        "ellipse": Preset(N_("The alternating ellipse"), {"method": "alternating", "learning_rate": 0.5}, steps=200,
                          help=N_("x²+y²−ηxy never changes: the run stays on an ellipse and never converges.")),
        "extragradient_rescue": Preset(N_("Extragradient to the rescue"),
                                       {"method": "extragradient", "learning_rate": 0.5}, steps=100,
                                       help=N_("Looking one step ahead turns the spiral inwards.")),
        "two_moves": Preset(N_("By hand: two moves are enough"), {"method": "hand_x", "hand": -10.0}, steps=2,
                            events=((1, "hand", 0.0),),
                            help=N_("Who knows the rule of the other places x at −10, which pulls y to 0 in one step, "
                                    "and then at 0. Gradient descent on both sides never gets there.")),
        "r1_critical": Preset(N_("Dirac-GAN: R1 at its critical strength"), {**_MESCHEDER, "r1": 1.0}, steps=500,
                              help=N_("At γ = 1 both eigenvalues of the flow meet at −1/2: it no longer turns.")),
        **{name: Preset(title, {**_MESCHEDER, **values}, steps=500, help=said)
           for name, (title, values, said) in zip(GALLERY_PRESETS, _GALLERY.values())},
    }

    def __init__(self) -> None:
        self._params: NashParams | None = None      # the game of the params used last: a cache, not a state
        self._game: Game | None = None
        self._phases: tuple[Phase, ...] = ()

    def phases(self, params: NashParams) -> tuple[Phase, ...]:
        return phases(params)

    def initial(self, params: NashParams, seed: int) -> NashState:
        """The start; the seed changes nothing."""
        start = (params.x0, params.y0)
        return NashState(x=params.x0, y=params.y0, start=start, recent=(start,), radius_then=math.hypot(*start))

    def advance(self, state: NashState, params: NashParams) -> tuple[NashState, Scalars]:
        if params is not self._params:
            self._params, self._game, self._phases = params, Game(params), phases(params)
        steps = self._phases
        phase = steps[state.phase]
        new = object.__new__(NashState)             # a copy in one go: replace() costs more than the mathematics
        fields = new.__dict__
        fields.update(state.__dict__)
        if not state.phase:
            fields["start"], fields["points"], fields["slope"] = (state.x, state.y), (), 0.0
            if state.params_then is not params and state.params_then != params:
                fields["params_then"], fields["since"] = params, state.step
                fields["radius_then"], fields["recent"] = math.hypot(state.x, state.y), ((state.x, state.y),)
        fields.update(RUN[phase.formula](new, params, self._game))
        fields["done"] = phase
        if state.phase + 1 < len(steps):
            fields["phase"] = state.phase + 1
            return new, {}
        x, y = new.x, new.y
        radius = math.hypot(x, y)
        fields["phase"], fields["step"] = 0, state.step + 1
        if radius > _SETTLED_RADIUS:
            fields["recent"] = (*new.recent, (x, y))[-KEPT:]
        if not radius <= DIVERGED_RADIUS:
            fields["status"], fields["cause"] = DIVERGED, divergence_cause(params)
        return new, {"x": x, "y": y, "radius": radius, "value": self._game.value(x, y)}

    def observe(self, state: NashState, params: NashParams) -> Frame:
        """position, start (of this step), points (tried or imagined in it), direction (found last): (n, 2) or (2,).

        numbers: the metrics, the growth that theory expects, and what the formulas show: start, v (the direction),
        seen (the point tried or imagined last) and the strength of the consensus term.
        """
        pair = np.array([state.x, state.y])
        seen = state.points[-1] if state.points else (state.x, state.y)
        return Frame(
            step=state.step, phase=state.phase, phases=phases(params), done=state.done, status=state.status,
            cause=state.cause,
            arrays={"position": pair, "start": np.array(state.start), "direction": np.array([state.vx, state.vy]),
                    "points": np.array(state.points, float).reshape(-1, 2)},
            numbers={**self.measure(state, params), "growth_expected": growth_per_step(params),
                     "start_x": state.start[0], "start_y": state.start[1], "v_x": state.vx, "v_y": state.vy,
                     "seen_x": seen[0], "seen_y": seen[1], "strength": consensus_strength(params)})

    def measure(self, state: NashState, params: NashParams) -> dict[str, float]:
        """x, y, radius, value and the measured growth_per_step (see `measured_growth`)."""
        return {"x": state.x, "y": state.y, "radius": math.hypot(state.x, state.y),
                "value": Game(params).value(state.x, state.y), "growth_per_step": self._growth(state, params)}

    def _growth(self, state: NashState, params: NashParams) -> float:
        if (state.params_then is not None and state.params_then != params) or params.method in HANDS:
            return math.nan                         # these params have not made a step yet, or a hand made it
        if state.x == state.y == 0 and state.recent and math.hypot(*state.recent[-1]) > _SETTLED_RADIUS * 1e50:
            return 0.0                              # there at one stroke, and not by the smallest number's rounding
        return measured_growth(params, state.recent, math.hypot(state.x, state.y), state.step - state.since,
                               state.radius_then)
