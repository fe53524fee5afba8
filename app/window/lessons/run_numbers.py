"""The numbers of the run on the screen, for an expression of a lesson: as far as the reports of its panel tell."""

from __future__ import annotations

import math

import numpy as np

from app.engine.messages import Report
from app.lessons.expression import Undefined
from sims.params import N_, ParameterError

NO_METRIC = N_("The run on the screen has no “{name}”.")


class RunNumbers:
    """Takes reports of one group as they come; see app.lessons.expression.Numbers."""

    def __init__(self) -> None:
        self._of: tuple[str, int] | None = None             # the group and its serial
        self._report: Report | None = None
        self._columns: dict[str, np.ndarray] = {}           # metric -> a number of each step, from 1 on
        self._measured: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def take(self, report: Report) -> None:
        """Take in what a whole report says of its first run."""
        if (report.group, report.serial) != self._of:
            self.__init__()
            self._of = report.group, report.serial
        if report is self._report:
            return
        self._report, run = report, report.runs[0]
        if run.measured is not None:
            self._measured = dict(run.measured)
        for name in {*self._columns, *run.trace}:
            before = self._columns.get(name, np.zeros(0))[:run.trace_start]
            before = np.pad(before, (0, run.trace_start - len(before)), constant_values=math.nan)
            self._columns[name] = np.concatenate([before, run.trace.get(name, np.zeros(0))])

    @property
    def step(self) -> int:
        return 0 if self._report is None else self._report.runs[0].frame.step

    def at(self, run: str, metric: str, step: int | None) -> float:
        """See Numbers. Raises Undefined before there is a report."""
        if self._report is None:
            raise Undefined
        numbers = {**self._report.runs[0].frame.numbers, "step": float(self.step),
                   "diverged": float(self._report.runs[0].frame.status == "diverged")}
        if step is None and metric in numbers:
            return float(numbers[metric])
        steps, values = self.steps(run, metric)
        place = int(np.searchsorted(steps, self.step if step is None else step, side="right")) - 1
        return float(values[place]) if place >= 0 and (step is None or steps[place] == step) else math.nan

    def steps(self, run: str, metric: str) -> tuple[np.ndarray, np.ndarray]:
        """See Numbers."""
        if metric in self._measured:
            steps, values = map(np.asarray, self._measured[metric])
        elif metric in self._columns:
            values = self._columns[metric]
            steps = np.arange(1, len(values) + 1)
        else:
            raise ParameterError(NO_METRIC, name=metric)
        done = steps <= self.step
        return steps[done], values[done]

    def curve(self, metric: str, over: str, ends: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
        """(x, y) of a metric between these ends: over the steps, or over other numbers that the frame has beside it.

        Raises ParameterError where there is no such metric, or none yet.
        """
        if over:
            arrays = {} if self._report is None else self._report.runs[0].frame.arrays
            for name in (over, metric):
                if name not in arrays:
                    raise ParameterError(NO_METRIC, name=name)
            x, y = (np.asarray(arrays[name], float).ravel() for name in (over, metric))
            if x.shape != y.shape:
                raise ParameterError(NO_METRIC, name=metric)
        else:
            x, y = (np.asarray(values, float) for values in self.steps("", metric))
        shown = np.isfinite(y) & (x >= ends[0]) & (x <= ends[1])
        return x[shown], y[shown]
