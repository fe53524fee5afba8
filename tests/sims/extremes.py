"""Settings at the ends of their ranges, and whether a run of them says the truth. `python -m tests.sims.extremes`.

A setting passes where its run of a few steps is one of three: refused with a sentence before anything is computed;
diverged, with the name of a parameter; or finite in all that it computed. A number that is not defined is null in JSON
and a dash on the screen (`widgets.numbers`).
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import multiprocessing
import os
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from unittest import mock

import numpy as np

from app.command_line.run import result
from app.files import as_json
from app.headless_run import HeadlessRun, cores, going
from sims import registry
from sims.params import Parameter, ParameterError, change, parameters

STEPS = 20
#: Points of exact W1, which takes nine tenths of a run of 20 steps with the thousand that it has in the lab.
FEW = 100
NUMERIC = ("linear", "log", "int")
#: The lab trains one GAN on its screen; many are the subject of other panels, which choose how many fit.
WITHOUT = {"gan": ("members",), "patterns": ("members",), "line": ("members",)}
#: Names in frames whose NaN is drawn as a gap, and said so.
GAPS: dict[str, tuple[str, ...]] = {}


def ends(declared: Parameter) -> tuple[Any, ...]:
    """The extreme values of a parameter: both ends of its range and off, or all its choices."""
    if declared.scale == "choice":
        return declared.choices
    if declared.scale == "flag":
        return False, True
    if declared.scale == "text":
        return (declared.default,)
    return tuple(dict.fromkeys((declared.lo, declared.hi, *(() if declared.off is None else (declared.off,)))))


def wanted(declared: Parameter) -> dict[str, Any]:
    """What else must be chosen so that the parameter does something."""
    return {name: values[0] for name, values in declared.only_if.items()}


def single(name: str) -> list[dict[str, Any]]:
    """Every parameter of a simulation at every extreme value, the others as they are at first."""
    return [{**wanted(declared), declared.name: value} for declared in _declared(name) for value in ends(declared)]


def pairs(name: str) -> list[dict[str, Any]]:
    """Every pair of ends of two numeric parameters that do something together."""
    numeric = [declared for declared in _declared(name) if declared.scale in NUMERIC]
    settings = []
    for one, other in itertools.combinations(numeric, 2):
        needed = {**wanted(one), **wanted(other)}
        if any(needed[key] not in declared.only_if.get(key, (needed[key],)) for declared in (one, other)
               for key in needed):
            continue
        settings += [{**needed, one.name: first, other.name: second}
                     for first in (one.lo, one.hi) for second in (other.lo, other.hi)]
    return settings


def _declared(name: str) -> list[Parameter]:
    return [declared for declared in parameters(registry.params_type(name)).values()
            if declared.name not in WITHOUT.get(name, ())]


def fate(name: str, setting: Mapping[str, Any], steps: int = STEPS) -> tuple[str, list[str]]:
    """("refused", "diverged" or "ok", what is wrong with the run of a setting)."""
    simulation = registry.get(name)
    wrong: list[str] = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            run = HeadlessRun(simulation, change(simulation.Params(), **setting), 1)
            for _ in going(run, steps):
                pass
            run.settle()
            frame = run.frame()
            outcome = result(run, "cpu", 1.0, series=True)
        except ParameterError as error:
            return "refused", [] if str(error) else ["refused without a sentence"]
    wrong += [f"warning: {entry.message} ({entry.filename.rpartition('/')[2]}:{entry.lineno})" for entry in warned]
    try:
        json.loads(as_json(outcome), parse_constant=_refuse)
    except ValueError as error:
        wrong.append(f"JSON: {error}")
    if run.diverged:
        if run.state.cause not in parameters(simulation.Params):
            wrong.append(f"the cause is {run.state.cause!r}")
        return "diverged", wrong
    wrong += [f"state: {place}" for place in not_finite(run.state)]
    gaps = GAPS.get(name, ())
    wrong += [f"frame.arrays[{key}] has NaN" for key, values in frame.arrays.items()
              if values.dtype.kind == "f" and np.isnan(values).any() and key not in gaps]
    wrong += [f"series[{key}]" for key, values in outcome["series"].items()
              if key not in simulation.measured and None in values]
    return "ok", wrong


def _refuse(word: str) -> None:
    raise ValueError(word)


def not_finite(value: Any, place: str = "state") -> Iterator[str]:
    """Where in a state an array is not finite, or a number is NaN: infinite a distance may be."""
    if dataclasses.is_dataclass(value):
        for entry in dataclasses.fields(value):
            yield from not_finite(getattr(value, entry.name), f"{place}.{entry.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from not_finite(item, f"{place}[{key}]")
    elif isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            yield from not_finite(item, f"{place}[{index}]")
    elif isinstance(value, (float, np.floating)) or getattr(value, "ndim", None) is not None:
        array = np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)
        if array.dtype.kind == "f" and (not np.isfinite(array).all() if array.ndim else np.isnan(array)):
            yield place


def tried(task: tuple[str, Mapping[str, Any]]) -> tuple[str, list[str]]:
    """The fate of one setting, whose exact W1 is measured of FEW points; "raised" where it is an error."""
    from sims.gan.observation import metrics
    exact = metrics.wasserstein1
    with mock.patch.object(metrics, "wasserstein1", lambda real, fake: exact(real[:FEW], fake[:FEW])):
        try:
            return fate(*task)
        except Exception as error:
            return "raised", [f"{type(error).__name__}: {error}"]


def main() -> int:
    """Try them all, and say what came of it. Returns 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.sims.extremes", description=__doc__)
    parser.add_argument("simulations", nargs="*", default=registry.names())
    parser.add_argument("--pairs", action="store_true", help="also every pair of ends of the numeric ones of the lab")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th setting")
    parser.add_argument("--first", type=int, default=0, help="begin at this one")
    parser.add_argument("--jobs", type=int, default=cores(), help="processes; one for each core")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    faults: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for name in options.simulations:
            settings = single(name) + (pairs(name) if options.pairs and name == "gan" else [])
            tasks = [(name, setting) for setting in settings[options.first::options.every]]
            fates: Counter[str] = Counter()
            began = time.monotonic()
            for number, ((_name, setting), (came, wrong)) in enumerate(
                    zip(tasks, pool.imap(tried, tasks), strict=True), 1):
                fates[came] += 1
                for what in wrong:
                    faults[f"{name}: {what}"] += 1
                    if faults[f"{name}: {what}"] == 1:
                        print(f"  {name} {setting}: {what}", flush=True)
                if number % 100 == 0:
                    print(f"  {name}: {number} of {len(tasks)}, {time.monotonic() - began:.0f} s", flush=True)
            print(f"{name}: {len(tasks)} settings in {time.monotonic() - began:.0f} s: "
                  + ", ".join(f"{count} {came}" for came, count in fates.items()), flush=True)
    for what, count in faults.items():
        print(f"  {count} × {what}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
