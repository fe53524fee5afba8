"""The dialog of licences: a list of the parts of Saddle, and the licence of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.licences import all_of_them
from widgets.language import _
from widgets.theme import themes


class LicencesDialog(QDialog):
    """Shows app.licences.all_of_them, of which Saddle's own comes first."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Licences"))
        self.licences = all_of_them()
        self.names = QListWidget()
        self.names.setAccessibleName(_("Parts"))
        self.names.addItems([licence.name for licence in self.licences])
        self.kind = QLabel()
        self.kind.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Licence"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.kind)
        column.addWidget(self.text, 1)
        splitter = QSplitter()
        splitter.addWidget(self.names)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([themes.current.pixels(220), themes.current.pixels(560)])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addWidget(buttons)
        self.resize(themes.current.pixels(800), themes.current.pixels(520))
        self.names.currentRowChanged.connect(self._show)
        self.names.setCurrentRow(0)

    @Slot(int)
    def _show(self, row: int) -> None:
        self.kind.setText(self.licences[row].kind)
        self.text.setPlainText(self.licences[row].text)
