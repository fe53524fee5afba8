"""The spread over runs, against numpy's quantiles, also where runs have diverged."""

from types import SimpleNamespace

import numpy as np
import pytest

from app.panels.seeds import spread

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def test_quantiles_are_those_of_numpy_without_nan():
    rows = np.random.default_rng(0).normal(size=(7, 5))
    rows[2, 1] = rows[4, 1] = np.nan
    rows[:, 3] = np.nan
    found = spread.quantiles(rows)
    expected = np.stack([np.quantile(column[~np.isnan(column)], SHARES) if np.isfinite(column).any()
                         else np.full(5, np.nan) for column in rows.T], axis=1)
    assert found == pytest.approx(expected, nan_ok=True)


def run(start, values, status="ok"):
    return SimpleNamespace(frame=SimpleNamespace(status=status), trace_start=start, trace={"loss_g": np.array(values)})


def test_rows_of_a_report_go_on_without_those_that_have_diverged():
    start, rows = spread.of_every_step([run(40, [1.0, 2.0]), run(40, [3.0, 6.0]), run(12, [], "diverged")], "loss_g")
    assert start == 40 and rows[2].tolist() == [2.0, 4.0] and rows[0].tolist() == [1.0, 2.0]
    start, rows = spread.of_every_step([run(7, []), run(7, [])], "loss_g")
    assert start == 7 and rows.shape == (5, 0)


def test_some_steps_wait_for_every_run_that_goes_on():
    first, second, gone = ([10, 20, 30], [1.0, 2.0, 3.0]), ([10, 30], [5.0, 9.0]), ([10], [9.0])
    known = [(np.array(at), np.array(values)) for at, values in (first, second, gone)]
    steps, rows = spread.of_some_steps(known, [True, True, False])
    assert steps.tolist() == [10, 30] and rows[2].tolist() == [5.0, 6.0]
    assert spread.of_some_steps([*known, (np.zeros(0, int), np.zeros(0))], [True, True, False, True])[0].tolist() == []
    step, values = spread.newest({number: (np.array(at), np.array(values))
                                  for number, (at, values) in enumerate((first, second, gone))}, 25)
    assert step == 10 and sorted(values) == [1.0, 5.0, 9.0]
