"""The table of what was tried: sorted by any column, what is pinned on top, two compared, one opened."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, QSortFilterProxyModel, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.panels.metric_names import in_order, metric_name
from app.window.tried.tried_runs import TriedRun, TriedRuns
from sims.params import N_
from widgets.language import _
from widgets.numbers import number, whole
from widgets.theme import themes

REFRESH_MILLISECONDS = 500
FITTED_ROWS = 40                        # by which a column is as wide as its texts: by all 500 it took 0.7 s
DIGITS = 4
#: Numbers of each layer of a network, of which there are too many for a table.
_LAYER = re.compile(r"grad_norm_[dg]_\d+")
PIN, WHEN, PANEL, SETTINGS, SEED, STEPS = "pin", "when", "panel", "settings", "seed", "steps"
HEADINGS = {PIN: N_("pin"), WHEN: N_("when"), SETTINGS: N_("settings"), SEED: N_("seed"), STEPS: N_("steps"),
            PANEL: N_("panel")}
_DIVERGED = N_("{steps}, diverged")


class TriedModel(QAbstractTableModel):
    """titles: of panels, by group. group: only the runs of this one are shown; "": all."""

    def __init__(self, tried: TriedRuns, titles: Mapping[str, str], parent: QWidget | None = None):
        super().__init__(parent)
        self.tried, self.titles, self.group = tried, titles, ""
        self.rows: list[TriedRun] = []
        self.columns: tuple[str, ...] = tuple(HEADINGS)

    def refresh(self) -> bool:
        """Show what the runs are now; whether there are others, or other columns, than before."""
        rows = [run for run in self.tried.rows if self.group in ("", run.group)]
        names = {name for run in rows for name in run.metrics if not _LAYER.fullmatch(name)}
        columns = (*HEADINGS, *in_order(names))
        if columns == self.columns and list(map(id, rows)) == list(map(id, self.rows)):
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            return False
        self.beginResetModel()
        self.rows, self.columns = rows, columns
        self.endResetModel()
        return True

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def value(self, row: int, column: int) -> Any:
        """What a cell is sorted by; None where there is no number."""
        run, name = self.rows[row], self.columns[column]
        if name not in HEADINGS:
            return run.metrics.get(name)
        return {PIN: run.pinned, WHEN: run.when, PANEL: self.titles.get(run.group, run.group), SETTINGS: run.settings,
                SEED: run.log["seed"], STEPS: run.steps}[name]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run, name = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and name == PIN:
            return Qt.CheckState.Checked if run.pinned else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(run, name, self.value(index.row(), index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            text = name in (PANEL, SETTINGS)
            return (Qt.AlignmentFlag.AlignLeft if text else Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return themes.current.font(tabular=True)
        return None

    @staticmethod
    def _text(run: TriedRun, name: str, value: Any) -> str:
        if name == PIN:
            return ""
        if name == WHEN:
            return time.strftime("%H:%M:%S", time.localtime(value))
        if name == STEPS:
            return _(_DIVERGED).format(steps=whole(value)) if run.status == "diverged" else whole(value)
        if name in (PANEL, SETTINGS, SEED):
            return str(value)
        return "" if value is None else number(value, DIGITS)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or self.columns[index.column()] != PIN:
            return False
        self.rows[index.row()].pinned = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self.columns[index.column()] == PIN else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self.rows[section].number)
        name = self.columns[section]
        return _(HEADINGS[name]) if name in HEADINGS else metric_name(name)


class _Sorted(QSortFilterProxyModel):
    """What is pinned comes first, and what has no number last, whichever way it is sorted."""

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        model, up = self.sourceModel(), self.sortOrder() == Qt.SortOrder.AscendingOrder
        pinned = [model.rows[index.row()].pinned for index in (left, right)]
        if pinned[0] != pinned[1]:
            return pinned[0] == up
        first, second = (model.value(index.row(), index.column()) for index in (left, right))
        if first is None or second is None:
            return (second is None) == up and (first is None) != (second is None)
        return first < second


class TriedDialog(QDialog):
    """Stays beside the window. opened(run), compared(run, run): a person wants to see these. saved(runs): as CSV.

    comparable(simulation): whether there is a panel that shows two runs of it.
    """

    opened = Signal(object)
    compared = Signal(object, object)
    saved = Signal(list)

    def __init__(self, tried: TriedRuns, titles: Mapping[str, str], comparable: Callable[[str], bool],
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(_("What was tried"))
        self.tried, self._comparable = tried, comparable
        self.model, self.sorted = TriedModel(tried, titles, self), _Sorted(self)
        self.sorted.setSourceModel(self.model)
        self.panel_box = QComboBox()
        self.panel_box.setAccessibleName(_("Panel"))
        self.panel_box.activated.connect(self._choose_panel)
        self.table = QTableView()
        self.table.setAccessibleName(_("Runs of this session"))
        self.table.setModel(self.sorted)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSortingEnabled(True)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setResizeContentsPrecision(FITTED_ROWS)
        self.table.sortByColumn(tuple(HEADINGS).index(WHEN), Qt.SortOrder.DescendingOrder)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.empty = QLabel(_("A run is listed once it has been trained for a few steps."))
        self.buttons = {
            "open": self._button(_("Open"), _("Show this run where it ended, in its panel (Return)"), self._open),
            "compare": self._button(_("Compare two"), _("Show the two selected runs side by side"), self._compare),
            "pin": self._button(_("Pin"), _("Keep the selected runs on top, or no longer"), self._pin),
            "delete": self._button(_("Delete"), _("Take the selected runs off the list (Delete)"), self._delete),
            "csv": self._button(_("Save as CSV…"), _("All runs of the list, in full precision"), self._save)}
        QShortcut(QKeySequence("Del"), self.table, self._delete, context=Qt.ShortcutContext.WidgetShortcut)
        for key in ("Return", "Enter"):
            QShortcut(QKeySequence(key), self.table, self._open, context=Qt.ShortcutContext.WidgetShortcut)
        row = QHBoxLayout()
        row.addWidget(self.panel_box)
        row.addWidget(self.empty)
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        themes.changed.connect(self._fit_if_seen)
        self._timer = QTimer(self, interval=REFRESH_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        room = self.screen().availableGeometry().size() * 0.92
        self.resize(QSize(themes.current.pixels(1240), themes.current.pixels(420)).boundedTo(room))

    @staticmethod
    def _button(text: str, tip: str, clicked: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setIcon(QIcon())
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: clicked())
        return button

    # What is shown ---------------------------------------------------------------------------------------------------

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.refresh()
        self._fit()
        self._timer.start()
        self.table.setFocus()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def refresh(self) -> None:
        """Show what the runs are now; what is selected stays so."""
        selected = set(map(id, self.selected))
        if self.model.refresh():
            self._fit()
            selection = self.table.selectionModel()
            for row, run in enumerate(self.model.rows):
                if id(run) in selected:
                    selection.select(self.sorted.mapFromSource(self.model.index(row, 0)),
                                     selection.SelectionFlag.Select | selection.SelectionFlag.Rows)
        self._offer_panels()
        self.empty.setVisible(not self.model.rows)
        self._enable()

    def _fit_if_seen(self) -> None:
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.resizeColumnsToContents()
        settings = tuple(HEADINGS).index(SETTINGS)
        header.resizeSection(settings, min(header.sectionSize(settings), themes.current.pixels(300)))
        self.table.setColumnHidden(tuple(HEADINGS).index(PANEL), bool(self.model.group))

    def _offer_panels(self) -> None:
        groups = list(dict.fromkeys(run.group for run in self.tried.rows))
        if ["", *groups] == [self.panel_box.itemData(index) for index in range(self.panel_box.count())]:
            return
        self.panel_box.clear()
        for group in ("", *groups):
            self.panel_box.addItem(self.model.titles.get(group, group) if group else _("All panels"), group)
        self.panel_box.setCurrentIndex(max(0, self.panel_box.findData(self.model.group)))

    def _choose_panel(self) -> None:
        self.model.group = self.panel_box.currentData()
        self.refresh()

    @property
    def selected(self) -> list[TriedRun]:
        """The runs that are selected, from the top."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.rows[self.sorted.mapToSource(self.sorted.index(row, 0)).row()] for row in rows]

    def _enable(self) -> None:
        chosen = self.selected
        simulations = {run.log["simulation"] for run in chosen}
        self.buttons["open"].setEnabled(len(chosen) == 1)
        self.buttons["compare"].setEnabled(len(chosen) == 2 and len(simulations) == 1
                                           and self._comparable(*simulations))
        self.buttons["pin"].setEnabled(bool(chosen))
        self.buttons["delete"].setEnabled(bool(chosen))
        self.buttons["csv"].setEnabled(bool(self.model.rows))

    # What a person does ----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if len(chosen := self.selected) == 1:
            self.opened.emit(chosen[0])

    def _compare(self) -> None:
        self.compared.emit(*self.selected)

    def _pin(self) -> None:
        chosen = self.selected
        on = not all(run.pinned for run in chosen)
        for run in chosen:
            run.pinned = on
        self.refresh()
        self.sorted.invalidate()

    def _delete(self) -> None:
        self.tried.remove(self.selected)
        self.refresh()

    def _save(self) -> None:
        self.saved.emit(list(self.model.rows))
