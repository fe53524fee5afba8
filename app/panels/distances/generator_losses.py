"""The generator's two losses, ln(1 − D) and −ln D, against D and against the logit, and one point of the integrands."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances.generator_losses import NONSATURATING, SATURATING
from sims.distances.simulations.generator_losses import LEAST_D, LOGITS, GeneratorLossesParams
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import number
from widgets.plots.charts.bars import Bar, BarsView
from widgets.plots.function_plot import FunctionPlot

LOOKS = {SATURATING: ("accent", None, N_("ln(1−D)")), NONSATURATING: ("generated", "dash", N_("−ln D"))}


class GeneratorLossesScene(Scene):
    """A step moves the logit t of the sample: t ← t − η d loss / dt."""

    simulation = "generator_losses"
    title = N_("Losses")
    about = N_("The two losses of the generator")
    notes = (
        N_("The notes “Problems of GANs” say the gradient carries 1/(1−D); the right statement is −1/(1−D) = 1/(D−1)."),
        N_("Dong’s slides say minimising −ln D is equivalent to minimising ln(1−D); the right statement is that they "
           "share the fixed point, and are not equivalent: the slopes in the logit differ by (1−D)/D, 99 at D = 0.01."),
        N_("Dong’s slides say |1/A| > |1/(A−1)|; the right statement is: for A < ½ only."),
        N_("The notes “Problems of GANs” say z ~ p_g(z); the right statement is z ~ p_z(z), and x = G(z) ~ p_g."),
    )

    def build(self, picture: QWidget) -> None:
        self.of_d = FunctionPlot(_("Against D"), _("D"), _("loss"))
        self.of_logit = FunctionPlot(_("Against the logit"), _("logit of D"), _("loss"))
        self.slopes_d = FunctionPlot(_("Size of the slope in D"), _("D"), log_y=True)
        self.slopes_logit = FunctionPlot(_("Size of the slope in the logit"), _("logit of D"))
        self.slopes_logit.set_ticks(((0.0, "0"), (0.5, "½"), (1.0, "1")))
        self.grids = (self.of_d, self.of_logit, self.slopes_d, self.slopes_logit)
        for objective, (role, dash, label) in LOOKS.items():
            for plot in self.grids:
                plot.add(objective, _(label), role, dash)
            for plot in (self.of_d, self.of_logit):
                plot.add(f"{objective}_tangent", "", "ink", "dot", entry=False)
                key = f"{objective}_{'d' if plot is self.of_d else 'logit'}"
                name = _("D on {loss}, against D") if plot is self.of_d else _("D on {loss}, against the logit")
                grip = self.add_grip(key, plot, name.format(loss=_(label)), role, step=0.01 if plot is self.of_d else
                                     0.1, digits=4)
                grip.moved.connect(self._set_d if plot is self.of_d else self._set_logit)
        bars = (Bar("kl_pq", _("KL(p‖q)"), "real", group="charge", signed=True),
                Bar("kl_qp", _("KL(q‖p)"), "generated", group="charge", signed=True),
                Bar("js", _("JS"), "critic", group="charge", signed=True),
                Bar("minus_2_js_pull", _("d(−2 JS)/dq"), "muted", group="charge", signed=True,
                    help=_("Positive where q < p: −2 JS takes mass away from a missed mode.")))
        self.charges = BarsView(_("What one point adds"), bars)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        for plots, stretch in ((self.grids[:2], 3), (self.grids[2:], 2)):
            row = TurningRow()
            for plot in plots:
                row.addWidget(plot, 1)
            column.addLayout(row, stretch)
        foot = QHBoxLayout()
        foot.addWidget(self.charges)
        column.addLayout(foot)

    def _set_d(self, d: float) -> None:
        self.set_by_hand({"d": min(max(d, LEAST_D), 1 - LEAST_D)})

    def _set_logit(self, t: float) -> None:
        self._set_d(1 / (1 + math.exp(-t)))

    # Time ------------------------------------------------------------------------------------------------------------

    @classmethod
    def now(cls, params: GeneratorLossesParams, frame: Frame) -> GeneratorLossesParams:
        return replace(params, d=frame.numbers["d_now"])

    def text(self) -> str:
        return _("D = {d}").format(d=number(self.params.d, 5))

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        arrays, numbers = self.frame.arrays, self.frame.numbers
        d, t = numbers["d_now"], numbers["logit"]
        x, logits = arrays["d"], arrays["logit"]
        texts_d, texts_t = [], []
        for objective, (_role, _dash, label) in LOOKS.items():
            value, slope, slope_t = (numbers[f"{kind}_{objective}"] for kind in ("loss", "slope", "logit_slope"))
            self.of_d.show_function(objective, x, arrays[f"loss_{objective}"])
            self.of_logit.show_function(objective, logits, arrays[f"loss_of_logit_{objective}"])
            self.slopes_d.show_function(objective, x, arrays[f"slope_{objective}"])
            self.slopes_logit.show_function(objective, logits, arrays[f"logit_slope_{objective}"])
            for plot, centre, rise, reach in ((self.of_d, d, slope, min(0.25, 2.5 / abs(slope))),
                                              (self.of_logit, t, slope_t, 3.0)):
                ends = np.array([centre - reach, centre + reach])
                plot.show_function(f"{objective}_tangent", ends, value + rise * (ends - centre))
            self.grips[f"{objective}_d"].place(d, value)
            self.grips[f"{objective}_logit"].place(t, value)
            texts_d.append(_("{loss}: {slope}").format(loss=_(label), slope=number(slope, 5)))
            texts_t.append(_("{loss}: {slope}").format(loss=_(label), slope=number(slope_t, 5)))
        self.of_d.set_view((0.0, 1.0), (-6.0, 6.0))
        self.of_logit.set_view(LOGITS, (-10.0, 10.0))
        self.slopes_d.set_view((0.0, 1.0), (0.5, 2e3))
        self.slopes_logit.set_view(LOGITS, (-0.08, 1.1))
        self.of_d.set_readout(_("D = {d}").format(d=number(d, 5)))
        self.of_logit.set_readout(_("logit {t}").format(t=number(t, 4)))
        self.slopes_d.set_readout(labels(texts_d))
        self.slopes_logit.set_readout(labels(texts_t))
        for plot, place in ((self.slopes_d, d), (self.slopes_logit, t)):
            plot.marks.set_marks([(place, "", "ink")])
        self.charges.show_values({bar.key: numbers[bar.key] for bar in self.charges.bars})
