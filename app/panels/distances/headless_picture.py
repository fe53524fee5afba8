"""A run of one of the distances simulations as one picture: its scene, without controls and notes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.engine.messages import RunReport
from app.panels.distances.panel import SCENES
from sims.run import Run


def scene_picture(run: Run) -> QWidget:
    """The scene of the run's simulation, showing the run as it stands."""
    kind = next(kind for kind in SCENES if kind.simulation == run.simulation.name)
    scene = kind()
    scene.setContentsMargins(6, 4, 4, 0)            # as in the panel
    scene.show_run(RunReport(run.frame(), run.params, run.params, run.seed, 0, run.trace.since(0), run.log()))
    return scene
