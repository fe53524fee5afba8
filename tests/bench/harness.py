"""What a benchmark is: a row of one table, with ours and a baseline measured in turns in the same minutes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

#: "ratio": how many times better than the baseline; "most", "least": what ours is, at most or at least.
KINDS = ("ratio", "most", "least")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    measure: gives (ours, baseline), both in `unit`; the baseline is None where a number is held to a bound alone.
    baseline: what it is, in words. more: whether more is better (a rate) or less (a time). goal: of the kind in
    `kind`; None where nothing is promised.
    """

    name: str
    unit: str
    measure: Callable[[], tuple[float, float | None]]
    baseline: str = ""
    more: bool = False
    goal: float | None = None
    kind: str = "ratio"

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"a goal is one of {KINDS}, not '{self.kind}'")


@dataclass(frozen=True)
class Result:
    """What a row came to; error: why it came to nothing."""

    row: Row
    ours: float | None = None
    baseline: float | None = None
    seconds: float = 0.0
    error: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the baseline."""
        if not self.ours or not self.baseline:
            return None
        return self.ours / self.baseline if self.row.more else self.baseline / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None where there is none."""
        if self.row.goal is None:
            return None
        reached = self.ratio if self.row.kind == "ratio" else self.ours
        if reached is None:
            return False
        return reached <= self.row.goal if self.row.kind == "most" else reached >= self.row.goal

    def plain(self) -> dict:
        """As JSON has it."""
        row = self.row
        return {"name": row.name, "unit": row.unit, "ours": self.ours, "baseline": self.baseline,
                "baseline_is": row.baseline, "ratio": self.ratio, "goal": row.goal, "goal_is": row.kind,
                "met": self.met, "seconds": round(self.seconds, 2), "error": self.error}


def measured(row: Row) -> Result:
    """Run one row. What fails is told in its line and holds up no other."""
    start = time.perf_counter()
    try:
        ours, baseline = row.measure()
    except Exception as error:
        return Result(row, seconds=time.perf_counter() - start, error=f"{type(error).__name__}: {error}")
    return Result(row, ours, baseline, time.perf_counter() - start)


def in_turns(ours: Callable[[], float], baseline: Callable[[], float], rounds: int = 5) -> tuple[float, float]:
    """The medians of what both give when they are asked in turns: whatever else the machine does, it does to both."""
    pairs = [(ours(), baseline()) for _ in range(rounds)]
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs)


def seconds_of(work: Callable[[], object], repeats: int = 1) -> float:
    """Wall seconds of one call, as the mean of `repeats`."""
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def rate_of(work: Callable[[], int], least_seconds: float = 0.3) -> float:
    """How many a second: `work` does some and says how many, again and again for at least so long."""
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < least_seconds:
        done += work()
    return done / spent
