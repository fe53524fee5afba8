"""Two densities on a line: dragged by mean and width, with every distance between them and the optimal D."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances.densities import plot_grid
from sims.distances.generator_losses import NONSATURATING
from sims.distances.simulations.densities import NONE, DistancesParams, curves, generated, real
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import in_language, number
from widgets.plots.charts.bars import Bar, BarsView
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot, link_x

INTEGRANDS = ("kl_pq", "kl_qp", "js")
LEAST_WIDTH = 0.01          # a handle makes no density narrower than this

#: How many times as high as JS the axis of the integrands is at most.
MOST_OF_JS = 12.0


class DensitiesScene(Scene):
    """A step moves q by the gradient of the chosen generator loss, with D* held fixed."""

    simulation = "distances"
    title = N_("Densities")
    about = N_("Two densities and every distance between them")
    start = {"objective": NONSATURATING}
    hidden = ("lipschitz",)
    still = N_("Choose a generator loss, and q moves by its gradient.")
    notes = (
        N_("Dong’s slides say D* is 0 on real and 1 on generated data; the right statement is D* = p/(p+q): near 1 on "
           "real, near 0 on generated."),
        N_("Dong’s slides say L_G = −ln 4 + 2 JS; the right statement is that this is V(D*, G), which includes "
           "E_p ln D*. The loss that D minimises is ln 4 − 2 JS."),
        N_("Dong’s slides say KL(q‖p) = E_q(1 − D*) − E_q D*; the right statement has the logarithms: "
           "E_q ln(1 − D*) − E_q ln D*."),
        N_("Dong’s slides say minimising −ln D minimises KL(q‖p) − 2 JS; the right statement is that the gradients "
           "agree while D* is held fixed. The two terms oppose each other, and yet q comes in without swinging."),
        N_("Hui’s article says JS severely punishes bad images; the right statement is that its integrand is at most "
           "ln(2)/2 of the density there. KL(q‖p) is the severe one."),
    )

    divergences = {"objective": N_("KL(q‖p) is infinite here: −ln D has no gradient that could be followed.")}

    def build(self, picture: QWidget) -> None:
        x = _("x")
        self.densities = FunctionPlot(_("Densities"), "")
        self.densities.add("p", _("real p"), "real", shade=0.22)
        self.densities.add("q", _("generated q"), "generated", "dash", shade=0.22)
        self.integrands = FunctionPlot(_("What is punished where"), "")
        self.integrands.add("kl_pq", _("KL(p‖q): p ln p/q"), "real", shade=0.3)
        self.integrands.add("kl_qp", _("KL(q‖p): q ln q/p"), "generated", "dash", shade=0.3)
        self.integrands.add("js", _("JS"), "critic", "dashdot", shade=0.45)
        self.discriminator = FunctionPlot(_("D* = p/(p+q)"), x)
        self.discriminator.add("d", _("D*"), "critic", entry=False)
        self.discriminator.add("half", _("½"), "muted", "dot", entry=False)
        self.discriminator.set_ticks(((0.0, "0"), (0.5, "½"), (1.0, "1")))
        self.plots = (self.densities, self.integrands, self.discriminator)
        link_x(self.plots)
        self.integrands.legend.toggled.connect(lambda _key, _on: self.draw())
        self.bars = BarsView(_("Distances"), (
            Bar("kl_pq", _("KL(p‖q)"), "real", group="nats", help=_("In nats; ∞ where q misses a part of p.")),
            Bar("kl_qp", _("KL(q‖p)"), "generated", group="nats",
                help=_("In nats; ∞ where q puts mass where p has none.")),
            Bar("js", _("JS"), "critic", most=math.log(2), help=_("In nats; the full bar is ln 2.")),
            Bar("tv", _("TV"), "accent", most=1.0, help=_("Total variation; 1 − TV is the area under both.")),
            Bar("hellinger", _("Hellinger"), "accent", most=1.0),
            Bar("chi2", _("χ²(p+q‖2q)"), "accent", most=2.0,
                help=_("Pearson’s χ²: twice what G pays under least squares with the labels −1, 1 and 0 where D is the "
                       "best. The full bar is 2.")),
            Bar("w1", _("W₁"), "ink", group="x", help=_("In units of x.")),
            Bar("w2", _("W₂"), "ink", group="x", help=_("In units of x."))))
        self.pull = BarsView(_("Slope in the mean of q"), (
            Bar("kl", _("KL(q‖p)"), "generated", group="pull", signed=True),
            Bar("minus_2_js", _("−2 JS"), "critic", group="pull", signed=True),
            Bar("nonsaturating", _("−ln D"), "ink", group="pull", signed=True,
                help=_("The sum of the two above.")),
            Bar("saturating", _("ln(1−D)"), "accent", group="pull", signed=True)))
        self.terms = BarsView(_("The loss −ln D*, term by term"), (
            Bar("kl_qp", _("KL(q‖p)"), "generated", group="terms", signed=True),
            Bar("minus_2_js", _("−2 JS"), "critic", group="terms", signed=True),
            Bar("ln_4", _("ln 4"), "muted", group="terms", signed=True),
            Bar("real_ln_d", _("ln D* on real"), "real", group="terms", signed=True),
            Bar("loss", _("sum"), "ink", group="terms", signed=True)))
        left, right = QVBoxLayout(), QVBoxLayout()
        for plot, stretch in zip(self.plots, (5, 4, 3)):
            left.addWidget(plot, stretch)
        right.setSpacing(0)
        for view in (self.bars, self.pull, self.terms):
            right.addWidget(view)
            # Room between them where there is some: on a projector there is none to spare.
            right.addSpacerItem(QSpacerItem(0, 10, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum))
        right.addStretch(1)
        row = TurningRow(picture)
        row.setContentsMargins(0, 0, 6, 0)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        self._x, self._top, self._punished = SteadyRange(), SteadyRange(), SteadyRange(0.25)
        for which, role, name in (("p", "real", _("Mean of p")), ("q", "generated", _("Mean of q")),
                                  ("p2", "real", _("Mean of the second mode of p"))):
            self.add_grip(f"mean_{which}", self.densities, name, role, parameter=f"mean_{which}", low=-100, high=100)
        for which, role, name in (("p", "real", _("Width of p")), ("q", "generated", _("Width of q")),
                                  ("p2", "real", _("Width of the second mode of p"))):
            grip = self.add_grip(f"std_{which}", self.densities, name, role, shape="diamond")
            grip.moved.connect(lambda value, which=which: self._widen(which, value))

    def _widen(self, which: str, at: float) -> None:
        """A width handle stands one standard deviation to the right of the mean."""
        width = round(at - getattr(self.params, f"mean_{which}"), 3)
        self.set_by_hand({f"std_{which}": min(max(width, LEAST_WIDTH), 100.0)})

    # Time ------------------------------------------------------------------------------------------------------------

    @classmethod
    def now(cls, params: DistancesParams, frame: Frame) -> DistancesParams:
        return replace(params, mean_q=frame.numbers["mean_q_now"])

    def moves(self) -> bool:
        return self.params.objective != NONE

    def text(self) -> str:
        return _("q moves by the gradient of its loss")

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        params, numbers = self.params, self.frame.numbers
        p, q = real(params), generated(params)
        grid = plot_grid(p, q)
        if not self.holding or self._x.now is None:
            self._x.cover(float(grid[0]), float(grid[-1]))
        span = self._x.now
        x = np.union1d(grid, np.linspace(*span, 401))
        shown = curves(p, q, x)
        self.densities.show_function("p", x, shown["p"])
        self.densities.show_function("q", x, shown["q"])
        for key in INTEGRANDS:
            self.integrands.show_function(key, x, shown[f"{key}_integrand"])
        self.discriminator.show_function("d", x, shown["d_star"])
        self.discriminator.show_function("half", np.array(span), np.full(2, 0.5))
        self.bars.show_values(numbers)
        self.pull.show_values({bar.key: numbers[f"gradient_{bar.key}"] for bar in self.pull.bars})
        self.terms.show_values({"kl_qp": numbers["kl_qp"], "minus_2_js": -2 * numbers["js"], "ln_4": math.log(4),
                                "real_ln_d": numbers["real_ln_d"], "loss": numbers["loss_nonsaturating"]})
        self._show_ranges(shown)
        top = self._top.now[1]
        stems = [(at, mass * top, role) for atoms, role in ((shown["atoms_p"], "real"), (shown["atoms_q"], "generated"))
                 for at, mass in atoms]
        self.densities.marks.set_stems(stems)
        self.densities.set_readout(labels((_("overlap {value}").format(value=number(numbers["overlap"])),)))
        self.discriminator.set_readout(_("V(D*) = 2 JS − 2 ln 2 = {value}").format(
            value=number(numbers["value_at_d_star"])))
        self._place_grips(params, shown)

    def _show_ranges(self, shown: dict[str, np.ndarray]) -> None:
        heights = np.concatenate([shown["p"], shown["q"]])
        shown_integrands = [shown[f"{key}_integrand"] for key in INTEGRANDS if self.integrands.is_shown(key)]
        values = np.concatenate(shown_integrands) if shown_integrands else np.array([0.0, 1.0])
        values = values[np.isfinite(values)]
        low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
        # Beside a KL in the hundreds JS would be a flat line: the axis ends where JS still has a twelfth of it.
        reach = MOST_OF_JS * float(np.nanmax(shown["js_integrand"], initial=0.0)) if self.integrands.is_shown("js") \
            else math.inf
        cut = high > reach > 0
        value = in_language(f"{high:.3g}")
        self.integrands.set_readout(_("KL goes on to {value} ↑").format(value=value) if cut else "")
        if cut:
            low, high = max(low, -reach), reach
        if not self.holding:
            self._top.cover(0.0, max(float(heights.max()) * 1.12, 1e-3))
            self._punished.cover(min(low, 0.0), max(high, 1e-3))
        elif self._top.now is None:
            self._top.cover(0.0, 1.0)
        span = self._x.now
        self.densities.set_view(span, (0.0, self._top.now[1]))
        self.integrands.set_view(span, self._punished.now)
        self.discriminator.set_view(span, (-0.12, 1.12))

    def _place_grips(self, params: DistancesParams, shown: dict[str, np.ndarray]) -> None:
        two = params.weight_p > 0
        for which, curve in (("p", "p"), ("q", "q"), ("p2", "p")):
            mean, std = getattr(params, f"mean_{which}"), getattr(params, f"std_{which}")
            height = self.densities.functions[curve].value
            top = self._top.now[1]
            self.grips[f"mean_{which}"].place(mean, min(_finite(height(mean)), top))
            self.grips[f"std_{which}"].place(mean + std, min(_finite(height(mean + std)), top))
            for kind in ("mean", "std"):
                self.grips[f"{kind}_{which}"].setVisible(which != "p2" or two)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0
