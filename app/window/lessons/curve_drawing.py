"""Where a curve is drawn before a scene plays: the plot, and a field for who would rather type its values."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.lessons.lesson import Question
from app.panels.metric_names import metric_name
from widgets.controls.typed_numbers import readings
from widgets.language import _
from widgets.plots.drawing_plot import DrawingPlot, Range


class CurveDrawing(QWidget):
    """field: for who holds this to lay out. changed: something was drawn or typed. entered: Return, in the field or on
    the plot, where there is something of a curve."""

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.plot, self.field = DrawingPlot(), QLineEdit()
        self.field.setAccessibleName(_("Your curve in numbers, from left to right"))
        self.field.setPlaceholderText(_("or type 3  2.5  1"))
        self.field.setToolTip(_("Values from left to right, at even distances; straight lines join them"))
        self.plot.changed.connect(self._drawn)
        self.field.textEdited.connect(self._typed)
        for returned in (self.field.returnPressed, self.plot.entered):
            returned.connect(lambda: self.entered.emit() if self.is_drawn else None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything of a curve."""
        return bool(np.isfinite(self.plot.values).any())

    def begin(self, question: Question, x: Range) -> None:
        """Ask for the curve of this question. x: the ends of its axis."""
        self.plot.begin(metric_name(question.metric), metric_name(question.over) if question.over else _("step"), x,
                        question.y)
        self.field.clear()
        self._mark(valid=True)

    def lock(self, values: np.ndarray | None) -> None:
        """It has been drawn so, or not at all."""
        if values is not None:
            self.plot.draw(values)
        self.plot.lock()

    def _drawn(self) -> None:
        self.field.clear()
        self._mark(valid=True)
        self.changed.emit()

    def _typed(self, text: str) -> None:
        found = [readings(part) for part in re.split(r"[\s;]+", text.strip()) if part]
        valid = all(len(each) == 1 for each in found)
        self._mark(valid)
        if valid:
            self.plot.draw_through([each[0] for each in found])
        self.changed.emit()

    def _mark(self, valid: bool) -> None:
        self.field.setProperty("invalid", not valid)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
