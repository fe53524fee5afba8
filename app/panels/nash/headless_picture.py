"""A run of the Nash simulation as one picture to export: the phase plane, the curves, and a line on the growth."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.nash.curves import NashCurvesView
from app.panels.nash.growth import number
from app.panels.nash.phase_plane import PhasePlaneView
from app.panels.nash.runs import shown_runs
from app.words.counts import steps_text
from sims.nash.simulation import VERDICTS, growth_per_step, verdict
from sims.run import Run
from widgets.language import _


class NashPicture(QWidget):
    """The views of the panel, showing a run of this process."""

    def __init__(self, run: Run, parent: QWidget | None = None):
        super().__init__(parent)
        self.plane, self.curves, self.title = PhasePlaneView(), NashCurvesView(), QLabel()
        self.plane.handle.hide()
        row = QHBoxLayout()
        row.addWidget(self.plane, 5)
        row.addWidget(self.curves, 4)
        layout = QVBoxLayout(self)
        layout.addWidget(self.title)
        layout.addLayout(row, 1)
        frame = run.frame()
        report = RunReport(frame, run.params, run.params, run.seed, 0, run.trace.since(0), run.log())
        shown = shown_runs((report,), ())
        visible = {shown[0].key}
        self.plane.show_runs(shown, visible, shown[0].key, False, True)
        self.curves.show_runs(shown, visible, frame.step)
        word, reason = verdict(run.params)
        self.title.setText(_("{method}, {steps}.  Growth per step: measured {measured}, theory {theory}.  "
                             "{verdict}: {reason}").format(
            method=shown[0].label, steps=steps_text(frame.step), measured=number(frame.numbers["growth_per_step"]),
            theory=number(growth_per_step(run.params)), verdict=_(VERDICTS[word]), reason=_(reason)))
        self.title.setWordWrap(True)

    def paintEvent(self, event) -> None:
        """Have the views draw at once what they would leave to a timer, now that they have their sizes."""
        self.plane.draw_now()
        self.curves.draw_now()
        super().paintEvent(event)
