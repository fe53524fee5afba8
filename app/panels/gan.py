"""The GAN lab: the picture, the step taken apart, the curves; what it opens with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.messages import Opening, Report, RunReport
from app.panels.formula_text import numbers_html
from app.panels.lab_view import LabView
from app.panels.run_panel import RunPanel, phase_name
from sims.gan.catalogue import OBJECTIVES
from sims.gan.formulas import FORMULAS
from sims.gan.settings import GanParams
from sims.params import N_, parameters
from widgets.curves import CurvesView
from widgets.formula import FormulaView
from widgets.language import _
from widgets.phase_list import PhaseListView
from widgets.theme import themes

#: Parameters that have no control here: one GAN is on the screen.
HIDDEN = ("members",)


class StepView(QWidget):
    """One training step taken apart: its phases, and the formula of the one just done with this step's numbers."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.phases = PhaseListView()
        self.formula = FormulaView()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(10)
        layout.addWidget(self.phases, 0)
        layout.addWidget(self.formula, 1)
        themes.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        # Wide enough for the longest chip at either scale; on a projector the picture must keep most of the width.
        self.setMinimumWidth(themes.current.pixels(220))

    def show_run(self, run: RunReport) -> None:
        frame = run.frame
        self.phases.show_phases(frame.phases, frame.done, frame.phase)
        if frame.done is None:
            self.formula.show_formula(_("Before the first step"), "",
                                      _("Press the right arrow for a step, Shift and the right arrow for one phase."))
            return
        formula = FORMULAS[frame.done.formula]
        self.formula.show_formula(phase_name(frame.done), formula.html, _(formula.says),
                                  numbers_html(formula, frame, run.params))


class CurvesStrip(QWidget):
    """Losses, gradient norms and modes covered, over the same steps."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.losses = CurvesView(_("Losses"))
        self.losses.add_curve("loss_d", _("D"), "critic")
        self.losses.add_curve("loss_g", _("G"), "generator", "dash")
        self.gradients = CurvesView(_("Gradient norms"), log_y=True)
        self.gradients.add_curve("grad_norm_d", _("D"), "critic")
        self.gradients.add_curve("grad_norm_g", _("G"), "generator", "dash")
        self.modes = CurvesView(_("Modes covered"))
        self.modes.add_curve("modes", _("modes"), "real")
        self.views = (self.losses, self.gradients, self.modes)
        self.gradients.link(self.losses)
        self.modes.link(self.losses)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for view in self.views:
            layout.addWidget(view, 1)
        self._objective = ""

    def show_run(self, run: RunReport) -> None:
        for view in self.views:
            view.cut(run.trace_start)
            view.extend(run.trace_start, run.trace)
            view.set_cursor(run.frame.step)
            view.set_marks(marks(run))
        if run.params.objective != self._objective:
            self._objective = run.params.objective
            known = [value for value in OBJECTIVES[self._objective].equilibrium if value is not None]
            self.losses.reference("equilibrium", known or None, _("equilibrium"))
        self.modes.reference("all", len(run.frame.arrays["modes"]) or None, _("all"))


def marks(run: RunReport) -> list[tuple[float, str]]:
    """The changes of this run, to be marked on its curves."""
    declared = parameters(GanParams)
    return [(step, _("{parameter} = {value}").format(parameter=_(declared[name].label), value=value))
            for step, _phase, name, value in run.log["events"]]


class GanPanel(RunPanel):
    """The room "gan"."""

    room = "gan"
    fixed = ("members",)
    title = N_("GAN lab")

    def params_type(self) -> type:
        return GanParams

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(GanParams) if name not in HIDDEN)

    def opening(self) -> Opening:
        return Opening("gan", (({}, 0),), playing=True, device=self.device)

    def build_picture(self) -> QWidget:
        self.lab = LabView()
        self.steps = StepView()
        self.curves = CurvesStrip()
        picture = QSplitter(Qt.Orientation.Vertical)
        picture.setChildrenCollapsible(False)
        picture.addWidget(self.lab)
        picture.addWidget(self.curves)
        picture.setStretchFactor(0, 7)
        picture.setStretchFactor(1, 3)
        row = QSplitter(Qt.Orientation.Horizontal)
        row.setChildrenCollapsible(False)
        row.addWidget(self.steps)
        row.addWidget(picture)
        row.setStretchFactor(0, 0)
        row.setStretchFactor(1, 1)
        row.setSizes([270, 700])
        return row

    def show_report(self, report: Report) -> None:
        run = report.runs[0]
        by_hand = not report.playing or self.speed.startswith("phase")
        self.lab.show_frame(run.frame, by_hand and run.frame.phase != 0)
        self.steps.show_run(run)
        self.curves.show_run(run)

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "steps":
            self.steps.setVisible(on)
        if part == "curves":
            self.curves.setVisible(on)
