"""What is known of a map: for each of its cells the metrics of its seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.sweeps.plan import Plan
from sims.params import N_

#: The share of the runs of a cell that diverged, in percent; it is no metric of a run.
DIVERGED = "diverged"
#: The metrics of the lab, as they are called here.
METRICS: Mapping[str, str] = {
    "modes": N_("modes covered"), "high_quality": N_("high quality (share of the points)"), "w1": N_("W₁"),
    "sliced_w1": N_("sliced W₁"), "js": N_("JS (nats)"), "mode_kl": N_("mode KL (nats)"), DIVERGED: N_("diverged (%)"),
    "loss_d": N_("loss of D"), "loss_g": N_("loss of G"), "penalty_d": N_("penalties of D"),
    "grad_norm_d": N_("gradient norm of D"), "grad_norm_g": N_("gradient norm of G"),
    "max_abs_weight_d": N_("largest weight of D")}


@dataclass
class MapResults:
    """A plan that varies two parameters, the first to the right and the second upwards, and what is done of it."""

    plan: Plan
    done: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """(columns, rows)."""
        columns, rows = map(len, self.plan.vary.values())
        return columns, rows

    @property
    def count(self) -> int:
        """How many runs there are."""
        columns, rows = self.shape
        return columns * rows * len(self.plan.seeds)

    @property
    def finished(self) -> bool:
        return len(self.done) == self.count

    def setting(self, column: int, row: int) -> dict[str, Any]:
        """The values of the two parameters in a cell."""
        (x, across), (y, up) = self.plan.vary.items()
        return {x: across[column], y: up[row]}

    def runs(self, column: int, row: int) -> list[tuple[int, Mapping[str, Any] | None]]:
        """(seed, result) of each run of a cell; None for one that is still to be trained."""
        first = (column * self.shape[1] + row) * len(self.plan.seeds)
        return [(seed, self.done.get(first + k)) for k, seed in enumerate(self.plan.seeds)]

    def means(self, metric: str) -> np.ndarray:
        """(rows, columns): the mean of a metric over the seeds that are done, as the summary of a sweep has it; NaN
        where it is not defined."""
        return self._of_cells(lambda results: mean_of([value_of(result, metric) for result in results]))

    def known(self) -> np.ndarray:
        """(rows, columns): whether a run of the cell is done."""
        return self._of_cells(bool).astype(bool)

    def diverged(self) -> np.ndarray:
        """(rows, columns): whether a run of the cell has diverged."""
        return self._of_cells(lambda results: any(result["status"] != "ok" for result in results)).astype(bool)

    def _of_cells(self, function: Any) -> np.ndarray:
        columns, rows = self.shape
        return np.array([[function([result for _seed, result in self.runs(column, row) if result is not None])
                          for column in range(columns)] for row in range(rows)], float)


def value_of(result: Mapping[str, Any], metric: str) -> float:
    """A metric of a run, NaN where it is not defined."""
    if metric == DIVERGED:
        return 100.0 * (result["status"] != "ok")
    value = result["metrics"].get(metric)
    return math.nan if value is None else float(value)


def mean_of(values: list[float]) -> float:
    """The mean of those that are defined, NaN where none is."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return math.nan
    return (math.fsum(known) if all(map(math.isfinite, known)) else sum(known)) / len(known)
