"""The question of a stop: what is asked, the ways to answer it, and what is said after that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.lessons.drawing import drawn_between
from app.lessons.lesson import Question, Stop
from app.panels.notes import wrapped
from app.panels.side import push_button
from app.window.lessons.curve_drawing import CurveDrawing
from app.window.lessons.hand_counts import HandCounts
from app.window.lessons.stop_text import StopText
from app.window.lessons.wrapping_button import WrappingButton
from widgets.controls.typed_numbers import readings
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.numbers import short
from widgets.theme import themes

RIGHT, WRONG = "✓", "✗"


class QuestionView(QWidget):
    """answered(answer): of a choice its index, of a number what was typed, of a curve what was drawn, as the `values`
    of a DrawingPlot; None where nothing was. hands_counted(counts): a class has been counted, or counted anew."""

    answered = Signal(object)
    hands_counted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.question: Question | None = None
        self.open = False                   # whether it waits for an answer
        self.asked, self.outcome, self.explanation = StopText(), wrapped(""), StopText()
        self.outcome.setProperty("title", True)
        self.choices: list[ChoiceButton] = []
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Your number"))
        self.field.setPlaceholderText(_("your number"))
        self.field.returnPressed.connect(self._take_number)
        self.field.textEdited.connect(lambda _text: self._mark(valid=True))
        self.curve, self.hands = CurveDrawing(), HandCounts()
        self.curve.changed.connect(self._name_button)
        self.curve.entered.connect(self._press)
        self.hands.changed.connect(self._count)
        self.counted = wrapped("")
        self.button = push_button(_("Answer"), "", self._press)
        row = TurningRow()
        row.addWidget(self.field, 1)
        row.addWidget(self.curve.field, 1)
        row.addWidget(self.button)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.asked)
        layout.addLayout(self._choices)
        layout.addWidget(self.hands)
        layout.addWidget(self.counted)
        layout.addWidget(self.curve)
        layout.addLayout(row)
        layout.addWidget(self.outcome)
        layout.addWidget(self.explanation)
        themes.changed.connect(self._show_hands)

    def show_question(self, stop: Stop, hands: tuple[int, ...] = ()) -> None:
        """Ask that of a stop anew. hands: those that were counted before, of each choice."""
        self.question, self.open = stop.question, True
        question = self.question
        self.asked.show_text(question.text)
        for button in self.choices:
            self._choices.removeWidget(button)
            button.hide()                       # so that its key is free at once
            button.deleteLater()
        self.choices = [ChoiceButton(number, text) for number, text in enumerate(question.choices, start=1)]
        for index, button in enumerate(self.choices):
            button.clicked.connect(lambda _checked=False, index=index: self._answer(index))
            self._choices.addWidget(button)
            button.show()                       # at once, so that it can take the focus
        self.field.clear()
        self._mark(valid=True)
        self.field.setEnabled(True)
        self.field.setVisible(question.kind == "number")
        self.hands.ask(len(question.choices), hands)
        self._show_hands()
        self.counted.hide()
        for part in (self.curve, self.curve.field):
            part.setVisible(question.kind == "curve")
        if question.kind == "curve":
            self.curve.begin(question, drawn_between(stop))
        self.button.setVisible(question.kind != "choice")
        self._name_button()
        self.show_outcome("")
        self.explanation.hide()

    def lay_curve(self, column: QVBoxLayout | None) -> None:
        """Put what a curve is drawn on at the end of this column; None: in its place here."""
        if column is None:
            self.layout().insertWidget(self.layout().indexOf(self.counted) + 1, self.curve)
        else:
            column.addWidget(self.curve)

    def show_answer(self, answer: object) -> None:
        """Show what was answered, and the explanation."""
        self.open = False
        for index, button in enumerate(self.choices):
            button.setEnabled(False)
            button.mark(RIGHT if index == self.question.right else WRONG if index == answer else "")
        if self.question.kind == "number":
            self.field.setText(short(answer).replace("-", "−"))
            self.field.setEnabled(False)
        elif self.question.kind == "curve":
            self.curve.lock(answer)
            self.curve.field.hide()
        self._say_hands()
        self.button.hide()
        self.explanation.show_text(self.question.explanation)
        self.explanation.show()

    def show_outcome(self, text: str) -> None:
        """Say what the run has come to, beside what was predicted."""
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))

    def first_field(self) -> QWidget:
        """Where the focus belongs while it waits for an answer."""
        return self.choices[0] if self.choices else self.field if self.question.kind == "number" else \
            self.curve.plot.plot

    def _press(self) -> None:
        if self.question.kind == "number":
            self._take_number()
        else:
            self._answer(self.curve.plot.values if self.curve.is_drawn else None)

    def _name_button(self) -> None:
        waits = self.question.kind == "curve" and not self.curve.is_drawn
        self.button.setText(_("Show what is right") if waits else _("Answer"))

    def _show_hands(self) -> None:
        """Their fields, where there is a class."""
        self.hands.setVisible(self.question is not None and self.question.kind == "choice" and themes.presenting)

    def _count(self) -> None:
        self._say_hands()
        self.hands_counted.emit(self.hands.counts)

    def _say_hands(self) -> None:
        said = self.hands.said(self.question.right) if self.question.kind == "choice" and not self.open else ""
        self.counted.setText(said)
        self.counted.setVisible(bool(said))

    def _take_number(self) -> None:
        found = readings(self.field.text())
        if len(found) == 1:
            self._answer(found[0])
        else:
            self._mark(valid=False)
            self.field.setFocus()

    def _answer(self, answer: object) -> None:
        if self.open:
            self.show_answer(answer)
            self.answered.emit(answer)

    def _mark(self, valid: bool) -> None:
        self.field.setProperty("invalid", not valid)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)


class ChoiceButton(WrappingButton):
    """Its number on the keyboard presses it, too."""

    def __init__(self, number: int, text: str):
        super().__init__(wrapped(""))
        self._number, self._said = number, text
        if number < 10:
            self.setShortcut(str(number))
        self.setAccessibleName(text)
        self.label.setTextFormat(Qt.TextFormat.MarkdownText)
        self.mark("")

    def mark(self, sign: str) -> None:
        """Put RIGHT, WRONG or nothing in front of it."""
        self.label.setText(f"{sign or self._number}&nbsp;&nbsp;{self._said}")
        font = self.label.font()
        font.setBold(sign == RIGHT)
        self.label.setFont(font)
