"""Parallel lines and noise: KL = ∞, JS = ln 2, W = |θ|; blurred, JS has a slope again; Theorem 3.3 and its bound."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances.simulations.noise import FARTHEST, MOST_NOISE, NoiseParams
from sims.params import N_
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import number
from widgets.plots.charts.bars import Bar, BarsView
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot


class NoiseScene(Scene):
    simulation = "noise"
    title = N_("Noise")
    about = N_("Parallel lines, noise, and the bound of Theorem 3.3")
    still = N_("Nothing moves by itself here: drag θ.")
    notes = (
        N_("Dong’s slides say ε for the noise vector and for its variance; the right statement keeps them apart: a "
           "vector of mean 0, and its variance V."),
        N_("Dong’s slides leave the noise of Theorem 3.3 open; the right statement needs bounded support: uncut "
           "Gaussian noise reaches everywhere, which makes C and the bound infinite."),
        N_("Dong’s slides say that bounding ε and JS bounds W; the right statement adds how loosely: for two lines and "
           "uniform noise the bound never falls below 2 √ln 2 W = 1.665 W."),
        N_("Dong’s slides say W is “better” than JS and JS than KL; the right statement is a ladder: KL → 0 gives JS → "
           "0, the same as TV → 0, which gives W → 0 on a bounded set. θ → 0 here shows that it cannot "
           "be climbed back."),
    )

    def build(self, picture: QWidget) -> None:
        self.blurred = FunctionPlot(_("The lines seen from the side"), _("x"))
        self.blurred.add("p", _("P + noise"), "real", shade=0.25)
        self.blurred.add("q", _("Q + noise"), "generated", "dash", shade=0.25)
        self.over_theta = FunctionPlot(_("Against θ"), _("θ"))
        self.over_noise = FunctionPlot(_("The bound against the noise"), _("noise √V"))
        for plot in (self.over_theta, self.over_noise):
            plot.add("w1", _("W"), "ink", "long")
        self.over_theta.add("js", _("JS"), "critic")
        self.over_theta.add("kl", _("KL"), "real", "dash")
        self.over_noise.add("bound", _("bound"), "warning")
        self.over_noise.add("noise_term", _("2√V"), "accent", "dashdot")
        self.over_noise.add("js_term", _("2C√JS"), "critic", "dash")
        self.bars = BarsView(_("Blurred"), (
            Bar("kl", _("KL"), "real", group="kl", help=_("∞ where a line or band misses the other.")),
            Bar("js", _("JS"), "critic", most=math.log(2)),
            Bar("js_slope", _("dJS/dθ"), "critic", group="slope", signed=True)))
        self.terms = BarsView(_("W ≤ 2√V + 2C√JS"), (
            Bar("variance", _("V"), "muted", group="v"),
            Bar("diameter", _("C"), "muted", group="c", help=_("The diameter of the blurred supports.")),
            Bar("noise_term", _("2√V"), "accent", group="bound"),
            Bar("js_term", _("2C√JS"), "critic", group="bound"),
            Bar("bound", _("bound"), "warning", group="bound"),
            Bar("w1", _("W"), "ink", group="bound")))
        self.add_grip("theta", self.blurred, _("θ, the offset of q"), "generated", parameter="theta", low=-FARTHEST,
                      high=FARTHEST)
        self.add_grip("theta_curve", self.over_theta, _("θ on the curve"), "ink", parameter="theta", low=-FARTHEST,
                      high=FARTHEST)
        self.add_grip("noise", self.over_noise, _("Noise"), "ink", parameter="noise", low=0.0, high=MOST_NOISE,
                      step=0.05)
        right, top, bottom = QVBoxLayout(), TurningRow(), TurningRow()
        right.addWidget(self.bars)
        right.addWidget(self.terms)
        right.addStretch(1)
        top.addWidget(self.blurred, 3)
        top.addLayout(right, 2)
        for plot in (self.over_theta, self.over_noise):
            bottom.addWidget(plot)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(top, 1)
        column.addLayout(bottom, 1)
        self._top, self._bound = SteadyRange(0.4), SteadyRange(0.4)
        self._drawn_theta: tuple | None = None
        self._drawn_noise: tuple | None = None

    def moves(self) -> bool:
        return False

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, arrays, numbers = self.params, self.frame.arrays, self.frame.numbers
        shown = [arrays[key] for key in "pq"]
        highest = max(float(np.max(values)) for values in shown)
        if not self.holding or self._top.now is None:
            self._top.cover(0.0, max(min(highest, 8.0), 0.2) * 1.1)
        top = self._top.now[1]
        for key, values in zip("pq", shown):
            self.blurred.show_function(key, arrays["x"], values)
        self.blurred.marks.set_stems([(at, top * mass, role) for key, role in (("p", "real"), ("q", "generated"))
                                      for at, mass in arrays[f"atoms_{key}"]])
        self.blurred.set_view((-FARTHEST - 0.5, FARTHEST + 0.5), (0.0, top))
        self.bars.show_values(numbers)
        self.terms.show_values(numbers)
        self.blurred.set_readout(labels((_("JS {value}").format(value=number(numbers["js"])),
                                         _("KL {value}").format(value=number(numbers["kl"])),
                                         _("W {value}").format(value=number(numbers["w1"], 5)))))
        self._draw_over_theta(params)
        self._draw_over_noise(params)
        reach = self.blurred.functions["q"].value(params.theta)
        self.grips["theta"].place(params.theta, min(reach if math.isfinite(reach) and reach > 0 else top, top))
        self.grips["theta_curve"].place(params.theta, abs(params.theta))
        self.grips["noise"].place(params.noise, min(numbers["bound"], self._bound.now[1]))
        self.over_noise.set_readout(_("at {noise}: bound {bound}, W {w1}").format(
            noise=number(params.noise, 4), bound=number(numbers["bound"]), w1=number(numbers["w1"], 5)))

    def _draw_over_theta(self, params: NoiseParams) -> None:
        key = (params.family, params.std, params.noise, params.noise_shape, params.cut)
        if key == self._drawn_theta:
            return                              # none of them depends on where θ is
        self._drawn_theta = key
        half, kl, js = (self.frame.arrays[name] for name in ("theta", "kl_over_theta", "js_over_theta"))
        theta = np.concatenate([-half[:0:-1], half])
        js, kl = (np.concatenate([values[:0:-1], values]) for values in (js, kl))
        self.over_theta.show_function("js", theta, js)
        self.over_theta.show_function("kl", theta, kl)
        self.over_theta.show_function("w1", theta, np.abs(theta))
        self.over_theta.set_view((-FARTHEST, FARTHEST), (0.0, 4.2))
        self.over_theta.set_readout(_("KL = ∞ for every θ ≠ 0") if np.isinf(kl).any() else "")

    def _draw_over_noise(self, params: NoiseParams) -> None:
        key = (params.family, params.std, params.theta, params.noise_shape, params.cut)
        if key != self._drawn_noise:
            self._drawn_noise = key
            arrays = self.frame.arrays
            for name in ("bound", "noise_term", "js_term", "w1"):
                self.over_noise.show_function(name, arrays["noise"], arrays[f"{name}_over_noise"])
            bounds = arrays["bound_over_noise"]
            finite = bounds[np.isfinite(bounds)]
            largest = float(finite.max(initial=0.0)) or 8.0
            if not self.holding or self._bound.now is None:
                self._bound.cover(0.0, max(largest, 1.0))
        self.over_noise.set_view((0.0, MOST_NOISE), (0.0, self._bound.now[1]))
