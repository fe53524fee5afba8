"""Patterns of two numbers as points of a plane, with the curve on which those lie that keep the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.words.curves import tips_of
from sims.params import N_
from sims.patterns.scenes import size_at, translated
from widgets.language import _
from widgets.plots.items.function import FunctionView
from widgets.plots.items.point_cloud import PointCloudView
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.theme import themes


class Plane(NamedTuple):
    """title (translatable); names of the axes; what is seen, (x0, y0, x1, y1); the rule in symbols, as a function, and
    where it holds."""

    title: str
    x: str
    y: str
    view: tuple[float, float, float, float]
    symbols: str
    rule: Callable[[np.ndarray], np.ndarray]
    held: tuple[float, float]


PLANES: Mapping[str, Plane] = {
    "perspective": Plane(N_("Depth d and size s"), "d", "s", (0.6, 0.2, 2.4, 1.3), "s = 1/d", size_at, (1.0, 2.0)),
    "translation": Plane(N_("Given x and said y"), "x", "y", (-1.3, -1.6, 1.3, 1.6), "f(x) = (3x − x³)/2", translated,
                         (-1.0, 1.0)),
}


class PairsPlot(QWidget):
    """Data as circles, generated pairs as crosses, the rule as a line; a line of numbers beside the title."""

    def __init__(self, scene: str, parent: QWidget | None = None):
        super().__init__(parent)
        plane = PLANES[scene]
        self.plot = Plot(plane.x, plane.y, cornered=True)
        self.plot.setAccessibleName(_("Pairs of {x} and {y}").format(x=plane.x, y=plane.y))
        self.setAccessibleName(_(plane.title))
        self.plot.set_view(plane.view)
        x = np.linspace(*plane.held, 200)
        self.items = {"real": PointCloudView("circle", "real", size=9),
                      "generated": PointCloudView("cross", "generated", size=6),
                      "rule": FunctionView("ink")}
        self.items["generated"].setZValue(-1)       # many: below the data, which are few
        self.items["rule"].set_values(x, plane.rule(x))
        for item in self.items.values():
            self.plot.addItem(item)
        title = QLabel(_(plane.title))
        title.setProperty("title", True)
        self.readout = QLabel()
        self.readout.setWordWrap(True)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.legend = Legend(heading=(title,))
        self.legend.explain(tips_of("patterns"))
        self.legend.add(Entry("real", _("data"), "real", symbol="circle"))
        self.legend.add(Entry("generated", _("generated"), "generated", symbol="cross"))
        self.legend.add(Entry("rule", plane.symbols))
        self.legend.toggled.connect(lambda key, on: self.items[key].setVisible(on))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.legend)
        layout.addWidget(self.readout)
        layout.addWidget(self.plot, 1)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_pairs(self, real: np.ndarray, generated: np.ndarray, says: str) -> None:
        """real, generated: (n, 2). says: translated, with this frame's numbers; "" for nothing."""
        self.items["real"].set_points(real)
        self.items["generated"].set_points(generated)
        self.readout.setText(says)
        self.readout.setVisible(bool(says))

    def _apply_theme(self) -> None:
        self.plot.setMinimumHeight(round(110 * themes.current.plot_scale))
        self.readout.setStyleSheet(f"color: {themes.current.muted};")
