"""What a map says in words: the names and values of an axis, a cell, a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.panels.map.results import METRICS, MapResults, mean_of, value_of
from sims.gan.params import GanParams
from sims.params import parameters
from sims.simulation import OK
from widgets.controls.parameter_row import name_of, value_text
from widgets.language import _
from widgets.numbers import number, whole
from widgets.plots.charts.heat_map import HeatAxis

SEEDS_NAMED = 8                         # of a cell, in the line that tells it


def axis_of(name: str, values: tuple) -> HeatAxis:
    declared = parameters(GanParams)[name]
    texts = (value_text(declared, float(f"{value:.3g}") if declared.scale in ("linear", "log") else value)
             for value in values)
    return HeatAxis(name_of(declared), tuple(texts))


def cell_text(results: MapResults, column: int, row: int, metric: str) -> str:
    """What is known of a cell: its two values, the metric as the mean and for each seed."""
    declared = parameters(GanParams)
    setting = ", ".join(_("{name} {value}").format(name=name_of(declared[name]),
                                                   value=value_text(declared[name], value))
                        for name, value in results.setting(column, row).items())
    runs = results.runs(column, row)
    known = [result for _seed, result in runs if result is not None]
    if not known:
        return _("{setting}: not trained yet").format(setting=setting)
    seeds = "; ".join(run_text(seed, result, metric) for seed, result in runs[:SEEDS_NAMED])
    mean = number(mean_of([value_of(result, metric) for result in known]), 4)
    return _("{setting}: {metric} {mean} ({seeds})").format(
        setting=setting, metric=_(METRICS[metric]), mean=mean, seeds=seeds + (" …" if len(runs) > SEEDS_NAMED else ""))


def run_text(seed: int, result: Mapping[str, Any] | None, metric: str) -> str:
    """What a run has come to; None for one that is still to be trained."""
    if result is None:
        return _("seed {seed}: not yet").format(seed=seed)
    text = _("seed {seed}: {value}").format(seed=seed, value=number(value_of(result, metric), 4))
    if result["status"] != OK:
        text = _("{run}, diverged at step {step}").format(run=text, step=whole(result.get('diverged_at', 0)))
    return text
