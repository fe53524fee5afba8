"""The question of a stop: what is asked, the ways to answer it, and what is said after that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.lessons.lesson import Question
from app.panels.metric_names import metric_name
from app.panels.notes import wrapped
from app.panels.side import push_button
from app.window.lessons.stop_text import StopText
from widgets.controls.typed_numbers import readings
from widgets.language import _
from widgets.numbers import short

RIGHT, WRONG = "✓", "✗"


class QuestionView(QWidget):
    """answered(answer): of a choice its index, of a number what was typed, of a curve None."""

    answered = Signal(object)

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
        self.button = push_button("", "", self._press)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.asked)
        layout.addLayout(self._choices)
        layout.addLayout(row)
        layout.addWidget(self.outcome)
        layout.addWidget(self.explanation)

    def show_question(self, question: Question) -> None:
        """Ask it anew."""
        self.question, self.open = question, True
        asked = question.text
        if question.kind == "curve":
            asked += "\n\n" + _("Watch the curve of {metric}.").format(metric=f"**{metric_name(question.metric)}**")
        self.asked.show_text(asked)
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
        self.button.setVisible(question.kind != "choice")
        self.button.setText(_("Answer") if question.kind == "number" else _("Show what is right"))
        self.show_outcome("")
        self.explanation.hide()

    def show_answer(self, answer: object) -> None:
        """Show what was answered, and the explanation."""
        self.open = False
        for index, button in enumerate(self.choices):
            button.setEnabled(False)
            button.mark(RIGHT if index == self.question.right else WRONG if index == answer else "")
        if self.question.kind == "number":
            self.field.setText(short(answer).replace("-", "−"))
            self.field.setEnabled(False)
        self.button.hide()
        self.explanation.show_text(self.question.explanation)
        self.explanation.show()

    def show_outcome(self, text: str) -> None:
        """Say what the run has come to, beside what was predicted."""
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))

    def first_field(self) -> QWidget:
        """Where the focus belongs while it waits for an answer."""
        return self.choices[0] if self.choices else self.field if self.question.kind == "number" else self.button

    def _press(self) -> None:
        if self.question.kind == "number":
            self._take_number()
        else:
            self._answer(None)

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


class ChoiceButton(QPushButton):
    """A button whose text wraps. Its number on the keyboard presses it, too."""

    def __init__(self, number: int, text: str):
        super().__init__()
        self._number, self._said = number, text
        self.setAutoDefault(False)
        if number < 10:
            self.setShortcut(str(number))
        self.setAccessibleName(text)
        self.label = wrapped("")
        self.label.setTextFormat(Qt.TextFormat.MarkdownText)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.label)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.mark("")

    def mark(self, sign: str) -> None:
        """Put RIGHT, WRONG or nothing in front of it."""
        self.label.setText(f"{sign or self._number}&nbsp;&nbsp;{self._said}")
        font = self.label.font()
        font.setBold(sign == RIGHT)
        self.label.setFont(font)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.layout().totalMinimumSize()
