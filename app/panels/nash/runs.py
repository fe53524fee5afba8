"""The runs of the Nash panel as it keeps them between reports: the look of each, and all of its positions so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.engine.messages import RunReport
from sims.nash.simulation import DIRAC_GALLERY, NashParams, growth_per_step
from sims.params import change, parameters
from widgets.language import _
from widgets.plots.legend import Entry

#: Colour (an index of the theme's series) and dash of each method; the dash tells them apart without colour.
STYLES: dict[str, tuple[int | str, str | tuple[float, ...] | None]] = {
    "simultaneous": (1, None), "alternating": (0, "dash"), "extragradient": (2, "dashdot"),
    "optimistic": (3, (10, 3)), "implicit": (4, (4, 2)), "momentum": (7, (9, 2, 3, 2)), "consensus": (6, (12, 3, 2, 3)),
    "unrolled": (5, (2, 2)), "flow": (8, "dot"), "hand_x": ("ink", None), "hand_y": ("ink", (8, 2))}
_START = 1024


def method_name(method: str) -> str:
    """The visible name of a method."""
    return _(parameters(NashParams)["method"].choice_labels[method])


class History:
    """The positions (x, y) of a run after 0, 1, 2, ... steps, float32, and the sum of V over the steps until then.

    greatest: the largest |x| or |y| so far.
    """

    def __init__(self):
        self._xy, self._sums = np.zeros((2, _START), np.float32), np.zeros(_START)
        self.length = 0
        self.greatest = 0.0             # the largest |x| or |y| so far

    @property
    def x(self) -> np.ndarray:
        return self._xy[0, :self.length]

    @property
    def y(self) -> np.ndarray:
        return self._xy[1, :self.length]

    def mean_value(self, steps: int) -> float:
        """V in the mean over the first so many steps: what y has won a step, and x lost. NaN before the first."""
        return float(self._sums[steps] / steps) if 0 < steps < self.length else math.nan

    def write(self, start: int, x: Sequence[float], y: Sequence[float], value: Sequence[float]) -> None:
        """Write rows start, start + 1, ...; all rows from `start` on are replaced."""
        stop = start + len(x)
        if stop > self._xy.shape[1]:
            room = max(stop, 2 * self._xy.shape[1])
            for name in ("_xy", "_sums"):
                old = getattr(self, name)
                grown = np.zeros((*old.shape[:-1], room), old.dtype)
                grown[..., :self.length] = old[..., :self.length]
                setattr(self, name, grown)
        self._xy[0, start:stop], self._xy[1, start:stop] = x, y
        self._sums[start:stop] = np.cumsum(value) + (self._sums[start - 1] if start else 0.0)
        if start < self.length:
            self.greatest = float(np.abs(self._xy[:, :start]).max(initial=0.0))
        if stop > start:
            new = np.abs(self._xy[:, start:stop])
            self.greatest = max(self.greatest, float(new[np.isfinite(new)].max(initial=0.0)))
        self.length = stop


class ShownRun:
    """One run: its last report, its history, and its entry in the legend. key: names it among those shown."""

    def __init__(self, key: str, entry: Entry, report: RunReport):
        self.key, self.entry, self.report = key, entry, report
        self.history = History()
        self._theory: tuple[Any, list[tuple[int, float]]] = (None, [])

    @property
    def params(self) -> NashParams:
        return self.report.params

    @property
    def label(self) -> str:
        return self.entry.label

    @property
    def step(self) -> int:
        return self.report.frame.step

    def take(self, report: RunReport) -> None:
        self.report = report
        base = report.log["params"]
        if report.trace_start == 0:
            self.history.write(0, [base["x0"]], [base["y0"]], [0.0])
        rows = (report.trace[name] if "x" in report.trace else [] for name in ("x", "y", "value"))
        self.history.write(report.trace_start + 1, *rows)

    def growths(self) -> list[tuple[int, float]]:
        """(step, growth factor per step in theory from there on), for the start and each change of a parameter."""
        log = self.report.log
        if self._theory[0] != (log["params"], log["events"]):
            params = NashParams(**log["params"])
            found = [(0, growth_per_step(params))]
            for step, phase, name, value in log["events"]:
                params = change(params, **{name: value})
                found.append((step + (phase > 0), growth_per_step(params)))
            self._theory = ((log["params"], list(log["events"])), found)
        return self._theory[1]

    def theory_line(self, log_radius_at: Any) -> np.ndarray:
        """The radius in theory, (n, 2) of (step, log10 radius), with NaN rows where a parameter was changed.

        log_radius_at(step): the measured one, from which the line begins anew at every change.
        """
        rows: list[tuple[float, float]] = []
        growths = self.growths()
        for number, (step, growth) in enumerate(growths):
            stop = growths[number + 1][0] if number + 1 < len(growths) else max(self.history.length - 1, step)
            begin = log_radius_at(step)
            if stop <= step or not (math.isfinite(begin) and growth > 0):
                continue
            rows += [(step, begin), (stop, begin + (stop - step) * math.log10(growth)), (stop, math.nan)]
        return np.array(rows, float).reshape(-1, 2)


def shown_runs(reports: Sequence[RunReport], known: Sequence[ShownRun]) -> list[ShownRun]:
    """The runs of a report; those that were shown before keep their history."""
    gallery = is_gallery(reports)
    result = []
    for index, report in enumerate(reports):
        if gallery:
            key = f"gallery {index}"
            entry = Entry(key, _(DIRAC_GALLERY[index][0]), "accent")
        else:
            method = report.params.method
            alone = sum(other.params.method == method for other in reports[:index]) == 0
            key = method if alone else f"{method} {index}"
            entry = Entry(key, method_name(method), *STYLES[method])
        if index < len(known) and (known[index].key == key or report.trace_start > 0):
            run = known[index]
            run.key, run.entry = key, entry
        else:
            run = ShownRun(key, entry, report)
        run.take(report)
        result.append(run)
    return result


def is_gallery(reports: Sequence[RunReport]) -> bool:
    """Whether these are the ten Dirac-GANs of the gallery, whatever their common parameters are."""
    return len(reports) == len(DIRAC_GALLERY) and all(
        getattr(report.params, name) == value
        for report, (_title, values) in zip(reports, DIRAC_GALLERY)
        for name, value in values.items() if name not in ("learning_rate", "x0", "y0"))

