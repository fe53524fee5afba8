"""One side played by hand: its moves are in the log, the other follows its gradient, and nobody foretells the end."""

import math

import numpy as np
import pytest

from sims.events import read_events
from sims.nash.best_responses import mean_payoff
from sims.nash.simulation import NashParams, NashSimulation, growth_per_step, verdict
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint

PATH = (-3.0, 0.5, 2.0, 2.0, -1.25)


def played(**values):
    run = Run(NashSimulation(), change(NashParams(), **values))
    for place in PATH:
        run.set("hand", place)
        run.step()
    return run


def test_x_is_where_the_hand_put_it_and_y_follows_its_gradient():
    run, y = played(method="hand_x", learning_rate=0.1), 1.0
    rows = run.trace.since(0)
    for step, place in enumerate(PATH):
        y += 0.1 * place
        assert (rows["x"][step], rows["y"][step]) == pytest.approx((place, y), rel=1e-14)


def test_y_is_where_the_hand_put_it_and_x_follows_its_gradient():
    run, x, before = played(method="hand_y", learning_rate=0.1), 1.0, 1.0
    rows = run.trace.since(0)
    for step, place in enumerate(PATH):
        x -= 0.1 * before                                   # x moves first, as in the alternating method
        before = place
        assert (rows["x"][step], rows["y"][step]) == pytest.approx((x, place), rel=1e-14)


@pytest.mark.parametrize("hand", ["hand_x", "hand_y"])
def test_a_hand_that_moves_as_gradient_descent_would_is_the_alternating_method(hand):
    wanted = Run(NashSimulation(), change(NashParams(), game="dirac", method="alternating", x0=0.7, y0=-1.1))
    run = Run(NashSimulation(), change(NashParams(), game="dirac", method=hand, x0=0.7, y0=-1.1))
    for _ in range(20):
        wanted.step()
        run.set("hand", wanted.state.x if hand == "hand_x" else wanted.state.y)
        run.step()
        assert (run.state.x, run.state.y) == (wanted.state.x, wanted.state.y)


@pytest.mark.parametrize("values", [{"method": "hand_x"}, {"method": "hand_y", "game": "dirac", "weight_clip": 0.3}],
                         ids=["x", "clipped ψ"])
def test_what_the_hand_did_is_played_again_with_the_same_bits(values):
    run = played(**values)
    log, end = run.log(), fingerprint(run.state)
    assert fingerprint(Run.from_log(NashSimulation(), log).state) == end
    run.back()
    run.seek(len(PATH))
    assert fingerprint(run.state) == end
    if "weight_clip" in values:
        assert abs(run.state.y) <= 0.3


def test_no_theory_foretells_a_hand():
    run = played(method="hand_x")
    assert math.isnan(run.metrics()["growth_per_step"]) and math.isnan(growth_per_step(run.params))
    assert verdict(run.params).word == "by hand"


def test_two_moves_of_a_hand_reach_the_equilibrium_exactly_and_gradient_descent_keeps_its_distance():
    preset = NashSimulation.presets["two_moves"]
    params = change(NashParams(), **preset.values)
    events = read_events(params, [(step, 0, name, value) for step, name, value in preset.events])
    run, descent = Run(NashSimulation(), params, 0, events), Run(NashSimulation(), change(params, method="alternating"))
    run.step(preset.steps)
    assert (run.state.x, run.state.y) == (0.0, 0.0)
    descent.step(1000)
    rate = params.learning_rate
    x, y = (descent.trace.since(0)[name] for name in "xy")
    assert x ** 2 + y ** 2 - rate * x * y == pytest.approx(2 - rate, rel=1e-12)       # of the start (1, 1), and kept
    assert np.hypot(x, y).min() > 1.3


def test_the_mean_payoff_is_the_mean_of_v():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 40))
    assert mean_payoff(NashParams(), x, y) == pytest.approx(np.mean(x * y), rel=1e-14)
    dirac = change(NashParams(), game="dirac")
    expected = np.mean(-np.log1p(np.exp(-x * y)) - math.log(2))
    assert mean_payoff(dirac, x, y) == pytest.approx(expected, rel=1e-12)
