"""The control of a single parameter: number, choice, flag or text; it checks what the user enters against the range."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QValidator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionSpinBox,
    QVBoxLayout,
    QWidget,
)

from sims.params import N_, Parameter, ParameterError
from widgets.controls.slider_scale import SliderScale
from widgets.controls.typed_numbers import readings
from widgets.language import _, sentence
from widgets.layout.hiding import show_if
from widgets.numbers import short
from widgets.theme import themes

#: A slider that is dragged reports at most once in so many milliseconds.
DRAG_MILLISECONDS = 50
#: A whole number with a range up to this also has a slider.
SLIDER_RANGE = 512
TWO_READINGS = N_("{text} can be {first} or {second}: type one of these.")


def number_text(value: float, whole: bool = False) -> str:
    """A value of a parameter as a person would write it."""
    return str(int(value)) if whole else short(value)


class QuietWheel(QObject):
    """An event filter that leaves the mouse wheel to the scroll area around a control."""

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


class NumberField(QAbstractSpinBox):
    """A field for typed numbers with arrow buttons. It accepts any text; its owner checks it.

    stepped(n): by arrows. entered: by Return or Enter, after the owner has checked it.
    """

    stepped = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()

    def validate(self, text: str, position: int):
        return QValidator.State.Acceptable, text, position

    def stepBy(self, steps: int) -> None:
        self.stepped.emit(steps)

    def stepEnabled(self):
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled


class Editor(QWidget):
    """The control of one parameter; name: its visible name.

    edited(value): the user has chosen a value, which is in its range. refused(sentence): what was typed is no value;
    "" when it is fine again.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, parameter: Parameter, name: str):
        super().__init__()
        self.parameter = parameter
        self.value: Any = None
        self.name = name

    def show_value(self, value: Any) -> None:
        """Show a value without emitting; a control in use is left alone."""
        if value != self.value and not self.in_use():
            self.value = value
            self._display(value)
            self.refused.emit("")

    def fit_strip(self) -> None:
        """Be one of a few controls side by side: the name has the whole width, and nothing in it is cut."""

    def in_use(self) -> bool:
        """Whether the user is typing or dragging here just now."""
        return False

    def _display(self, value: Any) -> None:
        raise NotImplementedError

    def _take(self, value: Any) -> None:
        """The user has chosen a value."""
        self.refused.emit("")
        if value != self.value:
            self.value = value
            self.edited.emit(value)


class NumberEditor(Editor):
    """A number field, a slider below it unless the range is too long, and a check box where "off" is a value: without
    its tick the box is all there is."""

    def __init__(self, parameter: Parameter, name: str, heading: QWidget):
        super().__init__(parameter, name)
        self._scale = SliderScale(parameter)
        self._on_value = parameter.default if parameter.default != parameter.off else self._first_on_value()
        self.field = NumberField()
        self.field.setAccessibleName(name)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.field.editingFinished.connect(self._typed)
        self.field.stepped.connect(self._stepped)
        self.field.entered.connect(self._entered)
        self.field.lineEdit().textEdited.connect(self._typing)
        self._touched = False       # by typing; a line edit forgets its own flag when Return is pressed
        self.unit = QLabel(_(parameter.unit))
        self.switch: QCheckBox | None = None
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        if parameter.off is not None:
            self.switch = QCheckBox()
            self.switch.setAccessibleName(_("Use {name}").format(name=name))
            self.switch.setToolTip(_("Off: {name} is not used").format(name=name))
            self.switch.clicked.connect(self._switched)
            line.addWidget(self.switch)
        line.addWidget(heading, 1)
        line.addWidget(self.field)
        line.addWidget(self.unit)
        self._name_line = line
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        self.slider: QSlider | None = None
        if not self._scale.whole or self._scale.stops <= SLIDER_RANGE:
            self.slider = QSlider(Qt.Orientation.Horizontal)
            self.slider.setAccessibleName(_("{name}, slider").format(name=name))
            self.slider.setRange(0, self._scale.stops)
            self.slider.setSingleStep(1 if self._scale.whole else 10)
            self.slider.setPageStep(max(1, self._scale.stops // 10))
            self.slider.valueChanged.connect(self._slid)
            self.slider.sliderReleased.connect(self._report)
            layout.addWidget(self.slider)
        self._pending: float | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAG_MILLISECONDS)
        self._timer.timeout.connect(self._report)
        self._apply_theme()
        themes.changed.connect(self._apply_theme)

    def fit_strip(self) -> None:
        layout, line = self.layout(), QHBoxLayout()
        line.setSpacing(6)
        for widget in (self.slider, self.field, self.unit):
            if widget is not None:
                for before in (layout, self._name_line):
                    before.removeWidget(widget)
                line.addWidget(widget, widget is self.slider)
        layout.addLayout(line)

    def in_use(self) -> bool:
        typing = self.field.hasFocus() and self._touched
        dragging = self.slider is not None and (self.slider.isSliderDown() or self._pending is not None)
        return typing or dragging

    def _first_on_value(self) -> float:
        """What switching on gives when the default is off: the middle of the range, as the slider counts it."""
        if self._scale.whole:
            return int(min(max(1, self._scale.lo), self._scale.hi))
        return self._scale.value(self._scale.stops // 2)

    def _display(self, value: float) -> None:
        off = self.parameter.off is not None and value == self.parameter.off
        if not off:
            self._on_value = value
        if self.switch is not None:
            self.switch.setChecked(not off)
        self.field.lineEdit().setText(number_text(self._on_value, self._scale.whole))
        self._make_room()
        self._touched = False
        show_if(self.field, not off)
        show_if(self.unit, not off and bool(self.parameter.unit))
        self._mark(False)
        if self.slider is not None:
            show_if(self.slider, not off)
            blocker = QSignalBlocker(self.slider)
            self.slider.setValue(self._scale.stop(self._on_value))
            del blocker

    def _typing(self, _text: str) -> None:
        self._touched = True
        self._mark(False)

    def _typed(self) -> None:
        if not self._touched:
            return
        numbers = readings(self.field.text())
        try:
            if len(numbers) > 1:
                raise ParameterError(TWO_READINGS, text=self.field.text().strip(),
                                     first=number_text(numbers[0]), second=number_text(numbers[1]))
            value = self.parameter.check(numbers[0] if numbers else math.nan)
        except ParameterError as error:         # what was typed stays
            self._mark(True)
            self.refused.emit(sentence(error) if error.template == TWO_READINGS
                              else range_sentence(self.parameter))
            return
        self._display(value)
        self._take(value)

    def _entered(self) -> None:
        """The keys of the window work again; what was refused stays to be mended."""
        if not self._touched:
            self.field.clearFocus()

    def _stepped(self, steps: int) -> None:
        value = self._scale.step(self._on_value, steps)
        self._display(value)
        self._take(value)

    def _switched(self, on: bool) -> None:
        value = self._on_value if on else self.parameter.off
        value = self.parameter.check(value)
        self._display(value)
        self._take(value)

    def _slid(self, stop: int) -> None:
        value = self._scale.value(stop)
        self._on_value = value
        self.field.lineEdit().setText(number_text(value, self._scale.whole))
        self._make_room()
        self._mark(False)
        self._pending = value
        if not self._timer.isActive():
            self._timer.start()

    def _report(self) -> None:
        if self._pending is not None:
            value, self._pending = self._pending, None
            self._timer.stop()
            self._take(self.parameter.check(value))

    def _mark(self, invalid: bool) -> None:
        mark_invalid(self.field, invalid)

    def _apply_theme(self) -> None:
        theme = themes.current
        self.field.setFont(theme.font(tabular=True))
        self.field.lineEdit().setFont(theme.font(tabular=True))     # a stylesheet keeps it from taking the field's
        self._make_room()

    def _make_room(self) -> None:
        """For the number that is there, where that is longer than most."""
        frame, option = 100, QStyleOptionSpinBox()
        self.field.initStyleOption(option)
        option.rect = QRect(0, 0, frame, self.field.sizeHint().height())
        frame -= self.field.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option,
                                                   QStyle.SubControl.SC_SpinBoxEditField, self.field).width()
        metrics = QFontMetrics(themes.current.font(tabular=True))
        needed = metrics.horizontalAdvance(self.field.text()) + frame + metrics.averageCharWidth()
        self.field.setFixedWidth(max(themes.current.between(88, 140), needed))


class ChoiceEditor(Editor):
    """A drop-down list of the choices, below its label."""

    def __init__(self, parameter: Parameter, name: str, heading: QWidget):
        super().__init__(parameter, name)
        self.combo = QComboBox()
        self.combo.setAccessibleName(name)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(6)
        for word in parameter.choices:
            self.combo.addItem(_(parameter.choice_labels.get(word, word)), word)
        self.combo.activated.connect(lambda index: self._take(self.combo.itemData(index)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(heading)
        layout.addWidget(self.combo)

    def fit_strip(self) -> None:
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def in_use(self) -> bool:
        shown = self.combo.findChild(QAbstractItemView)     # which combo.view() would make, a window for each list
        return shown is not None and shown.isVisible()

    def _display(self, value: str) -> None:
        self.combo.setCurrentIndex(self.combo.findData(value))


class FlagEditor(Editor):
    """A check box before its label."""

    def __init__(self, parameter: Parameter, name: str, heading: QWidget):
        super().__init__(parameter, name)
        self.box = QCheckBox()
        self.box.setAccessibleName(name)
        self.box.clicked.connect(self._take)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.box)
        layout.addWidget(heading, 1)

    def _display(self, value: bool) -> None:
        self.box.setChecked(value)


class TextEditor(Editor):
    """A line of text below its label."""

    def __init__(self, parameter: Parameter, name: str, heading: QWidget):
        super().__init__(parameter, name)
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.editingFinished.connect(self._typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(heading)
        layout.addWidget(self.line)

    def in_use(self) -> bool:
        return self.line.hasFocus() and self.line.isModified()

    def _display(self, value: str) -> None:
        self.line.setText(value)

    def _typed(self) -> None:
        self.line.setModified(False)
        self._take(self.line.text().strip())


#: What edits a parameter of each scale; all others are numbers.
EDITORS: dict[str, type[ChoiceEditor] | type[FlagEditor] | type[TextEditor]] = {
    "choice": ChoiceEditor, "flag": FlagEditor, "text": TextEditor}


def editor_of(parameter: Parameter, name: str, heading: QWidget) -> Editor:
    """A control for a parameter of any scale. heading: its label, which the control takes into its layout."""
    return EDITORS.get(parameter.scale, NumberEditor)(parameter, name, heading)


def mark_invalid(widget: QWidget, invalid: bool) -> None:
    """Give or take the red frame of a field whose text is no value."""
    if bool(widget.property("invalid")) != invalid:
        widget.setProperty("invalid", invalid)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def range_sentence(parameter: Parameter) -> str:
    """What a number must be, as one sentence."""
    text = (_("Needs a whole number from {low} to {high}.") if parameter.scale == "int" else
            _("Needs a number from {low} to {high}."))
    return text.format(low=number_text(parameter.lo), high=number_text(parameter.hi))
