"""Best responses against closed forms and SciPy's search: what either would gain if the other stood still."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from sims.nash.best_responses import best_responses, duality_gap, loss_y
from sims.nash.games import Game
from sims.nash.simulation import NashParams, NashSimulation
from sims.params import change
from sims.run import Run
from tests.sims.nash.dirac import EXTRAS, OBJECTIVES, POINTS, difference, dirac


@pytest.mark.parametrize("x, y", [(1.0, 1.0), (-0.7, 1.3), (0.4, -2.0), (-2.0, 0.0)])
def test_in_xy_each_goes_to_the_end_that_the_other_leaves_it(x, y):
    rate, reach = 0.3, 2.0
    of_x, of_y = best_responses(NashParams(learning_rate=rate), x, y, reach)
    assert of_x.loss == x * y == -of_y.loss                                     # zero-sum
    assert of_x.place == (-math.copysign(reach, y) if y else x) and of_y.place == math.copysign(reach, x)
    assert of_x.gain == pytest.approx(x * y + reach * abs(y), abs=1e-12)
    assert of_y.gain == pytest.approx(reach * abs(x) - x * y, abs=1e-12)
    assert (of_x.step_gain, of_y.step_gain) == pytest.approx((rate * y * y, rate * x * x), abs=1e-12)
    assert duality_gap(of_x, of_y) == pytest.approx(reach * (abs(x) + abs(y)), abs=1e-12)


def test_at_the_equilibrium_nobody_gains_by_deviating():
    for params in (NashParams(), *(dirac(objective=objective, **extra) for objective in OBJECTIVES for extra in EXTRAS
                                   if not Game(dirac(objective=objective, **extra)).jump)):
        of_x, of_y = best_responses(params, 0.0, 0.0, 2.0)
        assert duality_gap(of_x, of_y) == 0 and (of_x.place, of_y.place) == (0.0, 0.0)


def test_a_penalty_with_a_target_slope_lets_d_gain_at_zero():
    of_x, of_y = best_responses(dirac(objective="wgan", gradient_penalty=0.7), 0.0, 0.0, 2.0)
    assert of_x.gain == 0 and abs(of_y.place) == pytest.approx(1.0, abs=1e-12) and of_y.gain == pytest.approx(0.35)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("extra", EXTRAS, ids=str)
def test_they_are_what_a_search_finds(objective, extra):
    params, reach = dirac(objective=objective, **extra), 3.2
    game = Game(params)
    for x, y in POINTS:
        of_x, of_y = best_responses(params, x, y, reach)
        least_x = min(minimize_scalar(lambda t, y=y: game.loss_x(t, y), bounds=ends, method="bounded").fun
                      for ends in ((-reach, 0), (0, reach)))
        least_y = min(minimize_scalar(lambda t, x=x: loss_y(game, x, t), bounds=ends, method="bounded").fun
                      for ends in ((-reach, 0), (0, reach)))
        # The search stops short of an end by 1e-5 of the interval.
        assert of_x.loss - of_x.gain == pytest.approx(least_x, abs=1e-4) and of_x.loss - of_x.gain <= least_x + 1e-9
        assert of_y.loss - of_y.gain == pytest.approx(least_y, abs=1e-4) and of_y.loss - of_y.gain <= least_y + 1e-9


@pytest.mark.parametrize("extra", EXTRAS, ids=str)
def test_both_losses_are_those_whose_slopes_move_the_players(extra):
    game = Game(dirac(objective="nonsaturating", **extra))
    for x, y in POINTS:
        vx, vy = game.bare(x, y)
        assert -difference(lambda t, y=y: game.loss_x(t, y), x) == pytest.approx(vx, abs=1e-9)
        assert -difference(lambda t, x=x: loss_y(game, x, t), y) == pytest.approx(vy, abs=1e-9)


def test_a_clip_bounds_the_answer_of_d():
    _of_x, of_y = best_responses(dirac(objective="wgan", weight_clip=0.4), 1.0, 0.1, 3.0)
    assert of_y.place == pytest.approx(0.4, abs=1e-12) and of_y.gain == pytest.approx(0.3, abs=1e-12)


def test_on_the_spiral_the_gap_grows_with_the_radius():
    run = Run(NashSimulation(), change(NashParams(), learning_rate=0.1))
    run.step(500)
    gap = duality_gap(*best_responses(run.params, run.state.x, run.state.y, 20.0))
    assert gap == pytest.approx(20 * (abs(run.state.x) + abs(run.state.y)), rel=1e-12)
    assert np.hypot(run.state.x, run.state.y) == pytest.approx(17.016038, abs=1e-5)
