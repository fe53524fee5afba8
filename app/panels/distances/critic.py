"""Kantorovich and Rubinstein: the best critic of steepness K tells p from q by K W1; and how steep a network can be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances import lipschitz, wasserstein
from sims.distances.densities import density, mixture
from sims.distances.families import GAUSSIAN, LAPLACE, UNIFORM
from sims.distances.simulation import plot_grid
from sims.params import N_, param
from sims.simulation import Preset
from widgets.language import _
from widgets.plots.bars import number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot, link_x

FAMILIES = {GAUSSIAN: N_("Gaussian"), LAPLACE: N_("Laplace"), UNIFORM: N_("uniform")}
WIDTHS = (2, 128, 128, 1)
CLIPS = np.geomspace(0.003, 1.0, 25)
#: How far from each other the two ends of a composition's picture are.
TURN = math.pi


@dataclass(frozen=True)
class CriticParams:
    lipschitz: float = param(3.0, 0.1, 10.0, scale="log", label=N_("Lipschitz constant K"), group=N_("critic"))
    secant_from: float = param(-1.0, -20, 20, label=N_("secant from"), group=N_("critic"))
    secant_to: float = param(2.0, -20, 20, label=N_("secant to"), group=N_("critic"))
    family_p: str = param(GAUSSIAN, choices=FAMILIES, label=N_("family of p"), group=N_("densities"))
    mean_p: float = param(0.0, -20, 20, label=N_("mean of p"), group=N_("densities"))
    std_p: float = param(1.0, 0.05, 10, scale="log", label=N_("std of p"), group=N_("densities"))
    weight_p: float = param(0.0, 0, 1, label=N_("weight of the second mode"), group=N_("densities"))
    mean_p2: float = param(10.0, -20, 20, label=N_("mean of the second mode"), group=N_("densities"))
    family_q: str = param(GAUSSIAN, choices=FAMILIES, label=N_("family of q"), group=N_("densities"))
    mean_q: float = param(5.0, -20, 20, label=N_("mean of q"), group=N_("densities"))
    std_q: float = param(1.0, 0.05, 10, scale="log", label=N_("std of q"), group=N_("densities"))
    outer: float = param(3.0, 0.1, 5.0, label=N_("K₁ of the outer, K₁ t"), group=N_("composition"))
    inner: float = param(2.0, 0.1, 5.0, label=N_("K₂ of the inner, sin K₂x"), group=N_("composition"))
    clip: float = param(0.01, 0.003, 1.0, scale="log", label=N_("clip of every weight"), group=N_("network"))


@lru_cache(maxsize=4)
def measured_slopes(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Of one random network clipped at each of CLIPS: the steepest gradient on a grid, and the spectral bound."""
    network = lipschitz.random_mlp(WIDTHS, seed, "leaky_relu")
    side = np.linspace(-3, 3, 13)
    z = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    clipped = [network.clipped(float(clip)) for clip in CLIPS]
    return (np.array([each.steepest_gradient(z) for each in clipped]),
            np.array([lipschitz.spectral_bound(each.weights) for each in clipped]))


class CriticScene(Scene):
    title = N_("Critic")
    about = N_("The best critic of a given steepness")
    Params = CriticParams
    presets = {
        "five": Preset(N_("Five apart, K = 3"), {}, help=N_("max E_p f − E_q f = 15 = K W₁; divided by K it is 5.")),
        "one": Preset(N_("K = 1"), {"lipschitz": 1.0}, help=N_("The critic of slope 1: its value is W₁ itself.")),
        "between": Preset(N_("q between two modes"), {"weight_p": 0.5, "mean_p": 0.0},
                          help=N_("The best critic turns round in the middle of q.")),
        "width": Preset(N_("Same mean, other width"), {"mean_q": 0.0, "std_q": 3.0},
                        help=N_("No shift at all, and W₁ is not 0: the critic is a roof.")),
    }
    still = N_("Nothing moves by itself here: drag p, q and K.")
    notes = (
        N_("The slides say W is the maximum over K-Lipschitz critics; the right statement keeps the 1/K, which is "
           "dropped midway: the maximum is K W₁."),
        N_("The slides say the clip is c = 1; the right statement is that the paper clips at c = 0.01. For "
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
        self.clipping.add("bound", _("∏ c√(n m)"), "warning", "dash")
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
        below = QHBoxLayout()
        for plot in (self.composed, self.clipping):
            below.addWidget(plot)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.densities, 3)
        column.addWidget(self.critic, 4)
        column.addLayout(below, 4)
        self._x, self._top, self._f, self._slope = (SteadyRange() for _number in range(4))
        self._seed = 0

    def new_seed(self) -> bool:
        self._seed += 1
        self.draw()
        return True

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params = self.params
        p = mixture(params.family_p, params.mean_p, params.std_p, params.weight_p, params.mean_p2, params.std_p)
        q = density(params.family_q, params.mean_q, params.std_q)
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
        w1, k = wasserstein.w1(p, q), params.lipschitz
        value = wasserstein.critic_value(p, q, lambda at: wasserstein.best_critic(p, q, at, k))
        self.critic.set_readout(labels((
            _("max E_p f − E_q f = {value} = K W₁ = {k} × {w1}").format(value=number(value), k=number(k, 3),
                                                                       w1=number(w1)),
            _("/ K = {w1}").format(w1=number(value / k)))))
        self._draw_secant(params, p, q)
        self._place_density_grips(params)
        self._draw_composition(params)
        self._draw_clipping(params)

    def _draw_secant(self, params: CriticParams, p, q) -> None:
        ends = np.array([params.secant_from, params.secant_to])
        heights = wasserstein.best_critic(p, q, ends, params.lipschitz)
        for key, at, height in zip(("secant_from", "secant_to"), ends, heights):
            self.grips[key].place(float(at), float(height))
        order = np.argsort(ends)
        self.critic.show_function("secant", ends[order], heights[order])
        if ends[0] != ends[1]:
            slope = float(lipschitz.secant_slopes(ends, heights)[0, 1])
            self.densities.set_readout(_("slope of the secant {slope} ≤ K = {k}").format(
                slope=number(slope, 4), k=number(params.lipschitz, 4)))

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
        slopes = lipschitz.composed_slope(lambda t: params.outer * t, lambda at: np.sin(params.inner * at), x)
        bound = params.outer * params.inner
        self.composed.show_function("slope", x, slopes)
        self.composed.show_function("bound", x[[0, -1]], np.full(2, bound))
        self._slope.cover(0.0, bound * 1.05)
        self.composed.set_view((-TURN, TURN), (0.0, self._slope.now[1]))
        at_0 = float(lipschitz.composed_slope(lambda t: params.outer * t, lambda at: np.sin(params.inner * at),
                                              np.zeros(1))[0])
        self.composed.set_readout(_("at 0: {slope} ≤ K₁K₂ = {bound}").format(slope=number(at_0, 4),
                                                                            bound=number(bound, 4)))

    def _draw_clipping(self, params: CriticParams) -> None:
        measured, spectral = measured_slopes(self._seed)
        logs = np.log10(CLIPS)
        bounds = np.array([lipschitz.clip_bound(WIDTHS, float(clip)) for clip in CLIPS])
        for key, values in (("bound", bounds), ("spectral", spectral), ("measured", measured)):
            self.clipping.show_function(key, logs, values)
        self.clipping.set_view((float(logs[0]) - 0.05, 0.05), (1e-7, 1e5))
        bound = lipschitz.clip_bound(WIDTHS, params.clip)
        now = float(np.exp(np.interp(math.log10(params.clip), logs, np.log(measured))))
        self.clipping.set_readout(_("measured {slope} ≤ {bound}").format(slope=number(now, 4), bound=number(bound)))
        self.grips["clip"].place(math.log10(params.clip), math.log10(bound))


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
