"""The text of a stop: Markdown, with its formulas typeset on lines of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.lessons.text import pieces
from app.panels.notes import wrapped
from widgets.formulas.latex import LatexFormula


class StopText(QWidget):
    """parts: the labels and formulas, from above. A formula that cannot be typeset is shown as it is written."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.parts: list[QWidget] = []
        self._text = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)

    def show_text(self, text: str) -> None:
        """Show this Markdown."""
        if text == self._text:
            return
        self._text = text
        for part in self.parts:
            self.layout().removeWidget(part)
            part.deleteLater()
        self.parts = [_formula(piece) if is_formula else markdown(piece) for piece, is_formula in pieces(text)]
        for part in self.parts:
            self.layout().addWidget(part)


def markdown(text: str) -> QWidget:
    """A label that wraps this Markdown."""
    label = wrapped(text)
    label.setTextFormat(Qt.TextFormat.MarkdownText)
    return label


def _formula(latex: str) -> QWidget:
    try:
        return LatexFormula(latex)
    except ValueError:
        return wrapped(latex)
