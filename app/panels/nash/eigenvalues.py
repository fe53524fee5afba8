"""The eigenvalues of one step's linear map in the complex plane: a run converges if all lie inside the unit circle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.panels.nash.runs import ShownRun
from sims.nash.simulation import update_eigenvalues
from widgets.language import _
from widgets.plots.items.item import ItemView, map_points
from widgets.plots.plot import Plot
from widgets.plots.ticks import round_up
from widgets.theme import themes


class UnitDiscItem(ItemView):
    """Draws the unit disc, and eigenvalues as crosses in the colours of their methods."""

    def __init__(self):
        super().__init__()
        self._values: list[tuple[np.ndarray, str | int]] = []

    def set_values(self, values: list[tuple[np.ndarray, str | int]]) -> None:
        """For each method: points (n, 2), real and imaginary part, and its colour."""
        self._values = values
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        theme, unit = themes.current, self.pixel_scale()
        transform = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = transform.map(QPointF(0, 0))
        rim = transform.map(QPointF(1, 1))
        fill = theme.colour("accent")
        fill.setAlphaF(0.10)
        painter.setBrush(fill)
        painter.setPen(QPen(theme.colour("accent"), 1.5 * theme.line_width * unit))
        painter.drawEllipse(centre, abs(rim.x() - centre.x()), abs(rim.y() - centre.y()))
        painter.setPen(QPen(theme.colour("grid"), unit))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(QPointF(-1e4, centre.y()), QPointF(1e4, centre.y()))
        painter.drawLine(QPointF(centre.x(), -1e4), QPointF(centre.x(), 1e4))
        arm = 5.5 * theme.scale * unit
        for points, role in self._values:
            for width, colour in ((4.6, theme.colour("ground")), (2.4, theme.colour(role))):
                pen = QPen(colour, width * (1 if theme.scale < 1.4 else 1.5) * unit)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                for x, y in map_points(transform, points):
                    if abs(x) < 1e5 and abs(y) < 1e5:
                        painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
                        painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))
        painter.restore()


class UnitDiscView(QWidget):
    """The whole disc, and beside it a magnified view of the part of the unit circle where the eigenvalues are."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.whole, self.near = (Plot(_("real part"), "", equal_aspect=True) for _number in range(2))
        self.whole.setAccessibleName(_("Eigenvalues of one step and the unit circle"))
        self.near.setAccessibleName(_("The eigenvalues magnified"))
        self.items = []
        for plot in (self.whole, self.near):
            item = UnitDiscItem()
            plot.addItem(item)
            plot.setMinimumHeight(110)
            self.items.append(item)
        self.whole.set_view((-1.5, -1.5, 1.5, 1.5))
        self._extent = 1.5
        self.title = QLabel(_("Eigenvalues of one step: inside the circle converges, outside diverges"))
        self.title.setWordWrap(True)
        self.title.setProperty("title", True)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.whole, 1)
        row.addWidget(self.near, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addLayout(row, 1)
        self._shown: tuple = ()

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str]) -> None:
        shown = tuple((run.params, run.entry.colour) for run in runs if run.key in visible)
        if shown == self._shown:
            return
        self._shown = shown
        values = []
        for params, role in shown:
            found = update_eigenvalues(params)
            found = found[np.isfinite(found)]
            values.append((np.stack([found.real, found.imag], axis=1), role))
        for item in self.items:
            item.set_values(values)
        reach = max([float(np.abs(points).max(initial=0.0)) for points, _role in values] + [1.0])
        extent = max(1.5, round_up(1.1 * reach))
        # It grows at once and shrinks only where that shows twice as much: no flicker under a slider.
        if extent > self._extent or extent < 0.5 * self._extent:
            self._extent = extent
            self.whole.set_view((-extent, -extent, extent, extent))
        self._magnify([points for points, _role in values if len(points)])

    def _magnify(self, values: list[np.ndarray]) -> None:
        """Show the largest eigenvalue of each method (of a conjugate pair the upper one) and the circle beside it."""
        if not values:
            return
        leading = []
        for points in values:
            size = np.hypot(*points.T)
            furthest = points[size >= size.max() * (1 - 1e-9)]
            leading.append(furthest[np.argmax(furthest[:, 1])])
        leading = np.array(leading)
        centre = 0.5 * (leading.min(axis=0) + leading.max(axis=0))
        to_rim = float(np.abs(np.hypot(*leading.T) - 1).max())
        half = round_up(max(1.3 * float(np.abs(leading - centre).max()), 1.6 * to_rim, 1e-6))
        self.near.set_view((centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half))
