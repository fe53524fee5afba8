"""The scores of a step's minibatches as tables, one for each loss, with the means that the loss is worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.engine.messages import Samples
from app.panels.notes import wrapped
from sims.gan.objectives_text import OBJECTIVES
from sims.params import N_
from widgets.formulas.view import TypesetFormula
from widgets.language import _
from widgets.numbers import number, whole
from widgets.theme import themes

#: Of each loss: its tab, and the column with the part that a row has in it.
LOSSES = {"loss_d": (N_("L(D)"), N_("part in L(D)")), "loss_g": (N_("L(G)"), N_("part in L(G)"))}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def heading(column: str) -> str:
    """The heading of a column of `minibatch_scores`, as the formulas write it."""
    if column in LOSSES:
        return _(LOSSES[column][1])
    kind, _underscore, end = column.rpartition("_")
    symbol = {"real": "x", "fake": "x̃"}[kind if kind in ("real", "fake") else end]
    return {"score": f"D({symbol})", "probability": f"σ(D({symbol}))"}.get(
        kind, f"{symbol}{end.translate(_SUBSCRIPTS)}")


class ScoresModel(QAbstractTableModel):
    """Columns of numbers below a first line with their means. widest: for each column some rows, among which is the one
    with the longest text.
    """

    def __init__(self, columns: Mapping[str, np.ndarray], parent: QWidget | None = None):
        super().__init__(parent)
        self.names = tuple(columns)
        self.values = np.column_stack(tuple(columns.values()))
        self.widest = [[0, *(1 + _of_each_length(column))] for column in self.values.T]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        return 0 if parent.isValid() else 1 + len(self.values)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            column = self.values[:, index.column()]
            return number(float(column.mean() if index.row() == 0 else column[index.row() - 1]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return themes.current.font(bold=index.row() == 0, tabular=True)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return heading(self.names[section])
        return str(section) if section else _("mean")


def _of_each_length(values: np.ndarray) -> np.ndarray:
    """A row for each sign and power of ten among these numbers."""
    with np.errstate(divide="ignore"):
        powers = np.nan_to_num(np.floor(np.log10(np.abs(values))), nan=1000, posinf=999, neginf=-999)
    return np.unique(2 * powers + (values < 0), return_index=True)[1]


class _Table(QTableView):
    """As wide as its widest numbers. Qt would ask for the texts of a thousand rows, which takes two seconds."""

    def sizeHintForColumn(self, column: int) -> int:
        model = self.model()
        return 1 + max(self.sizeHintForIndex(model.index(row, column)).width() for row in model.widest[column])


class ScoresDialog(QDialog):
    """Accepted where a person wants the numbers as a file."""

    def __init__(self, samples: Samples, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Scores of the minibatch at step {step}").format(step=whole(samples.step)))
        self.tables = QTabWidget()
        for key, columns in samples.tables.items():
            self.tables.addTab(self._page(key, columns, samples.params), _(LOSSES[key][0]))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        save = buttons.addButton(_("Save as CSV…"), QDialogButtonBox.ButtonRole.ActionRole)
        save.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.tables, 1)
        column.addWidget(buttons)
        room = self.screen().availableGeometry().size() * 0.92
        self.resize(QSize(themes.current.pixels(1040), themes.current.pixels(460)).boundedTo(room))

    def _page(self, key: str, columns: Mapping[str, np.ndarray], params: Any) -> QWidget:
        objective = OBJECTIVES[params.objective]
        formula = TypesetFormula()
        formula.show_formula(getattr(objective, key)(params))
        said = wrapped(_("The loss is the mean of the last column, {mean}. Penalties are left out.").format(
            mean=number(float(columns[key].mean()))))
        table = _Table()
        table.setModel(ScoresModel(columns, table))
        table.setAccessibleName(_("Points, scores and their part in the loss; the first line has the means"))
        table.setSelectionMode(QTableView.SelectionMode.ContiguousSelection)
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        page = QWidget()
        column = QVBoxLayout(page)
        for widget in (formula, said):
            column.addWidget(widget)
        column.addWidget(table, 1)
        return page
