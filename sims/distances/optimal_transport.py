"""Optimal transport on a line: piles, holes, transport plans between them, and the least work."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

import numpy as np

from sims.params import N_, ParameterError

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


def check_plan_text(text: str) -> None:
    """Raise ParameterError where a text cannot be a plan whatever the piles and holes."""
    words = text.strip().lower()
    if words not in ("", OPTIMAL, WORST) and ">" not in words and _rows(text.strip()) is None:
        raise _not_a_plan(text)


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

    refuse_unbalanced(supply, demand)
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


def refuse_unbalanced(supply: Piles, demand: Piles) -> None:
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
