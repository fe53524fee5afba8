"""The picture of the patterns: the data beside what G makes, D's score under each; two numbers as points of a plane."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.panels.patterns.pattern_grid import PatternGrid
from sims.simulation import Frame
from widgets.language import _
from widgets.plots.items.point_cloud import PointCloudView
from widgets.plots.plot import Plot

#: Of scenes of two numbers: the names of the axes and what is seen, (x0, y0, x1, y1).
PLANES = {
    "perspective": ("d", "s", (0.6, 0.2, 2.4, 1.3)),
    "translation": ("x", "y", (-1.3, -1.6, 1.3, 1.6)),
}


class PatternsPicture(QStackedWidget):
    """Draws frames of the patterns simulation."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.real, self.generated = PatternGrid(_("Data"), "real"), PatternGrid(_("Generated"), "generated")
        grids = QWidget()
        row = QHBoxLayout(grids)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.real, 1)
        row.addWidget(self.generated, 1)
        self.addWidget(grids)
        self.planes: dict[str, Plot] = {}
        self.clouds: dict[str, tuple[PointCloudView, PointCloudView]] = {}
        for scene, (x, y, view) in PLANES.items():
            plot = Plot(x, y, cornered=True)
            plot.setAccessibleName(_("Pairs of {x} and {y}").format(x=x, y=y))
            plot.set_view(view)
            clouds = PointCloudView("circle", "real", size=9), PointCloudView("cross", "generated", size=6)
            for cloud in clouds:
                plot.addItem(cloud)
            self.planes[scene], self.clouds[scene] = plot, clouds
            self.addWidget(plot)

    def show_frame(self, frame: Frame, scene: str) -> None:
        """Draw a frame of a run of this scene."""
        arrays = frame.arrays
        if scene in self.planes:
            real, generated = self.clouds[scene]
            real.set_points(arrays["real"])
            generated.set_points(arrays["cloud"])
            self.setCurrentWidget(self.planes[scene])
        else:
            self.real.show_patterns(arrays["real"], arrays["scores_real"], np.ones(len(arrays["real"]), bool))
            self.generated.show_patterns(arrays["generated"], arrays["scores_generated"], arrays["keeps"])
            self.setCurrentIndex(0)
