"""The recent positions of some generated points, from frame to frame, to be drawn as trails."""

from __future__ import annotations

from collections import deque

import numpy as np

from sims.simulation import Frame

POINTS, FRAMES = 240, 10        # followed, and how far back in frames


class TrailMemory:
    """The positions of the first POINTS points in the last FRAMES frames; going back or another run clears them."""

    def __init__(self):
        self._places: deque[tuple[tuple[int, int], np.ndarray]] = deque(maxlen=FRAMES)

    def take(self, frame: Frame) -> None:
        """Add the positions of a frame."""
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
        """The moves between neighbouring frames: starts and ends, both (n, 2)."""
        places = [points for _position, points in self._places]
        if len(places) < 2:
            return np.zeros((0, 2)), np.zeros((0, 2))
        return np.concatenate(places[:-1]), np.concatenate(places[1:])
