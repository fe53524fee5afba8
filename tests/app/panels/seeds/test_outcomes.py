"""Which outcome a run has by the modes that it covers, and the line that counts them."""

import numpy as np
import pytest

from app.panels.seeds.outcomes import COLLAPSED, DIVERGED, FULL, NOWHERE, PARTIAL, counted, outcome
from sims.simulation import Frame


def frame(covered, modes, status="ok"):
    share = np.zeros(modes)
    share[:covered] = 0.01
    return Frame(10, 0, (), status=status, arrays={"mode_share": share, "modes": np.zeros((modes, 2))})


@pytest.mark.parametrize("covered, modes, expected", [
    (8, 8, FULL), (7, 8, PARTIAL), (2, 8, PARTIAL), (1, 8, COLLAPSED), (0, 8, NOWHERE),
    (25, 25, FULL), (4, 25, PARTIAL), (3, 25, COLLAPSED), (1, 2, COLLAPSED), (1, 1, FULL), (0, 0, "")])
def test_the_rule(covered, modes, expected):
    assert outcome(frame(covered, modes)) == expected


def test_a_diverged_run_is_that_whatever_it_covered():
    assert outcome(frame(8, 8, "diverged")) == DIVERGED


def test_the_line():
    assert counted([FULL] * 3 + [PARTIAL] * 10 + [COLLAPSED] * 3) == "full 3, partial 10, collapsed 3 of 16"
    assert counted([FULL, NOWHERE, DIVERGED]) == "full 1, partial 0, collapsed 0, on no mode 1, diverged 1 of 3"
    assert counted(["", "", DIVERGED]) == "diverged 1 of 3"
    assert "no modes" in counted(["", ""])
