"""The order in which a sweep trains its cells: as they are listed, or over a map from coarse to fine."""

from __future__ import annotations

from collections.abc import Callable

from app.sweeps.plan import Cell, Plan

#: The cells of a plan in passes: all of one pass are begun before any of the next.
Order = Callable[[Plan], list[list[Cell]]]
Place = tuple[int, int]
_ANCHOR = 0x5555_5555           # modulo 2, 4, 8, 16, ... it is 1, 1, 5, 5, ...: near the middle of a coarse cell


def as_listed(plan: Plan) -> list[list[Cell]]:
    """One pass with all cells."""
    return [plan.cells()]


def coarse_to_fine(plan: Plan) -> list[list[Cell]]:
    """The settings of two varied parameters as a plane, in `passes` over it; as listed where there are not two."""
    if len(plan.vary) != 2:
        return as_listed(plan)
    columns, rows = map(len, plan.vary.values())
    cells, seeds = plan.cells(), len(plan.seeds)
    return [[cell for column, row in places for cell in _of_setting(cells, column * rows + row, seeds)]
            for places in passes(columns, rows)]


def _of_setting(cells: list[Cell], setting: int, seeds: int) -> list[Cell]:
    return cells[setting * seeds:(setting + 1) * seeds]


def passes(columns: int, rows: int) -> list[list[Place]]:
    """(column, row) of every place of a grid, each once, in passes that are spread over all of it.

    Every pass about doubles what has been visited: after the last but two it is a quarter of the places, every second
    one of every second row, then a half, as on a chequerboard, then all.
    """
    found: list[list[Place]] = []
    coarsest = _power_below(columns), _power_below(rows)
    stride, seen = max(coarsest), set()
    while stride:
        across, up = (_lattice(size, min(stride, most)) for size, most in zip((columns, rows), coarsest))
        new = [(column, row) for row in up for column in across if (column, row) not in seen]
        old_across, old_up = {column for column, _row in seen}, {row for _column, row in seen}
        between = [place for place in new if place[0] not in old_across and place[1] not in old_up]
        beside = [place for place in new if place[0] in old_across or place[1] in old_up]
        found += [places for places in (between, beside) if places]
        seen.update(new)
        stride //= 2
    return found


def _power_below(size: int) -> int:
    """The largest power of two that is at most size."""
    return 1 << (size.bit_length() - 1)


def _lattice(size: int, stride: int) -> range:
    return range(_ANCHOR % stride, size, stride)
