"""The dialog that asks how a table of points is written, with its first rows as they would be read."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.point_tables.reader import DECIMALS, SEPARATORS, Layout, number, read, rows_of
from sims.params import N_, ParameterError
from widgets.language import _, ngettext, sentence
from widgets.numbers import whole
from widgets.theme import themes

ROWS = 12                               # of the preview
SEPARATOR_NAMES = {";": N_("semicolon"), "\t": N_("tab"), ",": N_("comma"), " ": N_("spaces")}
DECIMAL_NAMES = {".": N_("dot: 1.5"), ",": N_("comma: 1,5")}


class TableDialog(QDialog):
    """Separator, decimal sign, how many rows stand above the numbers, and which columns are x and y.

    raw, name: the file. layout: what is proposed. It can be accepted only while the file can be read so; what stands
    in the way is said in one sentence.
    """

    def __init__(self, raw: bytes, name: str, layout: Layout, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(_("How is this table written?"))
        self._raw, self._name = raw, name
        self.separator, self.decimal, self.x, self.y = (QComboBox() for _each in range(4))
        for combo, names in ((self.separator, SEPARATOR_NAMES), (self.decimal, DECIMAL_NAMES)):
            for key, text in names.items():
                combo.addItem(_(text), key)
        self.skipped = QSpinBox()
        self.skipped.setRange(0, 99)
        self.preview = QTableWidget()
        self.preview.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.preview.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.preview.setAccessibleName(_("The first rows"))
        self.message = QLabel()
        self.message.setWordWrap(True)
        form = QFormLayout()
        for text, field in ((_("separator"), self.separator), (_("decimal sign"), self.decimal),
                            (_("rows above the numbers"), self.skipped), (_("column of x"), self.x),
                            (_("column of y"), self.y)):
            field.setAccessibleName(text)
            form.addRow(text, field)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(_("The first rows of {file}:").format(file=name)))
        column.addWidget(self.preview, 1)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addWidget(self.buttons)
        self.resize(themes.current.pixels(560), themes.current.pixels(520))
        self._show_layout(layout)
        for combo in (self.separator, self.decimal):
            combo.currentIndexChanged.connect(self._separator_chosen)
        for combo in (self.x, self.y):
            combo.currentIndexChanged.connect(self._show_preview)
        self.skipped.valueChanged.connect(self._show_preview)

    @property
    def layout_chosen(self) -> Layout:
        """What is set in the fields."""
        return Layout(self.separator.currentData(), self.decimal.currentData(), self.skipped.value(),
                      (self.x.currentIndex(), self.y.currentIndex()))

    def _show_layout(self, layout: Layout) -> None:
        self.separator.setCurrentIndex(SEPARATORS.index(layout.separator))
        self.decimal.setCurrentIndex(DECIMALS.index(layout.decimal))
        self.skipped.setValue(layout.skipped)
        self._list_columns(layout.columns)
        self._show_preview()

    def _separator_chosen(self) -> None:
        self._list_columns((0, 1))
        self._show_preview()

    def _rows(self) -> list[list[str]]:
        rows = rows_of(self._raw, self.separator.currentData(), self.decimal.currentData())
        return [fields for _line, fields in itertools.islice(rows, ROWS)]

    def _list_columns(self, chosen: tuple[int, int]) -> None:
        width = max((len(fields) for fields in self._rows()), default=0)
        for combo, index in zip((self.x, self.y), chosen):
            combo.blockSignals(True)
            combo.clear()
            combo.addItems([str(column + 1) for column in range(width)])
            combo.setCurrentIndex(min(index, width - 1))
            combo.blockSignals(False)

    def _show_preview(self) -> None:
        rows, layout = self._rows(), self.layout_chosen
        self.preview.setRowCount(len(rows))
        self.preview.setColumnCount(self.x.count())
        for row, fields in enumerate(rows):
            for column in range(self.x.count()):
                field = fields[column] if column < len(fields) else ""
                self.preview.setItem(row, column, self._cell(row, column, field, layout))
        try:
            count = len(read(self._raw, self._name, layout).points)
        except ParameterError as error:
            self.message.setText(sentence(error))
        else:
            self.message.setText(ngettext("{count} point can be read so.", "{count} points can be read so.",
                                          count).format(count=whole(count)))
            self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(True)
            return
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)

    @staticmethod
    def _cell(row: int, column: int, field: str, layout: Layout) -> QTableWidgetItem:
        """A field as it is read: the numbers of x and y in bold, titles in grey."""
        value = number(field, layout.decimal)
        used = row >= layout.skipped and column in layout.columns
        item = QTableWidgetItem(f"{value:.10g}" if used and value is not None else field.strip())
        font = item.font()
        font.setBold(used)
        item.setFont(font)
        if row < layout.skipped:
            item.setForeground(themes.current.colour("muted"))
        return item
