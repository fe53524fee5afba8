"""One generated sample that is followed: its z stays the same, so its way through phases and steps is that of G."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import numpy as np

from app.panels.gan.layers.surface import sigmoid
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import listed, number
from widgets.plots.edge_card import in_a_row
from widgets.plots.items.field import GridView
from widgets.plots.items.point_cloud import PointCloudView

PLACES = 400                            # of its way, that are remembered
DIGITS = 4
SHOWN = 3                               # coordinates of z


class FollowedSample:
    """Draws a ring around the sample and the way that it has come; tells of it in a row of numbers.

    ring, way: the items. index: of the sample among the points of a frame, None for none.
    """

    def __init__(self):
        self.ring = PointCloudView("circle", "ink", size=11)
        self.way = GridView("ink", opacity=0.6)
        self.index: int | None = None
        self._places: deque[tuple[tuple[int, int], np.ndarray]] = deque(maxlen=PLACES)
        self._found: Mapping[str, np.ndarray] = {}

    def follow(self, index: int | None) -> None:
        self.index, self._found = index, {}
        self._places.clear()
        self.ring.set_highlight(None)
        self.way.set_grid(None)

    def take(self, frame: Frame) -> None:
        """Draw where it is in this frame."""
        if self.index is None or self.index >= len(frame.arrays["generated"]):
            return
        here, place = (frame.step, frame.phase), frame.arrays["generated"][self.index].astype(float)
        while self._places and self._places[-1][0] >= here:         # one has stepped back, or begun again
            self._places.pop()
        self._places.append((here, place))
        self.ring.set_highlight(place[None])
        self.way.set_grid(np.array([place for _here, place in self._places]))

    def tell(self, found: Mapping[str, np.ndarray]) -> None:
        """What the engine knows of it, as sims.gan.observation.probes.of_sample has it."""
        self._found = found

    def html(self, logits: bool) -> str:
        """Its numbers in a row; "" while nothing is known. logits: whether D(x̃) has a σ."""
        if self.index is None or not self._found:
            return ""
        found = {name: np.asarray(values) for name, values in self._found.items()}
        score = float(found["score"][0])
        parts = [f"z = {_vector(found['z'])}", f"x̃ = G(z) = {_vector(found['x'])}"]
        if logits:
            parts.append(f"σ(D(x̃)) = {number(float(sigmoid(score)), DIGITS)}")
        parts += [f"D(x̃) = {number(score, DIGITS)}",
                  _("pull {vector}, norm {norm}").format(vector=_vector(found["pull"]),
                                                         norm=number(float(np.hypot(*found["pull"])), DIGITS))]
        return in_a_row(parts)


def _vector(values: np.ndarray) -> str:
    """(0.123, −1.234), of a long one the first numbers."""
    texts = [number(float(value), DIGITS) for value in values[:SHOWN]]
    return f"({listed(texts + ['…'] * (len(values) > SHOWN))})"


def nearest(points: np.ndarray, x: float, y: float, reach: float) -> int | None:
    """The index of the point (of n, 2) nearest to a place; None where none lies within reach."""
    if not len(points):
        return None
    away = np.hypot(points[:, 0] - x, points[:, 1] - y)
    away = np.where(np.isfinite(away), away, np.inf)
    index = int(away.argmin())
    return index if away[index] <= reach else None
