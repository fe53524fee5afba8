"""Coarse to fine: every cell once, at every moment spread over the plane."""

import pytest

from app.sweeps import plan as sweep_plan
from app.sweeps.order import coarse_to_fine, passes
from sims import registry


@pytest.mark.parametrize(("columns", "rows"), [(16, 16), (5, 3), (1, 7), (9, 2), (3, 64), (1, 1)])
def test_every_place_comes_once(columns, rows):
    places = [place for each in passes(columns, rows) for place in each]
    assert sorted(places) == [(column, row) for column in range(columns) for row in range(rows)]


def test_a_quarter_comes_first_then_a_half_and_no_place_is_far_from_what_is_known():
    seen, counts, gaps = [], [], []
    for places in passes(16, 16):
        seen += places
        counts.append(len(seen))
        gaps.append(max(min(max(abs(column - x), abs(row - y)) for x, y in seen)
                        for column in range(16) for row in range(16)))
    assert counts[-3:] == [64, 128, 256]
    assert counts == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    # Of n points of a square the best spread leaves no place farther than about 16 / (2 sqrt(n)).
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[2] <= 6 and gaps[4] <= 3 and gaps[6] == 1 and gaps[8] == 0


def test_the_seeds_of_a_cell_stay_together_and_other_sweeps_keep_their_order():
    params = registry.get("nash").Params()
    plan = sweep_plan.Plan("nash", params, {"learning_rate": (0.1, 0.2, 0.3), "x0": (1.0, 2.0)}, [4, 5], 1, "cpu")
    cells = [cell for each in coarse_to_fine(plan) for cell in each]
    assert sorted(cell.index for cell in cells) == list(range(12))
    assert all((one.varied, one.seed + 1) == (two.varied, two.seed) for one, two in zip(cells[::2], cells[1::2]))
    assert cells != plan.cells()
    line = sweep_plan.Plan("nash", params, {"learning_rate": (0.1, 0.2, 0.3)}, [4, 5], 1, "cpu")
    assert coarse_to_fine(line) == [line.cells()]
