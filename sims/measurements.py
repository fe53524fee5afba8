"""Measurements of a run: metrics that are too slow for every step, at 200 to 400 steps however long the run is.

A run that leaps does not stop for each of them at first, when that would cost as much as the training: it is measured
where a leap ends, at every 8th step or more rarely, and so has its 200 from step 1,600 on, which is half a second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sims.simulation import Scalars

#: A run of N steps, N at least so many, is measured at so many of them at least, and at twice as many at most.
LEAST = 200
#: The shortest leap that ends for a measurement. Of the default lab it costs a quarter of the speed up to step 1,600.
LEAP = 8


def interval(steps: int) -> int:
    """Steps between the measurements of a run of so many steps: a power of two, so that a run that goes on keeps every
    second of them."""
    return 1 << max(steps // LEAST, 1).bit_length() - 1


class Measurements:
    """The numbers by step, and the calls that will give those that are still to be computed.

    They are multiples of the `interval` of the run as it is now. What is known of others is let go when that grows, so
    memory is bounded, and so is what waits however fast the steps come. rarest: steps between two of them at least, a
    power of two; more than 1 where many runs share a machine.
    """

    def __init__(self, rarest: int = 1) -> None:
        self.rarest = rarest
        self._rows: dict[int, dict[str, float]] = {}
        self._waiting: dict[int, Callable[[], Scalars]] = {}
        self._every = rarest
        self._changed = False

    def steps_to_next(self, step: int, furthest: int) -> int:
        """Steps from this one to the next at which a leap ends to be measured, on a run that has come to `furthest`."""
        every = max(LEAP, self._interval(max(step + 1, furthest)))
        return every - step % every

    def lacks(self, step: int, furthest: int) -> bool:
        """Whether this step is one to be measured and is not yet."""
        self._thin(max(step, furthest))
        return step > 0 and step % self._every == 0 and step not in self._rows

    def note(self, step: int, numbers: Scalars, compute: Callable[[], Scalars] | None) -> None:
        """Of this step these numbers are known, and the call computes the others."""
        self.add(step, numbers)
        if compute is not None:
            self._waiting[step] = compute

    def add(self, step: int, numbers: Scalars) -> None:
        """These numbers have been found; where the step is no longer one to be measured they are let go."""
        if step % self._every == 0:
            self._rows.setdefault(step, {}).update(numbers)
            self._changed = True

    def next(self) -> tuple[int, Callable[[], Scalars]] | None:
        """A call that waits, with its step, which is taken off the list: first those that a longer run will keep."""
        if not self._waiting:
            return None
        step = max(self._waiting, key=lambda step: (step & -step, step))
        return step, self._waiting.pop(step)

    def cut(self, length: int) -> None:
        """Forget what was measured after so many steps."""
        if any(step > length for step in self._rows):
            self._keep(lambda step: step <= length)
        self._every = self._interval(length)

    def _interval(self, steps: int) -> int:
        return max(self.rarest, interval(steps))

    def _thin(self, steps: int) -> None:
        every = self._interval(steps)
        if every > self._every:
            self._keep(lambda step: step % every == 0)
        self._every = every

    def _keep(self, which: Callable[[int], bool]) -> None:
        self._rows = {step: row for step, row in self._rows.items() if which(step)}
        self._waiting = {step: call for step, call in self._waiting.items() if which(step)}
        self._changed = True

    def touch(self) -> None:
        """Make the next `take` give everything."""
        self._changed = True

    def take(self) -> dict[str, tuple[np.ndarray, np.ndarray]] | None:
        """`columns`, where something has changed since the last call; else None."""
        changed, self._changed = self._changed, False
        return self.columns() if changed else None

    def columns(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """{name: (steps, rising; the numbers after so many steps)} of all that is known."""
        found: dict[str, tuple[list[int], list[float]]] = {}
        for step in sorted(self._rows):
            for name, value in self._rows[step].items():
                steps, values = found.setdefault(name, ([], []))
                steps.append(step)
                values.append(value)
        return {name: (np.array(steps, np.int32), np.array(values, float)) for name, (steps, values) in found.items()}

    def known(self, name: str, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """(steps, numbers) of one metric, start < steps <= end."""
        found = sorted((step, row[name]) for step, row in self._rows.items() if start < step <= end and name in row)
        steps, numbers = zip(*found) if found else ((), ())
        return np.array(steps, np.int32), np.array(numbers, float)

    def fill(self, columns: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Become what `columns` gave."""
        self._rows, self._waiting = {}, {}
        for name, (steps, values) in columns.items():
            for step, value in zip(steps.tolist(), values.tolist()):
                self._rows.setdefault(step, {})[name] = value
        self._changed = True

    def copy(self) -> Measurements:
        twin = Measurements(self.rarest)
        twin._rows = {step: dict(row) for step, row in self._rows.items()}
        twin._waiting, twin._every = dict(self._waiting), self._every
        return twin
