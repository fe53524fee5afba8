"""The layer "transport plan": the cheapest way to match the first drawn real points with generated ones."""

from __future__ import annotations

import time

import numpy as np

from widgets.plots.items.field import GridView

#: Pairs that are matched and drawn: more would be a thicket, and the time grows as their cube.
PAIRS = 200
SECONDS = 0.1                           # between two plans, at least


def matching(real: np.ndarray, fake: np.ndarray) -> tuple[np.ndarray, float]:
    """For each of the real points (n, 2) the index of its generated point, so that the mean length is least, and that.

    It is W1 between the two samples (Villani 2009, chapter 6: between n equal masses each some optimal plan is a
    matching), by scipy.optimize.linear_sum_assignment. No indices, and nan, where a point is not finite.
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist
    cost = cdist(real, fake)
    if not np.isfinite(cost).all():
        return np.zeros(0, int), float("nan")
    rows, columns = linear_sum_assignment(cost)
    return columns, float(cost[rows, columns].mean())


class TransportPlan:
    """Draws the plan. lines: the item. length: the mean length of the plan that was made last, nan for none. pairs: how
    many it has: PAIRS, or as many as there are points.

    A plan takes some milliseconds, so in a moving picture its lines follow their points until the next is due.
    """

    def __init__(self):
        self.lines = GridView("accent", opacity=0.7)
        self.length, self.pairs = float("nan"), PAIRS
        self._partners, self._made = np.zeros(0, int), -np.inf

    def draw(self, real: np.ndarray, fake: np.ndarray) -> bool:
        """Draw it for these points. Returns whether the plan is that of these very points."""
        pairs, now = min(PAIRS, len(real), len(fake)), time.monotonic()
        real, fake = real[:pairs], fake[:pairs]
        due = now - self._made > SECONDS or pairs != self.pairs
        if due:
            self._partners, self.length = matching(real, fake)
            self.pairs = pairs
            self._made = time.monotonic()
        count = len(self._partners)
        self.lines.set_segments(np.hstack([real[:count], fake[self._partners]]).astype(float))
        return due
