"""A run of the patterns as one picture."""

from __future__ import annotations

from app.panels.patterns.picture import PatternsPicture
from sims.run import Run


def patterns_picture(run: Run) -> PatternsPicture:
    """Data and generated patterns, as the run stands."""
    view = PatternsPicture()
    view.show_frame(run.frame(), run.params)
    return view
