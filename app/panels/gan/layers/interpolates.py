"""The layer "interpolates": where the gradient penalty looks, and whether D is steeper there than it wants."""

from __future__ import annotations

import numpy as np

from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import Shown, number
from widgets.plots.edge_card import in_a_row
from widgets.plots.items.point_cloud import PointCloudView

WANTED = 1.0                            # slope: of WGAN-GP's penalty


class Interpolates:
    """Draws them as circles where D is steeper than WANTED, as crosses where it is not; tells of their slopes.

    steep, flat: the items. slopes: |∇D| at each, of the last frame; empty for a D that has no slope at single points.
    """

    def __init__(self):
        self.steep = PointCloudView("circle", "ink", size=7)
        self.flat = PointCloudView("cross", "ink", size=6)
        self.slopes = np.zeros(0)

    def draw(self, frame: Frame) -> None:
        """Draw those of this frame."""
        points = frame.arrays.get("between", np.zeros((0, 2)))
        self.slopes = frame.arrays.get("between_slope", np.zeros(0))
        self.steep.set_points(points[self.slopes > WANTED])
        self.flat.set_points(points[self.slopes <= WANTED])

    def html(self) -> str:
        """How steep D is there, in a row."""
        if not len(self.slopes):
            return _("This D has no slope at single points.")
        return in_a_row([
            _("|∇D| between real and generated points:"),
            _("mean {mean}, standard deviation {deviation}").format(
                mean=number(self.slopes.mean(), 3), deviation=number(self.slopes.std(), 3)),
            _("circles: above {wanted:g}; crosses: below").format(wanted=Shown(WANTED))])
