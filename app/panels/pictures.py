"""Which view draws a run of which simulation, for pictures without a window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sims.params import ParameterError
from sims.run import Run


def picture(run: Run) -> QWidget:
    """A widget that shows the run as it stands. ParameterError where a simulation has no picture of its own."""
    if run.simulation.name == "gan":
        from app.panels.lab_view import LabView
        view = LabView()
        view.show_frame(run.frame())
        return view
    if run.simulation.name == "nash":
        from app.panels.nash_picture import NashPicture
        return NashPicture(run)
    raise ParameterError("no picture is drawn of {name}", name=run.simulation.name)
