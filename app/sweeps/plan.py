"""The plan of a sweep (settings times seeds) and its outcome as JSON, table and CSV; `runner` carries it out."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.words.counts import runs_of_steps
from sims import params as parameters
from sims import registry
from sims.params import N_, Parameter, ParameterError
from widgets.language import _

MOST_VALUES = 10_000                    # of one parameter
MOST_CELLS = 100_000
#: Values between two ends are rounded to so many significant digits, so that `--set` can spell a cell's value exactly.
DIGITS = 12
NO_PLAN = N_("This is no sweep that this version of Saddle can read.")


@dataclass(frozen=True)
class Cell:
    """One run of a sweep. varied: name -> value of the parameters that differ from cell to cell."""

    index: int
    varied: Mapping[str, Any]
    params: Any
    seed: int


@dataclass(frozen=True)
class Plan:
    """A sweep: every combination of the values of `vary`, each with every seed, `steps` steps from `params`.

    params: the settings that all cells share. vary: name -> values. device: as the result names it. events: what
    every run changes on its way, (step, phase, parameter, value), as the events of a preset.
    """

    simulation: str
    params: Any
    vary: Mapping[str, Sequence[Any]]
    seeds: Sequence[int]
    steps: int
    device: str
    events: Sequence[tuple[int, int, str, Any]] = ()

    def cells(self) -> list[Cell]:
        """All runs, the seeds of one setting one after the other, the last varied parameter changing first."""
        cells = []
        for values in itertools.product(*self.vary.values()):
            varied = dict(zip(self.vary, values))
            params = parameters.change(self.params, **varied)
            cells += [Cell(len(cells) + k, varied, params, seed) for k, seed in enumerate(self.seeds)]
        return cells

    def request(self) -> dict:
        """What the sweep was asked to do, as plain data: two sweeps are the same exactly where these are equal."""
        asked = {"simulation": self.simulation, "params": dataclasses.asdict(self.params),
                 "vary": {name: list(values) for name, values in self.vary.items()}, "seeds": list(self.seeds),
                 "steps": self.steps, "device": self.device}
        return asked | ({"events": [list(event) for event in self.events]} if self.events else {})

    @classmethod
    def of_request(cls, asked: Mapping[str, Any]) -> Plan:
        """The plan that was asked for with `request`. Raises ParameterError where this is none, or not of this version.
        """
        try:
            kind = registry.params_type(asked["simulation"])
            base = parameters.change(kind(), **asked["params"])
            declared = parameters.parameters(kind)
            vary = {name: tuple(map(declared[name].check, values)) for name, values in asked["vary"].items()}
            plan = cls(asked["simulation"], base, vary, tuple(map(int, asked["seeds"])), int(asked["steps"]),
                       str(asked["device"]), tuple(map(tuple, asked.get("events", ()))))
            if math.prod(map(len, vary.values())) * len(plan.seeds) > MOST_CELLS:
                raise ValueError
            return plan
        except (OverflowError, KeyError, TypeError, ValueError, AttributeError):
            raise ParameterError(NO_PLAN) from None

    def outcome(self, done: Mapping[int, Mapping[str, Any]]) -> dict:
        """The JSON of a sweep. done: index of a cell -> its "status" and "metrics" (and where it diverged)."""
        cells = [{"params": dict(cell.varied), "seed": cell.seed, **done[cell.index]}
                 for cell in self.cells() if cell.index in done]
        return {**self.request(), "cells": cells, "summary": summary(cells)}


# What is varied ------------------------------------------------------------------------------------------------------

def parse_vary(params: Any, texts: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """The values of each `--vary`: "name=lo:hi:n", "name=lo:hi:n:log" or "name=a,b,c" (texts: "name=a|b|c").

    Whole numbers are rounded, and no value comes twice. Raises ParameterError with the nearest spelling or the range.
    """
    declared, found = parameters.parameters(params), {}
    for text in texts:
        name, equals, spelled = text.partition("=")
        name = name.strip()
        if not equals or not name or not spelled.strip():
            raise ParameterError("--vary takes name=lo:hi:n, name=lo:hi:n:log or name=a,b,c, not '{value}'", value=text)
        if name not in declared:
            raise ParameterError("no parameter '{name}'{hint}", name=name, hint=parameters.nearest(name, declared))
        if name in found:
            raise ParameterError("{name} is varied twice", name=name)
        found[name] = tuple(dict.fromkeys(_values(declared[name], spelled)))
    return found


def _values(declared: Parameter, spelled: str) -> list[Any]:
    if declared.scale == "text":            # a text may have commas and colons of its own: piles do
        return [declared.parse(part) for part in spelled.split("|")]
    if declared.lo is None or ":" not in spelled:
        return [declared.parse(part) for part in spelled.split(",")]
    lo, hi, count, logarithmic = _range(declared, spelled)
    between = np.geomspace(lo, hi, count) if logarithmic else np.linspace(lo, hi, count)
    values = [float(f"{value:.{DIGITS}g}") for value in between.tolist()]
    values[0], values[-1] = lo, hi if count > 1 else lo
    return [declared.check(round(value) if declared.scale == "int" else value) for value in values]


def _range(declared: Parameter, spelled: str) -> tuple[float, float, int, bool]:
    """(lo, hi, count, whether evenly spread in the logarithm) of "lo:hi:n" or "lo:hi:n:log"."""
    words = [word.strip() for word in spelled.split(":")]
    if len(words) not in (3, 4) or (len(words) == 4 and words[3] != "log"):
        raise ParameterError("{name} is varied as lo:hi:n or lo:hi:n:log, not '{value}'", name=declared.name,
                             value=spelled)
    lo, hi = (float(declared.parse(word)) for word in words[:2])
    if not words[2].isdecimal() or len(words[2]) > 20 or not 1 <= int(words[2]) <= MOST_VALUES:
        raise ParameterError("n in {name}=lo:hi:n takes a whole number from 1 to {most}, not '{value}'",
                             name=declared.name, most=MOST_VALUES, value=words[2])
    if len(words) == 4 and not (lo > 0 and hi > 0):
        raise ParameterError("{name}=lo:hi:n:log takes ends above 0, not '{value}'", name=declared.name, value=spelled)
    return lo, hi, int(words[2]), len(words) == 4


# What comes out ------------------------------------------------------------------------------------------------------

def plain(value: Any) -> Any:
    """A number as JSON can hold it: one that is not defined is null."""
    return None if isinstance(value, float) and math.isnan(value) else value


def summary(cells: Sequence[Mapping[str, Any]]) -> list[dict]:
    """For each setting mean, min and max of every metric over its seeds, leaving out where it is not defined.

    "diverged" counts the runs that diverged; their metrics (of the last finite state) are among the numbers.
    """
    settings: dict[tuple, list[Mapping[str, Any]]] = {}
    for cell in cells:
        settings.setdefault(tuple(cell["params"].items()), []).append(cell)
    rows = []
    for setting, runs in settings.items():
        names = list(dict.fromkeys(name for run in runs for name in run["metrics"]))
        rows.append({"params": dict(setting), "seeds": len(runs),
                     "diverged": sum(run["status"] != "ok" for run in runs),
                     "metrics": {name: _spread([run["metrics"].get(name) for run in runs]) for name in names}})
    return rows


def _spread(values: Sequence[float | None]) -> dict[str, float | None]:
    known = [value for value in values if value is not None]
    if not known:
        return {"mean": None, "min": None, "max": None}
    # Infinite distances are numbers here; fsum would refuse to add two of different sign.
    total = math.fsum(known) if all(map(math.isfinite, known)) else sum(known)
    return {"mean": plain(total / len(known)), "min": min(known), "max": max(known)}


def table(outcome: Mapping[str, Any]) -> str:
    """A row a setting: what was varied, how many runs (and how many diverged), the mean of every metric."""
    rows = outcome["summary"]
    metrics = list(dict.fromkeys(name for row in rows for name in row["metrics"]))
    lines = [[*outcome["vary"], "seeds", "diverged", *metrics]]
    for row in rows:
        means = [row["metrics"].get(name, {}).get("mean") for name in metrics]
        lines.append([*(str(value) if isinstance(value, (str, bool)) else f"{value:.6g}"
                        for value in row["params"].values()), str(row["seeds"]), str(row["diverged"]),
                      *("–" if mean is None else f"{mean:.4g}" for mean in means)])
    widths = [max(map(len, column)) for column in zip(*lines)]
    head = _("{simulation}: {runs}, {device}; means over seeds").format(
        simulation=outcome["simulation"], runs=runs_of_steps(len(outcome["cells"]), outcome["steps"]),
        device=outcome["device"])
    return "\n".join([head, *("  ".join(f"{word:>{width}}" for word, width in zip(line, widths)) for line in lines)])


def cells_csv(outcome: Mapping[str, Any]) -> str:
    """A row a cell, full precision: what was varied, the seed, the status, the metrics; empty where not defined."""
    metrics = list(dict.fromkeys(name for cell in outcome["cells"] for name in cell["metrics"]))
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*outcome["vary"], "seed", "status", *metrics])
    for cell in outcome["cells"]:
        numbers = [cell["metrics"].get(name) for name in metrics]
        rows.writerow([*cell["params"].values(), cell["seed"], cell["status"],
                       *("" if number is None else repr(number) for number in numbers)])
    return out.getvalue()
