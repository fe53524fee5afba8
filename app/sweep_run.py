"""Carries a sweep out: several loops in one process, and a bar with the time left.

Threads and not processes: a traced training loop holds no GIL, nor do NumPy's generators and SciPy's assignment.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.forward import ForwardRun, going
from app.helper import giving_way
from app.sweep import Cell, Plan, plain
from app.sweep_file import Notebook, Result
from sims.run import Run, read_events

FIRST_GUESS = 1.0                   # seconds until the time left is told


# One cell ------------------------------------------------------------------------------------------------------------

class _NoTrace:
    def put(self, step: int, row: Mapping[str, float]) -> None:
        pass

    def put_rows(self, start: int, columns: Mapping[str, Any]) -> None:
        pass


def train(simulation: Any, plan: Plan, cell: Cell, tell: Callable[[int], bool]) -> Run | None:
    """A cell after its steps, the same bits as `saddle run` gives; None where it was stopped.

    tell(step) hears after every call of the simulation how far it is, and answers whether to go on.
    """
    run = ForwardRun(simulation, cell.params, cell.seed, read_events(cell.params, plan.events))
    run.trace = _NoTrace()
    for _ in going(run, plan.steps):
        if not tell(run.state.step):
            return None
    return run


def measured(run: Run) -> Result:
    """What is kept of a cell: its status and metrics."""
    found = {"status": run.state.status, "metrics": {name: plain(value) for name, value in run.metrics().items()}}
    if run.diverged:
        found |= {"diverged_at": run.state.step, "likely_cause": run.state.cause}
    return found


# All cells -----------------------------------------------------------------------------------------------------------

class Queue:
    """Cells that wait, by program: one worker stays with the cells that its traced program fits, as long as any wait.

    program_of: what cells must have in common to share a program; learning rates, for one, are handed to it.
    """

    def __init__(self, cells: Sequence[Cell], program_of: Callable[[Any], Any]):
        self._waiting: dict[Any, list[Cell]] = {}
        for cell in reversed(cells):
            self._waiting.setdefault(program_of(cell.params), []).append(cell)
        self._workers: dict[Any, int] = dict.fromkeys(self._waiting, 0)
        self._lock = threading.Lock()

    def take(self, program: Any = None) -> tuple[Any, Cell] | None:
        """(program, cell) for a worker that has `program` at hand; None where nothing waits."""
        with self._lock:
            if program not in self._waiting:
                if not self._waiting:
                    return None
                # Where the fewest work; of those where most is left to do.
                program = max(self._waiting, key=lambda key: (-self._workers[key], len(self._waiting[key])))
                self._workers[program] += 1
            cells = self._waiting[program]
            cell = cells.pop()
            if not cells:
                del self._waiting[program]
            return program, cell


class Sweep:
    """The runs of a plan in `workers` threads. make() gives a simulation; every thread makes its own.

    done: what is known, index of a cell -> result; grows as cells finish. keep(cell, result) hears of each, one at a
    time. Raises in `run` what a cell raised.
    """

    def __init__(self, plan: Plan, make: Callable[[], Any], workers: int,
                 done: Mapping[int, Result] | None = None, keep: Callable[[Cell, Result], None] = lambda *_: None):
        self.plan, self.make, self.keep = plan, make, keep
        self.done: dict[int, Result] = dict(done or {})
        self.cells = plan.cells()
        self._left = [cell for cell in self.cells if cell.index not in self.done]
        self._queue = Queue(self._left, program_of(plan.simulation))
        self._steps = [0] * max(1, min(workers, len(self._left)))       # of the cell that each worker is in
        self._finished = 0
        self._training, self._measuring = 0.9, 0.1      # seconds; a guess until there are more
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._error: BaseException | None = None

    def run(self, show: Callable[[float, int], None] = lambda *_: None, every: float = 0.1) -> None:
        """Work until all is done. show(share, finished cells) is called now and then, from this thread.

        KeyboardInterrupt goes on to the caller when all workers have stopped, a moment after.
        """
        workers = [threading.Thread(target=self._work, args=(k,), name=f"sweep {k}") for k in range(len(self._steps))]
        try:
            for worker in workers:
                worker.start()
            for worker in workers:
                while worker.is_alive():
                    worker.join(every)
                    show(self.share(), len(self.done))
        finally:
            self._stop.set()
            for worker in workers:
                if worker.ident is not None:
                    worker.join()
        if self._error is not None:
            raise self._error

    def share(self) -> float:
        """How much of what was left to do is done, from 0 to 1."""
        if not self._left:
            return 1.0
        # A cell's metrics may take as long as its training.
        trained = sum(self._steps) / max(1, self.plan.steps) * self._training / (self._training + self._measuring)
        return (self._finished + trained) / len(self._left)

    def _work(self, worker: int) -> None:
        def tell(step: int) -> bool:
            self._steps[worker] = step
            return not self._stop.is_set()
        try:
            simulation, program = self.make(), None
            simulation.follows = False                  # the followed metrics would go into a trace that is not kept
            while not self._stop.is_set() and (taken := self._queue.take(program)):
                program, cell = taken
                began = time.perf_counter()
                run = train(simulation, self.plan, cell, tell)
                if run is None or self._stop.is_set():
                    return
                trained = time.perf_counter()
                result = measured(run)
                with self._lock:
                    self.keep(cell, result)
                    self.done[cell.index] = result
                    self._training += trained - began
                    self._measuring += time.perf_counter() - trained
                    self._finished += 1
                    self._steps[worker] = 0
        except BaseException as error:
            self._error = error
            self._stop.set()


def program_of(simulation: str) -> Callable[[Any], Any]:
    """What the settings of cells must have in common for one traced program to run them all."""
    if simulation != "gan":
        return lambda params: None
    from dataclasses import replace

    from sims.gan.fast import HANDED
    return lambda params: replace(params, **{name: 1e-3 for name in HANDED})


# The whole of it -----------------------------------------------------------------------------------------------------

def carry_out(plan: Plan, make: Callable[[], Any], workers: int, path: Path | None = None, fresh: bool = False,
              bar: bool = False) -> tuple[dict, bool]:
    """(outcome, whether all of it is done): Ctrl+C ends it early, with what is done.

    path: where the outcome goes, and beside it what is done meanwhile, from where the same call goes on; fresh
    forgets that. Raises ParameterError where something else lies there.
    """
    notebook = Notebook(path, plan) if path else None
    done = notebook.read(fresh) if notebook else {}
    sweep = Sweep(plan, make, workers, done, notebook.keep if notebook else lambda *_: None)
    shown = Bar(len(sweep.cells)) if bar else None
    finished = False
    try:
        with giving_way():
            sweep.run(shown.show if shown else lambda *_: None)
        finished = True
    except KeyboardInterrupt:
        pass
    finally:
        if shown:
            shown.clear()
        if notebook:
            notebook.close()
    outcome = plan.outcome(sweep.done)
    if finished and notebook:
        notebook.finish(outcome)
    if not finished:
        same = f"the same command{' without --fresh' if fresh else ''} goes on from there"
        more = same if notebook else "--json FILE would keep them"
        print(f"saddle: stopped after {len(sweep.done):,} of {len(sweep.cells):,} runs; {more}", file=sys.stderr)
    return outcome, finished


class Bar:
    """How far it is and the time left, on a terminal's last line."""

    def __init__(self, cells: int):
        self._cells, self._started, self._shown = cells, time.perf_counter(), 0.0

    def show(self, share: float, finished: int) -> None:
        now = time.perf_counter()
        if now - self._shown < 0.1:
            return
        self._shown = now
        filled = int(40 * share)
        seconds = now - self._started
        # The first moments, in which programs are traced, say nothing about the rest.
        left = f", {time_text(seconds / share * (1 - share))} left" if seconds > FIRST_GUESS and share > 0 else ""
        text = f"[{'#' * filled}{'.' * (40 - filled)}] {finished:,} of {self._cells:,} runs{left}"
        print(f"\r{text:<78}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)


def time_text(seconds: float) -> str:
    """A duration as a person says it: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
