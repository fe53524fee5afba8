"""A phase map as the window fills it, in a process of its own, against a sweep of as many runs over seeds alone."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from pathlib import Path

from tests.bench.harness import Row, in_turns, seconds_of

#: Cells a side, seeds of each, steps: a smaller map than the 16 x 16 cells of the goal, with as many runs joined.
SIDE, SEEDS, STEPS = 6, 2, 2000


def filled() -> float:
    """Seconds from the moment at which the process has loaded everything."""
    from app.sweeps import plan as sweep_plan
    from app.sweeps import process
    from sims.gan.params import GanParams
    vary = sweep_plan.parse_vary(GanParams(), [f"learning_rate_{player}=1e-4:1e-2:{SIDE}:log" for player in "dg"])
    plan = sweep_plan.Plan("gan", GanParams(), vary, range(SEEDS), STEPS, "cpu")
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = context.Pipe()
        child = context.Process(target=process.serve, args=(theirs, process.Job(plan, Path(folder, "map.json"))))
        child.start()
        theirs.close()
        ours.recv()
        start, share = time.perf_counter(), 0.0
        while share < 1.0:
            share = ours.recv().share
        seconds = time.perf_counter() - start
        child.join()
        ours.close()
    return seconds


def swept() -> float:
    from app.headless_run import cores
    from app.sweeps import plan as sweep_plan
    from app.sweeps import runner
    from sims.gan.params import GanParams
    from sims.gan.simulation import GanSimulation
    plan = sweep_plan.Plan("gan", GanParams(), {}, range(SIDE * SIDE * SEEDS), STEPS, "cpu")
    return seconds_of(lambda: runner.carry_out(plan, lambda: GanSimulation.on_device("cpu")[0], cores()))


ROWS = [Row(f"a map of {SIDE} x {SIDE} cells, {SEEDS} seeds, {STEPS:,} steps", "s", lambda: in_turns(filled, swept, 3),
            f"a sweep of {SIDE * SIDE * SEEDS} seeds of one setting", goal=1 / 1.3)]
