"""How the radius of each method grows per step, measured and in theory, and what follows; with the eigenvalues."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.panels.nash.eigenvalues import UnitDiscView
from app.panels.nash.runs import ShownRun
from sims.nash.simulation import VERDICTS, growth_per_step, verdict
from widgets.language import _
from widgets.numbers import in_language, whole
from widgets.plots.legend_symbols import line_pixmap, line_size
from widgets.theme import themes

UNKNOWN = "–"
DIGITS = 5
LEAST = 80                      # of the squares with their axes, in pixels at scale 1
MARGINS = 16                    # around a name and its line, in pixels at scale 1


class GrowthTable(QTableWidget):
    """Two rows for each run: the factor by which its radius grows in a step, measured and in theory; below it what that
    means, and why. In a narrow table three: the name of the run has one of its own. chosen(key): the user has chosen a
    run.
    """

    chosen = Signal(str)
    COLUMNS = 3

    def __init__(self, parent: QWidget | None = None):
        super().__init__(0, self.COLUMNS, parent)
        self.setHorizontalHeaderLabels([_("growth per step"), _("measured"), _("theory")])
        self.setAccessibleName(_("Growth of the radius per step"))
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(1)             # the numbers come first
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._keys: tuple[str, ...] = ()
        self._rows = 2                              # of each run
        self._shown: tuple[Sequence[ShownRun], str] = (), ""
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.timeout.connect(self.resizeRowsToContents)
        header.sectionResized.connect(lambda *_: self._fit.start())
        self.itemSelectionChanged.connect(self._choose)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_runs(self, runs: Sequence[ShownRun], focus: str) -> None:
        self._shown = runs, focus
        rows = 2 if self._has_room(runs) else 3
        if rows != self._rows:
            self._rows, self._keys = rows, ()
        keys = tuple(run.key for run in runs)
        if keys != self._keys:
            self._keys = keys
            self._build(runs)
        for number_, run in enumerate(runs):
            row = self._rows * number_
            word, reason = verdict(run.params)
            state = _(VERDICTS[word])
            if run.report.frame.status == "diverged":
                state = _("{verdict}, left the radius 1,000,000 at step {step}").format(
                    verdict=state, step=whole(run.step))
            self._put(row, 0, run.label)
            row += self._rows - 2
            self._put(row, 1, number(run.report.frame.numbers["growth_per_step"]))
            self._put(row, 2, number(growth_per_step(run.params)))
            self._put(row + 1, 0, _("{verdict}: {reason}").format(verdict=state, reason=_(reason)))
        if focus in keys and self.currentRow() // self._rows != keys.index(focus):
            self.blockSignals(True)
            self.selectRow(self._rows * keys.index(focus))
            self.blockSignals(False)

    def _has_room(self, runs: Sequence[ShownRun]) -> bool:
        """Whether the names, each with its line, stand beside both numbers."""
        theme, header = themes.current, self.horizontalHeader()
        bold = QFontMetrics(theme.font(bold=True))
        names = max((bold.horizontalAdvance(run.label) for run in runs), default=0) + line_size().width()
        numbers = sum(header.sectionSizeHint(column) for column in (1, 2))
        return names + theme.pixels(MARGINS) + numbers <= self.viewport().width()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        runs, focus = self._shown
        if runs and self._rows != (2 if self._has_room(runs) else 3):
            self.show_runs(runs, focus)

    def _put(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item.text() != text:
            item.setText(text)
            if row % self._rows == self._rows - 1:
                self._fit.start()

    def _build(self, runs: Sequence[ShownRun]) -> None:
        self.blockSignals(True)
        self.clearSpans()
        self.setRowCount(self._rows * len(runs))
        self.setIconSize(line_size())
        self.horizontalHeaderItem(0).setText(_("growth per step") if self._rows == 2 else _("per step"))
        for row in range(self._rows * len(runs)):
            kind = row % self._rows                         # the last is the verdict
            for column in range(self.COLUMNS):
                item = QTableWidgetItem()
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | (
                    Qt.AlignmentFlag.AlignTop if kind == self._rows - 1 else Qt.AlignmentFlag.AlignVCenter))
                if column and kind == self._rows - 2:
                    item.setFont(themes.current.font(tabular=True))
                self.setItem(row, column, item)
            if kind != self._rows - 2:
                self.setSpan(row, 0, 1, self.COLUMNS)
            if kind == self._rows - 1:
                self.item(row, 0).setForeground(themes.current.colour("muted"))
                self.item(row, 0).setFlags(Qt.ItemFlag.ItemIsEnabled)
        for index, run in enumerate(runs):
            pixmap, icon = line_pixmap(run.entry.colour, run.entry.dash, self.devicePixelRatioF()), QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):       # or a chosen row would tint its line
                icon.addPixmap(pixmap, mode)
            self.item(self._rows * index, 0).setIcon(icon)
            self.item(self._rows * index, 0).setFont(themes.current.font(bold=True))
        self.blockSignals(False)
        self._fit.start()

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"QTableWidget {{ selection-background-color: {theme.grid}; "
                           f"selection-color: {theme.ink}; }}")
        self._keys = ()                             # with the next report, in the new size and colours

    def _choose(self) -> None:
        row = self.currentRow() // self._rows
        if 0 <= row < len(self._keys):
            self.chosen.emit(self._keys[row])


def number(value: float) -> str:
    """A growth factor as text with DIGITS decimals; "–" where it is not finite."""
    if not math.isfinite(value):
        return UNKNOWN
    return in_language(f"{value:.{DIGITS}f}" if value < 100 else f"{value:.6g}")


class GrowthView(QWidget):
    """The eigenvalues above the table of growth. chosen(key): the user has chosen a run."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.disc, self.table = UnitDiscView(), GrowthTable()
        self.table.chosen.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.disc)
        layout.addWidget(self.table, 1)

    def resizeEvent(self, event) -> None:
        """Two squares side by side for the eigenvalues, but no more than half of the height, unless their title has as
        many lines that nothing would be left of them."""
        super().resizeEvent(event)
        squares = min(0.5 * self.height(), 0.5 * self.width() + themes.current.pixels(60))
        least = self.disc.title.heightForWidth(self.width()) + themes.current.pixels(LEAST)
        self.disc.setFixedHeight(round(max(squares, least)))

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], focus: str) -> None:
        self.disc.show_runs(runs, visible)
        self.table.show_runs(runs, focus)
