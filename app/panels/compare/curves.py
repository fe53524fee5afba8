"""The curves of two runs over the same steps: A solid, B dashed, in the same colour."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.change_marks import change_marks
from app.panels.metric_names import metric_tip
from sims.gan.params import GanParams
from sims.params import N_
from widgets.language import _
from widgets.plots.curves.view import CurvesView
from widgets.theme import themes

NAMES = ("A", "B")
NOTHING = np.zeros(0)
LEAST = 95                      # height of a plot in pixels at scale 1: the pictures above are what one looks at
#: What is known of some steps only.
MEASURED = {"w1": N_("W₁"), "modes": N_("Modes covered")}


class PairCurves(QWidget):
    """G's loss, the distance to the data and the covered modes. step_clicked(step): a person has clicked there."""

    step_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.views = {column: CurvesView(title, cornered=True, noisy=True) for column, title in (
            ("loss_g", _("Loss of G")), *((column, _(title)) for column, title in MEASURED.items()))}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for (column, view), colour in zip(self.views.items(), ("generator", 0, "real")):
            view.legend.explain(partial(_says, column))
            for name, dash in zip(NAMES, (None, "dash")):
                view.add_curve(f"{column} {name}", name, colour, dash)
            if view is not self.views["loss_g"]:
                view.link(self.views["loss_g"])
            view.step_clicked.connect(self.step_clicked)
            layout.addWidget(view)

    def event(self, event) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._divide()
        return super().event(event)

    def _divide(self) -> None:
        """Each has the width that its legend needs for one row, where there is as much, and a share of the rest; and
        all no more height than they need like this, where the layout's own minimum would count the rows of legends as
        narrow as can be."""
        legends, layout = [view.legend for view in self.views.values()], self.layout()
        needs = [legend.layout().width_of_one_row() for legend in legends]
        room = self.width() - layout.spacing() * (len(needs) - 1)
        rest = room - sum(needs)
        widths = [(need + rest / len(needs)) if rest >= 0 else room / len(needs) for need in needs]
        for number, width in enumerate(widths):
            layout.setStretch(number, round(width))
        rows = max(legend.heightForWidth(int(width)) for legend, width in zip(legends, widths))
        self.setMinimumHeight(rows + round(LEAST * themes.current.plot_scale))

    def show_runs(self, runs: Sequence[RunReport], step: int) -> None:
        """Append what the reports of A and B bring. step: where they stand."""
        for name, run in zip(NAMES, runs):
            self.views["loss_g"].replace_trace(run.trace_start,
                                               {f"loss_g {name}": run.trace.get("loss_g", NOTHING)})
            for column in MEASURED if run.measured is not None else ():
                self.views[column].set_points(f"{column} {name}", *run.measured.get(column, (NOTHING, NOTHING)))
        marks = [mark for run in runs for mark in change_marks(run.log["events"], GanParams)]
        for view in self.views.values():
            view.set_cursor(step)
            view.set_marks(marks)
        count = max(len(run.frame.arrays["modes"]) for run in runs)
        self.views["modes"].reference("all", count or None, _("all"))
        self.views["modes"].set_covered(0, max(count, 1))


def _says(column: str, key: str) -> str:
    """What a curve shows: of a run the metric, of a line of reference what the lab says of it."""
    return metric_tip(column) if key.startswith(column) else metric_tip(key)
