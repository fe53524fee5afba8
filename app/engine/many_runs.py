"""A run group of many runs that differ in their seeds only: trained as one where that can be, on several cores."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from app.engine import lockstep
from app.engine.commands import CommandTable
from app.engine.messages import Opening
from app.engine.run_group import COMMANDS, RunGroup
from app.headless_run import cores
from app.joined_runs import go_to
from sims.measurements import Measurements
from sims.params import N_, ParameterError
from sims.run import Run
from sims.simulation import Simulation

#: What the window may have this group do: a command of the same name takes the place of the other groups'.
MANY_COMMANDS = CommandTable(COMMANDS)
MOST_RUNS = 64
#: Runs of a part, which one thread trains, at least: to join fewer saves little.
LEAST_TOGETHER = 4
LONG = 10_000                           # steps; a run is taken to be worth joining
#: What the many share: keyframes in all, and metrics, which one thread works out for all of them.
KEYFRAMES, MEASURED_EVERY = 2048, 256
#: A leap of all may take so many times as long as one of a single run: its pictures are fewer.
PATIENCE = 3.0


class ManyRuns(RunGroup):
    """As RunGroup, for 8 to MOST_RUNS runs. Its reports hold small pictures."""

    commands = MANY_COMMANDS
    picture_seconds = 1 / 20                # enough to be seen moving; 16 pictures cost 20 ms, which training lacks
    most_branches = 0                       # each would hold as many runs again

    def __init__(self, key: str, opening: Opening, simulation: Simulation, *others: Any):
        self._threads = ThreadPoolExecutor(cores(), "saddle seeds")
        self._twins = [simulation]              # a simulation for each thread, because of its programs
        super().__init__(key, opening, simulation, *others)
        self._share()

    # Which runs -------------------------------------------------------------------------------------------------------

    @MANY_COMMANDS.add
    def spread(self, log: Mapping[str, Any], count: int, seed: int | None = None) -> None:
        """So many runs from step 0 with the settings and the changes of this log, from its seed on, or from another."""
        if not 2 <= count <= MOST_RUNS:
            raise ParameterError(N_("From 2 to {most} runs can stand side by side."), most=MOST_RUNS)
        first = Run.from_log(self.simulation, log, replay=False, executor=self.executor)
        first.planned = tuple(first.events)
        self._replace(self._beside(first, first.seed if seed is None else seed, count))

    @MANY_COMMANDS.add
    def use(self, values: Mapping[str, Any], seed: int = 0, events: Sequence[tuple[int, str, Any]] = (),
            stop: int = 0) -> None:
        """A preset with as many seeds as there are runs now; see RunGroup."""
        self._replace(self._beside(self._planned(values, seed, events, stop), seed, len(self.runs)))

    @MANY_COMMANDS.add
    def new_seed(self, seed: int | None = None) -> None:
        """As many seeds that follow, or that begin with the one given, from step 0 with the settings as they are."""
        first = self.runs[0]
        following = max(run.seed for run in self.runs) + 1 if seed is None else seed
        self._replace(self._beside(first, following, len(self.runs)))

    def _beside(self, run: Run, seed: int, count: int) -> list[Run]:
        return [run.anew(seed + number) for number in range(count)]

    def _replace(self, runs: list[Run], remember: bool = True) -> None:
        super()._replace(runs, remember)
        self._share()

    def _share(self) -> None:
        """Each run keeps its part of what many may keep together."""
        for run in self.runs:
            run.keyframes.limit = min(run.keyframes.limit, max(8, KEYFRAMES // len(self.runs)))
            if run.trace.measured.rarest < MEASURED_EVERY:
                known = run.trace.measured.columns()
                run.trace.measured = Measurements(MEASURED_EVERY)
                run.trace.measured.fill(known)

    def _parts(self) -> list[tuple[Simulation, list[Run]]]:
        """The runs in parts of nearly equal size, each with the simulation that trains it, also where it goes alone."""
        most = self.simulation.join_limit(self.runs[0].params, LONG)
        size = min(max(LEAST_TOGETHER, math.ceil(len(self.runs) / cores())), max(1, most))
        parts = [self.runs[start:start + size] for start in range(0, len(self.runs), size)]
        while len(self._twins) < len(parts):
            self._twins.append(self.simulation.twin())
        for twin, runs in zip(self._twins, parts):
            for run in runs:
                run.simulation = twin
        return list(zip(self._twins, parts))

    # Time -------------------------------------------------------------------------------------------------------------

    @MANY_COMMANDS.add
    def seek(self, step: int, phase: int = 0) -> None:
        self.pause()
        self.playback.travel(self._going(step, phase))

    def _going(self, step: int, phase: int = 0) -> Iterator[None]:
        """To a position: from the keyframes at which all can begin, together."""
        here = lockstep.position(self.runs)
        start = min(run.keyframes.nearest(step).step for run in self.runs)
        if not ((start, 0) <= here <= (step, phase) and all(run.position == here for run in self.runs)):
            for run in self.runs:
                yield from run.seeking(start)
        while any(run.state.step < step and not run.diverged for run in self.runs):
            self._leap(step - lockstep.position(self.runs)[0])
            yield
        for run in self.runs:
            yield from run.seeking(step, phase)

    def _resuming(self, runs: Sequence[Run], logs: Sequence[Mapping[str, Any]]) -> Iterator[None]:
        yield from self._going(*max(tuple(log["position"]) for log in logs))
        yield from super()._resuming(runs, logs)

    def _move(self, limit: int) -> int:
        if self.playback.unit != "step":
            return super()._move(limit)
        start = time.perf_counter()
        done = self._leap(limit)
        self.playback.pace.took(done, (time.perf_counter() - start) / PATIENCE)
        return done

    def _leap(self, limit: int) -> int:
        """At least one whole step and at most `limit` in every run that has not diverged. Returns how many."""
        going = [run for run in self.runs if not run.diverged]
        start, phase = lockstep.position(self.runs)
        count = min((run.leap_limit(limit) for run in going), default=0)
        if phase or count < 1 or len({run.position for run in going}) > 1:
            lockstep.step(self.runs)
            return 1
        working = [self._threads.submit(go_to, twin, runs, start + count) for twin, runs in self._parts()]
        wait(working)                           # where one has failed, no other is at work on its runs meanwhile
        for one in working:
            one.result()
        return count
