"""What theory says and what the runs show: the eigenvalues of a step against the unit circle, and the growth of each
method measured and in closed form, with its verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.panels.nash_runs import ShownRun
from sims.nash import VERDICTS, growth_per_step, update_eigenvalues, verdict
from widgets.item import ItemView, map_points
from widgets.language import _
from widgets.legend import line_pixmap, line_size
from widgets.plot import Plot, round_up
from widgets.theme import themes

UNKNOWN = "–"
DIGITS = 8


class UnitDiscItem(ItemView):
    """The unit disc softly filled, and eigenvalues as crosses in the colours of their methods."""

    def __init__(self):
        super().__init__()
        self._values: list[tuple[np.ndarray, str | int]] = []

    def set_values(self, values: list[tuple[np.ndarray, str | int]]) -> None:
        """(points (n, 2) as real and imaginary part, colour role) for each method."""
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
    """The complex plane with the unit circle: inside converges, outside diverges."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot = Plot(_("real part"), _("imaginary part"), equal_aspect=True)
        self.item = UnitDiscItem()
        self.plot.addItem(self.item)
        self.plot.set_view((-1.5, -1.5, 1.5, 1.5))
        self._extent = 1.5
        self.title = QLabel(_("Eigenvalues of one step: inside the circle a run converges, outside it diverges"))
        self.title.setWordWrap(True)
        self.title.setProperty("title", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.plot, 1)
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
        self.item.set_values(values)
        reach = max([float(np.abs(points).max(initial=0.0)) for points, _role in values] + [1.0])
        extent = max(1.5, round_up(1.1 * reach))
        # It grows at once and shrinks only where that shows twice as much: no flicker under a slider.
        if extent > self._extent or extent < 0.5 * self._extent:
            self._extent = extent
            self.plot.set_view((-extent, -extent, extent, extent))


class GrowthTable(QTableWidget):
    """A row for each run: growth per step, measured and in closed form, and what becomes of it. A row can be chosen."""

    chosen = Signal(str)
    COLUMNS = 4

    def __init__(self, parent: QWidget | None = None):
        super().__init__(0, self.COLUMNS, parent)
        self.setHorizontalHeaderLabels([_("method"), _("measured × a step"), _("theory × a step"), _("verdict")])
        self.setAccessibleName(_("Growth of the radius per step"))
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        for column in range(3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._keys: tuple[str, ...] = ()
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self.resizeRowsToContents)
        header.sectionResized.connect(lambda *_: self._fit.start())
        self.itemSelectionChanged.connect(self._choose)
        themes.changed.connect(self._dress)

    def show_runs(self, runs: Sequence[ShownRun], focus: str) -> None:
        keys = tuple(run.key for run in runs)
        if keys != self._keys:
            self._keys = keys
            self.blockSignals(True)
            self.setRowCount(len(runs))
            for row in range(len(runs)):
                for column in range(self.COLUMNS):
                    self.setItem(row, column, QTableWidgetItem())
            self.blockSignals(False)
            self._dress_rows(runs)
        for row, run in enumerate(runs):
            measured = run.report.frame.numbers["growth_per_step"]
            word, reason = verdict(run.params)
            self._put(row, 0, run.label)
            self._put(row, 1, number(measured))
            self._put(row, 2, number(growth_per_step(run.params)))
            state = _(VERDICTS[word])
            if run.report.frame.status == "diverged":
                state = _("{verdict}, left radius 1,000,000 at step {step}").format(
                    verdict=state, step=f"{run.step:,}")
            self._put(row, 3, _("{verdict}: {reason}").format(verdict=state, reason=_(reason)))
        if focus in keys and self.currentRow() != keys.index(focus):
            self.blockSignals(True)
            self.selectRow(keys.index(focus))
            self.blockSignals(False)

    def _put(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item.text() != text:
            longer = len(text) > len(item.text()) or column == 3
            item.setText(text)
            item.setToolTip(text if column == 3 else "")
            if longer:
                self._fit.start()

    def _dress_rows(self, runs: Sequence[ShownRun]) -> None:
        self.setIconSize(line_size())
        for row, run in enumerate(runs):
            self.item(row, 0).setIcon(line_pixmap(run.entry.colour, run.entry.dash, self.devicePixelRatioF()))
            for column in range(self.COLUMNS):
                self.item(row, column).setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            for column in (1, 2):
                self.item(row, column).setFont(themes.current.font(tabular=True))
        self._fit.start()

    def _dress(self) -> None:
        self._keys = ()                             # with the next report, in the new size and colours

    def _choose(self) -> None:
        row = self.currentRow()
        if 0 <= row < len(self._keys):
            self.chosen.emit(self._keys[row])


def number(value: float) -> str:
    """A growth per step, with as many digits as a person can compare."""
    if not math.isfinite(value):
        return UNKNOWN
    return f"{value:.{DIGITS}f}" if value < 100 else f"{value:.6g}"


class GrowthView(QWidget):
    """The disc above the table. chosen(key): a row has been chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.disc, self.table = UnitDiscView(), GrowthTable()
        self.table.chosen.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.disc, 5)
        layout.addWidget(self.table, 4)

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], focus: str) -> None:
        self.disc.show_runs(runs, visible)
        self.table.show_runs(runs, focus)
