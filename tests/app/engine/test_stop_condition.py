"""Playing pauses where a condition becomes true: at the very step, once, and not where it only stays true."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.engine import groups
from app.engine.messages import Opening
from app.engine.stop_condition import STOPPED, STOPPED_ONE_OF, StopCondition
from sims import registry
from sims.params import ParameterError
from sims.run import Run
from sims.simulation import fingerprint


def group_of(simulation, *runs, measures=None):
    return groups.build(simulation, Opening(simulation, runs or (({}, 0),)), 1, measures=measures)


def play(group, until=lambda group: False, seconds=20):
    """Play until it pauses by itself and has come to where it wants to be."""
    group.do("play")
    end = time.monotonic() + seconds
    while (group.playing or group.busy) and not until(group):
        assert time.monotonic() < end
        group.work(time.monotonic() + 0.01)


def travel(group, step):
    group.do("seek", step=step)
    while group.busy:
        group.work(time.monotonic() + 0.01)


def column(simulation, name, steps, **values):
    """The numbers of a scalar after 1, 2, … steps, of a run that is stepped one by one."""
    made = registry.get(simulation)
    run = Run(made, made.Params(**values))
    run.step(steps)
    return run.trace.since(0)[name]


def crossings(numbers, holds):
    """The steps after which a condition holds that did not hold one step before."""
    held = holds(np.array(numbers))
    return [step + 1 for step in range(len(held)) if held[step] and not (step and held[step - 1])]


def test_it_pauses_at_every_step_at_which_a_scalar_comes_to_the_value_and_at_no_other():
    group = group_of("nash", ({"method": "alternating"}, 0))
    group.do("stop_when", metric="x", sign=">=", value=0.5)
    expected = crossings(column("nash", "x", 300, method="alternating"), lambda x: x >= 0.5)
    assert len(expected) > 3
    for step in expected:
        play(group)
        assert group.position == (step, 0)
    assert [notice.template for notice in group.notices] == [STOPPED] * len(expected)
    assert [notice.fields["step"] for notice in group.notices] == expected
    twin = Run(group.simulation, group.runs[0].base)
    twin.step(expected[-1])
    assert fingerprint(group.runs[0].state) == fingerprint(twin.state)


def test_what_holds_already_pauses_nothing_until_it_has_not_held_and_going_back_lets_it_pause_again():
    numbers = column("nash", "x", 300, method="alternating")
    first, second = crossings(numbers, lambda x: x <= 0.2)[:2]
    group = group_of("nash", ({"method": "alternating"}, 0))
    travel(group, first + 2)
    group.do("stop_when", metric="x", sign="<=", value=0.2)
    play(group)
    assert group.position == (second, 0)
    travel(group, first - 1)
    play(group)
    assert group.position == (first, 0)
    group.do("stop_when", metric="")
    play(group, lambda group: group.position[0] > second + 100)
    assert group.playing


def test_a_step_is_come_to_once_however_many_a_leap_does():
    group = group_of("gan", ({"batch_size": 8}, 0))
    group.do("stop_when", metric="step", sign=">=", value=333)
    play(group)
    assert group.position == (333, 0)
    play(group, lambda group: group.position[0] > 500)
    assert group.playing


def test_of_several_runs_the_first_that_comes_to_the_value_is_named():
    methods = ("extragradient", "simultaneous", "alternating")
    first = {method: crossings(column("nash", "radius", 400, method=method), lambda radius: radius >= 2)
             for method in methods}
    group = group_of("nash", *(({"method": method}, 0) for method in methods))
    group.do("stop_when", metric="radius", sign=">=", value=2)
    play(group)
    (notice,) = group.notices
    assert notice.template == STOPPED_ONE_OF and (notice.fields["run"], notice.fields["runs"]) == (2, 3)
    assert not first["extragradient"]
    assert group.position == (first["simultaneous"][0], 0)
    assert all(run.position == group.position for run in group.runs)


def test_a_measured_metric_pauses_at_the_step_that_was_measured_though_it_becomes_known_later():
    with ThreadPoolExecutor(1) as thread:
        group = group_of("gan", ({"batch_size": 32}, 0), measures=thread)
        bound = 0.95 * group.simulation.slow_metrics(group.runs[0].state, group.runs[0].params)[1]()["w1"]
        group.do("stop_when", metric="w1", sign="<=", value=bound)
        play(group, seconds=60)
        run = group.runs[0]
        run.settle()
        steps, numbers = run.trace.known("w1", 0, run.state.step)
        assert run.position == (steps[-1], 0)
        assert group.simulation.slow_metrics(run.state, run.params)[1]()["w1"] == numbers[-1] <= bound
        assert group.notices[-1].fields["step"] == steps[-1]


def test_a_command_that_is_no_condition_is_refused_and_changes_nothing():
    group = group_of("nash")
    group.do("stop_when", metric="x", sign="<=", value=0.5)
    for wrong in ({"sign": "<"}, {"value": float("nan")}, {"value": "much"}):
        with pytest.raises(ParameterError):
            group.do("stop_when", **{"metric": "x", **wrong})
    assert group.stops.condition == StopCondition("x", "<=", 0.5)


def test_a_condition_that_comes_on_the_way_ends_no_journey():
    group = group_of("gan", ({"batch_size": 8}, 0))
    group.do("seek", step=40)
    group.do("stop_when", metric="loss_d", sign="<=", value=0.0)
    for _ in itertools.takewhile(lambda _: group.busy, range(1000)):
        group.work(time.monotonic() + 0.01)
    assert group.position == (40, 0)
