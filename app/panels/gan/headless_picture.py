"""A run of the GAN lab as one picture: the picture of its panel."""

from __future__ import annotations

from app.panels.gan.picture import LabPicture
from sims.run import Run


def lab_picture(run: Run) -> LabPicture:
    """The plane with real and generated points, D and the arrows, as the run stands."""
    view = LabPicture()
    view.begin_run(run.beginning())
    view.show_frame(run.frame())
    return view
