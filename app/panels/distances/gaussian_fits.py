"""One Gaussian fitted to two modes by forward KL, by reverse KL and by JS: three descents from one start."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.distances.scene import Scene
from sims.distances.gaussian_fits import DIVERGENCES, FORWARD_KL, JS, REVERSE_KL
from sims.params import N_
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.items.trail import TrailView

LOOKS = {FORWARD_KL: ("real", "dash"), REVERSE_KL: ("generated", "dot"), JS: ("critic", "dashdot")}
_NAMES = {FORWARD_KL: N_("KL(p‖q)"), REVERSE_KL: N_("KL(q‖p)"), JS: N_("JS")}
VIEW = (-9.0, 9.0)


class GaussianFitsScene(Scene):
    """A step is one step of each descent (natural gradient with a line search), taken as one watches."""

    simulation = "gaussian_fits"
    title = N_("Fits")
    about = N_("One Gaussian for two modes")
    notes = (
        N_("Hui’s article says KL(p‖q) gives more samples of poor quality and KL(q‖p) fewer, better ones; the right "
           "statement is that the first must cover every mode of p, and the second must avoid where p is near 0."),
        N_("Hui’s article says JS may give better but less diverse images, a claim since withdrawn; the right "
           "statement here is that its deepest minimum is the wide Gaussian: 0.128411, against 0.214077 for one mode."),
        N_("Maximum likelihood is the fit by KL(p‖q): both have the same minimiser, the mean and the width of p."),
    )

    def build(self, picture: QWidget) -> None:
        self.densities = FunctionPlot(_("Densities"), _("x"))
        self.densities.add("p", _("real p"), "ink", shade=0.12)
        self.values, self.places = (
            FunctionPlot(_("Divergence"), _("step of the descent"), log_y=True),
            FunctionPlot(_("The way"), _("mean of q"), _("width of q")))
        self.trails = {}
        for divergence in DIVERGENCES:
            role, dash = LOOKS[divergence]
            self.densities.add(divergence, _(_NAMES[divergence]), role, dash)
            self.values.add(divergence, _(_NAMES[divergence]), role, dash)
            self.trails[divergence] = TrailView(role, None)
            self.places.plot.addItem(self.trails[divergence])
        #: Of each step done, in order: mean, width and value of each fit, as the trace tells them
        self._history: dict[str, np.ndarray] = {}
        self.add_grip("start_mean", self.densities, _("Mean at the start"), "accent", parameter="start_mean", low=-6,
                      high=6)
        grip = self.add_grip("start_std", self.densities, _("Width at the start"), "accent", shape="diamond")
        grip.moved.connect(lambda at: self.set_by_hand(
            {"start_std": min(max(round(at - self.params.start_mean, 3), 0.2), 6.0)}))
        for key, name in (("mean_1", _("Mean of the first mode")), ("mean_2", _("Mean of the second mode"))):
            self.add_grip(key, self.densities, name, "ink", parameter=key, low=-6, high=6)
        below = TurningRow()
        below.addWidget(self.values)
        below.addWidget(self.places)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.densities, 5)
        column.addLayout(below, 4)
        self._top = SteadyRange(0.5)

    def take(self, run: RunReport) -> None:
        for divergence in DIVERGENCES:
            for name in (f"{divergence}_mean", f"{divergence}_std", divergence):
                known = self._history.get(name, np.zeros(0))[:run.trace_start]
                self._history[name] = np.concatenate([known, run.trace.get(name, np.zeros(0))])

    def ways(self) -> dict[str, np.ndarray]:
        """Where each fit has been after 0, 1, 2, ... steps up to where the run stands: (n, 3) of mean, width, value."""
        found = {}
        for divergence, start in zip(DIVERGENCES, self.frame.arrays["start"]):
            columns = [self._history[name][:self.frame.step]
                       for name in (f"{divergence}_mean", f"{divergence}_std", divergence)]
            found[divergence] = np.vstack([start, np.stack(columns, axis=1)])
        return found

    def text(self) -> str:
        return _("all three descend at once")

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, arrays, numbers = self.params, self.frame.arrays, self.frame.numbers
        x = arrays["x"]
        self.densities.show_function("p", x, arrays["p"])
        highest = float(arrays["p"].max())
        texts = []
        for divergence in DIVERGENCES:
            mean, std = numbers[f"{divergence}_mean"], numbers[f"{divergence}_std"]
            highest = max(highest, 1 / (std * math.sqrt(2 * math.pi)))
            self.densities.show_function(divergence, x, arrays[divergence])
            texts.append(_("{name}: μ {mean}, σ {std}, {value}").format(
                name=_(_NAMES[divergence]), mean=number(round(mean, 6)), std=number(round(std, 6)),
                value=number(numbers[divergence])))
        if not self.holding or self._top.now is None:
            self._top.cover(0.0, highest * 1.08)
        self.densities.set_view(VIEW, (0.0, self._top.now[1]))
        self.densities.set_readout("\n".join(texts))
        self._draw_ways()
        height = self.densities.functions["p"].value
        middle = 0.55 * self._top.now[1]
        self.grips["start_mean"].place(params.start_mean, middle)
        self.grips["start_std"].place(params.start_mean + params.start_std, middle)
        for key in ("mean_1", "mean_2"):
            at = getattr(params, key)
            self.grips[key].place(at, height(at))

    def _draw_ways(self) -> None:
        ways, least = self.ways(), math.inf
        for divergence, way in ways.items():
            steps = np.arange(len(way), dtype=float)
            if len(way) == 1:                   # a line needs two ends
                steps, values = np.array([0.0, 0.3]), np.repeat(way[:, 2], 2)
            else:
                values = way[:, 2]
            self.values.show_function(divergence, steps, values)
            least = min(least, float(values.min()))
            self.trails[divergence].set_trail(np.zeros((0, 2)), way[:, :2] if len(way) > 1 else
                                              np.vstack([way[:, :2], way[:, :2]]))
        most = max(float(max(way[0, 2] for way in ways.values())), 0.5)
        self.values.set_view((0.0, max(20.0, 10.0 * math.ceil((self.frame.step + 1) / 10))),
                             (10.0 ** math.floor(math.log10(max(least, 1e-6))), most * 1.3))
        self.places.set_view((-6.5, 6.5), (0.0, 6.5))
