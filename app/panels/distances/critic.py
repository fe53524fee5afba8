"""Kantorovich and Rubinstein: the best critic of steepness K tells p from q by K W1; and how steep a network can be."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances import wasserstein
from sims.distances.densities import Density, plot_grid
from sims.distances.simulations.critic import CriticParams, composed_slope, densities
from sims.params import N_
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot, link_x

#: How far from each other the two ends of a composition's picture are.
TURN = math.pi


class CriticScene(Scene):
    simulation = "critic"
    title = N_("Critic")
    about = N_("The best critic of a given steepness")
    random = True
    still = N_("Nothing moves by itself here: drag p, q and K.")
    notes = (
        N_("Dong’s slides say W is the maximum over K-Lipschitz critics; the right statement keeps the 1/K, which is "
           "dropped midway: the maximum is K W₁."),
        N_("Dong’s slides say the clip is c = 1; Arjovsky et al. (2017) clip at c = 0.01. For "
           "2-128-128-1 the bound is 23170 with c = 1 and 0.0232 with c = 0.01."),
    )

    def build(self, picture: QWidget) -> None:
        self.densities = FunctionPlot(_("Densities"), "")
        self.densities.add("p", _("real p"), "real", shade=0.22)
        self.densities.add("q", _("generated q"), "generated", "dash", shade=0.22)
        self.critic = FunctionPlot(_("Best critic f"), _("x"))
        self.critic.add("f", _("f"), "critic")
        self.critic.add("secant", _("secant"), "ink", "dash")
        link_x((self.densities, self.critic))
        self.composed = FunctionPlot(_("Slope of K₁ sin(K₂x)"), _("x"))
        self.composed.add("slope", _("|slope|"), "critic", shade=0.15)
        self.composed.add("bound", _("K₁K₂"), "warning", "dash")
        self.clipping = FunctionPlot(_("Clipped network 2-128-128-1"), _("clip c"), _("slope"), log_y=True,)
        self.clipping.plot.getAxis("bottom").setLogMode(True, False)
        self.clipping.add("clip_bound", _("∏ c√(n m)"), "warning", "dash")
        self.clipping.add("spectral", _("∏ σ₁"), "accent", "dashdot")
        self.clipping.add("measured", _("measured"), "critic")
        for which, role, name in (("p", "real", _("Mean of p")), ("q", "generated", _("Mean of q")),
                                  ("p2", "real", _("Mean of the second mode of p"))):
            self.add_grip(f"mean_{which}", self.densities, name, role, parameter=f"mean_{which}", low=-20, high=20)
        for which, role, name in (("p", "real", _("Width of p")), ("q", "generated", _("Width of q"))):
            grip = self.add_grip(f"std_{which}", self.densities, name, role, shape="diamond")
            grip.moved.connect(lambda at, which=which: self.set_by_hand(
                {f"std_{which}": min(max(round(at - getattr(self.params, f"mean_{which}"), 3), 0.05), 10.0)}))
        for key, name in (("secant_from", _("Secant from")), ("secant_to", _("Secant to"))):
            self.add_grip(key, self.critic, name, "ink", parameter=key, low=-20, high=20, shape="square")
        grip = self.add_grip("clip", self.clipping, _("Clip of every weight"), "ink", step=0.1)
        grip.moved.connect(lambda power: self.set_by_hand({"clip": float(np.clip(round(10.0 ** power, 4), 0.003, 1))}))
        below = TurningRow()
        for plot in (self.composed, self.clipping):
            below.addWidget(plot)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.densities, 3)
        column.addWidget(self.critic, 4)
        column.addLayout(below, 4)
        self._x, self._top, self._f, self._slope = (SteadyRange() for _number in range(4))

    def moves(self) -> bool:
        return False

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, numbers = self.params, self.frame.numbers
        p, q = densities(params)
        grid = plot_grid(p, q)
        if not self.holding or self._x.now is None:
            self._x.cover(float(grid[0]), float(grid[-1]))
        x = np.union1d(grid, np.linspace(*self._x.now, 301))
        shown = {"p": p.pdf(x), "q": q.pdf(x)}
        f = wasserstein.best_critic(p, q, x, params.lipschitz)
        if not self.holding or self._f.now is None:
            self._top.cover(0.0, 1.12 * max(float(values.max()) for values in shown.values()))
            inside = (x >= self._x.now[0]) & (x <= self._x.now[1])
            self._f.cover(float(f[inside].min()), float(f[inside].max()))
        for key, values in shown.items():
            self.densities.show_function(key, x, values)
        self.critic.show_function("f", x, f)
        self.densities.set_view(self._x.now, (0.0, self._top.now[1]))
        self.critic.set_view(self._x.now, self._f.now)
        w1, k, value = numbers["w1"], params.lipschitz, numbers["critic_value"]
        self.critic.set_readout(labels((
            _("max E_p f − E_q f = {value} = K W₁ = {k} × {w1}").format(value=number(value), k=number(k, 4),
                                                                       w1=number(w1)),
            _("/ K = {w1}").format(w1=number(value / k)))))
        self._draw_secant(params, p, q)
        self._place_density_grips(params)
        self._draw_composition(params)
        self._draw_clipping(params)

    def _draw_secant(self, params: CriticParams, p: Density, q: Density) -> None:
        ends = np.array([params.secant_from, params.secant_to])
        heights = wasserstein.best_critic(p, q, ends, params.lipschitz)
        for key, at, height in zip(("secant_from", "secant_to"), ends, heights):
            self.grips[key].place(float(at), float(height))
        order = np.argsort(ends)
        self.critic.show_function("secant", ends[order], heights[order])
        if ends[0] != ends[1]:
            self.densities.set_readout(_("slope of the secant {slope} ≤ K = {k}").format(
                slope=number(self.frame.numbers["secant_slope"], 5), k=number(params.lipschitz, 5)))

    def _place_density_grips(self, params: CriticParams) -> None:
        top = self._top.now[1]
        for which, curve in (("p", "p"), ("q", "q"), ("p2", "p")):
            mean, height = getattr(params, f"mean_{which}"), self.densities.functions[curve].value
            self.grips[f"mean_{which}"].place(mean, min(_finite(height(mean)), top))
            if which != "p2":
                std = getattr(params, f"std_{which}")
                self.grips[f"std_{which}"].place(mean + std, min(_finite(height(mean + std)), top))
        self.grips["mean_p2"].setVisible(params.weight_p > 0)

    def _draw_composition(self, params: CriticParams) -> None:
        x = np.linspace(-TURN, TURN, 301)
        slopes, bound = composed_slope(params, x), self.frame.numbers["composed_bound"]
        self.composed.show_function("slope", x, slopes)
        self.composed.show_function("bound", x[[0, -1]], np.full(2, bound))
        self._slope.cover(0.0, bound * 1.05)
        self.composed.set_view((-TURN, TURN), (0.0, self._slope.now[1]))
        self.composed.set_readout(_("at 0: {slope} ≤ K₁K₂ = {bound}").format(
            slope=number(self.frame.numbers["composed_slope"], 5), bound=number(bound, 5)))

    def _draw_clipping(self, params: CriticParams) -> None:
        arrays, numbers = self.frame.arrays, self.frame.numbers
        logs = np.log10(arrays["clips"])
        for key, name in (("clip_bound", "clip_bounds"), ("spectral", "spectral_bounds"),
                          ("measured", "clipped_slopes")):
            self.clipping.show_function(key, logs, arrays[name])
        self.clipping.set_view((float(logs[0]) - 0.05, 0.05), (1e-7, 1e5))
        bound = numbers["clip_bound"]
        now = float(np.exp(np.interp(math.log10(params.clip), logs, np.log(arrays["clipped_slopes"]))))
        self.clipping.set_readout(_("measured {slope} ≤ {bound}").format(slope=number(now, 5), bound=number(bound)))
        self.grips["clip"].place(math.log10(params.clip), math.log10(bound))


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
