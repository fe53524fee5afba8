"""A view of one formula: its name, the formula with its numbers, and a sentence on what it means."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from widgets.formulas.view import TypesetFormula
from widgets.language import _
from widgets.layout.height_fitting import FittingColumn
from widgets.theme import themes

MATHS_FONTS = ("'STIX Two Math', 'STIX Two Text', 'Cambria Math', 'Latin Modern Math', 'DejaVu Serif', "
               "'Times New Roman', serif")


class FormulaView(FittingColumn):
    """Formulas are HTML: unicode maths, <i>, <b>, <sub>, <sup>. Numbers stand beneath their symbols; those that belong
    to none stand in a line of their own."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._title, self._sentence, self._numbers = labels = [QLabel() for _number in range(3)]
        self._formula = TypesetFormula()
        self._html = ("", "", "", "")
        for label in labels:
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
        for widget in (self._title, self._formula, self._numbers, self._sentence):
            self.column.addWidget(widget)
            widget.hide()
        self.setAccessibleName(_("Formula"))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("title", True)
        self._title.setAccessibleName(_("Name of the formula"))
        self._sentence.setAccessibleName(_("What the formula says"))
        self._numbers.setAccessibleName(_("Other numbers of this step"))
        themes.changed.connect(self._show)

    def show_formula(self, title: str, html: str, sentence: str = "", numbers_html: str = "") -> None:
        """Show a formula; an empty part takes no room. Texts are already translated."""
        wanted = (title, html, sentence, numbers_html)
        if wanted != self._html:
            self._html = wanted
            self._show()

    def clear(self) -> None:
        self.show_formula("", "")

    def _show(self) -> None:
        title, html, sentence, numbers = self._html
        self._title.setText(title)
        others = self._formula.show_formula(html, numbers)
        self._sentence.setText(sentence)
        self._numbers.setText(_maths(others))
        for widget, text in ((self._title, title), (self._formula, html), (self._numbers, others),
                             (self._sentence, sentence)):
            widget.setVisible(bool(text))
        self.updateGeometry()


def _maths(html: str) -> str:
    """Numbers with their names as rich text."""
    theme = themes.current
    return (f'<div style="font-family: {MATHS_FONTS}; font-size: {theme.font_points:.1f}pt; color: {theme.accent};">'
            f"{html}</div>")
