"""The sentence of the preset in force across the top of a panel, for when the column with the controls is folded."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from widgets.language import _
from widgets.theme import themes


class PresetStrip(QFrame):
    """Shows the title and the sentence of a preset, or while there is none what is said of the panel. Hidden where
    there is nothing to say, and where it is folded."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._folded = True
        self.preset, self._about = "", ""       # as rich text
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setWordWrap(True)
        self.label.setAccessibleName(_("What the preset shows"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 6, 2)
        layout.addWidget(self.label)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.hide()

    def show_preset(self, title: str, sentence: str) -> None:
        """Show these translated texts; "" and "" for none."""
        self.preset = f"<b>{escape(title)}</b> &nbsp; {escape(sentence)}" if title else ""
        self._show()

    def show_about(self, sentence: str) -> None:
        """Say this (translated) while no preset is in force; "" for nothing."""
        self._about = escape(sentence)
        self._show()

    def _show(self) -> None:
        text = self.preset or self._about
        if text != self.label.text():
            self.label.setText(text)
            self.fold(self._folded)

    def fold(self, on: bool) -> None:
        """Fold it away, or show it again where it has something to say."""
        self._folded = on
        self.setVisible(bool(self.label.text()) and not on)

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setStyleSheet(f"PresetStrip {{ background: {theme.raised}; border: none; "
                           f"border-left: 4px solid {theme.accent}; }}")
