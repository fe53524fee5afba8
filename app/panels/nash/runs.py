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
from widgets.plots.items.way import Way
from widgets.plots.legend import Entry

#: Colour (an index of the theme's series) and dash of each method; the dash tells them apart without colour.
STYLES: dict[str, tuple[int | str, str | tuple[float, ...] | None]] = {
    "simultaneous": (1, None), "alternating": (0, "dash"), "extragradient": (2, "dashdot"),
    "optimistic": (3, (10, 3)), "implicit": (4, (4, 2)), "momentum": (7, (9, 2, 3, 2)), "consensus": (6, (12, 3, 2, 3)),
    "unrolled": (5, (2, 2)), "flow": (8, "dot"), "hand_x": ("ink", None), "hand_y": ("ink", (8, 2))}


def method_name(method: str) -> str:
    """The visible name of a method."""
    return _(parameters(NashParams)["method"].choice_labels[method])


class History:
    """The positions of a run after 0, 1, 2, ... steps, as `way` keeps them, with the sum of V over these steps.

    greatest: the largest |x| or |y| so far.
    """

    def __init__(self):
        self.way = Way(3)
        self.greatest = 0.0

    @property
    def start(self) -> tuple[float, float]:
        """(x, y) before the first step."""
        return tuple(self.way.row(0)[:2])

    def mean_value(self, steps: int) -> float:
        """V in the mean over the first so many steps: what y has won a step, and x lost. NaN before the first, and
        after a long way back, where the sum until then is not kept."""
        return self._sum(steps) / steps if steps > 0 else math.nan

    def _sum(self, steps: int) -> float:
        row = self.way.row(steps)
        return math.nan if row is None else float(row[2])

    def write(self, start: int, x: Sequence[float], y: Sequence[float], value: Sequence[float]) -> None:
        """Write rows start, start + 1, ...; all rows from `start` on are replaced."""
        if start < self.way.length:
            self.way.cut(start)
            self.greatest = _greatest(self.way.kept())
        new = np.column_stack([x, y, np.cumsum(value) + (self._sum(start - 1) if start else 0.0)])
        self.way.write(start, new)
        self.greatest = max(self.greatest, _greatest(new))


def _greatest(rows: np.ndarray) -> float:
    xy = np.abs(rows[:, :2])
    return float(xy[np.isfinite(xy)].max(initial=0.0))


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
            stop = growths[number + 1][0] if number + 1 < len(growths) else max(self.history.way.length - 1, step)
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

