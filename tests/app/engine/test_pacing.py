"""Leaps last about as long as they should, whatever a step takes."""

import pytest

from app.engine.pacing import LEAP_SECONDS, Pace


@pytest.mark.parametrize("step_seconds", [20e-6, 100e-6, 1e-3])
def test_leaps_last_as_long_as_they_should(step_seconds):
    pace = Pace()
    for _ in range(100):
        pace.took(int(pace.steps), int(pace.steps) * step_seconds)
    assert int(pace.steps) * step_seconds == pytest.approx(LEAP_SECONDS, rel=0.2)


def test_leaps_that_are_cut_short_do_not_make_the_others_short():
    pace, step, cost = Pace(), 80e-6, 1e-3                  # what a leap costs beside its steps
    for k in range(300):
        steps = int(pace.steps) if k % 3 else 5
        pace.took(steps, cost + steps * step)
    assert cost + int(pace.steps) * step > 0.8 * LEAP_SECONDS


def test_one_that_becomes_slow_is_soon_asked_for_little():
    pace = Pace()
    for _ in range(100):
        pace.took(int(pace.steps), int(pace.steps) * 50e-6)
    assert pace.steps > 100
    for _ in range(15):
        pace.took(1, 0.03)                                  # a large network, phase by phase
    assert pace.steps == 2
