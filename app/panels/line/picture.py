"""The picture of a GAN on a line: densities and the pull on G's points, D with nine handles, and its chance of real.

All three share one axis.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.words.curves import tips_of
from sims.gan.objectives_text import objective_of
from sims.line.curve import KNOTS, LARGEST
from sims.line.params import LineParams
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot, link_x
from widgets.plots.items.field import ArrowsView
from widgets.plots.items.grip import GripView
from widgets.plots.items.point_cloud import PointCloudView
from widgets.plots.legend import Entry

SPAN = (-5.0, 5.0)
#: Length of the arrow of a slope of 1, and of the longest arrow, in units of x.
ARROW, LONGEST = 0.5, 1.0
#: Highest density that is shown, in heights of the data: a G whose points all lie in one place has no end.
MOST_OF_DATA = 2.5
#: Where D is drawn by hand it is shown to this, or to LARGEST where a handle is higher.
HAND_REACH = 5.0
#: Of D* = p/(p + q): below this density of both nothing is said.
LEAST_DENSITY = 1e-3


class LinePicture(QWidget):
    """Draws frames. curve_drawn(values): the user wants D(x) to be these at the knots, a tuple of nine numbers."""

    curve_drawn = Signal(tuple)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.densities = FunctionPlot(_("Densities"), "")
        self.densities.add("data", _("data p"), "real", shade=0.22)
        self.densities.add("generated", _("generated q"), "generated", "dash", shade=0.22)
        self.densities.add("descent", _("q where D’s network plays"), "muted", "dot", entry=False)
        self.densities.legend.add(Entry("pull", _("pull of G’s loss"), "generated", symbol="arrow"))
        self.densities.legend.toggled.connect(lambda key, on: key == "pull" and self._show_pull(on))
        self.d = FunctionPlot(_("D(x)"), "")
        self.d.add("d", _("D(x)"), "critic", entry=False)
        self.d.add("zero", _("0"), "muted", "dot", entry=False)
        self.chance = FunctionPlot(_("σ(D(x))"), _("x"), least_height=80)
        self.chance.add("d", _("chance of real"), "critic")
        self.chance.add("best", _("D* = p/(p + q)"), "ink", "dot")
        for plot in (self.densities, self.chance):
            plot.legend.explain(tips_of("line"))
        self.chance.set_ticks(((0.0, "0"), (0.5, "½"), (1.0, "1")))
        self.plots = (self.densities, self.d, self.chance)
        link_x(self.plots)
        for upper in self.plots[:-1]:
            upper.plot.getAxis("bottom").setStyle(showValues=False)
        self.points = PointCloudView("cross", "generated", size=6)
        self.arrows = ArrowsView("generated", scale=ARROW, max_length=LONGEST)
        for item in (self.arrows, self.points):
            self.densities.plot.addItem(item)
        self.grips = tuple(GripView(self.d.plot, _("D at {x}").format(x=number(knot)), "critic", axis="y", step=0.1,
                                    low=-LARGEST, high=LARGEST, digits=2) for knot in KNOTS)
        for index, grip in enumerate(self.grips):
            grip.hide()
            grip.moved.connect(partial(self._draw, index))
        self._top, self._reach = SteadyRange(), SteadyRange()
        self._values: tuple[float, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for plot, stretch in zip(self.plots, (5, 4, 4)):
            layout.addWidget(plot, stretch)

    def _draw(self, index: int, value: float) -> None:
        self.curve_drawn.emit((*self._values[:index], value, *self._values[index + 1:]))

    def _show_pull(self, on: bool) -> None:
        self.arrows.setVisible(on)
        self.points.setVisible(on)

    def _show_chance(self, on: bool) -> None:
        """The lowest of the plots has the numbers of the axis."""
        self.chance.setVisible(on)
        self.d.plot.getAxis("bottom").setStyle(showValues=not on)

    def show_frame(self, frame: Frame, params: LineParams, descent: Frame | None = None) -> None:
        """descent: of the run in which D's network plays beside a hand."""
        arrays, x = frame.arrays, frame.arrays["x"]
        data, made = arrays["data_density"], arrays["generated_density"]
        self.densities.show_function("data", x, data)
        self.densities.show_function("generated", x, made)
        beside = np.full_like(x, np.nan) if descent is None else descent.arrays["generated_density"]
        self.densities.show_function("descent", x, beside)
        top = self._top.cover(0.0, float(np.clip(made.max(), data.max(), MOST_OF_DATA * data.max())))[1]
        self.densities.set_view(SPAN, (-0.14 * top, top))
        places = np.stack([arrays["points"], np.full(len(arrays["points"]), -0.07 * top)], axis=1)
        self.points.set_points(places)
        self.arrows.set_arrows(places, np.stack([arrays["pull"], np.zeros(len(places))], axis=1))
        found = frame.numbers
        self.densities.set_readout(_("{modes} of 2 modes   KL of their shares {kl}").format(
            modes=int(found.get("modes", 0)), kl=number(found.get("mode_kl", np.nan), 3)))
        self._show_d(frame, params)

    def _show_d(self, frame: Frame, params: LineParams) -> None:
        arrays, x = frame.arrays, frame.arrays["x"]
        score, self._values = arrays["score"], tuple(arrays["knots"].tolist())
        self.d.show_function("d", x, score)
        self.d.show_function("zero", np.array(SPAN), np.zeros(2))
        by_hand = len(self._values) > 0
        if by_hand:
            reach = HAND_REACH if max(map(abs, self._values)) <= HAND_REACH else LARGEST
            low, high = -1.1 * reach, 1.1 * reach
        else:
            low, high = self._reach.cover(min(float(score.min()), -1.0), max(float(score.max()), 1.0))
        self.d.set_view(SPAN, (low, high))
        for grip, knot, value in zip(self.grips, KNOTS, self._values):
            grip.place(knot, value)
        for grip in self.grips:
            grip.setVisible(by_hand)
        self.d.set_readout(_("drag the handles") if by_hand else "")
        self._show_chance(objective_of(params).kind == "logit")
        if not self.chance.isHidden():
            p, q = arrays["data_density"], arrays["generated_density"]
            both = p + q
            self.chance.show_function("d", x, 1 / (1 + np.exp(-np.clip(score, -60, 60))))
            self.chance.show_function("best", x, np.where(both > LEAST_DENSITY, p / np.maximum(both, 1e-12), np.nan))
            self.chance.set_view(SPAN, (-0.12, 1.12))
