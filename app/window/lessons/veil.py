"""A sheet over a picture that would tell the answer of a question before it is given."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from widgets.language import _
from widgets.theme import themes


class Veil(QLabel):
    """Lies over a widget until it is lifted, and says why."""

    def __init__(self, over: QWidget):
        super().__init__(_("Draw the curve on the card first: this picture shows it."), over)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAutoFillBackground(True)
        themes.changed.connect(self._apply_theme)
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self._apply_theme()
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Go away for good."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(watched.rect())
        return False

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"background: {theme.panel}; color: {theme.ink};")
