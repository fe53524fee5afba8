"""Keyframes: the states of a run at step boundaries from which every other position is reached by replay."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sims.simulation import State


@dataclass(frozen=True)
class Keyframe:
    """A state at a step boundary with what was in force there.

    pending: values that wait for the next step. applied: how many events of the log had been read.
    """

    state: State
    params: Any
    pending: tuple[tuple[str, Any], ...]
    applied: int

    @property
    def step(self) -> int:
        return self.state.step


class KeyframeStore:
    """Keyframes of one run: the newest steps all, older ones at a spacing that doubles where they become too many.

    first: at step 0, which is always kept.
    """

    spacing = 128                       # steps, at first: a leap ends at each, and costs some beside its steps
    limit = 4096                        # so that a replay within 1,048,576 steps is one of at most 256
    byte_limit = 3 * 2**26              # that the states of all keyframes may take together
    recent_limit = 32                   # the newest steps are all kept, so that stepping back by hand is immediate
    resting_limit = 64                  # of a run that is put aside

    def __init__(self, first: Keyframe):
        self._recent: list[Keyframe] = []
        self._spaced = [first]
        fitting = self.byte_limit // max(1, bytes_in(first.state))
        self.limit = min(self.limit, max(8, fitting))
        self.recent_limit = min(self.recent_limit, 2 + fitting)

    def __len__(self) -> int:
        """How many are kept at the spacing, without the newest steps."""
        return len(self._spaced)

    @property
    def first(self) -> Keyframe:
        return self._spaced[0]

    def steps_to_next(self, step: int) -> int:
        """Steps from this one to the next at which a keyframe is due."""
        return self.spacing - step % self.spacing

    def keep(self, keyframe: Keyframe) -> None:
        """A step was finished. Its keyframe is one of the newest, and stays for good where one is due."""
        step = keyframe.step
        if not self._recent or step > self._recent[-1].step:
            self._recent.append(keyframe)
            del self._recent[:-self.recent_limit]
        if step % self.spacing == 0:
            self.add(keyframe)
            if len(self._spaced) > self.limit:
                self._double_spacing()

    def add(self, keyframe: Keyframe) -> None:
        """Keep this one, wherever it lies, if there is none at its step."""
        at = bisect.bisect_left(self._spaced, keyframe.step, key=_step_of)
        if at == len(self._spaced) or self._spaced[at].step != keyframe.step:
            self._spaced.insert(at, keyframe)   # not always the last: one from a file may lie ahead

    def _double_spacing(self) -> None:
        self.spacing *= 2
        self._spaced = [keyframe for keyframe in self._spaced if keyframe.step % self.spacing == 0]

    def thin(self) -> None:
        """Keep few of them, the newest among them: the run is put aside, and a replay fills the gaps where it is taken
        up again."""
        newest = self.newest()
        self._recent = []
        while len(self._spaced) > self.resting_limit:
            self._double_spacing()
        self.add(newest)

    def nearest(self, step: int) -> Keyframe:
        """The last one at or before this step."""
        before = (kept[:bisect.bisect_right(kept, step, key=_step_of)][-1:] for kept in (self._spaced, self._recent))
        return max(itertools.chain(*before), key=_step_of)

    def newest(self) -> Keyframe:
        """The one that lies furthest ahead."""
        return max(self._spaced + self._recent, key=_step_of)

    def states_before(self, step: int) -> Iterator[State]:
        """The states kept at or before this step, the nearest first."""
        found = {keyframe.step: keyframe.state for keyframe in self._spaced + self._recent if keyframe.step <= step}
        return (found[step] for step in sorted(found, reverse=True))

    def forget_after(self, step: int) -> None:
        """Forget every one after this step."""
        self._spaced = [keyframe for keyframe in self._spaced if keyframe.step <= step]
        self._recent = [keyframe for keyframe in self._recent if keyframe.step <= step]

    def copy(self) -> KeyframeStore:
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._spaced, twin._recent = list(self._spaced), list(self._recent)
        return twin


def _step_of(keyframe: Keyframe) -> int:
    return keyframe.step


def bytes_in(value: Any) -> int:
    """The arrays in a state, in bytes."""
    if dataclasses.is_dataclass(value):
        return sum(bytes_in(getattr(value, entry.name)) for entry in dataclasses.fields(value))
    if isinstance(value, Mapping):
        return sum(map(bytes_in, value.values()))
    if isinstance(value, (tuple, list)):
        return sum(map(bytes_in, value))
    return int(getattr(value, "nbytes", 0))
