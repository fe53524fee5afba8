"""The generator's two losses, ln(1 − D) and −ln D, against D and against the logit, and one point of the integrands."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.panels.distances.scene import Scene, labels
from sims.distances import generator_losses
from sims.distances.generator_losses import NONSATURATING, SATURATING
from sims.params import N_, param
from sims.simulation import Preset
from widgets.language import _
from widgets.plots.bars import Bar, BarsView, number
from widgets.plots.function_plot import FunctionPlot

LOOKS = {SATURATING: ("accent", None, N_("ln(1−D)")), NONSATURATING: ("generated", "dash", N_("−ln D"))}
LEAST_D = 1e-4
#: The logits of the picture.
LOGITS = (-10.0, 10.0)


@dataclass(frozen=True)
class LossesParams:
    d: float = param(0.01, LEAST_D, 1 - LEAST_D, label=N_("D of a generated sample"), group=N_("operating point"))
    objective: str = param(NONSATURATING, choices={SATURATING: N_("saturating, ln(1 − D)"),
                                                   NONSATURATING: N_("non-saturating, −ln D")},
                           label=N_("loss that moves it"), group=N_("operating point"),
                           help=N_("A step moves the logit of D down the slope of this loss."))
    learning_rate: float = param(0.2, 0.01, 2.0, scale="log", label=N_("learning rate"), group=N_("operating point"))
    p: float = param(1.0, 1e-6, 1.0, scale="log", label=N_("p there"), group=N_("one point x"),
                     help=N_("The real density at one point."))
    q: float = param(1e-6, 1e-6, 1.0, scale="log", label=N_("q there"), group=N_("one point x"),
                     help=N_("The generated density at the same point."))


class GeneratorLossesScene(Scene):
    """A step moves the logit t of the sample: t ← t − η d loss / dt."""

    title = N_("Losses")
    about = N_("The two losses of the generator")
    Params = LossesParams
    presets = {
        "hundredth": Preset(N_("D = 0.01"), {}, help=N_("Slopes in D: −1.0101 and −100; in the logit: −0.01 and "
                                                        "−0.99.")),
        "half": Preset(N_("D = ½"), {"d": 0.5}, help=N_("Both losses have the same slope here.")),
        "missed": Preset(N_("A missed mode (Err i)"), {"p": 1.0, "q": 1e-6},
                         help=N_("KL(q‖p) charges −1.38e−5: next to nothing.")),
        "junk": Preset(N_("A fake image (Err ii)"), {"p": 1e-6, "q": 1.0},
                       help=N_("KL(q‖p) charges 13.8155, JS no more than ½ ln 2 = 0.346574.")),
    }
    notes = (
        N_("The notes say the gradient carries 1/(1−D); the right statement is −1/(1−D) = 1/(D−1)."),
        N_("The slides say minimising −ln D is equivalent to minimising ln(1−D); the right statement is that they "
           "share the fixed point, and are not equivalent: the slopes in the logit differ by (1−D)/D, 99 at D = 0.01."),
        N_("The slides say |1/A| > |1/(A−1)|; the right statement is: for A < ½ only."),
        N_("The notes say z ~ p_g(z); the right statement is z ~ p_z(z), and x = G(z) ~ p_g."),
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
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for k, plot in enumerate(self.grids):
            grid.addWidget(plot, k // 2, k % 2)
        grid.setRowStretch(0, 3)
        grid.setRowStretch(1, 2)
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(grid, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.charges)
        column.addLayout(foot)

    def _set_d(self, d: float) -> None:
        self.set_by_hand({"d": min(max(d, LEAST_D), 1 - LEAST_D)})

    def _set_logit(self, t: float) -> None:
        self._set_d(1 / (1 + math.exp(-t)))

    # Time ------------------------------------------------------------------------------------------------------------

    def following(self, params: LossesParams, memory: Any) -> tuple[Any, Any] | None:
        t = math.log(params.d / (1 - params.d))
        t -= params.learning_rate * float(generator_losses.loss_logit_slope(np.array(params.d), params.objective))
        d = 1 / (1 + math.exp(-t))
        return (dataclasses.replace(params, d=d), memory) if d < 1 - LEAST_D else None

    def text(self) -> str:
        return _("D = {d}").format(d=number(self.params.d, 4))

    # Drawing ---------------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        d = self.params.d
        t = math.log(d / (1 - d))
        x = np.concatenate([np.geomspace(1e-5, 0.02, 60), np.linspace(0.02, 0.98, 121)[1:-1],
                            1 - np.geomspace(1e-5, 0.02, 60)[::-1]])
        logits = np.linspace(*LOGITS, 201)
        texts_d, texts_t = [], []
        for objective, (_role, _dash, label) in LOOKS.items():
            at = np.array(d)
            value = float(generator_losses.loss(at, objective))
            slope = float(generator_losses.loss_slope(at, objective))
            slope_t = float(generator_losses.loss_logit_slope(at, objective))
            self.of_d.show_function(objective, x, generator_losses.loss(x, objective))
            self.of_logit.show_function(objective, logits, generator_losses.loss_of_logit(logits, objective))
            self.slopes_d.show_function(objective, x, np.abs(generator_losses.loss_slope(x, objective)))
            sizes = np.abs(generator_losses.loss_logit_slope(1 / (1 + np.exp(-logits)), objective))
            self.slopes_logit.show_function(objective, logits, sizes)
            for plot, centre, rise, reach in ((self.of_d, d, slope, min(0.25, 2.5 / abs(slope))),
                                              (self.of_logit, t, slope_t, 3.0)):
                ends = np.array([centre - reach, centre + reach])
                plot.show_function(f"{objective}_tangent", ends, value + rise * (ends - centre))
            self.grips[f"{objective}_d"].place(d, value)
            self.grips[f"{objective}_logit"].place(t, value)
            texts_d.append(_("{loss}: {slope}").format(loss=_(label), slope=number(slope, 4)))
            texts_t.append(_("{loss}: {slope}").format(loss=_(label), slope=number(slope_t, 4)))
        self.of_d.set_view((0.0, 1.0), (-6.0, 6.0))
        self.of_logit.set_view(LOGITS, (-10.0, 10.0))
        self.slopes_d.set_view((0.0, 1.0), (0.5, 2e3))
        self.slopes_logit.set_view(LOGITS, (-0.08, 1.1))
        self.of_d.set_readout(_("D = {d}").format(d=number(d, 4)))
        self.of_logit.set_readout(_("logit {t}").format(t=number(t, 3)))
        self.slopes_d.set_readout(labels(texts_d))
        self.slopes_logit.set_readout(labels(texts_t))
        for plot, place in ((self.slopes_d, d), (self.slopes_logit, t)):
            plot.marks.set_marks([(place, "", "ink")])
        found = generator_losses.error_integrands(np.array(self.params.p), np.array(self.params.q))
        self.charges.show_values({key: float(value) for key, value in found.items()})
