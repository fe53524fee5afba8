"""Where the generated points have just been, from frame to frame."""

from __future__ import annotations

from collections import deque

import numpy as np

from sims.simulation import Frame

POINTS, FRAMES = 240, 10        # followed, and how far back in frames


class TrailMemory:
    """The last few places of some points. Going back in time, or another run, begins anew."""

    def __init__(self):
        self._places: deque[tuple[tuple[int, int], np.ndarray]] = deque(maxlen=FRAMES)

    def take(self, frame: Frame) -> None:
        here, points = (frame.step, frame.phase), frame.arrays["generated"][:POINTS]
        while self._places and self._places[-1][0] > here:
            self._places.pop()
        if self._places and len(self._places[-1][1]) != len(points):
            self._places.clear()
        if self._places and np.array_equal(self._places[-1][1], points, equal_nan=True):
            return
        if self._places and self._places[-1][0] == here:
            self._places.clear()                            # the same place in another run
        if here == (0, 0):
            self._places.clear()
        self._places.append((here, points))

    def segments(self) -> tuple[np.ndarray, np.ndarray]:
        """Starts and ends (n, 2)."""
        places = [points for _position, points in self._places]
        if len(places) < 2:
            return np.zeros((0, 2)), np.zeros((0, 2))
        return np.concatenate(places[:-1]), np.concatenate(places[1:])
