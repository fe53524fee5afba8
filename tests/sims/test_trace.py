"""The trace is bounded: what is thinned out changes no extreme, and what is new stays whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sims import trace as traces
from sims.trace import Trace, thinned


@pytest.fixture
def small(monkeypatch):
    """Bounds that a test reaches at once."""
    monkeypatch.setattr(traces, "RECENT", 64)
    return lambda limit=200: Trace(limit)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_thinning_keeps_the_extremes_of_every_block_the_first_and_the_last(data):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    steps = np.flatnonzero(random.random(data.draw(st.integers(1, 400))) < data.draw(st.sampled_from([0.1, 0.7, 1])))
    numbers = random.integers(-5, 5, len(steps)).astype(float)      # with many that are equal
    small = data.draw(st.sampled_from([1, 4]))
    block = small * data.draw(st.sampled_from([2, 4, 16]))
    kept_steps, kept = thinned(*thinned(steps, numbers, small), block)
    where = dict(zip(steps.tolist(), numbers.tolist()))
    assert all(where[step] == number for step, number in zip(kept_steps.tolist(), kept.tolist()))
    assert (np.diff(kept_steps) > 0).all()
    for group in np.unique(steps // block):
        whole, some = numbers[steps // block == group], kept[kept_steps // block == group]
        assert (whole.min(), whole.max()) == (some.min(), some.max())
    if len(steps):
        assert (kept_steps[0], kept_steps[-1]) == (steps[0], steps[-1])
    assert len(kept) <= 2 * len(np.unique(steps // block)) + 2


def test_a_long_trace_is_bounded_and_keeps_its_extremes_and_its_newest_rows(small):
    trace, values = small(), np.random.default_rng(0).normal(size=20_000)
    seldom = np.where(np.arange(20_000) % 50 == 0, values, np.nan)
    for start in range(0, 20_000, 32):
        trace.put_rows(start, {"a": values[start:start + 32], "b": seldom[start:start + 32]})
    column, rare = trace.since(0)["a"], trace.since(0)["b"]
    held = np.flatnonzero(~np.isnan(column))
    assert trace.length == len(column) == 20_000 and trace.thinned
    assert len(held) < 200 + 2 * 64
    assert np.array_equal(column[held], values[held])
    assert (np.nanmin(column), np.nanmax(column)) == (values.min(), values.max())
    assert column[0] == values[0] and np.array_equal(column[-64:], values[-64:])
    assert (np.nanmin(rare), np.nanmax(rare)) == (np.nanmin(seldom), np.nanmax(seldom))
    for name, (rows, numbers) in trace.numbers().items():
        whole = trace.since(0)[name]
        assert np.array_equal(rows, np.flatnonzero(~np.isnan(whole))) and np.array_equal(numbers, whole[rows])
    assert sum(part.nbytes for pair in trace._older.values() for part in pair) < 2 * 210 * 12


def test_without_a_limit_everything_is_kept(small):
    trace, values = small(None), np.arange(3000.0)
    for start in range(0, 3000, 100):
        trace.put_rows(start, {"a": values[start:start + 100]})
    assert np.array_equal(trace.since(0)["a"], values) and not trace.thinned


def test_a_replay_gives_the_window_nothing_again(small):
    trace, values = small(), np.random.default_rng(1).normal(size=1000)
    trace.put_rows(0, {"a": values})
    assert trace.take()[0] == 0
    for start in (0, 300, 990):
        trace.put_rows(start, {"a": values[start:start + 10]})
        trace.put(start, {"a": values[start]})
    start, columns = trace.take()
    assert (start, len(columns["a"])) == (1000, 0)
    trace.put(995, {"a": 7.0})
    start, columns = trace.take()
    assert (start, columns["a"].tolist()) == (995, [7.0, *values[996:]])


def test_a_change_of_long_ago_forgets_all_that_came_after(small):
    trace, values = small(), np.random.default_rng(2).normal(size=5000)
    trace.put_rows(0, {"a": values})
    trace.take()
    trace.cut(100)
    assert (trace.length, trace.take()[0]) == (100, 100)
    trace.put_rows(100, {"a": values[:50]})
    assert np.array_equal(trace.since(100)["a"], values[:50])
    held = np.flatnonzero(~np.isnan(trace.since(0)["a"][:100]))
    assert len(held) and np.array_equal(trace.since(0)["a"][held], values[held])


def test_a_copy_goes_its_own_way_and_a_kept_trace_comes_back(small):
    trace, values = small(), np.random.default_rng(3).normal(size=1000)
    trace.put_rows(0, {"a": values})
    whole = trace.since(0)["a"]
    twin = trace.copy()
    twin.cut(10)
    twin.put(10, {"a": 1.0, "b": 2.0})
    again = small()
    again.fill(trace.length, trace.numbers())
    for one in (trace, again):
        assert np.array_equal(one.since(0)["a"], whole, equal_nan=True) and list(one.since(0)) == ["a"]
