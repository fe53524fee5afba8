"""How many steps to train in one call, so that commands are heard in time; how many are made in a second."""

from __future__ import annotations

import time

RATE_SECONDS = 0.5                  # over which a rate is measured
LEAP_SECONDS = 0.008                # of training in one call, about: until then no command is heard


class Pace:
    """What a step takes of late, learnt from leaps."""

    def __init__(self):
        self._step_seconds = 0.01

    @property
    def steps(self) -> float:
        """Steps in a leap; at least 2, because one alone would never be leapt."""
        return max(2.0, LEAP_SECONDS / self._step_seconds)

    def took(self, steps: int, seconds: float) -> None:
        """A leap of so many steps took so long. One that was cut short, at a keyframe, says little: it has a cost of
        its own beside its steps."""
        weight = 0.2 * min(1.0, max(steps / self.steps, seconds / LEAP_SECONDS))
        self._step_seconds += weight * (seconds / steps - self._step_seconds)


class Rate:
    """Steps a second, as measured last; 0 before it is known."""

    def __init__(self, done: int = 0):
        self.steps = 0.0
        self._clock, self._done = time.monotonic(), done

    def measure(self, done: int) -> None:
        """So many steps are done now."""
        now = time.monotonic()
        if now - self._clock >= RATE_SECONDS:
            self.steps = max(0.0, (done - self._done) / (now - self._clock))
            self._clock, self._done = now, done
