"""A run of the GAN on a line as one picture."""

from __future__ import annotations

from app.panels.line.picture import LinePicture
from sims.run import Run


def line_picture(run: Run) -> LinePicture:
    """Densities and D, as the run stands."""
    view = LinePicture()
    view.show_frame(run.frame(), run.params)
    return view
