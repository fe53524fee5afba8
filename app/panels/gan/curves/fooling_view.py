"""The share of generated points that fool D against the modes in use, as a path over the steps of a run."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.training.curves.curve_page import NOTHING
from widgets.language import _
from widgets.layout.flow import FlowLabel
from widgets.numbers import number
from widgets.plots.items.trail import TrailView, thin
from widgets.plots.items.way import Way
from widgets.plots.legend import Legend
from widgets.plots.plot import Plot
from widgets.theme import themes

#: Of a share, above and below which there is room for the path.
MARGIN = 0.04


class FoolingView(QWidget):
    """path: modes in use and fooled share by step, of the run up to the step that is shown, (n, 2)."""

    def __init__(self):
        super().__init__()
        self.path = np.zeros((0, 2))
        self._measured: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.plot = Plot(_("modes"), _("fooled"), cornered=True)
        self.plot.setAccessibleName(_("Fooled share against modes in use"))
        self.trail = TrailView("generated")
        self.plot.addItem(self.trail)
        self.title, self.readout = QLabel(_("Does it fool D?")), FlowLabel()
        self.title.setProperty("title", True)
        self.head = Legend(heading=(self.title, self.readout))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.head)
        layout.addWidget(self.plot, 1)
        self.setToolTip(_("The way of the run, its newest part the darkest: up, where G's points fool D; to the right, "
                          "where they lie at many modes. G is rewarded for up only: it may well stay at the left. "
                          "Modes in use: K · exp(−mode KL), 1 where all points are nearest to one mode, K where all "
                          "modes have their fair share."))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def take(self, run: RunReport) -> None:
        """Remember what has been measured."""
        if run.measured is not None:
            self._measured = dict(run.measured)

    def show_run(self, run: RunReport) -> None:
        """Draw the path up to the step of this report."""
        count = len(run.frame.arrays["modes"])
        steps, divergence = self._measured.get("mode_kl", (NOTHING, NOTHING))
        also, fooled = self._measured.get("fooled", (NOTHING, NOTHING))
        # Both are measured at the same steps, but for those with another target or objective on the way.
        both, here, there = np.intersect1d(steps, also, return_indices=True)
        known = both <= run.frame.step
        self.path = np.stack([count * np.exp(-divergence[here[known]]), fooled[there[known]]], 1)
        way = Way()
        way.write(0, self.path)
        self.trail.set_trail(*thin(way, len(self.path)))
        self.plot.set_view((1 - MARGIN * count, -MARGIN, count * (1 + MARGIN), 1 + MARGIN))
        self.readout.setText(_("{fooled} fooled, {modes} in use").format(
            fooled=f"{self.path[-1, 1]:.0%}", modes=number(self.path[-1, 0], 2)) if len(self.path) else
            _("This D calls no single point real or generated.") if "mode_kl" in self._measured else "")

    def _apply_theme(self) -> None:
        self.plot.setMinimumHeight(max(themes.current.pixels(90), self.plot.height_of_names()))
