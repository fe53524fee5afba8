"""What was tried: every run of this session that was trained, as a log with its last numbers, to be had back.

It is kept in the window and filled from the reports, so it outlives the engine. A run is what its log says: one that is
restarted with the same seed is the same run, and one in which something was changed goes on as another.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.engine.messages import Report, RunReport
from sims.params import Parameter, ParameterError
from widgets.language import _
from widgets.numbers import short, whole

MOST = 500                              # runs that are kept; of those that are not pinned the oldest go first
LEAST_STEPS = 10                        # that a run is trained before it counts
LONGEST_TEXT = 24                       # letters that are shown of a parameter that is a text


@dataclass
class TriedRun:
    """One run. group: the one that it was trained in last. log: as Run.log() has it, at the last step that was reached.
    began: the step at which it became this run. metrics: the last known number of every column of its trace. when: the
    time at which it was trained last, in seconds of the epoch.
    """

    number: int
    group: str
    log: Mapping[str, Any]
    began: int
    steps: int
    status: str
    when: float
    metrics: dict[str, float] = field(default_factory=dict)
    pinned: bool = False

    @property
    def counts(self) -> bool:
        """Whether it was trained enough to be among what was tried."""
        return self.pinned or self.steps - self.began >= LEAST_STEPS

    @cached_property
    def settings(self) -> str:
        """Its settings that differ from the defaults, and what was changed on its way, for a person to read."""
        from sims import registry
        from sims.params import parameters
        declared = parameters(registry.params_type(self.log["simulation"]))
        parts = [_shown(declared[name], value) for name, value in self.log["params"].items()
                 if value != declared[name].default]
        parts += [_("from step {step}: {setting}").format(step=whole(step), setting=_shown(declared[name], value))
                  for step, _phase, name, value in self.log["events"]]
        return ", ".join(parts) or _("all as at the start")


def _shown(declared: Parameter, value: Any) -> str:
    label = _(declared.label) if declared.label else declared.name
    if declared.scale == "flag":
        return label if value else _("not {setting}").format(setting=label)
    if declared.scale == "choice":
        return f"{label} {_(declared.choice_labels[value])}"
    text = value if isinstance(value, str) else short(value)
    return f"{label} {text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT - 2] + ' …'}"


class TriedRuns:
    """All of them. clock: seconds of the epoch."""

    def __init__(self, clock: Callable[[], float] = time.time):
        self._clock = clock
        self._by_key: dict[tuple, TriedRun] = {}
        self._shown: dict[str, tuple[tuple, ...]] = {}      # by group: the keys of the runs that it shows now
        self._count = 0

    @property
    def rows(self) -> list[TriedRun]:
        """Those that count, in the order in which they began."""
        return [run for run in self._by_key.values() if run.counts]

    def take(self, report: Report) -> None:
        """What the runs of a group are now."""
        if report.glance:
            return
        keys = tuple(_key(run.log) for run in report.runs)
        for key, run in zip(keys, report.runs):
            self._take_run(report.group, key, run)
        before, self._shown[report.group] = self._shown.get(report.group, ()), keys
        for key in set(before) - set(keys):                 # what was replaced before it was worth while
            if key in self._by_key and not self._by_key[key].counts:
                del self._by_key[key]
        self._bound()

    def remove(self, runs: Iterable[TriedRun]) -> None:
        """Forget these. One that is trained on comes back."""
        gone = set(map(id, runs))
        self._by_key = {key: run for key, run in self._by_key.items() if id(run) not in gone}

    def _take_run(self, group: str, key: tuple, run: RunReport) -> None:
        step, row = run.frame.step, self._by_key.get(key)
        if row is None:
            self._count += 1
            row = self._by_key[key] = TriedRun(self._count, group, run.log, step, step, run.frame.status, self._clock())
        if step > row.steps:
            row.group, row.when = group, self._clock()
        if step >= row.steps:                               # and not where it was stepped back, or is run again
            row.log, row.steps, row.status = run.log, step, run.frame.status
            row.metrics |= {name: value for name, column in run.trace.items() if (value := _last(column)) is not None}
            row.metrics |= {name: float(numbers[-1]) for name, (_steps, numbers) in (run.measured or {}).items()
                            if len(numbers)}

    def _bound(self) -> None:
        shown = {key for keys in self._shown.values() for key in keys}
        spare = [key for key, run in self._by_key.items() if run.counts and not run.pinned and key not in shown]
        for key in spare[:max(0, len(self.rows) - MOST)]:
            del self._by_key[key]


def _key(log: Mapping[str, Any]) -> tuple:
    return log["simulation"], log["seed"], tuple(log["params"].items()), tuple(map(tuple, log["events"]))


def _last(column: Any) -> float | None:
    """The last number of a column, an array with NaN where there is none."""
    for value in column[::-1]:
        if value == value:
            return float(value)
    return None


def as_csv(runs: Iterable[TriedRun]) -> str:
    """A row a run in full precision: when, simulation, seed, steps, status, the parameters in which any of them differs
    from the defaults, the run as a link, and its last numbers."""
    from app.sessions.link import write_link
    from sims import registry
    from sims.params import parameters

    def link(run: TriedRun) -> str:
        try:
            return write_link((run.log,))
        except ParameterError:                              # too long for one
            return ""
    runs = list(runs)
    changed, metrics = {}, {}
    for run in runs:
        declared = parameters(registry.params_type(run.log["simulation"]))
        changed |= dict.fromkeys(name for name, value in run.log["params"].items() if value != declared[name].default)
        metrics |= dict.fromkeys(run.metrics)
    # One name may be both, as of a parameter and of what is measured.
    head = ["when", "simulation", "seed", "steps", "status", *changed, "link", *(f"last_{name}" for name in metrics)]
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(head)
    for run in runs:
        rows.writerow([time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(run.when)), run.log["simulation"],
                       run.log["seed"], run.steps, run.status, *(run.log["params"].get(name, "") for name in changed),
                       link(run), *(repr(run.metrics[name]) if name in run.metrics else "" for name in metrics)])
    return out.getvalue()
