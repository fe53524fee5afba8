"""Moving earth: piles and holes on a line, and a transport plan that is carried out load by load."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sims.distances.optimal_transport import (
    OPTIMAL,
    Piles,
    balanced,
    check_plan,
    check_plan_text,
    marginal_error,
    parse_piles,
    parse_plan,
    plan_work,
    refuse_unbalanced,
    step_functions,
    transport_plan,
    w1,
)
from sims.params import N_, ParameterError, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position


@dataclass(frozen=True)
class TransportParams:
    """Each text is checked when it is set; that the three agree is checked when a run begins with them.

    Changed during a run they may disagree for a while, as one side is stacked before the other: the frame then has
    balanced = 0 and a work of nan.
    """

    supply: str = param("3:1,7:1", label=N_("piles"),
                        help=N_("Where the earth lies, and how much: position:mass, position:mass and so on."))
    demand: str = param("4:1,6:1", label=N_("holes"),
                        help=N_("Where earth is missing, and how much: position:mass, position:mass and so on."))
    plan: str = param(OPTIMAL, label=N_("own plan"),
                      help=N_("from>to:mass, … (positions), or a matrix 1,0;0,1 with a row for each pile and a "
                              "column for each hole, or optimal, or worst."))

    def __post_init__(self):
        parse_piles(self.supply, "supply")
        parse_piles(self.demand, "demand")
        check_plan_text(self.plan)


@dataclass(frozen=True)
class TransportState(State):
    """moved: how many moves of the plan have been carried out. lifted: the next one is in the air."""

    moved: int = 0
    lifted: bool = False


def problem(params: TransportParams) -> tuple[Piles, Piles, np.ndarray, np.ndarray]:
    """(supply, demand, optimal plan, own plan), all checked. Raises ParameterError where they disagree."""
    supply, demand = parse_piles(params.supply, "supply"), parse_piles(params.demand, "demand")
    refuse_unbalanced(supply, demand)
    best = transport_plan(supply, demand)
    return supply, demand, best, check_plan(parse_plan(params.plan, supply, demand), supply, demand)


_FORMULAS = {
    "transport.lift": Formula("Σ γ(x, y)", N_("The plan says how much of the pile at x goes to the hole at y."),
                              "Σ γ(x, y) = {total:.6g}"),
    "transport.carry": Formula(
        "Σ γ(x, y) |x − y| ≥ W = m W<sub>1</sub>",
        N_("Work is mass times distance. The least over all plans, with masses normalised to 1, is the Wasserstein "
           "distance."),
        "Σ γ(x, y) |x − y| = {plan_work:.6g},&nbsp; W = {work:.6g},&nbsp; m = {total:.6g},&nbsp; "
        "W<sub>1</sub> = {w1:.6g}"),
}


class TransportSimulation(Simulation):
    """A step lifts the next load of the own plan and carries it; no metric depends on the step."""

    name = "transport"
    title = N_("Moving earth")
    Params = TransportParams

    def phases(self, params: TransportParams) -> tuple[Phase, ...]:
        return (Phase("lift", N_("lift a load"), formula="transport.lift"),
                Phase("carry", N_("carry it"), formula="transport.carry"))

    def initial(self, params: TransportParams, seed: int) -> TransportState:
        problem(params)
        return TransportState()

    def advance(self, state: TransportState, params: TransportParams) -> tuple[TransportState, Scalars]:
        supply, demand, _, own, _ = self._live(params)
        moves = self._moves(own, supply, demand)
        phases = self.phases(params)
        step, phase = next_position(state, phases)
        new = dataclasses.replace(state, step=step, phase=phase, done=phases[state.phase])
        if new.done.key == "lift":
            return dataclasses.replace(new, lifted=state.moved < len(moves)), {}
        moved = min(state.moved + state.lifted, len(moves))
        done = float(math.fsum(move[2] * abs(move[1] - move[0]) for move in moves[:moved]))
        return dataclasses.replace(new, moved=moved, lifted=False), {"moved": float(moved), "work_done": done}

    def observe(self, state: TransportState, params: TransportParams) -> Frame:
        supply, demand, best, own, fault = self._live(params)
        x, first, second = step_functions(supply, demand)
        moves = self._moves(own, supply, demand)
        arrays = {"supply": np.stack([supply.positions, supply.masses], axis=1),
                  "demand": np.stack([demand.positions, demand.masses], axis=1),
                  "optimal_plan": best, "plan": own, "moves": np.array(moves, dtype=float).reshape(-1, 3),
                  "moved": np.array(moves[:state.moved], dtype=float).reshape(-1, 3),
                  "lifted": np.array(moves[state.moved:state.moved + state.lifted], dtype=float).reshape(-1, 3),
                  "x": x, "cdf_supply": first, "cdf_demand": second}
        numbers = {**self._metrics(supply, demand, best, own), "fault": fault, "moved": float(state.moved),
                   "balanced": float(balanced(supply, demand))}
        return Frame(state.step, state.phase, self.phases(params), state.done, state.status, state.cause,
                     arrays=arrays, numbers=numbers)

    def finished(self, state: TransportState, params: TransportParams) -> bool:
        """All loads are carried, or the plan cannot be carried out."""
        supply, demand, _, own, fault = self._live(params)
        return bool(fault) or not balanced(supply, demand) or state.moved >= len(self._moves(own, supply, demand))

    def measure(self, state: TransportState, params: TransportParams) -> dict[str, float]:
        supply, demand, best, own, _ = self._live(params)
        return self._metrics(supply, demand, best, own)

    @staticmethod
    @lru_cache(maxsize=8)
    def _live(params: TransportParams) -> tuple[Piles, Piles, np.ndarray, np.ndarray, float]:
        """(supply, demand, optimal, own, fault): nan plans where the totals differ or the own plan does not fit.

        fault: 0, or by how much the plan's sums miss (inf where the plan has no meaning for these piles).
        """
        supply, demand = parse_piles(params.supply, "supply"), parse_piles(params.demand, "demand")
        none = np.full((len(supply.positions), len(demand.positions)), np.nan)
        best = transport_plan(supply, demand) if balanced(supply, demand) else none
        try:
            own = parse_plan(params.plan, supply, demand)
        except ParameterError:
            return supply, demand, best, none, math.inf
        try:
            check_plan(own, supply, demand)
        except ParameterError:
            return supply, demand, best, own, marginal_error(own, supply, demand)
        return supply, demand, best, own, 0.0

    @staticmethod
    def _metrics(supply: Piles, demand: Piles, best: np.ndarray, own: np.ndarray) -> dict[str, float]:
        work = plan_work(best, supply, demand) if np.isfinite(best).all() else math.nan
        own_work = plan_work(own, supply, demand) if np.isfinite(own).all() else math.nan
        return {"work": work, "w1": w1(supply, demand), "plan_work": own_work, "total": supply.total}

    @staticmethod
    def _moves(plan: np.ndarray, supply: Piles, demand: Piles) -> list[tuple[float, float, float]]:
        """(from, to, mass), pile by pile."""
        if not np.isfinite(plan).all():
            return []
        return [(float(supply.positions[i]), float(demand.positions[j]), float(plan[i, j]))
                for i, j in zip(*np.nonzero(plan))]

    formulas: Mapping[str, Formula] = _FORMULAS
    presets: Mapping[str, Any] = {
        "seed_best": Preset(N_("Dong’s first plan: work 2"), {"plan": "3>4:1,7>6:1"}, steps=2,
                            help=N_("As in Dong’s slides: piles at 3 and 7, holes at 4 and 6. The work in unit "
                                    "boxes is 2; with masses normalised to 1, W1 = 1.")),
        "seed_crossed": Preset(N_("Dong’s second plan: work 6"), {"plan": "3>6:1,7>4:1"}, steps=2,
                               help=N_("The same piles with crossing moves: work 6, or 3 with normalised masses. In "
                                       "Dong’s slides 2 and 6 are work, not W1.")),
        "staircase": Preset(N_("A pile spread out"), {"supply": "0:4", "demand": "1:1,2:1,3:1,4:1"}, steps=4,
                            help=N_("One pile of four boxes fills four holes: work 10, W1 = 2.5.")),
        "split": Preset(N_("Fractions of a box"), {"supply": "0:1.5,5:0.5", "demand": "1:1,2:0.25,6:0.75"}, steps=4,
                        help=N_("A plan may split a pile.")),
    }
