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
    """Columns of numbers below a first line with their means."""

    def __init__(self, columns: Mapping[str, np.ndarray], parent: QWidget | None = None):
        super().__init__(parent)
        self.names = tuple(columns)
        self.values = np.column_stack(tuple(columns.values()))

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
        table = QTableView()
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
