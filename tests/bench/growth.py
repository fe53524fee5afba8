"""Long runs: memory over a million steps, and the way back to any of 100,000."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache

import numpy as np

from app.engine.run_group import RunGroup
from tests.bench.harness import Row
from tests.bench.together import ROOT

MILLION = 1_000_000
TINY = {"hidden_layers_g": 1, "hidden_width_g": 2, "hidden_layers_d": 1, "hidden_width_d": 2, "batch_size": 2,
        "optimizer": "sgd"}


@cache
def _in_its_own_process(*arguments: str) -> dict | Exception:
    done = subprocess.run([sys.executable, "-m", __name__, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        return RuntimeError(" ".join(done.stderr.strip().splitlines()[-3:]))
    return json.loads(done.stdout.splitlines()[-1])


def _found(name: str, *arguments: str) -> Callable[[], tuple[float, None]]:
    def measure() -> tuple[float, None]:
        found = _in_its_own_process(*arguments)
        if isinstance(found, Exception):
            raise found
        return found[name], None
    return measure


ROWS = [
    Row("scrubbing in 100,000 steps of the default lab, at most", "ms", _found("seek", "back"), goal=100, kind="most"),
    Row("  median", "ms", _found("seek_median", "back")),
    Row("  stepping back there, at most", "ms", _found("back", "back"), goal=100, kind="most"),
    Row("seeking in 1,000,000 steps of the default lab, at most", "ms", _found("seek", "million"), goal=100,
        kind="most"),
    Row("  median", "ms", _found("seek_median", "million")),
    Row("  all its keyframes", "MiB", _found("keyframes", "million"), goal=256, kind="most"),
    Row("growth from step 500,000 to 1,000,000: nash", "MiB", _found("late", "grow", "nash"), goal=10, kind="most"),
    Row("  a tiny GAN", "MiB", _found("late", "grow", "gan"), goal=10, kind="most"),
    Row("  from step 1,000 on: nash", "MiB", _found("all", "grow", "nash")),
    Row("  a tiny GAN", "MiB", _found("all", "grow", "gan")),
    Row("  curves in the window, 25 of them", "MiB", _found("late", "curves"), goal=10, kind="most"),
]


# In a process of their own -------------------------------------------------------------------------------------------

def memory() -> float:
    """MiB that this process holds."""
    import psutil
    return psutil.Process().memory_info().rss / 2**20


def grow(name: str) -> dict[str, float]:
    """Train a group a million steps as the engine does, looked at 200 times."""
    from app.engine import groups
    from app.engine.messages import Opening
    values = TINY if name == "gan" else {"method": "alternating", "learning_rate": 0.01}
    group = groups.build(name, Opening(name, ((values, 0),), playing=True, device="cpu"), 1)
    told, held = 0, {}
    while group.position[0] < MILLION and not group.diverged:
        group.work(time.monotonic() + 0.05)
        step = group.position[0]
        for mark in (1000, MILLION // 2):
            if step >= mark and mark not in held:
                held[mark] = memory()
        if step >= told:
            group.report()
            told += MILLION // 200
    held[MILLION] = memory()
    return {"late": held[MILLION] - held[MILLION // 2], "all": held[MILLION] - held[1000]}


def curves() -> dict[str, float]:
    """What the window keeps of 25 columns of a million rows."""
    from widgets.plots.curves.curve_buffer import CurveBuffer
    traces, values = [CurveBuffer() for _ in range(25)], np.random.default_rng(0).normal(size=500)
    held = {}
    for start in range(0, MILLION, len(values)):
        if start == MILLION // 2:
            held["half"] = memory()
        for trace in traces:
            trace.write(start, values)
            trace.columns(0, trace.length, 600) if start % 50_000 == 0 else None
    return {"late": memory() - held["half"]}


def default_lab() -> RunGroup:
    from app.engine import groups
    from app.engine.messages import Opening
    return groups.build("gan", Opening("gan", (({}, 0),), playing=True, device="cpu"), 1)


def train(group: RunGroup, steps: int) -> None:
    """Up to there, and pause."""
    while group.position[0] < steps:
        group.work(time.monotonic() + 0.05)
    group.do("pause")
    group.report()


def answered(group: RunGroup, name: str, **arguments: int) -> float:
    """Milliseconds from a command to its report."""
    start = time.perf_counter()
    group.do(name, **arguments)
    while group.busy:
        group.work(time.monotonic() + 0.006)
    group.report()
    return 1000 * (time.perf_counter() - start)


def back() -> dict[str, float]:
    """Milliseconds from a command to its report, anywhere in 100,000 steps."""
    group = default_lab()
    train(group, 100_000)
    random = np.random.default_rng(0)
    seeks, backs = [], []
    for step in random.integers(0, 100_000, 60):
        seeks.append(answered(group, "seek", step=int(step)))
        backs.append(answered(group, "back"))
    return {"seek": max(seeks), "seek_median": float(np.median(seeks)), "back": max(backs)}


def million(steps: int = 30_000) -> dict[str, float]:
    """Milliseconds to any step where keyframes lie as far from each other as those of a million steps do; and MiB of as
    many of them as there are at most. Only so many steps are trained, for a million take minutes."""
    group = default_lab()
    store = group.runs[0].keyframes
    while MILLION // store.spacing >= store.limit:
        store.spacing *= 2
    train(group, steps)
    seeks = [answered(group, "seek", step=int(step)) for step in np.random.default_rng(0).integers(0, steps, 40)]
    state, before = group.runs[0].keyframes.newest().state, memory()
    kept = [copy.deepcopy(state) for _ in range(store.limit)]
    assert len(kept) == store.limit
    return {"seek": max(seeks), "seek_median": float(np.median(seeks)),
            "keyframes": memory() - before}


if __name__ == "__main__":
    measures = {"grow": grow, "curves": curves, "back": back, "million": million}
    print(json.dumps(measures[sys.argv[1]](*sys.argv[2:])), flush=True)
