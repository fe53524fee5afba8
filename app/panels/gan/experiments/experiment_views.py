"""The plots of each experiment of the GAN lab, drawn from the rows found so far; and the rows as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.words.curves import tips_of
from widgets.language import _
from widgets.numbers import number
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.ticks import rounded_range

Rows = Sequence[Mapping[str, Any]]
LEAST = 120                     # height of a plot with its axis in pixels at scale 1


def column(rows: Rows, name: str) -> np.ndarray:
    """A number of each row, float64 (rows,); NaN where a row does not have it."""
    return np.array([row.get(name, math.nan) for row in rows], float)


def table_of(rows: Rows) -> str:
    """The rows as comma-separated text with a heading; numbers only, arrays are left out."""
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if np.ndim(value) == 0))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(names)
    for row in rows:
        table.writerow([repr(value) if isinstance(value := row.get(name, ""), float) else value for name in names])
    return out.getvalue()


def log_range(*columns: np.ndarray) -> tuple[float, float] | None:
    """A round range of a logarithmic axis around all positive numbers; None where there are none."""
    values = np.concatenate([np.ravel(each) for each in columns])
    values = np.log10(values[np.isfinite(values) & (values > 0)])
    if not len(values):
        return None
    low, high = rounded_range(float(values.min()), float(values.max()))
    return 10.0**low, 10.0**high


def plot(title: str, x_name: str, y_name: str = "", *, cornered: bool = True, **logarithmic: bool) -> FunctionPlot:
    """A plot of an experiment: high enough to be read where the page scrolls. cornered: as of FunctionPlot, for a short
    name of the x axis."""
    return FunctionPlot(title, x_name, y_name, least_height=LEAST, cornered=cornered, **logarithmic)


class ExperimentView(QWidget):
    """Plots side by side or below one another, each given with its stretch factor."""

    def __init__(self, *plots: tuple[FunctionPlot, int]):
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._plots, self._stacked = tuple(plot for plot, _stretch in plots), False
        for plot, stretch in plots:
            self._row.addWidget(plot, stretch)
        for plot in self.findChildren(FunctionPlot):
            plot.legend.explain(tips_of("experiments"))

    def stack_plots(self, on: bool) -> None:
        """Put the plots below one another, or side by side again, where their legends have the room for that."""
        self._stacked = on
        self._arrange()

    def _arrange(self) -> None:
        widths = [plot.minimumSizeHint().width() for plot in self._plots]
        stacked = self._stacked or sum(widths) + self._row.spacing() * (len(widths) - 1) > self.width()
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one of the plots: side by side they would widen all that they lie in."""
        least = max((plot.minimumSizeHint().width() for plot in self._plots), default=0)
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._arrange()

    def show_rows(self, rows: Rows) -> None:
        """Draw all rows found so far, at least one."""
        raise NotImplementedError


def last_of(steps: np.ndarray) -> float:
    """The right end of an axis of steps that begins at 1."""
    return max(10.0, float(steps.max(initial=1)))


class FreshDiscriminatorView(ExperimentView):
    """|gradient| of G for each of its losses, with the scatter over minibatches; D's accuracy and cross entropy."""

    LOSSES = (("saturating", 0, None), ("nonsaturating", 1, "dash"), ("wgan", 2, "dashdot"))

    def __init__(self):
        self.gradient = plot(_("Gradient of G"), _("steps of D"), _("|gradient|"), log_x=True, log_y=True)
        self.gradient.setToolTip(_("Norm of the gradient of each loss of G: mean over 32 minibatches, and one standard "
                                   "deviation to both sides. The Wasserstein loss has a critic of its own."))
        labels = {"saturating": _("saturating"), "nonsaturating": _("non-saturating"), "wgan": _("WGAN")}
        for key, colour, dash in self.LOSSES:
            self.gradient.add(key, labels[key], colour, dash)
        self.learning = plot(_("D as it learns"), _("steps of D"), log_x=True)
        self.learning.setToolTip(_("Accuracy and cross entropy of D on 2,500 real and 2,500 generated points"))
        self.learning.add("accuracy_d", _("accuracy"), "critic")
        self.learning.add("loss_d", _("cross entropy"), "muted", "dash")
        super().__init__((self.gradient, 3), (self.learning, 2))

    def show_rows(self, rows: Rows) -> None:
        steps = column(rows, "step")
        shown = []
        for key, _colour, _dash in self.LOSSES:
            norm, deviation = column(rows, f"norm_{key}"), column(rows, f"deviation_{key}")
            self.gradient.show_function(key, steps, norm)
            self.gradient.show_band(key, steps, norm - deviation, norm + deviation)
            shown += [norm, norm + deviation]
        # Of bands that reach down to 0 only the part near their curve is in the picture.
        reach = log_range(*shown)
        if reach is not None:
            self.gradient.set_view((1, last_of(steps)), reach)
        for key in ("accuracy_d", "loss_d"):
            self.learning.show_function(key, steps, column(rows, key))
        top = np.nanmax(np.concatenate([column(rows, "loss_d"), [1.0]]))
        self.learning.set_view((1, last_of(steps)), (0, 1.05 * top))


class OptimumView(ExperimentView):
    """D against D*: along a line through both distributions, and how far apart they are at most and on average."""

    def __init__(self):
        self.profile = plot(_("σ(D) along a line"), _("distance from the mean of G's points"), "σ(D)",
                            cornered=False)
        self.profile.setToolTip(_("On the line from the mean of the generated points to the nearest real mode"))
        self.profile.add("trained", _("σ(D)"), "critic")
        self.profile.add("optimal", _("D* = p / (p + q)"), "ink", "dash")
        self.error = plot(_("|σ(D) − D*|"), _("steps of D"), log_x=True, log_y=True)
        self.error.setToolTip(_("Where p + q exceeds 0.01, on a grid of 160 × 160 nodes"))
        self.error.add("largest_error", _("largest"), 1)
        self.error.add("mean_error", _("mean"), 0, "dash")
        self.accuracy = plot(_("Accuracy"), _("steps of D"), log_x=True)
        self.accuracy.setToolTip(_("On 2,500 real and 2,500 generated points, which leaves ± 0.007 to luck; the "
                                   "ceiling is exact."))
        self.accuracy.add("accuracy_d", _("D"), "critic")
        self.accuracy.add("best_accuracy", _("(1 + TV) / 2"), "muted", "dot")
        super().__init__((self.profile, 3), (self.error, 2), (self.accuracy, 2))

    def show_rows(self, rows: Rows) -> None:
        steps, last = column(rows, "step"), rows[-1]
        self.profile.show_function("trained", last["line"], last["trained"])
        self.profile.show_function("optimal", last["line"], last.get("optimal", np.full(len(last["line"]), math.nan)))
        self.profile.set_view((float(last["line"][0]), float(last["line"][-1])), (-0.05, 1.05))
        errors = [column(rows, name) for name in ("largest_error", "mean_error")]
        for name, values in zip(("largest_error", "mean_error"), errors):
            self.error.show_function(name, steps, values)
        self.error.setVisible(bool(np.isfinite(errors[0]).any()))
        reach = log_range(*errors)
        if reach is not None:
            self.error.set_view((1, last_of(steps)), reach)
        for name in ("accuracy_d", "best_accuracy"):
            self.accuracy.show_function(name, steps, column(rows, name))
        self.accuracy.set_view((1, last_of(steps)), (0.45, 1.02))


class BatchSizeView(ExperimentView):
    """The standard deviation of V over minibatches, against their size, beside the line σ/√n."""

    def __init__(self):
        self.deviation = plot(_("Standard deviation of V"), _("size of the minibatch"), cornered=False, log_x=True,
                              log_y=True)
        self.deviation.setToolTip(_("Minibatches out of one pool of 262,144 real and as many generated points. Shaded: "
                                    "how surely the deviation itself is known."))
        self.deviation.add("deviation", _("measured"), "critic")
        self.deviation.add("expected", _("σ / √n"), "ink", "dash")
        super().__init__((self.deviation, 1))

    def show_rows(self, rows: Rows) -> None:
        size, measured, unsure = (column(rows, name) for name in ("size", "deviation", "uncertainty"))
        self.deviation.show_function("deviation", size, measured)
        self.deviation.show_band("deviation", size, measured - unsure, measured + unsure)
        self.deviation.show_function("expected", size, column(rows, "expected"))
        reach = log_range(measured)
        if reach is not None:
            self.deviation.set_view((1, last_of(size)), reach)
        known = np.isfinite(measured) & (measured > 0)
        if len(set(size[known])) > 1:
            slope = np.polyfit(np.log(size[known]), np.log(measured[known]), 1)[0]
            self.deviation.set_readout(_("slope {slope} (theory: −0.5)").format(
                slope=number(slope)))
