"""What the presets of the line claim, over five seeds.

Seen: both modes in all five with W1 .12 to .28; one mode in all five with W1 2.99 to 3.06; under a drawn
D the mean 1.973 to 2.029 with a deviation of .019 to .023, then -2.019 to -1.945 with .020 to .043.
"""

import math

import pytest

from app.headless_run import HeadlessRun, going
from sims import registry
from sims.events import read_events
from sims.line.params import LineParams
from sims.line.presets import PRESETS
from sims.line.simulation import generated
from sims.params import change


def at(name, seed, steps=0):
    simulation, preset = registry.get("line").without_slow_metrics(), PRESETS[name]
    params = change(LineParams(), **preset.values)
    events = read_events(params, [(step, 0, parameter, value) for step, parameter, value in preset.events])
    run = HeadlessRun(simulation, params, seed, events)
    for _ in going(run, steps or preset.steps):
        pass
    return run


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(5))
def test_both_modes_are_covered_and_under_the_collapse_one(seed):
    both, one = at("both", seed).metrics(), at("one", seed).metrics()
    assert both["modes"] == 2 and both["mode_kl"] < 0.01 and both["w1"] < 0.5
    assert one["modes"] == 1 and one["mode_kl"] == pytest.approx(math.log(2), abs=1e-3) and one["w1"] > 2.5


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(5))
def test_the_points_follow_the_top_of_a_drawn_d(seed):
    for steps, top in ((800, 2.0), (1600, -2.0)):
        run = at("drawn_top", seed, steps)
        points = generated(run.state, run.params, 500)
        assert abs(points.mean() - top) < 0.2 and points.std() < 0.2
