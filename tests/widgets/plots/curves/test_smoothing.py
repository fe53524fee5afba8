"""The smoothed line against a plain loop over the steps."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.plots.curves import curve_buffer
from widgets.plots.curves.curve_buffer import CurveBuffer
from widgets.plots.curves.points_buffer import PointsBuffer
from widgets.plots.curves.smoothing import PointsSmoothing, Smoothing


def by_a_loop(values, weight):
    total = count = 0.0
    line = []
    for value in values.tolist():
        total, count = weight * total, weight * count
        if value == value:
            total, count = total + value, count + 1
        line.append(total / count if value == value else np.nan)
    return np.array(line)


def drawn(smoothing, low, high, count=10**6):
    """Every row by itself, {row: value}: as there are fewer of them than columns."""
    return dict(smoothing.points(low, high, count))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_line_is_that_of_a_loop_however_the_rows_came(data):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    weight = data.draw(st.sampled_from([0.3, 0.9, 0.98, 0.999]))
    values = random.normal(size=data.draw(st.integers(1, 4000))) + 3
    values[random.random(len(values)) < data.draw(st.sampled_from([0, 0.3, 0.99]))] = np.nan
    buffer = CurveBuffer()
    smoothing, start = Smoothing(buffer, weight), 0
    while start < len(values):
        size = int(random.integers(1, 1500))
        buffer.write(start, values[start:start + size])
        start += size
        if random.random() < 0.7:
            smoothing.points(0, start, 100)
        if random.random() < 0.3:           # taken back, and done again with other numbers
            start = int(random.integers(0, start))
            values[start:] += 1
            buffer.cut(start)
    wanted, found = by_a_loop(values, weight), drawn(smoothing, 0, len(values))
    assert sorted(found) == np.flatnonzero(np.isfinite(wanted)).tolist()
    assert list(found.values()) == pytest.approx(wanted[np.isfinite(wanted)], rel=1e-5)
    for row in (0, len(values) // 2, len(values) - 1):
        assert smoothing.value_at(row) == pytest.approx(wanted[row], rel=1e-5, nan_ok=True)


def test_another_weight_draws_another_line_over_the_same_numbers():
    values = np.random.default_rng(0).normal(size=500)
    buffer = CurveBuffer()
    buffer.write(0, values)
    smoothing = Smoothing(buffer, 0.9)
    smoothing.points(0, 500, 100)
    smoothing.set_weight(0.5)
    assert list(drawn(smoothing, 0, 500).values()) == pytest.approx(by_a_loop(values, 0.5), rel=1e-4, abs=1e-5)
    assert np.array_equal(buffer.values, values.astype(np.float32))


def test_the_line_stays_where_it_is_while_the_run_goes_on():
    values = np.random.default_rng(0).normal(size=60_000)
    buffer = CurveBuffer()
    smoothing = Smoothing(buffer, 0.99)
    buffer.write(0, values[:30_000])
    before = smoothing.points(0, 60_000, 400)
    buffer.write(30_000, values[30_000:])
    after = smoothing.points(0, 60_000, 400)
    assert 100 <= len(before) < len(after) <= 800
    assert np.array_equal(after[:len(before) - 1], before[:-1])


def test_a_million_steps_have_the_line_of_the_loop_at_a_bounded_cost():
    weight = 0.95
    values = np.random.default_rng(0).normal(size=1_000_000) + np.arange(1_000_000) / 1e5
    buffer = CurveBuffer()
    smoothing = Smoothing(buffer, weight)
    for start in range(0, 1_000_000, 50_000):
        buffer.write(start, values[start:start + 50_000])
        smoothing.points(0, start, 500)
    points = smoothing.points(0, 1_000_000, 500)
    assert 250 <= len(points) <= 1000
    line, size = by_a_loop(values, weight), int(np.diff(points[:, 0])[0])
    whole = line[:len(line) // size * size].reshape(-1, size).mean(axis=1)
    # Cells hold sixteen rows by now; the noise of the numbers themselves is 1.
    assert buffer.size == 16 and points[:len(whole), 1] == pytest.approx(whole, abs=0.02)

    def cost(rows):
        some = CurveBuffer()
        some.write(0, values[:rows])
        line, times = Smoothing(some, weight), []
        for _round in range(20):
            start = time.perf_counter()
            some.write(some.length, np.ones(10))
            line.points(0, some.length, 500)
            times.append(time.perf_counter() - start)
        return min(times)
    assert cost(1_000_000) < 4 * cost(10_000) + 1e-3


def test_cells_of_many_rows_know_the_mean_of_what_was_measured(monkeypatch):
    monkeypatch.setattr(curve_buffer, "LIMIT", 256)
    random, buffer = np.random.default_rng(0), CurveBuffer()
    values = random.normal(size=5000).astype(np.float32)
    values[random.random(5000) < 0.4] = np.nan
    start = 0
    while start < 5000:
        size = int(random.integers(1, 300))
        buffer.write(start, values[start:start + size])
        start += size
    means, held = buffer.cells()
    for cell in range(len(means)):
        part = values[cell * buffer.size:(cell + 1) * buffer.size]
        assert held[cell] == np.isfinite(part).sum()
        assert means[cell] == pytest.approx(np.nanmean(part), abs=1e-5)
    assert buffer.size > 4 and buffer.cells()[0].base is buffer._mean
    buffer.cut(2500)
    assert len(buffer.cells()[0]) == -(-2500 // buffer.size)


def test_the_line_of_a_few_points_is_by_steps_too():
    random = np.random.default_rng(0)
    values = np.full(2000, np.nan)
    steps = np.sort(random.choice(2000, 90, replace=False))
    values[steps] = random.normal(size=90)
    points = PointsBuffer(steps, values[steps])
    smoothing = PointsSmoothing(points, 0.98)
    assert smoothing.points(0, 2000, 10)[:, 0].tolist() == steps.tolist()
    for weight in (0.98, 0.5):
        smoothing.set_weight(weight)
        wanted = by_a_loop(values, weight)
        assert smoothing.points(0, 2000, 10)[:, 1] == pytest.approx(wanted[steps], rel=1e-9)
        assert smoothing.value_at(steps[30]) == pytest.approx(wanted[steps[30]]) and np.isnan(smoothing.value_at(-1))
    assert np.array_equal(points.values, values[:steps[-1] + 1].astype(np.float32), equal_nan=True)
    inner = points.columns(steps[10] - 0.5, steps[20] + 0.5, 5)
    assert inner[0].tolist() == steps[9:22].tolist() and inner[3]       # and one to either side
    assert points.nearest(steps[5], 0)[:2] == (steps[5], values[steps[5]])
    assert points.nearest(steps[-1] + 10, 3) is None
    points.cut(int(steps[40]))
    assert points.length == steps[39] + 1
