"""A stop condition: playing pauses at the step at which a metric of a run comes to a value, or at a step by its number.

How fine that is depends on where the metric is known. A scalar of every step is looked at step by step, so the first
step at which it has come to the value is found, and the runs go back there where the leap that passed it has gone
further. A metric that is measured at some steps only (see sims.measurements) is looked at as its numbers become known,
which for the slow ones is some steps later; the runs then go back to the step that was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sims.params import N_, ParameterError
from sims.run import Run

_SPELLED = re.compile(r"\s*(\w+)\s*(>=?|<=?|≥|≤)\s*(\S+)\s*")
_SIGNS = {">": ">=", "≥": ">=", "<": "<=", "≤": "<="}
STEP = "step"                       # as a metric: the steps done
AT_LEAST, AT_MOST = ">=", "<="

#: What a group says when it has paused; the fields are those of its condition, as it spells them.
STOPPED = N_("Paused at step {step}, where {metric} {sign} {value} has become true.")
STOPPED_ONE_OF = N_("Paused at step {step}, where {metric} {sign} {value} has become true in run {run} of {runs}.")


@dataclass(frozen=True)
class StopCondition:
    """metric: a column of the trace, or STEP. sign: AT_LEAST or AT_MOST. Raises ParameterError for another."""

    metric: str
    sign: str
    value: float

    def __post_init__(self):
        if self.sign not in (AT_LEAST, AT_MOST) or self.value != self.value:
            raise ParameterError(N_("a stop condition takes >= or <= and a number, not {sign} {value}"),
                                 sign=self.sign, value=self.value)

    def holds(self, number: float) -> bool:
        """Whether a number fulfils it."""
        return number >= self.value if self.sign == AT_LEAST else number <= self.value


@dataclass
class _Look:
    """How far one run has been looked at: the last step whose number is known, and whether it held there."""

    step: int
    held: bool


def read_condition(text: str) -> StopCondition | None:
    """The condition that a text spells, such as "modes >= 8" or "w1 < 0.2"; None where it is none."""
    found = _SPELLED.fullmatch(text)
    try:
        return StopCondition(found[1], _SIGNS.get(found[2], found[2]), float(found[3])) if found else None
    except ValueError:              # no number, or none that could be come to
        return None


class StopWatch:
    """Looks at runs while they play and tells where the condition becomes true: it does not hold at one known number,
    or none is known yet, and holds at the next. condition: None to look at nothing.
    """

    def __init__(self) -> None:
        self.condition: StopCondition | None = None
        self._looks: list[_Look] = []

    def begin(self, runs: Sequence[Run]) -> None:
        """The runs are about to move. Where they have been moved otherwise since the last look, begin anew there."""
        if self.condition is not None and not self._looks:
            self._looks = [self._first_look(run) for run in runs]

    def forget(self) -> None:
        """What was seen so far no longer counts: a hand has moved or changed the runs."""
        self._looks = []

    def became_true(self, runs: Sequence[Run]) -> tuple[int, int] | None:
        """(step, number of the run) at which the condition has become true since the last look, the first of them."""
        if self.condition is None:
            return None
        found = [(step, number) for number, (run, look) in enumerate(zip(runs, self._looks))
                 if (step := self._look_on(run, look)) is not None]
        return min(found, default=None)

    def _first_look(self, run: Run) -> _Look:
        step = run.state.step
        if self.condition.metric == STEP:
            return _Look(step, self.condition.holds(step))
        _steps, numbers = run.trace.known(self.condition.metric, 0, step)
        return _Look(step, len(numbers) > 0 and self.condition.holds(float(numbers[-1])))

    def _look_on(self, run: Run, look: _Look) -> int | None:
        for step, number in self._known(run, look.step, run.state.step):
            before, look.step, look.held = look.held, step, self.condition.holds(number)
            if look.held and not before:
                return step
        return None

    def _known(self, run: Run, start: int, end: int) -> Iterable[tuple[int, float]]:
        """(step, number) of the metric at the steps start < step <= end at which it is known."""
        if self.condition.metric == STEP:
            return ((step, step) for step in range(start + 1, end + 1))
        steps, numbers = run.trace.known(self.condition.metric, start, end)
        return zip(steps.tolist(), numbers.tolist())
