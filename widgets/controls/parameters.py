"""The controls of a simulation, made from the declarations of its parameters (sims/params.py), in groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from sims.params import Parameter, parameters
from widgets.controls.editors import QuietWheel, editor_of, number_text
from widgets.language import _
from widgets.layout.collapse import CollapsibleGroup
from widgets.theme import themes

NARROW, WIDE = 290, 380     # widths at scale 1 and at the projector's


class ParameterControls(QScrollArea):
    """Controls for a params class, or for those `names` of it, in that order.

    changed(name, value): the user has chosen a value, which is in its range.
    """

    changed = Signal(str, object)

    def __init__(self, params_type: type, names: Iterable[str] | None = None, parent=None):
        super().__init__(parent)
        declared = parameters(params_type)
        self._declared = declared
        self._reasons: dict[str, str] = {}
        self._params: Any = None
        self._others: tuple[Any, ...] = ()
        self._quiet = QuietWheel(self)
        self.rows: dict[str, ParameterRow] = {}
        self.groups: dict[str, CollapsibleGroup] = {}
        contents = QWidget()
        contents.setObjectName("contents")
        self._column = QVBoxLayout(contents)
        self._column.setContentsMargins(10, 8, 12, 8)
        self._column.setSpacing(10)
        for name in declared if names is None else names:
            self._add(declared[name])
        self._column.addStretch(1)
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Parameters"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_values(params_type())

    def show_values(self, params: Any, others: Iterable[Any] = ()) -> None:
        """Show params (an instance of the class); emits nothing and leaves a control that is in use alone.

        others: parameters of further runs that the same controls set; a parameter that any of them uses is enabled.
        """
        others = tuple(others)
        changed = params != self._params or others != self._others
        self._params, self._others = params, others
        for name, row in self.rows.items():
            row.editor.show_value(getattr(params, name))
        if changed:
            self._enable()

    def set_disabled_reasons(self, reasons: Mapping[str, str]) -> None:
        """Disable these parameters and say why in their tool tips; the others are enabled again."""
        if reasons != self._reasons:        # asked for with every picture
            self._reasons = dict(reasons)
            self._enable()

    def set_shown(self, names: Iterable[str]) -> None:
        """Show only these controls; a group without any is hidden, too."""
        names = set(names)
        for name, row in self.rows.items():
            if row.isHidden() == (name in names):
                row.setVisible(name in names)
        for title, group in self.groups.items():
            group.setVisible(any(name in names for name, row in self.rows.items() if row.parameter.group == title))

    def _add(self, parameter: Parameter) -> None:
        if parameter.group not in self.groups:
            group = CollapsibleGroup(_(parameter.group) if parameter.group else _("parameters"))
            group.heading.setVisible(bool(parameter.group))
            self.groups[parameter.group] = group
            self._column.addWidget(group)
        row = ParameterRow(parameter, self._quiet)
        row.editor.edited.connect(lambda value, name=parameter.name: self.changed.emit(name, value))
        self.rows[parameter.name] = row
        self.groups[parameter.group].rows.addWidget(row)

    def _enable(self) -> None:
        for name, row in self.rows.items():
            reason = self._reasons.get(name, "")
            if not reason and self._params is not None and not any(
                    row.parameter.used(params) for params in (self._params, *self._others)):
                reason = self._unused_reason(row.parameter)
            row.set_disabled_reason(reason)

    def _unused_reason(self, parameter: Parameter) -> str:
        needs = []
        for name, values in parameter.only_if.items():
            if getattr(self._params, name) not in values:
                other = self._declared[name]
                words = [_(other.choice_labels.get(value, str(value))) for value in values]
                needs.append(_("{parameter} is {values}").format(
                    parameter=_(other.label) or name, values=_(" or ").join(words)))
        return _("Has an effect only if {conditions}.").format(conditions=_(" and ").join(needs))

    def _apply_theme(self) -> None:
        width = NARROW if themes.current.scale < 1.4 else WIDE
        self.setMinimumWidth(width)
        self.setMaximumWidth(round(width * 1.15))


class ParameterRow(QWidget):
    """One parameter: its label, its editor and, after something was typed that is no value, what it has to be."""

    def __init__(self, parameter: Parameter, quiet: QuietWheel):
        super().__init__()
        self.parameter = parameter
        name = _(parameter.label) or parameter.name.replace("_", " ")
        heading = QWidget()
        line = QHBoxLayout(heading)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        self.label = _Label(name)
        self.label.double_clicked.connect(self.reset)
        line.addWidget(self.label, 1)
        if parameter.when == "restart":
            mark = QLabel("↻")
            mark.setToolTip(_("Changing this restarts the run."))
            mark.setAccessibleName(_("changing this restarts the run"))
            line.addWidget(mark)
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
        reset = QAction(_("Reset to {value}").format(value=self._value_text(parameter.default)), self)
        reset.triggered.connect(self.reset)
        self.addAction(reset)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._help = self._help_text(name)
        self.setToolTip(self._help)
        for child in self.findChildren(QWidget):
            child.installEventFilter(quiet)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def reset(self) -> None:
        """Back to the default, as if the user had chosen it."""
        if self.isEnabled() and self.editor.value != self.parameter.default:
            self.editor._display(self.parameter.default)
            self.editor._take(self.parameter.default)

    def set_disabled_reason(self, reason: str) -> None:
        """Disable the control and say why in its tool tip; "" enables it."""
        self.setEnabled(not reason)
        self.setToolTip(reason or self._help)

    def _refused(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _value_text(self, value: Any) -> str:
        if self.parameter.scale == "choice":
            return _(self.parameter.choice_labels.get(value, value))
        if self.parameter.scale == "flag":
            return _("on") if value else _("off")
        if self.parameter.scale == "text":
            return value
        return _("off") if value == self.parameter.off else number_text(value, self.parameter.scale == "int")

    def _help_text(self, name: str) -> str:
        parameter = self.parameter
        lines = [_(parameter.help) or name]
        if parameter.lo is not None:
            lines.append(_("From {low} to {high}.").format(low=number_text(parameter.lo),
                                                           high=number_text(parameter.hi)))
        lines.append(_("Default: {value} (double click on the name).").format(
            value=self._value_text(parameter.default)))
        moment = {"step": _("Takes effect at the next step."), "restart": _("Changing this restarts the run.")}
        lines.append(moment.get(parameter.when, ""))
        return "\n".join(line for line in lines if line)

    def _apply_theme(self) -> None:
        self.message.setStyleSheet(f"color: {themes.current.warning};")


class _Label(QLabel):
    """The name of a parameter, which may wrap; a double click means: reset."""

    double_clicked = Signal()

    def __init__(self, text: str):
        super().__init__(text)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def mouseDoubleClickEvent(self, event) -> None:
        self.double_clicked.emit()
