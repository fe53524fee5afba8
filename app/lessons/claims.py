"""Claims at work: what each says is run, with the seeds that it names, and its condition is worked out."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.headless_run import HeadlessRun, cores
from app.joined_runs import go_to
from app.lessons.blocks import fault_at
from app.lessons.expression import Expression
from app.lessons.lesson import Claim, Lesson, Stop
from app.lessons.scene import Scene
from sims import registry
from sims.events import read_events
from sims.params import N_, ParameterError, change, nearest
from sims.simulation import Simulation

#: Claims that train one of these take seconds or minutes.
TRAINED = ("gan", "patterns", "line")
SLICE = 256                             # steps at a time: how soon it can be stopped
NO_METRIC = N_("{simulation} has no metric “{name}”{hint}")


@dataclass(frozen=True)
class Finished:
    """What is known of a run of a claim. at: step -> metrics there; last: its last step. columns: metric -> (steps
    done, numbers) over the steps; none where nobody asked."""

    simulation: str
    last: int
    at: Mapping[int, Mapping[str, float]]
    columns: Mapping[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Verdict:
    """Whether a claim holds, and of each seed the numbers that its condition has met, as they are spelled in it."""

    claim: Claim
    held: tuple[bool, ...]
    measured: tuple[Mapping[str, float], ...]

    @property
    def holds(self) -> bool:
        return sum(self.held) >= self.claim.at_least


class _RunsOfSeed:
    """The numbers of the runs of one claim with one seed."""

    def __init__(self, runs: Mapping[str, Finished]):
        self._runs = runs

    def at(self, run: str, metric: str, step: int | None) -> float:
        of = self._runs[run]
        found = of.at[of.last if step is None else step]
        if metric not in found:
            raise ParameterError(NO_METRIC, simulation=of.simulation, name=metric, hint=nearest(metric, found))
        return found[metric]

    def steps(self, run: str, metric: str) -> tuple[np.ndarray, np.ndarray]:
        of = self._runs[run]
        if metric not in of.columns:
            raise ParameterError(NO_METRIC, simulation=of.simulation, name=metric, hint=nearest(metric, of.columns))
        return of.columns[metric]


@dataclass
class _Job:
    """One scene with several seeds, and where somebody wants to look. followed: whether over all steps."""

    scene: Scene
    seeds: list[int] = field(default_factory=list)
    stops: set[int] = field(default_factory=set)
    followed: bool = False

    def want(self, seeds: Sequence[int], condition: Expression) -> None:
        self.seeds += [seed for seed in seeds if seed not in self.seeds]
        self.stops |= {self.scene.step, *condition.steps_asked()}
        self.followed |= condition.over_steps()


def is_quick(claim: Claim) -> bool:
    """Whether it is worked out in a moment: nothing is trained for it."""
    return not any(scene.simulation in TRAINED and scene.step for scene in claim.runs.values())


def claims_of(lesson: Lesson, quick: bool = False) -> list[tuple[Stop, Claim]]:
    """All claims of a lesson, or its quick ones."""
    return [(stop, claim) for stop in lesson.stops for claim in stop.claims if not quick or is_quick(claim)]


def verdicts(claims: Sequence[Claim], show: Callable[[float], None] = lambda _share: None) -> list[Verdict]:
    """Each claim, run. A scene that several speak of is run once. show(share of the work that is done).

    Raises LessonError where a condition names a metric that there is not.
    """
    jobs: dict[str, _Job] = {}
    for claim in claims:
        for scene in claim.runs.values():
            job = jobs.setdefault(_key(scene), _Job(scene))
            job.want(claim.seeds, claim.holds)
    finished = _all_run(jobs, show)
    return [_verdict(claim, finished) for claim in claims]


def _key(scene: Scene) -> str:
    return scene.with_seed(0).link()


def _verdict(claim: Claim, finished: Mapping[tuple[str, int], Finished]) -> Verdict:
    held, measured = [], []
    for seed in claim.seeds:
        seen: dict[str, float] = {}
        runs = {name: finished[_key(scene), seed] for name, scene in claim.runs.items()}
        try:
            held.append(claim.holds.holds(_RunsOfSeed(runs), seen))
        except ParameterError as error:
            raise fault_at(claim.line, error) from None
        measured.append(seen)
    return Verdict(claim, tuple(held), tuple(measured))


# Running -------------------------------------------------------------------------------------------------------------

def _all_run(jobs: Mapping[str, _Job], show: Callable[[float], None]) -> dict[tuple[str, int], Finished]:
    stop, done, found = threading.Event(), 0, {}
    parts = [(key, job, seeds) for key, job in jobs.items() for seeds in _parts(job)]
    with ThreadPoolExecutor(cores(), "saddle claims") as pool:
        working = {pool.submit(_finished, job, seeds, stop): (key, seeds) for key, job, seeds in parts}
        try:
            for one in as_completed(working):
                key, seeds = working[one]
                found |= {(key, seed): finished for seed, finished in zip(seeds, one.result())}
                done += 1
                show(done / len(working))
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    return found


def _parts(job: _Job) -> Iterator[list[int]]:
    """The seeds in parts of as many as are best run as one."""
    simulation = registry.get(job.scene.simulation)
    size = simulation.join_limit(_params(simulation, job.scene), max(job.stops))
    for start in range(0, len(job.seeds), size):
        yield job.seeds[start:start + size]


def _params(simulation: Simulation, scene: Scene) -> Any:
    return change(simulation.Params(), **scene.log["params"])


def _finished(job: _Job, seeds: Sequence[int], stop: threading.Event) -> list[Finished]:
    """The runs of these seeds, from a simulation of their own: compiled programs belong to one thread."""
    simulation = type(registry.get(job.scene.simulation)).on_device("cpu")[0]
    if not job.followed:
        simulation = simulation.without_slow_metrics()
    params = _params(simulation, job.scene)
    runs = [HeadlessRun(simulation, params, seed, read_events(params, job.scene.log["events"])) for seed in seeds]
    found: list[dict[int, Mapping[str, float]]] = [{} for _ in runs]
    here = 0
    for step in sorted(job.stops):
        while here < step and not stop.is_set():
            here = min(step, here + SLICE)
            go_to(simulation, runs, here)
        for run, at in zip(runs, found):
            at[step] = _metrics(run)
    return [Finished(simulation.name, job.scene.step, at, _columns(run) if job.followed else {})
            for run, at in zip(runs, found)]


def _metrics(run: HeadlessRun) -> Mapping[str, float]:
    """What `saddle run` measures, and the scalars of the last step."""
    scalars = {name: float(numbers[-1]) if len(numbers) else math.nan
               for name, (_rows, numbers) in run.trace.numbers().items()}
    return {**scalars, **run.metrics(), "step": float(run.state.step), "diverged": float(run.diverged)}


def _columns(run: HeadlessRun) -> Mapping[str, tuple[np.ndarray, np.ndarray]]:
    run.settle()
    return {name: (rows + 1, numbers) for name, (rows, numbers) in run.trace.numbers().items()}
