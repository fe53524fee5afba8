"""Which view draws a run of which simulation, for pictures without a window."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QWidget

from sims.params import ParameterError
from sims.run import Run


def picture(run: Run) -> QWidget:
    """A widget that shows the run as it stands. ParameterError where a simulation has no picture of its own."""
    if run.simulation.name == "gan":
        from app.panels.gan.picture import LabPicture
        view = LabPicture()
        view.show_frame(run.frame())
        return view
    if run.simulation.name == "nash":
        from app.panels.nash.headless_picture import NashPicture
        return NashPicture(run)
    if run.simulation.name == "distances":
        return _densities(run)
    if run.simulation.name == "transport":
        return _earth(run)
    raise ParameterError("no picture is drawn of {name}", name=run.simulation.name)


def _densities(run: Run) -> QWidget:
    from app.panels.distances.densities import DensitiesScene

    scene = DensitiesScene()
    # Where a flow has taken q to; it may have left what a hand could set
    scene.show_params(dataclasses.replace(run.params, mean_q=run.params.mean_q + run.state.shift))
    scene.show_controls(False)
    return scene


def _earth(run: Run) -> QWidget:
    from app.panels.distances.optimal_transport import OptimalTransportScene

    scene = OptimalTransportScene()
    scene.show_params(run.params)
    scene.memory = run.state
    scene.draw()
    scene.show_controls(False)
    return scene
