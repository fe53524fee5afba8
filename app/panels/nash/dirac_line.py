"""The Dirac-GAN on the line of its data: real data at 0, generated data at θ, and D(t) = ψt as a line through 0."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.panels.nash.runs import ShownRun
from app.panels.notes import wrapped
from sims.nash.simulation import SIGN_CONVENTION, vector_field
from widgets.language import _
from widgets.plots.curves.curve_item import pen_for
from widgets.plots.items.item import ItemView
from widgets.plots.plot import Plot
from widgets.plots.ticks import round_up
from widgets.theme import themes


class TwoDiracsItem(ItemView):
    """Draws both points of mass as spikes, D of every run, the region allowed by clipping, and the pull on θ."""

    def __init__(self):
        super().__init__()
        self._lines: list[tuple[float, str | int, object]] = []
        self._theta = self._pull = self._clip = 0.0

    def set_state(self, theta: float, pull: float, clip: float, lines: list[tuple[float, str | int, object]]) -> None:
        """theta, and the pull on it, of the run in focus. clip: the bound on |ψ|, 0 for none.

        lines: (psi, colour, dash) of each run, that in focus last.
        """
        self._theta, self._pull, self._clip, self._lines = theta, pull, clip, lines
        self.update()

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        theme, unit = themes.current, self.pixel_scale()
        view, transform = self.viewRect(), painter.transform()
        if view is None:
            return
        left, right = view.left(), view.right()
        width = theme.line_width * unit

        def at(x: float, y: float) -> QPointF:
            point = transform.map(QPointF(x, y))
            return QPointF(min(max(point.x(), -3e4), 3e4), min(max(point.y(), -3e4), 3e4))

        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._clip:
            fill = theme.colour("critic")
            fill.setAlphaF(0.14)
            painter.setBrush(fill)
            painter.setPen(Qt.PenStyle.NoPen)
            for side in (left, right):
                painter.drawPolygon(QPolygonF([at(0, 0), at(side, self._clip * side), at(side, -self._clip * side)]))
        painter.setPen(QPen(theme.colour("border"), width))
        painter.drawLine(at(left, 0), at(right, 0))
        for number, (psi, colour, dash) in enumerate(self._lines):
            focus = number == len(self._lines) - 1
            painter.setOpacity(1.0 if focus else 0.55)
            painter.setPen(pen_for(theme.colour(colour), dash, (2.4 if focus else 1.4) * width))
            painter.drawLine(at(left, psi * left), at(right, psi * right))
        painter.setOpacity(1.0)
        height = 0.32 * view.height()
        for place, role in ((0.0, "real"), (self._theta, "generated")):
            painter.setPen(QPen(theme.colour(role), 3 * width))
            painter.drawLine(at(place, 0), at(place, height))
            self._symbol(painter, at(place, height), role, unit)
        self._arrow(painter, at(self._theta, 0.5 * height), at(self._theta + self._pull, 0.5 * height), unit)
        painter.restore()

    def _symbol(self, painter: QPainter, place: QPointF, role: str, unit: float) -> None:
        theme = themes.current
        size = 6 * theme.scale * unit
        painter.setBrush(theme.colour(role))
        painter.setPen(QPen(theme.colour(role), 3 * theme.line_width * unit))
        if role == "real":
            painter.drawEllipse(place, size, size)
        else:
            for side in (-1, 1):
                painter.drawLine(place + QPointF(-size, -side * size), place + QPointF(size, side * size))

    def _arrow(self, painter: QPainter, start: QPointF, end: QPointF, unit: float) -> None:
        length = end.x() - start.x()
        if abs(length) < 2:
            return
        theme = themes.current
        head = np.sign(length) * min(7 * theme.scale * unit, abs(length))
        painter.setPen(QPen(theme.colour("ink"), 1.8 * theme.line_width * unit))
        painter.drawLine(start, end)
        for side in (-1, 1):
            painter.drawLine(end, end + QPointF(-head, side * 0.6 * abs(head)))


class TwoDiracsView(QWidget):
    """The plot with its legend and the sign convention of the Dirac-GAN in words."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot = Plot(_("position of the data t"), "D(t) = ψt")
        self.item = TwoDiracsItem()
        self.plot.addItem(self.item)
        self.key = QLabel()
        self.key.setWordWrap(True)
        self.convention = wrapped(_(SIGN_CONVENTION))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.key)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.convention)
        self._extent = 0.0
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def _apply_theme(self) -> None:
        theme = themes.current
        self.key.setText(" &nbsp; ".join(f'<span style="color: {colour}"><b>{symbol}</b></span> {text}' for
                                         symbol, colour, text in (
            ("●", theme.real, _("real data, at 0")), ("✕", theme.generated, _("generated data, at θ")),
            ("→", theme.ink, _("pull on θ")))))

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], focus: str, fresh: bool) -> None:
        lead = next((run for run in runs if run.key == focus), runs[0])
        if lead.params.game != "dirac":
            return
        seen = [run for run in runs if run.key in visible and run is not lead] + [lead]
        theta, psi = lead.report.frame.arrays["position"]
        pull = float(vector_field(lead.params, theta, psi)[0])
        self.item.set_state(float(theta), pull, lead.params.weight_clip, [
            (float(run.report.frame.arrays["position"][1]), run.entry.colour, run.entry.dash) for run in seen])
        need = round_up(max(1.25 * math.hypot(*lead.history.start), 1.15 * lead.history.greatest, 0.1))
        if fresh or need > self._extent:
            self._extent = need
            self.plot.set_view((-need, -need, need, need))
