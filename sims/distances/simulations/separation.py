"""Two Gaussians at a growing distance: JS, W1 and KL with their slopes, and how long each generator takes to return."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sims.distances import separated_gaussians
from sims.distances.separated_gaussians import NONSATURATING, OBJECTIVES, SATURATING
from sims.params import N_, param
from sims.simulation import Formula, Frame, Phase, Scalars, Simulation, State, next_position

FARTHEST = 30.0
FIRST_TIME, LAST_TIME, TIME_FACTOR = 0.01, 1e6, 1.2     # of gradient flow: where it is shown, and its ratio per step
_EARLIEST, _LATEST = -3.0, 7.0                          # log10 of the times that a way covers
_PINNED = dict(lo=0.0, hi=FARTHEST, group=N_("three pinned q"))


@dataclass(frozen=True)
class SeparationParams:
    """p = N(0, std²) and q = N(distance, std²)."""

    distance: float = param(6.0, 0.0, FARTHEST, label=N_("distance of the generator"),
                            help=N_("Where the generators of the race begin, and where the slopes are read."))
    std: float = param(1.0, 0.1, 5.0, scale="log", label=N_("width of p and q"),
                       help=N_("JS depends on distance / width only."))
    pinned_1: float = param(14.0, label=N_("mean of q₁"), **_PINNED,
                            help=N_("How far the mean of q₁ stands from that of p, at 0; JS and its slope are "
                                    "written beside it."))
    pinned_2: float = param(7.1, label=N_("mean of q₂"), **_PINNED,
                            help=N_("How far the mean of q₂ stands from that of p, at 0; JS and its slope are "
                                    "written beside it."))
    pinned_3: float = param(2.0, label=N_("mean of q₃"), **_PINNED,
                            help=N_("How far the mean of q₃ stands from that of p, at 0; JS and its slope are "
                                    "written beside it."))


@dataclass(frozen=True)
class SeparationState(State):
    """time: of gradient flow, since both generators were at `distance`."""

    time: float = 0.0


@lru_cache(maxsize=8)
def way_back(distance: float, std: float, objective: str) -> np.ndarray:
    """How a generator comes back with the exact D*: (n, 2) of (log10 time, distance), times from 1e-3 to 1e7 at least.

    Where the gradient is too small for the way to be finished in a time of 1e12, it ends level.
    """
    if distance <= 0:
        return np.array([[_EARLIEST, 0.0], [_LATEST, 0.0]])
    distances = distance * np.linspace(1, 0.01, 160)
    with np.errstate(divide="ignore"):
        logs = np.log10(separated_gaussians.times_to_reach(distances, std, objective))
    known = np.isfinite(logs) & (logs < 12)
    times, places = logs[known], distances[known]
    end = (max(times[-1], _LATEST), places[-1]) if len(times) else (_LATEST, distance)
    return np.array([(_EARLIEST, distance), *zip(times, places), end])


@lru_cache(maxsize=4)
def _curves(std: float) -> dict[str, np.ndarray]:
    """Every value, slope and gradient over the distance; see `separated_gaussians.curves`."""
    d = np.union1d(np.linspace(1e-3, FARTHEST, 241), std * np.linspace(0.02, 8, 81))
    return separated_gaussians.curves(d[d <= FARTHEST], std)


def _distance_at(params: SeparationParams, time: float, objective: str) -> float:
    """Where the generator that follows this objective is after `time`."""
    if time <= 0:
        return params.distance
    return float(np.interp(math.log10(time), *way_back(params.distance, params.std, objective).T))


@lru_cache(maxsize=8)
def _at_distance(distance: float, std: float) -> dict[str, float]:
    at = separated_gaussians.curves(np.array([distance]), std)
    numbers = {name: float(at[name][0]) for name in (
        "js", "ln2_minus_js", "js_slope", "kl", "kl_slope", "w1", "w1_slope", "gradient_saturating",
        "gradient_nonsaturating")}
    for objective in OBJECTIVES:
        numbers[f"time_to_halve_{objective}"] = \
            separated_gaussians.time_to_halve(distance, std, objective) if distance > 0 else math.nan
    return numbers


class SeparationSimulation(Simulation):
    """A step lets time go on by a constant factor: both generators follow their gradients from `distance` on."""

    name = "separation"
    title = N_("JS, W₁ and KL against the distance")
    Params = SeparationParams
    formulas = {"separation.flow": Formula(
        "dθ/dt = −∂L<sub>G</sub>/∂θ<br>t,&nbsp; θ<sub>ln(1 − D)</sub>,&nbsp; θ<sub>−ln D</sub>",
        N_("Both generators start at the same distance and follow the gradients of their losses, with the exact D*."),
        "t = {time:.6g},&nbsp; θ<sub>ln(1 − D)</sub> = {distance_saturating:.6g},&nbsp; "
        "θ<sub>−ln D</sub> = {distance_nonsaturating:.6g}")}

    def phases(self, params: SeparationParams) -> tuple[Phase, ...]:
        return (Phase("flow", N_("time goes on"), formula="separation.flow", player="g"),)

    def initial(self, params: SeparationParams, seed: int) -> SeparationState:
        return SeparationState()

    def advance(self, state: SeparationState, params: SeparationParams) -> tuple[SeparationState, Scalars]:
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        time = state.time if self.finished(state, params) else max(state.time * TIME_FACTOR, FIRST_TIME)
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase], time=time)
        return new, self._moment(new, params)

    def finished(self, state: SeparationState, params: SeparationParams) -> bool:
        return params.distance <= 0 or state.time >= LAST_TIME

    def observe(self, state: SeparationState, params: SeparationParams) -> Frame:
        pinned = np.array([params.pinned_1, params.pinned_2, params.pinned_3])
        arrays = {**_curves(params.std), "pinned": pinned, "pinned_js": separated_gaussians.js(pinned, params.std),
                  "pinned_js_slope": separated_gaussians.js_slope(pinned, params.std),
                  **{f"way_{objective}": way_back(params.distance, params.std, objective) for objective in OBJECTIVES}}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=self.measure(state, params))

    def measure(self, state: SeparationState, params: SeparationParams) -> dict[str, float]:
        return {**_at_distance(params.distance, params.std), **self._moment(state, params)}

    @staticmethod
    def _moment(state: SeparationState, params: SeparationParams) -> dict[str, float]:
        return {"time": state.time, "distance_saturating": _distance_at(params, state.time, SATURATING),
                "distance_nonsaturating": _distance_at(params, state.time, NONSATURATING)}
