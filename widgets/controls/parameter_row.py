"""One row of the controls: the name of a parameter, its editor, its sentence, and the way back to its default."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QToolTip, QVBoxLayout, QWidget

from sims.params import N_, Parameter
from widgets.controls.editors import QuietWheel, editor_of, number_text
from widgets.language import _
from widgets.theme import themes
from widgets.tips import wrapped

RESET, SHORT = N_("reset"), "↩"
#: Of the length of a name, what one of its lines has at least where it has two.
SHARE_OF_NAME = 0.55
SPARE = 4                       # pixels that Qt leaves around a text and that are not missed


def name_of(parameter: Parameter) -> str:
    """The visible name of a parameter."""
    return _(parameter.label) or parameter.name.replace("_", " ")


def value_text(parameter: Parameter, value: Any) -> str:
    """A value of a parameter as a person would write it."""
    if parameter.scale == "choice":
        return _(parameter.choice_labels.get(value, value))
    if parameter.scale == "flag":
        return _("on") if value else _("off")
    if parameter.scale == "text":
        return value
    return _("off") if value == parameter.off else number_text(value, parameter.scale == "int")


def help_text(parameter: Parameter) -> str:
    """What its control says on it: what it does, its range, its default and when a change takes effect."""
    lines = [_(parameter.help) or name_of(parameter)]
    if parameter.lo is not None:
        lines.append(_("From {low} to {high}.").format(low=number_text(parameter.lo), high=number_text(parameter.hi)))
    lines.append(_("Default: {value} (double click on the name).").format(
        value=value_text(parameter, parameter.default)))
    moment = {"step": _("Takes effect at the next step."), "restart": _("Changing this restarts the run.")}
    lines.append(moment.get(parameter.when, ""))
    return "\n".join(line for line in lines if line)


class ParameterRow(QWidget):
    """One parameter: its label, its editor and, after something was typed that is no value, what it has to be.

    A value that is not the default is marked: its name is bold, and a button resets it.
    """

    def __init__(self, parameter: Parameter, quiet: QuietWheel):
        super().__init__()
        self.parameter = parameter
        self.changed = False                # whether it differs from the default
        name = name_of(parameter)
        heading = _Heading()
        line = QHBoxLayout(heading)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self.label = _Label(name)
        self.label.double_clicked.connect(self.reset)
        line.addWidget(self.label, 1)
        value = value_text(parameter, parameter.default)
        self.back = _Back()
        self.back.setProperty("small", True)
        self.back.setToolTip(_("Back to the default: {value}").format(value=value))
        self.back.setAccessibleName(_("Reset {name}").format(name=name))
        self.back.clicked.connect(self.reset)
        self.back.hide()
        line.addWidget(self.back)
        self._others = 0                    # what else stands in the line of the name, in pixels
        if parameter.when == "restart":
            mark = QLabel("↻")
            mark.setToolTip(_("Changing this restarts the run."))
            mark.setAccessibleName(_("changing this restarts the run"))
            line.addWidget(mark)
            self._others = mark.sizeHint().width() + line.spacing()
        self.editor = editor_of(parameter, name, heading)
        self.editor.refused.connect(self._refused)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.editor)
        layout.addWidget(self.message)
        reset = QAction(_("Reset to {value}").format(value=value), self)
        reset.triggered.connect(self.reset)
        self.addAction(reset)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._help = help_text(parameter)
        self.setToolTip(self._help)
        focused = HelpOnFocus(self)
        for child in self.findChildren(QWidget):
            if child.focusPolicy() != Qt.FocusPolicy.NoFocus:
                child.installEventFilter(quiet)
                child.installEventFilter(focused)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        heading.resized.connect(self._choose_text)
        self.back.dressed.connect(self._measure_word)

    def reset(self) -> None:
        """Back to the default, as if the user had chosen it."""
        if self.isEnabled() and self.editor.value != self.parameter.default:
            self.editor._display(self.parameter.default)
            self.editor._take(self.parameter.default)

    def rename(self, name: str) -> None:
        """Show another label, to assistive technology too."""
        old = self.label.text()
        if name == old:
            return
        self.label.setText(name)
        self._choose_text(self.label.parentWidget().width())
        for child in self.findChildren(QWidget):
            if old in child.accessibleName():
                child.setAccessibleName(child.accessibleName().replace(old, name))

    def mark(self, changed: bool) -> None:
        """Mark it as different from the default, or not."""
        if changed != self.changed:
            self.changed = changed
            self.back.setVisible(changed)
            font = self.label.font()
            font.setBold(changed)
            self.label.setFont(font)

    def _choose_text(self, width: int) -> None:
        """On the button a word, or a sign where for the word the name would be cut, or broken into three lines."""
        font = self.label.font()
        font.setBold(True)
        name, metrics = self.label.text(), QFontMetrics(font)
        needed = max(*map(metrics.horizontalAdvance, name.split()), metrics.horizontalAdvance(name) * SHARE_OF_NAME)
        fits = needed + self._word + self._others <= width
        self.back.setText(_(RESET) if fits else SHORT)
        self.back.setMaximumWidth(self._word if fits else self.back.sizeHint().width() - SPARE)

    def set_disabled_reason(self, reason: str) -> None:
        """Disable the control and say why in its tool tip; "" enables it."""
        self.setEnabled(not reason)
        self.setToolTip(reason or self._help)

    def _refused(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _apply_theme(self) -> None:
        self.message.setStyleSheet(f"color: {themes.current.warning};")
        self.back.ensurePolished()
        self._measure_word()

    def _measure_word(self) -> None:
        self.back.setText(_(RESET))
        self._word = self.back.sizeHint().width() + self.label.parentWidget().layout().spacing()
        self._choose_text(self.label.parentWidget().width())


class HelpOnFocus(QObject):
    """An event filter that shows the tool tip of a row to who comes there by Tab, as the mouse shows it on hover."""

    def __init__(self, row: QWidget):
        super().__init__(row)
        self._row = row

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.FocusIn and event.reason() in (Qt.FocusReason.TabFocusReason,
                                                                      Qt.FocusReason.BacktabFocusReason):
            row = self._row
            QToolTip.showText(row.mapToGlobal(QPoint(0, row.height())), wrapped(row.toolTip()), row)
        return False


class _Heading(QWidget):
    """The line with the name. resized(width): it has got another width."""

    resized = Signal(int)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.resized.emit(event.size().width())


class _Back(QToolButton):
    """dressed: it has another type; what is hidden gets it late, when it is shown."""

    dressed = Signal()

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.dressed.emit()


class _Label(QLabel):
    """The name of a parameter, which may wrap; a double click means: reset."""

    double_clicked = Signal()

    def __init__(self, text: str):
        super().__init__(text)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def mouseDoubleClickEvent(self, event) -> None:
        self.double_clicked.emit()
