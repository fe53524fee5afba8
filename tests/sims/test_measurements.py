"""Measurements at 200 to 400 steps of a run of any length, and their values at the very states."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.observation import frame_arrays, metrics, overfitting
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.measurements import Measurements, interval
from sims.run import Run
from sims.simulation import Simulation


def measured(furthest, leap=10**9, found=None):
    """Those of a run of so many steps, each of which stops where it must."""
    measurements, step = found or Measurements(), 0
    while step < furthest:
        step = min(furthest, step + min(leap, measurements.steps_to_next(step, step)))
        if measurements.lacks(step, step):
            measurements.note(step, {"a": step}, lambda step=step: {"b": -step})
    return measurements


@pytest.mark.parametrize("leap", [1, 10**9])
def test_a_run_of_any_length_is_measured_at_two_to_four_hundred_steps(leap):
    """Leaps shorten no more than to 32 steps, which costs points where a run is short."""
    for furthest in (1, 150, 200, 399, 400, 401, 1234, 3199, 6400, 25_600, 100_000):
        every = interval(furthest)
        found = measured(furthest, leap).columns().get("a", (np.zeros(0, int), np.zeros(0)))
        if leap == 1 or furthest >= 6400:
            assert min(furthest, 200) <= len(found[0]) < 400
            assert found[0].tolist() == found[1].tolist() == list(range(every, furthest + 1, every))
        else:
            assert set(range(32, furthest + 1, 32)) <= set(found[0].tolist()) <= set(range(furthest + 1))


def test_what_waits_is_bounded_and_comes_spread_over_the_run():
    measurements = measured(100_000)
    order = []
    while (waiting := measurements.next()) is not None:
        step, compute = waiting
        measurements.add(step, compute())
        order.append(step)
    assert 200 <= len(order) < 400
    first = np.sort(order[:48])
    assert np.diff(first).max() <= 4096 and first[0] <= 4096 and first[-1] >= 96_000
    assert measurements.columns()["b"][1].tolist() == (-np.sort(order)).tolist()


def test_a_step_is_not_measured_twice_and_what_comes_too_late_is_let_go():
    measurements = measured(800, 1)
    assert interval(800) == 4 and not measurements.lacks(4, 800) and not measurements.lacks(6, 800)
    measurements.add(6, {"b": 1.0})             # of when every second step was measured
    assert "b" not in measurements.columns()
    measurements.cut(300)
    assert measurements.columns()["a"][0].tolist() == list(range(4, 301, 4))
    assert measurements.next()[0] == 256 and measurements.lacks(302, 302)
    twin = measurements.copy()
    twin.add(300, {"b": 1.0})
    assert "b" not in measurements.columns()


def test_only_what_has_changed_is_told():
    measurements = Measurements()
    assert measurements.take() is None
    measurements.note(1, {"a": 2.0}, None)
    assert measurements.take()["a"][1].tolist() == [2] and measurements.take() is None
    measurements.touch()
    assert measurements.take()["a"][1].tolist() == [2]
    again = Measurements()
    again.fill(measurements.columns())
    assert again.take()["a"][0].tolist() == [1]


SMALL = GanParams(batch_size=16, hidden_width_g=8, hidden_width_d=8)


def gan_run(steps, executor=None):
    run = Run(GanSimulation(), SMALL, 3, executor=executor)
    run.step(steps)
    return run


def test_the_measured_numbers_are_those_of_the_very_states():
    with ThreadPoolExecutor(1) as executor:
        run = gan_run(20, executor)
        run.settle()
    found = run.trace.measured.columns()
    assert set(found) == set(GanSimulation.measured) - set(overfitting.MEASURED)
    assert all(steps.tolist() == list(range(1, 21)) for steps, _numbers in found.values())
    for step in (1, 13, 20):
        again = Run(GanSimulation(), SMALL, 3)
        again.step(step)
        fake = frame_arrays.generated(again.state, SMALL, 1000, random_streams.MEASURE)
        real = frame_arrays.real_points(3, 1000, SMALL, random_streams.MEASURE)
        wanted = {"w1": metrics.wasserstein1(real[:500], fake[:500]),
                  "js": metrics.grid_js(real, fake, target_of(SMALL).extent),
                  "sliced_w1": metrics.sliced_wasserstein1(real, fake, 64)}
        for name, value in wanted.items():
            assert found[name][1][step - 1] == value
        assert run.trace.since(0)["w1"][step - 1] == wanted["w1"]


def test_training_waits_for_no_measurement_and_a_change_forgets_those_after_it():
    held, asked = threading.Event(), []

    class Slow(Simulation):
        measured = ("slow",)
        inner = GanSimulation()
        Params = GanParams

        def __getattribute__(self, name):
            if name in ("phases", "initial", "advance", "advance_many", "name"):
                return getattr(type(self).inner, name)
            return super().__getattribute__(name)

        def slow_metrics(self, state, params):
            asked.append(state.step)
            return {}, lambda step=state.step: held.wait(30) and {"slow": float(step)}
    with ThreadPoolExecutor(1) as executor:
        run = Run(Slow(), SMALL, 3, executor=executor)
        run.step(20)
        twin = run.branch()
        assert run.state.step == 20 and "slow" not in run.trace.since(0) and asked == list(range(1, 21))
        run.seek(9)
        run.set("learning_rate_g", 0.01)
        held.set()
        for each, last in ((run, 9), (twin, 20)):
            each.settle()
            assert each.trace.measured.columns()["slow"][1].tolist() == list(range(1, last + 1))
        run.step(3)
        assert asked[20:] == [10, 11, 12]


def test_a_file_settles_a_few_of_them_spread_over_the_run():
    run = gan_run(64)
    run.settle(7)
    assert run.trace.measured.columns()["w1"][0].tolist() == [16, 24, 32, 40, 48, 56, 64]


def test_none_is_waited_for_or_begun_when_the_time_is_up_and_it_is_found_later():
    held = threading.Event()

    class Slow(GanSimulation):
        measured = ("slow",)

        def slow_metrics(self, state, params):
            return {}, lambda step=state.step: held.wait(30) and {"slow": float(step)}
    with ThreadPoolExecutor(1) as executor:
        run = Run(Slow(), SMALL, 3, executor=executor)
        run.step(5)
        run.settle(until=time.monotonic() + 0.05)           # one is being computed, which takes longer
        assert "slow" not in run.trace.measured.columns()
        held.set()
        run.settle()
        assert run.trace.measured.columns()["slow"][1].tolist() == [1, 2, 3, 4, 5]
    alone = Run(Slow(), SMALL, 3)
    alone.step(5)
    alone.settle(until=time.monotonic() - 1)
    assert "slow" not in alone.trace.measured.columns()
