"""The curves of two runs over the same steps: A solid, B dashed, in the same colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.change_marks import change_marks
from sims.gan.params import GanParams
from widgets.language import _
from widgets.plots.curves.view import CurvesView

NAMES = ("A", "B")


class PairCurves(QWidget):
    """G's loss, the distance to the data and the covered modes. step_clicked(step): a person has clicked there."""

    step_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.views = {"loss_g": CurvesView(_("Loss of G"), cornered=True), "w1": CurvesView(_("W₁"), cornered=True),
                      "modes": CurvesView(_("Modes covered"), cornered=True)}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for (column, view), colour in zip(self.views.items(), ("generator", 0, "real")):
            for name, dash in zip(NAMES, (None, "dash")):
                view.add_curve(f"{column} {name}", name, colour, dash)
            if view is not self.views["loss_g"]:
                view.link(self.views["loss_g"])
            view.step_clicked.connect(self.step_clicked)
            layout.addWidget(view)

    def show_runs(self, runs: Sequence[RunReport], step: int) -> None:
        """Append what the reports of A and B bring. step: where they stand."""
        for name, run in zip(NAMES, runs):
            for column, view in self.views.items():
                view.replace_trace(run.trace_start, {f"{column} {name}": run.trace.get(column, np.zeros(0))})
        marks = [mark for run in runs for mark in change_marks(run.log["events"], GanParams)]
        for view in self.views.values():
            view.set_cursor(step)
            view.set_marks(marks)
        count = max(len(run.frame.arrays["modes"]) for run in runs)
        self.views["modes"].reference("all", count or None, _("all"))
