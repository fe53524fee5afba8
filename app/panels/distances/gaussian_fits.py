"""One Gaussian fitted to two modes by forward KL, by reverse KL and by JS: three descents from one start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene
from sims.distances import gaussian_fits
from sims.distances.densities import Density, mixture
from sims.distances.families import GAUSSIAN
from sims.distances.gaussian_fits import DIVERGENCES, FORWARD_KL, JS, REVERSE_KL
from sims.params import N_, param
from sims.simulation import Preset
from widgets.language import _
from widgets.plots.bars import number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.trail import TrailView

LOOKS = {FORWARD_KL: ("real", "dash"), REVERSE_KL: ("generated", "dot"), JS: ("critic", "dashdot")}
_NAMES = {FORWARD_KL: N_("KL(p‖q)"), REVERSE_KL: N_("KL(q‖p)"), JS: N_("JS")}
#: A descent has arrived where a step changes neither number by more than this.
ARRIVED = 1e-9
VIEW = (-9.0, 9.0)


@dataclass(frozen=True)
class FitsParams:
    mean_1: float = param(-3.0, -6, 6, label=N_("mean of the first mode"), group=N_("real, p"))
    mean_2: float = param(3.0, -6, 6, label=N_("mean of the second mode"), group=N_("real, p"))
    std: float = param(1.0, 0.3, 3.0, label=N_("width of both modes"), group=N_("real, p"))
    weight: float = param(0.5, 0.0, 1.0, label=N_("weight of the second mode"), group=N_("real, p"))
    start_mean: float = param(2.0, -6, 6, label=N_("mean at the start"), group=N_("generated, q"))
    start_std: float = param(1.5, 0.2, 6.0, label=N_("width at the start"), group=N_("generated, q"))


Place = tuple[float, float, float]      # mean, std, value


class GaussianFitsScene(Scene):
    """A step is one step of each descent (natural gradient with a line search), taken as one watches."""

    title = N_("Fits")
    about = N_("One Gaussian for two modes")
    Params = FitsParams
    presets = {
        "two": Preset(N_("Two modes at ±3"), {}, help=N_("Forward KL ends at μ = 0, σ = 3.162278; reverse KL at "
                                                         "μ = 2.984306, σ = 1.023369; JS at μ = 0, σ = 3.119832.")),
        "narrow": Preset(N_("JS from inside one mode"), {"start_mean": 3.0, "start_std": 1.0},
                         help=N_("It stays: μ = 2.968736, JS 0.214077. But the wide Gaussian is deeper, 0.128411.")),
        "wide": Preset(N_("Reverse KL from a wide start"), {"start_mean": 0.5, "start_std": 4.0},
                       help=N_("It creeps towards μ = 0, σ = 2.743769, KL 0.840621, between the modes: worse than "
                               "one mode (0.688769), and almost level in μ.")),
        "other": Preset(N_("The other mode"), {"start_mean": -2.0},
                        help=N_("Which mode reverse KL keeps depends on where it starts.")),
        "near": Preset(N_("Modes that touch"), {"mean_1": -1.2, "mean_2": 1.2},
                       help=N_("Where the modes overlap the three fits almost agree.")),
    }
    notes = (
        N_("The article says KL(p‖q) gives more samples of poor quality and KL(q‖p) fewer, better ones; the right "
           "statement is that the first must cover every mode of p, and the second must avoid where p is near 0."),
        N_("The article says JS may give better but less diverse images, a claim since withdrawn; the right statement "
           "here is that its deepest minimum is the wide Gaussian: 0.128411, against 0.214077 for one mode."),
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
        self.add_grip("start_mean", self.densities, _("Mean at the start"), "accent", parameter="start_mean", low=-6,
                      high=6)
        grip = self.add_grip("start_std", self.densities, _("Width at the start"), "accent", shape="diamond")
        grip.moved.connect(lambda at: self.set_by_hand(
            {"start_std": min(max(round(at - self.params.start_mean, 3), 0.2), 6.0)}))
        for key, name in (("mean_1", _("Mean of the first mode")), ("mean_2", _("Mean of the second mode"))):
            self.add_grip(key, self.densities, name, "ink", parameter=key, low=-6, high=6)
        below = QHBoxLayout()
        below.addWidget(self.values)
        below.addWidget(self.places)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.densities, 5)
        column.addLayout(below, 4)
        self._top = SteadyRange(0.5)

    # Time ------------------------------------------------------------------------------------------------------------

    def real(self, params: FitsParams) -> Density:
        return mixture(GAUSSIAN, params.mean_1, params.std, params.weight, params.mean_2, params.std)

    def beginning(self, params: FitsParams) -> dict[str, Place]:
        p = self.real(params)
        return {divergence: (params.start_mean, params.start_std,
                             gaussian_fits.value_and_gradient(p, params.start_mean, params.start_std, divergence)[0])
                for divergence in DIVERGENCES}

    def following(self, params: FitsParams, memory: dict[str, Place]) -> tuple[Any, Any] | None:
        p, new = self.real(params), {}
        for divergence, (mean, std, value) in memory.items():
            fit = gaussian_fits.fit_gaussian(p, divergence, start=(mean, std), steps=1)
            new[divergence] = (fit.mean, fit.std, fit.value)
            if fit.value > value:               # rounding at the bottom: it has arrived
                new[divergence] = (mean, std, value)
        still = all(max(abs(new[key][0] - memory[key][0]), abs(new[key][1] - memory[key][1])) < ARRIVED for key in new)
        return None if still else (params, new)

    def text(self) -> str:
        return _("all three descend at once")

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, p = self.params, self.real(self.params)
        x = np.linspace(-14, 14, 701)
        real = p.pdf(x)
        self.densities.show_function("p", x, real)
        highest = float(real.max())
        texts = []
        for divergence, (mean, std, value) in self.memory.items():
            height = 1 / (std * math.sqrt(2 * math.pi))
            highest = max(highest, height)
            self.densities.show_function(divergence, x, height * np.exp(-0.5 * ((x - mean) / std) ** 2))
            texts.append(_("{name}: μ {mean}, σ {std}, {value}").format(
                name=_(_NAMES[divergence]), mean=number(round(mean, 6)), std=number(round(std, 6)),
                value=number(value)))
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
        walked = [memory for _params, memory in self._path[:self.step + 1]]
        least = math.inf
        for divergence in DIVERGENCES:
            way = np.array([memory[divergence] for memory in walked])
            steps = np.arange(len(way), dtype=float)
            if len(way) == 1:                   # a line needs two ends
                steps, values = np.array([0.0, 0.3]), np.repeat(way[:, 2], 2)
            else:
                values = way[:, 2]
            self.values.show_function(divergence, steps, values)
            least = min(least, float(values.min()))
            self.trails[divergence].set_trail(np.zeros((0, 2)), way[:, :2] if len(way) > 1 else
                                              np.vstack([way[:, :2], way[:, :2]]))
        most = max(float(max(place[2] for place in walked[0].values())), 0.5)
        self.values.set_view((0.0, max(20.0, 10.0 * math.ceil(len(walked) / 10))),
                             (10.0 ** math.floor(math.log10(max(least, 1e-6))), most * 1.3))
        self.places.set_view((-6.5, 6.5), (0.0, 6.5))
