"""Many GANs at once: two in lockstep, and 64 that differ by seed as a sweep trains them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.bench.harness import Row, in_turns, rate_of
from tests.bench.training import plain

MEMBERS, STEPS = 64, 1000


def swept(workers: int) -> Callable[[], int]:
    """What trains all members once, tracing included and metrics left out, and says how many steps that were."""
    from app.sweeps import plan as sweep_plan
    from app.sweeps import runner
    from sims.gan.params import GanParams
    from sims.gan.simulation import GanSimulation

    class Unmeasured(GanSimulation):
        def measure(self, state: Any, params: Any) -> dict[str, float]:
            return {}
    plan = sweep_plan.Plan("gan", GanParams(), {}, range(MEMBERS), STEPS, "cpu")

    def work() -> int:
        runner.carry_out(plan, lambda: Unmeasured.on_device("cpu")[0], workers)
        return MEMBERS * STEPS
    return work


def one_after_the_other() -> Callable[[], int]:
    """The plain loop of the training rows, on one thread."""
    train = plain()

    def work() -> int:
        train(50)
        return 50
    return work


def against_plain() -> tuple[float, float]:
    from app.headless_run import cores
    ours, theirs = swept(cores()), one_after_the_other()
    return in_turns(lambda: rate_of(ours), lambda: rate_of(theirs, 1.0), 3)


def against_one_worker() -> tuple[float, float]:
    from app.headless_run import cores
    all_cores, one = swept(cores()), swept(1)
    return in_turns(lambda: rate_of(all_cores), lambda: rate_of(one), 3)


def lockstep() -> tuple[float, float]:
    """Steps a second of two runs side by side, as the compare panel has them, against half of what one makes alone."""
    from app.engine import groups
    from app.engine.messages import Opening

    def training(runs: int) -> Callable[[], int]:
        group = groups.build("gan", Opening("gan", (({}, 0),) * runs, playing=True, device="cpu"), 1)

        def work() -> int:
            before = group.position[0]
            group.work(time.monotonic() + 0.5)
            return group.position[0] - before
        for _ in range(4):              # compiled by then
            work()
        return work
    pair, one = training(2), training(1)
    return in_turns(lambda: rate_of(pair, 1.0), lambda: rate_of(one, 1.0) / 2, 5)


ROWS = [
    Row("two runs of the default lab in lockstep", "steps/s", lockstep, "half of one alone", more=True, goal=0.85),
    Row("64 members of 2-32-32 in a sweep", "steps/s", against_plain,
        "64 plain loops, one after the other", more=True, goal=16),
    Row("a thread a core", "steps/s", against_one_worker, "one thread", more=True),
]
