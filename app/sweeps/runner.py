"""Carries out a sweep with worker threads.

Threads and not processes: a compiled training loop holds no GIL, nor do NumPy's generators and SciPy's assignment.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from app.headless_run import HeadlessRun, going
from app.joined_runs import join, part
from app.sweeps.journal import Journal, Result
from app.sweeps.order import Order, as_listed
from app.sweeps.plan import Cell, Plan, plain
from sims import registry
from sims.events import read_events
from sims.run import Run
from sims.simulation import Simulation

TURNS = 4                           # groups that each worker is to have at least, before cells are joined to one


# One group of cells --------------------------------------------------------------------------------------------------

#: Cells that differ by seed only, which one worker trains at a time.
Group = Sequence[Cell]
#: Called with a cell and its result when it is done.
Keep = Callable[[Cell, Result], None]


class _NoTrace:
    def put(self, step: int, row: Mapping[str, float]) -> None:
        pass

    def put_rows(self, start: int, columns: Mapping[str, Any]) -> None:
        pass


def train(simulation: Simulation, plan: Plan, group: Group, tell: Callable[[int], bool]) -> list[Run] | None:
    """The runs of a group's cells after their last step, bit for bit as `saddle run` has them; None where stopped.

    tell(steps) is called after every call of the simulation with the steps that all of them have done together; it
    returns whether to go on.
    """
    runs = [HeadlessRun(simulation, cell.params, cell.seed, read_events(cell.params, plan.events)) for cell in group]
    for run in runs:
        run.trace = _NoTrace()
    if len(runs) > 1:
        _train_joined(simulation, plan, runs, tell)
    for run in runs:
        for _ in going(run, plan.steps):
            if not tell(sum(run.state.step for run in runs)):
                return None
    return runs


def _train_joined(simulation: Simulation, plan: Plan, runs: Sequence[Run], tell: Callable[[int], bool]) -> None:
    """Train runs that differ in their seeds only as one, to the end or as far as that goes."""
    joined = join(simulation, runs)
    if joined is None:
        return
    for _ in going(joined, plan.steps - 1):
        if not tell(len(runs) * joined.state.step):
            break
    if joined.state.step == plan.steps - 1:
        joined.step()                   # the one of which they keep the numbers
    part(joined, runs)


def measured(run: Run) -> Result:
    """The result of a cell: its status and metrics, and for a diverged run where and why."""
    found = {"status": run.state.status, "metrics": {name: plain(value) for name, value in run.metrics().items()}}
    if run.diverged:
        found |= {"diverged_at": run.state.step, "likely_cause": run.state.cause}
    return found


# All cells -----------------------------------------------------------------------------------------------------------

def grouped(cells: Sequence[Cell], most: int) -> list[Group]:
    """Cells of equal parameters in groups of nearly equal size, at most `most`."""
    groups: list[Group] = []
    for _setting, same in itertools.groupby(cells, key=attrgetter("params")):
        same = list(same)
        size = math.ceil(len(same) / math.ceil(len(same) / most))
        groups += [same[start:start + size] for start in range(0, len(same), size)]
    return groups


def groups_left(plan: Plan, done: Container[int], order: Order, workers: int) -> list[list[Group]]:
    """The cells that are not done in groups, each for a worker to train at a time, by the passes of the order."""
    passes = [[cell for cell in cells if cell.index not in done] for cells in order(plan)]
    most = 1
    if not plan.events:
        limit = registry.get(plan.simulation).join_limit(plan.params, plan.steps)
        most = max(1, min(limit, sum(map(len, passes)) // (TURNS * workers)))
    return [grouped(cells, most) for cells in passes]


class Queue:
    """Waiting groups by compiled program: a worker stays with the groups of its program as long as there are any.

    passes: groups of the first pass are taken before those of the next. program_key: see Simulation.program_key.
    """

    def __init__(self, passes: Iterable[Sequence[Group]], program_key: Callable[[Any], Any]):
        self._program_key = program_key
        self._later = deque(groups for groups in passes if groups)
        self._waiting: dict[Any, list[Group]] = {}
        self._workers: dict[Any, int] = {}
        self._lock = threading.Lock()

    def take(self, program: Any = None) -> tuple[Any, Group] | None:
        """(program, group) for a worker that has `program` at hand; None where nothing waits."""
        with self._lock:
            if not self._waiting and self._later:
                self._begin(self._later.popleft())
            if program not in self._waiting:
                if not self._waiting:
                    return None
                # Where the fewest work; of those where most is left to do.
                program = max(self._waiting, key=lambda key: (-self._workers[key], len(self._waiting[key])))
                self._workers[program] += 1
            groups = self._waiting[program]
            group = groups.pop()
            if not groups:
                del self._waiting[program]
            return program, group

    def _begin(self, groups: Sequence[Group]) -> None:
        """Begin a pass."""
        for group in reversed(groups):
            self._waiting.setdefault(self._program_key(group[0].params), []).append(group)
        self._workers = dict.fromkeys(self._waiting, 0)


class Sweep:
    """The runs of a plan in `workers` threads. make() returns a simulation; every thread makes its own.

    done: known results by index of a cell; grows as cells finish. keep(cell, result) is called for each, one at a time.
    order: which cells come first. What a cell raises is raised by `run`.
    """

    def __init__(self, plan: Plan, make: Callable[[], Simulation], workers: int,
                 done: Mapping[int, Result] | None = None, keep: Keep = lambda *_: None, order: Order = as_listed):
        self.plan, self.make, self.keep = plan, make, keep
        self.done: dict[int, Result] = dict(done or {})
        self.cells = plan.cells()
        self._left = [cell for cell in self.cells if cell.index not in self.done]
        groups = groups_left(plan, self.done, order, workers)
        self._queue = Queue(groups, registry.get(plan.simulation).program_key)
        self._steps = [0] * max(1, min(workers, sum(map(len, groups))))     # of the cells that each worker is in
        self._finished = 0
        self._training, self._measuring = 0.9, 0.1      # seconds; a guess until there are more
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._going = threading.Event()
        self._going.set()

    def run(self, show: Callable[[float, int], None] = lambda *_: None, every: float = 0.1) -> None:
        """Work until all is done. show(share, finished cells) is called now and then, from this thread.

        KeyboardInterrupt goes on to the caller when all workers have stopped, a moment after.
        """
        with ThreadPoolExecutor(len(self._steps), "sweep") as pool:
            working = [pool.submit(self._work, worker) for worker in range(len(self._steps))]
            try:
                # Not by joining threads: Python 3.11 takes one for ended whose joining was interrupted.
                while wait(working, every).not_done:
                    show(self.share(), len(self.done))
            finally:
                self._stop.set()
        for worker in working:
            worker.result()

    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        if not self._left:
            return 1.0
        # A cell's metrics may take as long as its training.
        trained = sum(self._steps) / max(1, self.plan.steps) * self._training / (self._training + self._measuring)
        return (self._finished + trained) / len(self._left)

    def pause(self, on: bool) -> None:
        """Hold all workers where they are, or let them go on; may be called from any thread."""
        self._going.clear() if on else self._going.set()

    def _work(self, worker: int) -> None:
        def tell(steps: int) -> bool:
            self._steps[worker] = steps
            self._going.wait()
            return not self._stop.is_set()
        try:
            simulation, program = self.make().without_slow_metrics(), None      # no trace is kept
            while not self._stop.is_set() and (taken := self._queue.take(program)):
                program, group = taken
                began = time.perf_counter()
                runs = train(simulation, self.plan, group, tell)
                if runs is None or self._stop.is_set():
                    return
                with self._lock:
                    self._training += time.perf_counter() - began
                    self._steps[worker] = len(group) * self.plan.steps      # also where one diverged before
                for cell, run in zip(group, runs):
                    if self._stop.is_set():
                        return
                    self._finish(worker, cell, run)
        except BaseException:
            self._stop.set()                            # for the others
            raise

    def _finish(self, worker: int, cell: Cell, run: Run) -> None:
        began = time.perf_counter()
        result = measured(run)
        with self._lock:
            self.keep(cell, result)
            self.done[cell.index] = result
            self._measuring += time.perf_counter() - began
            self._finished += 1
            self._steps[worker] -= self.plan.steps


# The whole of it -----------------------------------------------------------------------------------------------------

def carry_out(plan: Plan, make: Callable[[], Simulation], workers: int, path: Path | None = None, fresh: bool = False,
              show: Callable[[float, int], None] = lambda *_: None) -> tuple[dict, bool]:
    """`recorded` of a sweep in this process; make and workers as Sweep has them."""
    return recorded(plan, lambda done, keep: Sweep(plan, make, workers, done, keep), path, fresh, show)


class Work(Protocol):
    """What carries a sweep out, here or elsewhere; see Sweep."""

    done: dict[int, Result]

    def run(self, show: Callable[[float, int], None]) -> None: ...

    def pause(self, on: bool) -> None: ...


def recorded(plan: Plan, begin: Callable[[Mapping[int, Result], Keep], Work], path: Path | None = None,
             fresh: bool = False, show: Callable[[float, int], None] = lambda *_: None) -> tuple[dict, bool]:
    """(outcome, whether all of it is done): Ctrl+C ends it early, with what is done.

    begin(done, keep): the sweep, which knows what is done and keeps what comes. path: where the outcome goes, and
    beside it what is done meanwhile, from where the same call goes on; fresh forgets that. show(share, finished cells)
    is called now and then. Raises ParameterError where something else lies at the path.
    """
    notebook = Journal(path, plan) if path else None
    done = notebook.read(fresh) if notebook else {}
    sweep = begin(done, notebook.keep if notebook else lambda *_: None)
    finished = False
    try:
        sweep.run(show)
        finished = True
    except KeyboardInterrupt:
        pass
    finally:
        if notebook:
            notebook.close()
    outcome = plan.outcome(sweep.done)
    if finished and notebook:
        notebook.finish(outcome)
    return outcome, finished
