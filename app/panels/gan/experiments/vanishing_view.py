"""The plots of the experiment in which a fresh D learns and the gradient of G vanishes."""

from __future__ import annotations

import math

import numpy as np

from app.panels.gan.experiments.experiment_views import ExperimentView, Rows, column, last_of, log_range, plot
from widgets.language import _
from widgets.numbers import Shown, number


class VanishingView(ExperimentView):
    """V beside theory; the slope of D as a probability and as a logit; the gradient of G under its bound."""

    def __init__(self):
        steps = _("steps of D")
        self.value = plot(_("V(D, G)"), steps, log_x=True)
        self.value.setToolTip(_("Where both densities are known V is an integral, and 2 JS − 2 ln 2 is the most that "
                                "any D can reach; else V is over 2,500 points of each kind."))
        self.value.add("value", _("measured"), "critic")
        self.value.add("best_value", _("2 JS − 2 ln 2"), "ink", "dash")
        self.slope = plot(_("Slope at generated points"), steps, log_x=True, log_y=True)
        self.slope.setToolTip(_("Means of |∇D| over 256 generated points. The chain rule has the slope of σ(D) in it, "
                                "the probability, not that of the logit."))
        self.slope.add("slope_logit", _("logit"), "muted", "dash")
        self.slope.add("slope_chance", _("σ(D)"), "critic")
        self.gradient = plot(_("Gradient of G"), steps, log_x=True, log_y=True)
        self.gradient.setToolTip(_("Theorem 2.4: ε is the largest σ(D) + |∇σ(D)| at 256 generated points, where the "
                                   "perfect D is 0 and flat; M² is the mean of ‖∂G/∂θ‖². No bound where ε ≥ 1."))
        self.gradient.add("bound", _("M ε/(1−ε)"), "warning", "dash")
        self.gradient.add("gradient", _("ln(1−D)"), "generator")
        self.gradient.add("nonsaturating", _("−ln D"), "accent", "dot")
        super().__init__((self.value, 2), (self.slope, 2), (self.gradient, 2))

    def show_rows(self, rows: Rows) -> None:
        steps = column(rows, "step")
        across = (1, last_of(steps))
        found = {}
        for shown in (self.value, self.slope, self.gradient):
            for name in shown.functions:
                found[name] = column(rows, name)
                shown.show_function(name, steps, found[name])
        values = np.concatenate([found["value"], found["best_value"], [-2 * math.log(2)]])
        values = values[np.isfinite(values)]
        self.value.set_view(across, (float(values.min()) - 0.08, float(values.max()) + 0.08))
        for shown in (self.slope, self.gradient):
            reach = log_range(*(found[name] for name in shown.functions))
            if reach is not None:
                shown.set_view(across, reach)
        if math.isfinite(found["best_value"][-1]):
            self.value.set_readout(_("{value}, theory {best}").format(value=number(found["value"][-1], 4),
                                                                     best=number(found["best_value"][-1], 4)))
        else:
            self.value.set_readout(number(found["value"][-1], 4))
        self.slope.set_readout(_("accuracy of D {share:.3f}").format(share=Shown(rows[-1]["accuracy_d"])))
        self.gradient.set_readout(_("ε = {epsilon}").format(epsilon=number(float(rows[-1]["epsilon"]), 3)))
