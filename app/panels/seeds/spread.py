"""The spread of a number over many runs: its quartiles and its ends at each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.engine.messages import RunReport
from widgets.plots.charts.distributions import QUARTILES

#: Numbers at some steps, (steps, numbers); and the spread of many such: (steps, (len(QUARTILES), steps)).
Known = tuple[np.ndarray, np.ndarray]


def quantiles(rows: np.ndarray) -> np.ndarray:
    """QUARTILES of each column of (runs, n), (len(QUARTILES), n), without what is NaN; NaN where all is."""
    ordered = np.sort(rows, axis=0)                     # NaN comes last
    count = np.isfinite(rows).sum(axis=0)
    places = np.asarray(QUARTILES)[:, None] * np.maximum(count - 1, 0)
    below = np.floor(places).astype(int)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    low, high = np.take_along_axis(ordered, below, 0), np.take_along_axis(ordered, above, 0)
    return np.where(count > 0, low + (places - below) * (high - low), np.nan)


def of_every_step(runs: Sequence[RunReport], name: str) -> tuple[int, np.ndarray]:
    """(start, quantiles of the rows from there on) of what a report of these runs brings, in place of what was there.

    A run that has diverged brings no more rows, and counts no more.
    """
    going = [run for run in runs if run.frame.status == "ok"] or list(runs)
    start = min(run.trace_start for run in going)
    columns = [(run.trace_start, run.trace[name]) for run in runs if len(run.trace.get(name, ()))]
    if not columns:
        return start, np.zeros((len(QUARTILES), 0))
    start = min([start, *(first for first, _column in columns)])
    stop = max(first + len(column) for first, column in columns)
    rows = np.full((len(columns), stop - start), np.nan)
    for row, (first, column) in zip(rows, columns):
        row[first - start:first - start + len(column)] = np.where(np.isfinite(column), column, np.nan)
    return start, quantiles(rows)


def of_some_steps(known: Sequence[Known], going: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    """(steps, quantiles) of numbers of many runs, at the steps at which every run has one that is `going`.

    Those of a run that has diverged count as far as they go.
    """
    steps = np.unique(np.concatenate([np.zeros(0, int), *(steps for steps, _numbers in known)]))
    rows = np.full((len(known), len(steps)), np.nan)
    whole = np.full(len(steps), bool(len(known)))
    for row, (at, numbers), waited in zip(rows, known, going):
        row[np.searchsorted(steps, at)] = numbers
        if waited:
            whole &= np.isin(steps, at)
    return steps[whole], quantiles(rows[:, whole]) if whole.any() else np.zeros((len(QUARTILES), 0))


def newest(known: Mapping[int, Known], step: int) -> tuple[int, np.ndarray]:
    """(step, numbers there of each run that has one): the last step up to this one at which most runs have one."""
    at: dict[int, list[float]] = {}
    for steps, numbers in known.values():
        for one, value in zip(steps[-4:].tolist(), numbers[-4:].tolist()):
            if one <= step:
                at.setdefault(one, []).append(value)
    if not at:
        return 0, np.zeros(0)
    best = max(at, key=lambda one: (len(at[one]), one))
    return best, np.array(at[best])
