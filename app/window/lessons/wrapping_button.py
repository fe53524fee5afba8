"""A button whose text wraps, so that a narrow card need not be as wide as it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout


class WrappingButton(QPushButton):
    """Shows `label`, which wraps, in place of a text of its own. No Return in another field presses it."""

    def __init__(self, label: QLabel):
        super().__init__()
        self.label = label
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.label)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        for wraps in (self, label):
            wraps.setSizePolicy(policy)

    def say(self, text: str) -> None:
        """Show this text."""
        self.label.setText(text)
        self.setAccessibleName(text)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.layout().totalMinimumSize()
