"""What a critic that sees patches only can be satisfied with, against exact fractions and iterative fitting."""

import math
from fractions import Fraction

import numpy as np
import pytest

from sims.patterns.blind_critic import BINARY, correct_blind, correct_least
from sims.patterns.scenes import SCENES, SLOTS, all_patterns

#: As worked out beforehand, by another programme.
LEAST = (0, 0, 0, 0, Fraction(3, 28), Fraction(3, 14), Fraction(13, 28), 1)


@pytest.mark.parametrize("width", range(1, SLOTS + 1))
def test_the_least_share_that_satisfies_a_critic_of_three_dots(width):
    assert correct_least("counting", width) == pytest.approx(float(LEAST[width - 1]), abs=1e-9)


def test_parity_is_seen_by_nobody_who_does_not_see_all():
    assert [correct_least("parity", width) for width in range(1, 9)] == pytest.approx([0] * 7 + [1], abs=1e-9)
    assert [correct_blind("parity", width) for width in range(1, 9)] == pytest.approx([0.5] * 7 + [1], abs=1e-12)


def test_of_single_slots_the_generator_of_greatest_entropy_draws_each_apart():
    share = math.comb(8, 3) * Fraction(3, 8) ** 3 * Fraction(5, 8) ** 5
    assert correct_blind("counting", 1) == pytest.approx(float(share), abs=1e-12)
    assert correct_blind("counting", 6) == pytest.approx(4 / 7, abs=1e-12)
    assert correct_blind("counting", 7) == pytest.approx(41 / 56, abs=1e-12)


@pytest.mark.parametrize("width", [2, 3, 5])
def test_the_greatest_entropy_is_what_iterative_fitting_comes_to(width):
    """Iterative proportional fitting (Deming and Stephan 1940) from the even distribution, window after window."""
    patterns = all_patterns()
    data = SCENES["counting"].keeps(patterns) / 56
    share = np.full(256, 1 / 256)
    for _round in range(300):
        for start in range(SLOTS - width + 1):
            codes = (patterns[:, start:start + width] @ 2 ** np.arange(width)).astype(int)
            wanted, had = np.bincount(codes, data), np.bincount(codes, share)
            share = share * np.divide(wanted, had, out=np.zeros_like(had), where=had > 0)[codes]
    assert correct_blind("counting", width) == pytest.approx(share @ SCENES["counting"].keeps(patterns), abs=1e-6)


def test_scenes_whose_patterns_cannot_be_listed_have_no_such_share():
    others = [scene for scene in SCENES if scene not in BINARY]
    assert len(others) == 3
    assert all(math.isnan(share(scene, 3)) for scene in others for share in (correct_least, correct_blind))
