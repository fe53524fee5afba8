"""The captured program on an NVIDIA GPU, one GAN and many; no rows where there is none."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

from tests.bench.harness import Row, in_turns, rate_of

MEMBERS = (1, 64, 1024)


def on_gpu(members: int) -> Callable[[], tuple[float, float]]:
    """(ours, plain) in steps of one GAN a second of wall time: `members` together, and one alone with torch.optim."""
    def measure() -> tuple[float, float]:
        import torch

        from sims.gan.params import GanParams
        from sims.gan.simulation import GanSimulation
        from sims.run import Run
        from tests.bench.training import plain
        if not torch.cuda.is_available():
            raise RuntimeError("this torch sees no CUDA GPU")
        run = Run(GanSimulation("cuda"), GanParams(members=members))
        run.simulation, leaps = run.simulation.without_slow_metrics(), 0
        while leaps < 3:
            leaps += run.leap(128) > 1

        def train() -> int:
            done = run.leap(128)
            torch.cuda.synchronize()
            return done * members
        with torch.device("cuda"):
            loop = plain()

            def usual() -> int:
                loop(50)
                torch.cuda.synchronize()
                return 50
            return in_turns(lambda: rate_of(train, 1.0), lambda: rate_of(usual, 1.0))
    return measure


def handed() -> tuple[float, None]:
    """Seconds that the random numbers of one step of 1,024 members take, which are drawn on the processor."""
    from sims.gan.data import minibatches
    from sims.gan.params import GanParams
    params, seeds = GanParams(members=1024), tuple(range(1024))
    start = time.perf_counter()
    minibatches.block(seeds, 0, params)
    return (time.perf_counter() - start) / minibatches.block_length(len(seeds), params), None


ROWS = [Row(f"on a GPU, {members} of 2-32-32", "steps/s", on_gpu(members), "nn.Module + torch.optim.Adam there", True)
        for members in MEMBERS] + [Row("drawing a step of 1,024 members", "s", handed)] \
    if shutil.which("nvidia-smi") else []
