"""Moving earth on a line: piles, holes, plans between them, and the least work."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sims.params import N_, ParameterError, param
from sims.simulation import Formula, Frame, Phase, Preset, Scalars, Simulation, State, next_position

OPTIMAL, WORST = "optimal", "worst"
MARGIN = 1e-12                              # how exactly a plan's row and column sums must meet the piles
_PILE = re.compile(r"^\s*([^:\s]+)\s*:\s*([^:\s]+)\s*$")
_MOVE = re.compile(r"^\s*([^:>\s]+?)\s*-?>\s*([^:>\s]+)\s*:\s*([^:>\s]+)\s*$")
MOST = 64                                   # piles on one side


@dataclass(frozen=True)
class Piles:
    """positions: (n,), rising, all different. masses: (n,), all positive."""

    positions: np.ndarray
    masses: np.ndarray

    @property
    def total(self) -> float:
        return float(math.fsum(self.masses))


def parse_piles(text: str, name: str = "supply") -> Piles:
    """Piles spelled "position:mass,position:mass". Equal positions are put together; masses must be positive."""
    found: dict[float, float] = {}
    for part in text.split(","):
        match = _PILE.match(part)
        numbers = match and _finite(match.groups())
        if not numbers:
            raise ParameterError(N_("{name} takes position:mass pairs like 3:1,7:1, not '{value}'"),
                                 name=name, value=part.strip() or text.strip())
        if not numbers[1] > 0:
            raise ParameterError(N_("{name} takes masses above 0, not {value}"), name=name, value=part.strip())
        found[numbers[0]] = found.get(numbers[0], 0.0) + numbers[1]
    if len(found) > MOST:
        raise ParameterError(N_("{name} takes at most {most} piles, not {count}"), name=name, most=MOST,
                             count=len(found))
    positions = sorted(found)
    return Piles(np.array(positions), np.array([found[at] for at in positions]))


def spell_piles(piles: Piles) -> str:
    """The text that `parse_piles` reads back."""
    return ",".join(f"{position:.17g}:{mass:.17g}" for position, mass in zip(piles.positions, piles.masses))


def _finite(texts: tuple[str, ...]) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(text) for text in texts)
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) and abs(number) <= 1e9 for number in numbers) else None


def parse_plan(text: str, supply: Piles, demand: Piles) -> np.ndarray:
    """A plan spelled as moves "from>to:mass,..." (positions), as a matrix "1,0;0,1" (rows are piles, columns holes) or
    as its JSON [[1,0],[0,1]]; "" or "optimal" is the best plan and "worst" the worst. Returns (piles, holes).

    The marginals are not checked here: see `marginal_error`.
    """
    spelled = text.strip()
    if spelled.lower() in ("", OPTIMAL, WORST):
        return transport_plan(supply, demand, worst=spelled.lower() == WORST)
    if ">" in spelled:
        return _parse_moves(spelled, supply, demand)
    rows = _rows(spelled)
    if rows is None or len({len(row) for row in rows}) != 1:
        raise _not_a_plan(text)
    plan = np.array(rows, dtype=float)
    shape = (len(supply.positions), len(demand.positions))
    if plan.shape != shape:
        raise ParameterError(N_("plan takes a matrix of {rows} rows and {columns} columns, not {value}"),
                             rows=shape[0], columns=shape[1], value=f"{plan.shape[0]} x {plan.shape[1]}")
    if (plan < 0).any():
        raise ParameterError(N_("plan takes masses of 0 and above, not {value}"), value=plan.min())
    return plan


def _not_a_plan(text: str) -> ParameterError:
    return ParameterError(N_("plan takes moves like 3>4:1,7>6:1 or a matrix like 1,0;0,1, not '{value}'"), value=text)


def _rows(text: str) -> list[list[float]] | None:
    if text.startswith("["):
        try:
            rows = json.loads(text)
            found = [_finite(tuple(map(str, row))) for row in rows]
        except (ValueError, TypeError):
            return None
    else:
        found = [_finite(tuple(row.split(","))) for row in text.split(";")]
    return None if any(row is None for row in found) or not found else [list(row) for row in found]


def _parse_moves(text: str, supply: Piles, demand: Piles) -> np.ndarray:
    plan = np.zeros((len(supply.positions), len(demand.positions)))
    for part in text.split(","):
        match = _MOVE.match(part)
        numbers = match and _finite(match.groups())
        if not numbers or numbers[2] < 0:
            raise _not_a_plan(part.strip() or text)
        row, column = _index(numbers[0], supply, "supply"), _index(numbers[1], demand, "demand")
        plan[row, column] += numbers[2]
    return plan


def _index(position: float, piles: Piles, name: str) -> int:
    at = np.flatnonzero(piles.positions == position)
    if not at.size:
        raise ParameterError(N_("plan: {name} has nothing at {value}; it has {positions}"), name=name,
                             value=f"{position:g}", positions=", ".join(f"{p:g}" for p in piles.positions))
    return int(at[0])


def spell_plan(plan: np.ndarray, supply: Piles, demand: Piles) -> str:
    """The plan as moves, readable by `parse_plan`."""
    return ",".join(f"{supply.positions[i]:.17g}>{demand.positions[j]:.17g}:{plan[i, j]:.17g}"
                    for i, j in zip(*np.nonzero(plan)))


def distances(supply: Piles, demand: Piles) -> np.ndarray:
    """|x_i - y_j|: (piles, holes)."""
    return np.abs(supply.positions[:, None] - demand.positions[None])


def balanced(supply: Piles, demand: Piles) -> bool:
    """Whether both sides hold the same mass, up to rounding."""
    return abs(supply.total - demand.total) <= MARGIN * max(1.0, supply.total)


def transport_plan(supply: Piles, demand: Piles, worst: bool = False) -> np.ndarray:
    """The plan of least (or most) work between piles and holes of equal total, by SciPy's linear program (HiGHS).

    Returns (piles, holes), never negative, row sums the supply, column sums the demand. In one dimension many plans
    share the least work; where several do, which of them is returned is HiGHS's choice.
    Raises ParameterError where the totals differ.
    """
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, kron, vstack

    _refuse_unbalanced(supply, demand)
    rows, columns = len(supply.positions), len(demand.positions)
    unit = supply.total                     # so that HiGHS's absolute tolerances mean the same for every size
    sums = vstack([kron(eye_array(rows), np.ones((1, columns))), kron(np.ones((1, rows)), eye_array(columns))])
    cost = distances(supply, demand).ravel()
    scale = cost.max() or 1.0
    found = linprog((-1 if worst else 1) * cost / scale, A_eq=sums.tocsr(), method="highs-ds",
                    b_eq=np.concatenate([supply.masses / unit, demand.masses / demand.total]))
    if found.x is None:
        raise ArithmeticError(f"no plan was found: {found.message}")
    return _exact_marginals(np.maximum(found.x.reshape(rows, columns), 0) * unit, supply, demand)


def _exact_marginals(plan: np.ndarray, supply: Piles, demand: Piles) -> np.ndarray:
    """The vertex that HiGHS found, with its masses recomputed: the cells it uses form a tree, and sums along a tree
    follow from the piles alone, to rounding and not to the solver's tolerance."""
    used = plan > 1e-9 * supply.total
    row_left, column_left = supply.masses.astype(float), demand.masses * (supply.total / demand.total)
    exact, open_cells = np.zeros_like(plan), used.copy()
    while open_cells.any():
        single_rows = np.flatnonzero(open_cells.sum(axis=1) == 1)
        single_columns = np.flatnonzero(open_cells.sum(axis=0) == 1)
        if single_rows.size:
            i = single_rows[0]
            j = int(np.flatnonzero(open_cells[i])[0])
            mass = row_left[i]
        elif single_columns.size:
            j = single_columns[0]
            i = int(np.flatnonzero(open_cells[:, j])[0])
            mass = column_left[j]
        else:
            return plan                     # not a vertex: keep what the solver gave
        exact[i, j] = max(mass, 0.0)
        row_left[i] -= mass
        column_left[j] -= mass
        open_cells[i, j] = False
    off = max(np.abs(row_left).max(), np.abs(column_left).max())
    return exact if off <= 1e-9 * supply.total else plan


def _refuse_unbalanced(supply: Piles, demand: Piles) -> None:
    if not balanced(supply, demand):
        raise ParameterError(N_("demand must hold as much as supply, {supply}, not {demand}: work moves all of it"),
                             supply=f"{supply.total:.12g}", demand=f"{demand.total:.12g}")


def plan_work(plan: np.ndarray, supply: Piles, demand: Piles) -> float:
    """Mass times distance over all moves, in unit boxes."""
    return float(math.fsum((plan * distances(supply, demand)).ravel()))


def marginal_error(plan: np.ndarray, supply: Piles, demand: Piles) -> float:
    """The largest amount by which a row sum misses its pile or a column sum its hole."""
    rows = np.abs(plan.sum(axis=1) - supply.masses).max()
    return float(max(rows, np.abs(plan.sum(axis=0) - demand.masses).max()))


def check_plan(plan: np.ndarray, supply: Piles, demand: Piles) -> np.ndarray:
    """The plan, or a ParameterError that names the first pile or hole whose sum is wrong."""
    sides = ((N_("supply"), supply, plan.sum(axis=1)), (N_("demand"), demand, plan.sum(axis=0)))
    for name, piles, sums in sides:
        wrong = np.flatnonzero(np.abs(sums - piles.masses) > MARGIN * np.maximum(1.0, piles.masses))
        if wrong.size:
            k = wrong[0]
            raise ParameterError(N_("plan moves {value} at {name} {position}, which holds {mass}"), name=name,
                                 value=f"{sums[k]:.12g}", position=f"{piles.positions[k]:g}",
                                 mass=f"{piles.masses[k]:.12g}")
    return plan


def step_functions(supply: Piles, demand: Piles) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(x, F_supply, F_demand): all positions in order (n,) and the normalised distribution functions from each x on."""
    x = np.union1d(supply.positions, demand.positions)
    sides = []
    for piles in (supply, demand):
        heights = np.concatenate([[0], np.cumsum(piles.masses / piles.total)])
        sides.append(heights[np.searchsorted(piles.positions, x, side="right")])
    return x, *sides


def w1(supply: Piles, demand: Piles) -> float:
    """W1 of the piles and holes, each normalised to mass 1: the area between their distribution functions.

    Needs no plan and no equal totals. Where the totals agree it is the least work divided by the total.
    """
    x, first, second = step_functions(supply, demand)
    return float(math.fsum(np.abs(first - second)[:-1] * np.diff(x)))


@dataclass(frozen=True)
class TransportParams:
    """Each text is checked as it is set; that the three agree is checked when a run begins.

    In a live run a pile may be one box short for a moment while it is stacked: the frame then says so with
    balanced = 0 and a work of nan.
    """

    supply: str = param("3:1,7:1", label=N_("piles"), help=N_("position:mass, position:mass, …"))
    demand: str = param("4:1,6:1", label=N_("holes"), help=N_("position:mass, position:mass, …"))
    plan: str = param(OPTIMAL, label=N_("own plan"),
                      help=N_("from>to:mass, … (positions), or a matrix 1,0;0,1 with a row for each pile and a "
                              "column for each hole, or optimal, or worst"))

    def __post_init__(self):
        parse_piles(self.supply, "supply")
        parse_piles(self.demand, "demand")
        words = self.plan.strip().lower()
        if words not in ("", OPTIMAL, WORST) and ">" not in words and _rows(self.plan.strip()) is None:
            raise _not_a_plan(self.plan)


@dataclass(frozen=True)
class TransportState(State):
    """moved: how many moves of the plan have been carried out. lifted: the next one is in the air."""

    moved: int = 0
    lifted: bool = False


def problem(params: TransportParams) -> tuple[Piles, Piles, np.ndarray, np.ndarray]:
    """(supply, demand, optimal plan, own plan), all checked. Raises ParameterError."""
    supply, demand = parse_piles(params.supply, "supply"), parse_piles(params.demand, "demand")
    _refuse_unbalanced(supply, demand)
    best = transport_plan(supply, demand)
    return supply, demand, best, check_plan(parse_plan(params.plan, supply, demand), supply, demand)


_FORMULAS = {
    "transport.lift": Formula("γ(x, y)", N_("The plan says how much of the pile at x goes to the hole at y."),
                              "Σ γ = {total:.6g}"),
    "transport.carry": Formula(
        "Σ γ(x, y) |x − y|",
        N_("Work is mass times distance. The least over all plans, with masses normalised to 1, is the Wasserstein "
           "distance."),
        "{plan_work:.6g} ≥ {work:.6g} = {total:.6g} · {w1:.6g}"),
}


class TransportSimulation(Simulation):
    """Piles and holes. A step lifts and carries the next load of the own plan; no metric depends on the step."""

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
        "seed_best": Preset(N_("The slides' first plan: work 2"), {"plan": "3>4:1,7>6:1"}, steps=2,
                            help=N_("Piles at 3 and 7, holes at 4 and 6. The work in unit boxes is 2; with masses "
                                    "normalised to 1, W1 = 1.")),
        "seed_crossed": Preset(N_("The slides' second plan: work 6"), {"plan": "3>6:1,7>4:1"}, steps=2,
                               help=N_("The same piles with crossing moves: work 6, or 3 with normalised masses. The "
                                       "slides' 2 and 6 are work, not W1.")),
        "staircase": Preset(N_("A pile spread out"), {"supply": "0:4", "demand": "1:1,2:1,3:1,4:1"}, steps=4,
                            help=N_("One pile of four boxes fills four holes: work 10, W1 = 2.5.")),
        "split": Preset(N_("Fractions of a box"), {"supply": "0:1.5,5:0.5", "demand": "1:1,2:0.25,6:0.75"}, steps=4,
                        help=N_("A plan may split a pile.")),
    }
