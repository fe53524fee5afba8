"""Optimal transport on a line: piles, holes, transport plans between them, and the least work."""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sims.params import N_, ParameterError

OPTIMAL, WORST = "optimal", "worst"
MARGIN = 1e-12                              # by which totals may differ, relative to them: a matter of spelling
PLAN_MARGIN = 1e-11                         # by which a sum of a plan may miss its pile or hole, relative to that
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
        raise ParameterError(N_("plan takes a matrix of {rows} × {columns} numbers, not {value}"),
                             rows=shape[0], columns=shape[1], value=f"{plan.shape[0]} × {plan.shape[1]}")
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
    """Whether both sides hold the same mass, up to rounding of the numbers that spell it."""
    return abs(supply.total - demand.total) <= MARGIN * max(supply.total, demand.total)


def transport_plan(supply: Piles, demand: Piles, worst: bool = False) -> np.ndarray:
    """The plan of least (or most) work between piles and holes of equal total, (piles, holes), never negative.

    On a line no plan does less work than the monotone one, which serves the holes from left to right out of the piles
    from left to right, and none more than the antitone one, with the holes from right to left: the cost |x - y| is
    convex (Villani 2003, theorem 2.18). What is left of a pile is kept as an exact fraction, so a small mass beside a
    large one loses no digit.
    Raises ParameterError where the totals differ.
    """
    refuse_unbalanced(supply, demand)
    piles, holes = _fractions(supply.masses), _fractions(demand.masses)
    stretch = sum(piles) / sum(holes)           # totals may differ by rounding; then the holes are filled in proportion
    order = range(len(holes) - 1, -1, -1) if worst else range(len(holes))
    plan = np.zeros((len(piles), len(holes)))
    row, left = 0, piles[0]
    for column in order:
        wanted = holes[column] * stretch
        while wanted:
            mass = min(wanted, left)
            plan[row, column] = float(mass)
            wanted, left = wanted - mass, left - mass
            if not left and row + 1 < len(piles):
                row, left = row + 1, piles[row + 1]
    return plan


def _fractions(numbers: np.ndarray) -> list[Fraction]:
    """Floating-point numbers as what they are."""
    return [Fraction(number) for number in numbers.tolist()]


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
        wrong = np.flatnonzero(np.abs(sums - piles.masses) > PLAN_MARGIN * piles.masses)
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
    """W1 of the piles and holes, each normalised to mass 1: the area between their distribution functions, computed
    in exact fractions and rounded once.

    Needs no plan and no equal totals. Where the totals agree it is the least work divided by the total.
    """
    sides = [dict(zip(_fractions(piles.positions), _fractions(piles.masses))) for piles in (supply, demand)]
    totals = [sum(side.values()) for side in sides]
    area = between = Fraction(0)                # between: the supply's distribution function less the demand's
    places = sorted({*sides[0], *sides[1]})
    for place, following in itertools.pairwise(places):
        between += sides[0].get(place, 0) / totals[0] - sides[1].get(place, 0) / totals[1]
        area += abs(between) * (following - place)
    return float(area)
