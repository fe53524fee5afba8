"""Parallel lines and noise: KL = ∞, JS = ln 2, W = |θ|; blurred, JS has a slope again; Theorem 3.3 and its bound."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances import divergences, separated_gaussians
from sims.distances import simulation as distances
from sims.distances.densities import Density
from sims.distances.families import GAUSSIAN, UNIFORM, Point, Shape, shape
from sims.distances.noise_bound import Bound, theorem_3_3, truncated_noise, two_points_uniform
from sims.distances.pair import Pair
from sims.params import N_, param
from sims.simulation import Preset
from widgets.language import _
from widgets.plots.bars import Bar, BarsView, number
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot

POINT, TRUNCATED = "point", "truncated"
FARTHEST = 4.0
#: How many values of θ and of the noise the curves are made of: where each is a quadrature, and in closed form.
PLACES, MANY = 21, 201


@dataclass(frozen=True)
class NoiseParams:
    """p is centred at 0 and q at theta; both get the same independent noise."""

    theta: float = param(1.0, -FARTHEST, FARTHEST, label=N_("θ, the offset of q"), group=N_("two lines"))
    family: str = param(POINT, choices={POINT: N_("lines: all mass at one x"), UNIFORM: N_("bands (uniform)"),
                                        GAUSSIAN: N_("Gaussian")}, label=N_("p and q"), group=N_("two lines"))
    std: float = param(0.3, 0.05, 2.0, label=N_("width of p and q"), group=N_("two lines"),
                       only_if={"family": (UNIFORM, GAUSSIAN)})
    noise: float = param(0.5, 0.0, 2.0, label=N_("noise"), group=N_("noise"),
                         help=N_("Standard deviation √V of the noise that is added to the samples of both."))
    noise_shape: str = param(UNIFORM, choices={UNIFORM: N_("uniform (an ε-ball)"), GAUSSIAN: N_("Gaussian"),
                                               TRUNCATED: N_("Gaussian, cut off")},
                             label=N_("shape of the noise"), group=N_("noise"))
    cut: float = param(3.0, 0.5, 6.0, label=N_("cut off at"), unit="σ", group=N_("noise"),
                       only_if={"noise_shape": (TRUNCATED,), "family": (POINT,)})


def noise_of(params: NoiseParams) -> Shape:
    """The law of the noise; of standard deviation params.noise in every shape but the cut one, where it is less."""
    if params.noise == 0:
        return Point()
    if params.noise_shape == TRUNCATED:
        return truncated_noise(params.noise, params.cut)
    return shape(params.noise_shape, params.noise)


def densities(params: NoiseParams, theta: float, noise: Shape | None) -> tuple[Density, Density]:
    """p and q at offset theta, blurred by `noise` (None: as they are)."""
    if params.family == POINT:
        form = Point() if noise is None else noise
    elif noise is None or isinstance(noise, Point):
        form = shape(params.family, params.std)
    else:                                   # a cut Gaussian has no closed sum with a width: see only_if
        kind = UNIFORM if params.noise_shape == UNIFORM else GAUSSIAN
        form = shape(params.family, params.std, math.sqrt(noise.variance), kind)
    return tuple(Density(((1.0, float(at), form),)) for at in (0.0, theta))


def bound_of(params: NoiseParams, theta: float, noise: Shape) -> Bound:
    plain = densities(params, theta, None)
    if params.noise_shape == TRUNCATED and params.family != POINT:
        noise = shape(GAUSSIAN, params.noise) if params.noise else Point()
    return theorem_3_3(*plain, Pair(*densities(params, theta, noise)), math.sqrt(noise.variance))


def divergences_over_theta(params: NoiseParams, noise: Shape) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(theta, KL, JS) from θ = 0 on: closed for lines with Gaussian or uniform noise, else by quadrature."""
    theta = np.linspace(0.0, FARTHEST, MANY)
    if params.family == POINT and (params.noise == 0 or params.noise_shape == GAUSSIAN):
        found = separated_gaussians.parallel_lines(theta, params.noise)
        return theta, found["kl"], found["js"]
    if params.family == POINT and params.noise_shape == UNIFORM:
        share = np.minimum(theta / (2 * noise.half_width), 1.0)
        return theta, np.where(theta > 0, np.inf, 0.0), math.log(2) * share
    theta = np.linspace(0.0, FARTHEST, PLACES)
    pairs = [Pair(*densities(params, float(at), noise)) for at in theta]
    return theta, np.array([divergences.kl(pair) for pair in pairs]), np.array([divergences.js(pair) for pair in pairs])


def terms_over_noise(params: NoiseParams) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """The terms of the bound as the noise grows: closed for lines with uniform noise, else by quadrature."""
    if params.family == POINT and params.noise_shape == UNIFORM:
        levels = np.linspace(0.0, 2.0, MANY)
        bound = two_points_uniform(params.theta, math.sqrt(3) * levels)
        return levels, {"bound": bound, "noise_term": 2 * levels, "js_term": bound - 2 * levels,
                        "w1": np.full(MANY, abs(params.theta))}
    levels = np.linspace(0.0, 2.0, PLACES)
    bounds = [bound_of(each, params.theta, noise_of(each))
              for each in (replace(params, noise=float(level)) for level in levels)]
    return levels, {name: np.array([getattr(each, name) for each in bounds])
                    for name in ("bound", "noise_term", "js_term", "w1")}


class NoiseScene(Scene):
    title = N_("Noise")
    about = N_("Parallel lines, noise, and the bound of Theorem 3.3")
    Params = NoiseParams
    presets = {
        "lines": Preset(N_("Parallel lines"), {"noise": 0.0}, help=N_("KL = ∞, JS = ln 2 and W = |θ| for every θ but "
                                                                     "0: only W has a slope.")),
        "half": Preset(N_("Gaussian noise of width ½"), {"noise": 0.5, "noise_shape": GAUSSIAN},
                       help=N_("At θ = 1 JS is 0.336831, and it has a slope.")),
        "one": Preset(N_("Gaussian noise of width 1"), {"noise": 1.0, "noise_shape": GAUSSIAN},
                      help=N_("At θ = 1 JS is 0.111421.")),
        "theorem": Preset(N_("Theorem 3.3 with U[−1, 1]"), {"noise": 1 / math.sqrt(3)},
                          help=N_("V = 1/3, C = 3, JS = ½ ln 2: W = 1 ≤ 4.686931.")),
        "cut": Preset(N_("Gaussian noise, cut off"), {"noise_shape": TRUNCATED},
                      help=N_("Uncut Gaussian noise reaches everywhere: C and the bound are infinite. Cut off it has "
                              "a bound, and the further out the cut, the larger C.")),
    }
    still = N_("Nothing moves by itself here: drag θ.")
    notes = (
        N_("The slides say ε for the noise vector and for its variance; the right statement keeps them apart: a vector "
           "of mean 0, and its variance V."),
        N_("The slides leave the noise of Theorem 3.3 open; the right statement needs bounded support: uncut Gaussian "
           "noise reaches everywhere, which makes C and the bound infinite."),
        N_("The slides say that bounding ε and JS bounds W; the right statement adds how loosely: for two lines and "
           "uniform noise the bound never falls below 2 √ln 2 W = 1.665 W."),
        N_("The slides say W is “better” than JS and JS than KL; the right statement is a ladder: KL → 0 gives JS → 0, "
           "the same as TV → 0, which gives W → 0 on a bounded set. θ → 0 here shows that it cannot be climbed back."),
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
        self.add_grip("noise", self.over_noise, _("Noise"), "ink", parameter="noise", low=0.0, high=2.0, step=0.05)
        right, top, bottom = QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
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

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, noise = self.params, noise_of(self.params)
        p, q = densities(params, params.theta, noise)
        pair = Pair(p, q)
        found = distances.measures(p, q, pair)
        bound = bound_of(params, params.theta, noise)
        x = np.union1d(distances.plot_grid(p, q), np.linspace(-8, 8, 241))
        shown = [density.pdf(x) for density in (p, q)]
        highest = max(float(np.max(values)) for values in shown)
        if not self.holding or self._top.now is None:
            self._top.cover(0.0, max(min(highest, 8.0), 0.2) * 1.1)
        top = self._top.now[1]
        for key, values in zip("pq", shown):
            self.blurred.show_function(key, x, values)
        self.blurred.marks.set_stems([(at, top * mass, role) for density, role in ((p, "real"), (q, "generated"))
                                      for at, mass in density.atoms.items()])
        self.blurred.set_view((-FARTHEST - 0.5, FARTHEST + 0.5), (0.0, top))
        self.bars.show_values({"kl": found["kl_pq"], "js": found["js"], "js_slope": found["js_slope"]})
        self.terms.show_values(vars(bound))
        self.blurred.set_readout(labels((_("JS {value}").format(value=number(found["js"])),
                                         _("KL {value}").format(value=number(found["kl_pq"])),
                                         _("W {value}").format(value=number(bound.w1, 4)))))
        self._draw_over_theta(params, noise)
        self._draw_over_noise(params)
        reach = self.blurred.functions["q"].value(params.theta)
        self.grips["theta"].place(params.theta, min(reach if math.isfinite(reach) and reach > 0 else top, top))
        self.grips["theta_curve"].place(params.theta, abs(params.theta))
        self.grips["noise"].place(params.noise, min(bound.bound, self._bound.now[1]))
        self.over_noise.set_readout(_("at {noise}: bound {bound}, W {w1}").format(
            noise=number(params.noise, 3), bound=number(bound.bound), w1=number(bound.w1, 4)))

    def _draw_over_theta(self, params: NoiseParams, noise: Shape) -> None:
        key = (params.family, params.std, params.noise, params.noise_shape, params.cut)
        if key == self._drawn_theta:
            return                              # none of them depends on where θ is
        self._drawn_theta = key
        half, kl, js = divergences_over_theta(params, noise)
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
            levels, terms = terms_over_noise(params)
            for name, values in terms.items():
                self.over_noise.show_function(name, levels, values)
            finite = terms["bound"][np.isfinite(terms["bound"])]
            largest = float(finite.max(initial=0.0)) or 8.0
            if not self.holding or self._bound.now is None:
                self._bound.cover(0.0, max(largest, 1.0))
        self.over_noise.set_view((0.0, 2.0), (0.0, self._bound.now[1]))


