"""When runs move on: playing at a chosen speed, or on the way to a position; and how fast they really are."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

RATE_SECONDS = 0.5                  # over which a rate is measured
LEAP_SECONDS = 0.008                # of training in one call, about; no command is carried out meanwhile


class Pace:
    """How many steps to train in one call, so that commands are heard in time: learnt from how long steps took."""

    def __init__(self):
        self._step_seconds = 0.01

    @property
    def steps(self) -> float:
        """Steps in a leap; at least 2, because a single step is done phase by phase."""
        return max(2.0, LEAP_SECONDS / self._step_seconds)

    def took(self, steps: int, seconds: float) -> None:
        """A leap of so many steps took so long.

        One that was cut short, as at a keyframe, counts little: a leap has a cost of its own beside its steps.
        """
        weight = 0.2 * min(1.0, max(steps / self.steps, seconds / LEAP_SECONDS))
        self._step_seconds += weight * (seconds / steps - self._step_seconds)


class Rate:
    """Whole steps a second, measured over RATE_SECONDS; 0 before it is known."""

    def __init__(self, done: int = 0):
        self.steps = 0.0
        self._clock, self._done = time.monotonic(), done

    def measure(self, done: int) -> None:
        """The runs have done so many steps by now."""
        now = time.monotonic()
        if now - self._clock >= RATE_SECONDS:
            self.steps = max(0.0, (done - self._done) / (now - self._clock))
            self._clock, self._done = now, done


class Playback:
    """Whether and how fast runs move on.

    playing: whether they train by themselves. interrupted: whether they would, were they seen. unit, per_second: the
    speed, in whole steps ("step") or phases ("phase"); infinity is as fast as possible. A journey to a position goes
    first, and does not change `playing`.
    """

    def __init__(self, playing: bool):
        self.playing, self.interrupted = playing, False
        self.unit, self.per_second = "step", math.inf
        self.pace = Pace()
        self._rate = Rate()
        self._clock, self._credit = time.monotonic(), 0.0       # units that may be trained by now
        self._journey: Iterator[None] | None = None

    # Playing ---------------------------------------------------------------------------------------------------------

    def play(self, step: int) -> None:
        """Begin at once, at this step."""
        self.playing, self.interrupted = True, False
        self._begin(step)

    def pause(self) -> None:
        self.playing = self.interrupted = False

    def interrupt(self) -> None:
        """Pause, to be played again by whoever asks for `interrupted`."""
        self.playing, self.interrupted = False, self.playing or self.interrupted

    def choose_speed(self, unit: str, per_second: float, step: int) -> None:
        self.unit, self.per_second = unit, per_second
        self._begin(step)

    def _begin(self, step: int) -> None:
        self._clock, self._credit = time.monotonic(), 1.0
        self._rate = Rate(step)

    def earn(self) -> None:
        """Allow as many units as the time since the last call is worth; what was missed is not made up for."""
        now = time.monotonic()
        if self.per_second == math.inf:
            self._credit = math.inf
        else:
            self._credit = min(self._credit + (now - self._clock) * self.per_second, self.per_second * 0.25 + 1)
        self._clock = now

    @property
    def allowed(self) -> int:
        """Units that may be trained in the next call."""
        return int(min(self._credit, 1000, self.pace.steps)) if self._credit >= 1 else 0

    def spend(self, units: int) -> None:
        self._credit -= units

    def measure(self, step: int) -> None:
        """The runs are at this step now."""
        self._rate.measure(step)

    @property
    def rate(self) -> float:
        """Whole steps a second, measured; 0 while paused."""
        return self._rate.steps if self.playing else 0.0

    # Travelling ------------------------------------------------------------------------------------------------------

    @property
    def travelling(self) -> bool:
        return self._journey is not None

    def travel(self, journey: Iterator[None]) -> None:
        """Go to a position: `journey` is worked through, a little at a time."""
        self._journey = journey

    def stop_travelling(self) -> None:
        """Stay where the journey has come to."""
        self._journey = None

    def go_on(self, until: float) -> None:
        """Travel until the clock says `until`, or until the journey is over."""
        while self._journey is not None and time.monotonic() < until:
            if next(self._journey, self) is self:
                self._journey = None

    def wait(self) -> float | None:
        """Seconds until there is work: 0 for now, None for never (until the next command)."""
        if self.travelling:
            return 0.0
        if not self.playing:
            return None
        if self.per_second == math.inf:
            return 0.0
        return max(0.0, (1 - self._credit) / self.per_second - (time.monotonic() - self._clock))
