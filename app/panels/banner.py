"""A message across the top of a panel: one sentence on what happened, without a dialog in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from widgets.language import _
from widgets.theme import themes

PASSING_MILLISECONDS = 8000


class Banner(QFrame):
    """Shows one text at a time, until it is cleared by its key or closed; a passing one for PASSING_MILLISECONDS.

    The stripe beside it has the colour of a warning, or another one where it only informs: `role`, of the theme.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._key, self.role = "", "warning"
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setAccessibleName(_("Message"))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        close = QToolButton()
        close.setText("✕")
        close.setProperty("flat", True)
        close.setAccessibleName(_("Close this message"))
        close.setToolTip(_("Close this message"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.addWidget(self.label, 1)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.hide()

    def show_text(self, text: str, key: str, passing: bool = False) -> None:
        """Warn by a translated text in place of the last one. passing: hide it again after a while."""
        if (text, key) == (self.label.text(), self._key) and not passing:
            return                                  # said, and perhaps closed by hand
        self._say(text, key, "warning")
        self._timer.start(PASSING_MILLISECONDS) if passing else self._timer.stop()

    def inform(self, text: str, key: str) -> None:
        """Show a translated text that is no warning for a while, in place of the last one."""
        self._say(text, key, "accent")
        self._timer.start(PASSING_MILLISECONDS)

    def _say(self, text: str, key: str, role: str) -> None:
        self._key, self.role = key, role
        self.label.setText(text)
        self._apply_theme()
        self.show()

    def clear(self, key: str) -> None:
        """Take the message away if it is the one under this key."""
        if self._key == key:
            self._key = ""
            self.label.clear()
            self.hide()

    def hideEvent(self, event) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"Banner {{ background: {theme.raised}; border: none; "
                           f"border-left: 6px solid {theme.colour(self.role).name()}; }}")
