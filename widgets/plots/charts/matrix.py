"""A transport plan as a table: masses as a heat map, with row and column sums; its cells can be edited."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from widgets.colours import rgb
from widgets.controls.typed_numbers import readings
from widgets.language import _
from widgets.numbers import short
from widgets.theme import themes


class MatrixView(QTableWidget):
    """Rows are piles (supply), columns holes (demand); the last row and column are sums, marked where they are wrong.

    name: its accessible name. edited(row, column, mass): the user has typed a number, 0 or more, into a cell.
    """

    edited = Signal(int, int, float)

    def __init__(self, name: str, *, editable: bool = False, parent=None):
        super().__init__(parent)
        self._editable = editable
        self._shown: tuple | None = None
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
                             | QAbstractItemView.EditTrigger.SelectedClicked if editable
                             else QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)         # Tab goes on to the next control; Up and Down choose the cell
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setShowGrid(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
        self.itemChanged.connect(self._typed)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_matrix(self, matrix: np.ndarray, row_names, column_names, row_sums, column_sums) -> None:
        """matrix (rows, columns), NaN shown as "–"; names of rows and columns; the sums that they should have."""
        wanted = (np.asarray(matrix, float), tuple(row_names), tuple(column_names), np.asarray(row_sums, float),
                  np.asarray(column_sums, float))
        if self._shown is not None and all(np.array_equal(a, b, equal_nan=True) if isinstance(a, np.ndarray) else
                                           a == b for a, b in zip(wanted, self._shown)):
            return
        self._shown = wanted
        self._fill()

    def _fill(self) -> None:
        matrix, rows, columns, row_sums, column_sums = self._shown
        theme, blocker = themes.current, QSignalBlocker(self)
        if (self.rowCount(), self.columnCount()) != (len(rows) + 1, len(columns) + 1):
            self.setRowCount(len(rows) + 1)
            self.setColumnCount(len(columns) + 1)
            self._set_least_height()
        self.setVerticalHeaderLabels([*rows, _("sum")])
        self.setHorizontalHeaderLabels([*columns, _("sum")])
        most = float(np.nanmax(matrix, initial=0.0)) or 1.0
        for i in range(len(rows)):
            for j in range(len(columns)):
                mass = matrix[i, j]
                share = 0.0 if math.isnan(mass) else 0.75 * min(mass / most, 1.0)
                mixed = np.rint(rgb(theme.ground) * (1 - share) + rgb(theme.accent) * share).astype(int)
                self._put(i, j, "–" if math.isnan(mass) else short(mass), QColor(*mixed.tolist()),
                          theme.ground if share > 0.5 else theme.ink, self._editable)
        for i, wanted in enumerate(row_sums):
            self._put_sum(i, len(columns), float(matrix[i].sum()), float(wanted))
        for j, wanted in enumerate(column_sums):
            self._put_sum(len(rows), j, float(matrix[:, j].sum()), float(wanted))
        total = float(matrix.sum())
        text = "–" if math.isnan(total) else short(total)
        self._put(len(rows), len(columns), text, QColor(theme.panel), theme.ink, False)
        del blocker

    def _put_sum(self, row: int, column: int, value: float, wanted: float) -> None:
        theme = themes.current
        fits = math.isnan(value) or abs(value - wanted) <= 1e-9 * wanted        # without a plan no sum is wrong
        text = short(wanted) if fits else f"{short(value)} ≠ {short(wanted)}"
        self._put(row, column, text, QColor(theme.panel), theme.ink if fits else theme.warning, False)

    def _put(self, row: int, column: int, text: str, ground: QColor, ink: str, editable: bool) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setItem(row, column, item)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
        item.setText(text)
        item.setBackground(ground)
        item.setForeground(QColor(ink))

    def _typed(self, item: QTableWidgetItem) -> None:
        row, column = item.row(), item.column()
        before = float(self._shown[0][row, column])
        numbers = readings(item.text())
        if len(numbers) == 1 and numbers[0] >= 0:
            self.edited.emit(row, column, numbers[0])
        if self._shown is not None and float(self._shown[0][row, column]) == before:
            self._fill()                        # refused, or the same: the cell shows what is so

    def _set_least_height(self) -> None:
        """Room for up to six rows and their sum; more of them scroll."""
        rows, header = min(max(self.rowCount(), 3), 7), self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(rows * self._row_height(27) + max(header, self._row_height(27)) + 2 * self.frameWidth())

    def _row_height(self, pixels: int) -> int:
        """So many pixels, in large type no more than the text needs: room is short then."""
        return min(themes.current.pixels(pixels), max(pixels, math.ceil(1.1 * self.fontMetrics().height())))

    def _apply_theme(self) -> None:
        self.horizontalHeader().setMinimumHeight(self._row_height(24))
        self.verticalHeader().setMinimumSectionSize(self._row_height(24))
        self._set_least_height()
        if self._shown is not None:
            self._fill()
