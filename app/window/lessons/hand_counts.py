"""How many of a class have held up a hand for each answer: numbers that are typed, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from widgets.language import _, ngettext
from widgets.layout.flow import FlowLayout
from widgets.theme import themes

MOST = 9999


class HandCounts(QWidget):
    """A field for each of the answers that can be chosen. changed: a number is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.fields: list[QLineEdit] = []
        self._labels = [QLabel(_("Hands:"))]
        self._row = FlowLayout(self)
        self._row.addWidget(self._labels[0])
        themes.changed.connect(self._apply_theme)

    @property
    def counts(self) -> tuple[int, ...]:
        """Of each answer; 0 where no whole number is typed, such as a comma after its thousands."""
        return tuple(int(field.text()) if field.text().isdecimal() else 0 for field in self.fields)

    def ask(self, count: int, counts: Sequence[int] = ()) -> None:
        """Fields for so many answers, with what was counted before."""
        for widget in (*self._labels[1:], *self.fields):
            self._row.removeWidget(widget)
            widget.deleteLater()
        del self._labels[1:]
        self.fields = []
        for number in range(1, count + 1):
            label, field = QLabel(f"{number}"), QLineEdit()
            field.setAccessibleName(_("Hands for answer {number}").format(number=number))
            field.setToolTip(field.accessibleName())
            field.setValidator(QIntValidator(0, MOST, field))
            label.setBuddy(field)
            self._labels.append(label)
            self.fields.append(field)
            with QSignalBlocker(field):
                field.setText(str(counts[number - 1]) if counts and counts[number - 1] else "")
            field.textChanged.connect(lambda _text: self.changed.emit())
            for widget in (label, field):
                self._row.addWidget(widget)
                widget.show()
        self._apply_theme()

    def said(self, right: int) -> str:
        """What they come to, where the answer with this index is right; "" where no hand was counted."""
        total = sum(self.counts)
        if not total:
            return ""
        return ngettext("For what is right: {right} of {total} hand, {share}.",
                        "For what is right: {right} of {total} hands, {share}.", total).format(
            right=f"{self.counts[right]:,}", total=f"{total:,}", share=f"{self.counts[right] / total:.0%}")

    def _apply_theme(self) -> None:
        for field in self.fields:
            field.setFixedWidth(field.fontMetrics().horizontalAdvance("0000") + themes.current.pixels(14))
