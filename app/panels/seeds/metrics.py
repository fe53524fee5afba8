"""The numbers of many seeds: their median with its spread over the steps, and each of them at the step shown."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.engine.messages import Report, RunReport
from app.panels.change_marks import change_marks
from app.panels.seeds import spread
from app.panels.seeds.spread import Known
from sims.gan.params import GanParams
from sims.params import N_
from sims.simulation import OK
from widgets.language import _
from widgets.numbers import whole
from widgets.plots.charts.distributions import Distribution, DistributionsView
from widgets.plots.curves.view import CurvesView
from widgets.theme import themes

#: Of every step, and of some steps only.
TRACED = {"loss_g": N_("Loss of G"), "loss_d": N_("Loss of D"), "grad_norm_g": N_("Gradient norm of G"),
          "grad_norm_d": N_("Gradient norm of D")}
MEASURED = {"modes": N_("Modes covered"), "w1": N_("W₁"), "high_quality": N_("High-quality share"),
            "js": N_("Jensen–Shannon divergence"), "sliced_w1": N_("Sliced W₁")}
SHOWN = ("modes", "w1", "loss_g")           # at first
COLOURS = {"modes": "real", "loss_g": "generator", "grad_norm_g": "generator", "loss_d": "critic",
           "grad_norm_d": "critic"}
CURVES = ("least", "lower", "median", "upper", "greatest")          # as QUARTILES has them
NOTHING: Known = (np.zeros(0, int), np.zeros(0))
#: Metrics of some steps come slowly: their medians are found anew so often at most.
MEASURED_SECONDS = 0.25


class MetricView(QWidget):
    """One metric over the steps, which a person chooses. step_clicked(step). chosen(): another metric."""

    step_clicked = Signal(int)
    chosen = Signal()

    def __init__(self, metric: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.choice = QComboBox()
        for key, text in {**MEASURED, **TRACED}.items():
            self.choice.addItem(_(text), key)
        self.choice.setAccessibleName(_("Metric over the steps"))
        self.choice.setCurrentIndex(self.choice.findData(metric))
        self.choice.currentIndexChanged.connect(lambda _index: self._rebuild())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.choice)
        self.curves: CurvesView | None = None
        self._build()

    @property
    def metric(self) -> str:
        return self.choice.currentData()

    def _build(self) -> None:
        colour = COLOURS.get(self.metric, 0)
        self.curves = CurvesView("", cornered=True, legend=False, least_height=90)
        self.curves.setAccessibleName(self.choice.currentText())
        self.curves.add_band("least", "greatest", colour)
        self.curves.add_band("lower", "upper", colour)
        self.curves.add_curve("median", _("median"), colour)
        self.curves.setToolTip(_("The median of the seeds, the band between its quartiles, and the fainter band from "
                                 "the least to the greatest."))
        self.curves.step_clicked.connect(self.step_clicked)
        self._layout.addWidget(self.curves, 1)

    def _rebuild(self) -> None:
        old = self.curves
        self._layout.removeWidget(old)
        old.deleteLater()
        self._build()
        self.chosen.emit()

    def write(self, start: int, rows: np.ndarray) -> None:
        """Quantiles (len(CURVES), n) of the rows of a trace from `start` on, in place of what was there."""
        self.curves.replace_trace(start, dict(zip(CURVES, rows)))

    def put(self, steps: np.ndarray, rows: np.ndarray) -> None:
        """The quantiles at these steps, all that are known."""
        for name, numbers in zip(CURVES, rows):
            self.curves.set_points(name, steps, numbers)


class SeedMetrics(QWidget):
    """Three metrics over the steps, and beside them every seed at this step. step_clicked(step)."""

    step_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.views = tuple(MetricView(metric) for metric in SHOWN)
        self.strips = DistributionsView(_("Every seed at this step"), shared=False)
        self._measured: dict[int, dict[str, Known]] = {}
        self._quantiles: dict[str, tuple[int, list[np.ndarray]]] = {name: (0, []) for name in TRACED}
        self._going: list[bool] = []
        self._found_at = 0.0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for view in self.views:
            view.step_clicked.connect(self.step_clicked)
            view.chosen.connect(lambda view=view: self._fill(view))
            layout.addWidget(view, 3)
        layout.addWidget(self.strips, 2)

    def show_report(self, report: Report) -> None:
        """Take in what a whole report brings."""
        runs, self._going = report.runs, [run.frame.status == OK for run in report.runs]
        for name in TRACED:
            self._take_rows(name, runs)
        changed = False
        for number, run in enumerate(runs):
            if run.measured is not None:
                self._measured[number], changed = dict(run.measured), True
        for number in [number for number in self._measured if number >= len(runs)]:
            del self._measured[number]
        now = time.monotonic()
        if changed and (now - self._found_at > MEASURED_SECONDS or not report.playing):
            self._found_at = now
            for view in self.views:
                if view.metric in MEASURED:
                    self._fill(view)
        marks = change_marks(runs[0].log["events"], GanParams)
        modes = len(runs[0].frame.arrays["modes"])
        for view in self.views:
            view.curves.set_cursor(report.lead.frame.step)
            view.curves.set_marks(marks)
            view.curves.reference("all", modes if modes and view.metric == "modes" else None, _("all"))
            if view.metric == "modes":
                view.curves.set_covered(0, max(modes, 1))
        self._show_strips(report)

    def _take_rows(self, name: str, runs: Sequence[RunReport]) -> None:
        start, rows = spread.of_every_step(runs, name)
        self._quantiles[name] = _replaced(*self._quantiles[name], start, rows)
        for view in self.views:
            if view.metric == name:
                view.write(start, rows)

    def _fill(self, view: MetricView) -> None:
        """Show all that is known of the metric of a view."""
        if view.metric in MEASURED:
            known = [self._measured.get(number, {}).get(view.metric, NOTHING) for number in range(len(self._going))]
            view.put(*spread.of_some_steps(known, self._going))
            return
        _length, parts = self._quantiles[view.metric]
        if parts:
            view.write(0, np.concatenate(parts, axis=1))

    def _show_strips(self, report: Report) -> None:
        rows, said = [], []
        for view in self.views:
            text, metric = view.choice.currentText(), view.metric
            if metric == "modes":
                values = np.array([float((run.frame.arrays["mode_share"] > 0).sum()) for run in report.runs])
            elif metric in TRACED:
                values = np.array([run.frame.numbers.get(metric, np.nan) for run in report.runs])
            else:
                known = {number: run[metric] for number, run in self._measured.items() if metric in run}
                step, values = spread.newest(known, report.lead.frame.step)
                said.append(_("{metric}: as measured at step {step}").format(metric=text, step=whole(step)))
            rows.append(Distribution(text, values, COLOURS.get(metric, 0)))
        self.strips.show_rows(rows)
        self.strips.setToolTip("\n".join([_("Every seed at this step."), *said]))

    def minimumSizeHint(self) -> QSize:
        """With one of the metrics, and with the strips below it: the others go where there is no room for them."""
        return QSize(max(self._least_widths()), super().minimumSizeHint().height())

    def _least_widths(self) -> list[int]:
        return [view.minimumSizeHint().width() for view in (self.views[0], self.strips)]

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        room = self.width() / themes.current.scale
        self.views[2].setVisible(room > 760)
        self.views[1].setVisible(room > 500)
        below = sum(self._least_widths()) + self.layout().spacing() > self.width()
        self.layout().setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)


def _replaced(length: int, parts: list[np.ndarray], start: int, rows: np.ndarray) -> tuple[int, list[np.ndarray]]:
    """(length, parts) of columns with those from `start` on replaced by `rows`."""
    if start < length:
        whole = np.concatenate(parts, axis=1)[:, :start]
        parts, length = [whole], start
    elif len(parts) > 256:
        parts = [np.concatenate(parts, axis=1)]
    return length + rows.shape[1], [*parts, rows.astype(np.float32)]
