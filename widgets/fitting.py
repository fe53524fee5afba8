"""A column that asks for the height its contents need and scrolls where it gets less."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget


class FittingColumn(QScrollArea):
    """Put widgets into `column`; their height follows from the width, and nothing is cut."""

    def __init__(self, parent=None, *, spacing: int = 4):
        super().__init__(parent)
        contents = QWidget()
        contents.setObjectName("contents")
        self.column = QVBoxLayout(contents)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.column.heightForWidth(width) if self.column.hasHeightForWidth() else self.column.sizeHint().height()

    def sizeHint(self) -> QSize:
        width = max(self.width(), 240)
        return QSize(240, max(self.heightForWidth(width), 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.fontMetrics().height() * 2)
