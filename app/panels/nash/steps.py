"""One step of one of the runs taken apart: its phases, and the formula of the phase just done with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.panels.formula_text import numbers_html
from app.panels.nash.runs import ShownRun
from app.panels.run_panel import phase_name
from sims.nash.simulation import FORMULAS
from widgets.controls.formula import FormulaView
from widgets.controls.phase_list import PhaseListView
from widgets.language import _
from widgets.theme import themes


class NashStepView(QWidget):
    """chosen(key): a person wants to see the steps of that run."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.which = QComboBox()
        self.which.setAccessibleName(_("Whose step is taken apart"))
        self.which.setToolTip(_("Whose step is taken apart"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.activated.connect(lambda index: self.chosen.emit(self.which.itemData(index)))
        self.phases, self.formula = PhaseListView(), FormulaView()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(10)
        layout.addWidget(self.which)
        layout.addWidget(self.phases)
        layout.addWidget(self.formula, 1)
        themes.changed.connect(self._dress)
        self._dress()

    def show_runs(self, runs: Sequence[ShownRun], focus: str) -> None:
        lead = next((run for run in runs if run.key == focus), runs[0])
        entries = [(run.label, run.key) for run in runs]
        if entries != [(self.which.itemText(k), self.which.itemData(k)) for k in range(self.which.count())]:
            blocker = QSignalBlocker(self.which)
            self.which.clear()
            for label, key in entries:
                self.which.addItem(label, key)
            blocker.unblock()
        self.which.setVisible(len(runs) > 1)
        self.which.setCurrentIndex(self.which.findData(lead.key))
        frame = lead.report.frame
        self.phases.show_phases(frame.phases, frame.done, frame.phase)
        if frame.done is None:
            self.formula.show_formula(_("Before the first step"), "",
                                      _("Press the right arrow for a step, Shift and the right arrow for one phase."))
            return
        formula = FORMULAS[frame.done.formula]
        self.formula.show_formula(phase_name(frame.done), formula.html, _(formula.says),
                                  numbers_html(formula, frame, lead.params))

    def _dress(self) -> None:
        self.setMinimumWidth(themes.current.pixels(190))
