"""The controls of a simulation, made from the declarations of its parameters (sims/params.py), in groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from sims.params import Parameter, parameters
from widgets.controls.editors import QuietWheel
from widgets.controls.parameter_row import ParameterRow
from widgets.language import _
from widgets.layout.collapse import CollapsibleGroup
from widgets.layout.height_fitting import HeightScroll
from widgets.layout.hiding import show_if
from widgets.theme import themes

WIDTH, PROJECTED = 300, 390     # at scale 1, and on a projector, where a picture needs the room


class ParameterControls(HeightScroll):
    """Controls for a params class, or for those `names` of it, in that order.

    It shows all of them, or after `show_all(False)` the basic ones that have an effect and what is not at its default;
    while something is searched, what speaks of it.

    changed(name, value): the user has chosen a value, which is in its range. shown(count): how many are shown now.
    """

    changed = Signal(str, object)
    shown = Signal(int)

    def __init__(self, params_type: type, names: Iterable[str] | None = None, parent=None):
        contents = QWidget()
        super().__init__(contents, parent)
        declared = parameters(params_type)
        self._declared = declared
        self._reasons: dict[str, str] = {}
        self._params: Any = None
        self._others: tuple[Any, ...] = ()
        self._names = set(declared)             # those that may be shown
        self._all = True
        self._words: list[str] = []             # what is searched
        self._met: set[str] = set()             # shown because they were not at their defaults
        self._revealed = ""                     # shown because somebody was led there
        self._quiet = QuietWheel(self)
        self.rows: dict[str, ParameterRow] = {}
        self.groups: dict[str, CollapsibleGroup] = {}
        self._column = QVBoxLayout(contents)
        self._column.setContentsMargins(10, 8, 12, 8)
        self._column.setSpacing(10)
        for name in declared if names is None else names:
            self._add(declared[name])
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Parameters"))
        self.verticalScrollBar().rangeChanged.connect(lambda *_range: self._keep_in_sight())
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_values(params_type())

    def needed(self, layout: QLayout, width: int) -> int:
        """Labels and editors are not compressed."""
        return layout.totalHeightForWidth(width)

    def show_values(self, params: Any, others: Iterable[Any] = ()) -> None:
        """Show params (an instance of the class); emits nothing and leaves a control that is in use alone.

        others: parameters of further runs that the same controls set; a parameter that any of them uses is enabled.
        """
        others = tuple(others)
        if before := self._params:
            new = [name for name in self._declared if getattr(params, name) != getattr(before, name)]
            if len(new) > 1:                # a preset, a reset, a file: nothing is left of what was touched before
                self._met.clear()
        changed = params != self._params or others != self._others
        self._params, self._others = params, others
        for name, row in self.rows.items():
            row.editor.show_value(getattr(params, name))
        if changed:
            for name, row in self.rows.items():
                row.mark(getattr(params, name) != row.parameter.default)
            self._enable()
            self._show_rows()

    def set_disabled_reasons(self, reasons: Mapping[str, str]) -> None:
        """Disable these parameters and say why in their tool tips; the others are enabled again."""
        if reasons != self._reasons:        # asked for with every picture
            self._reasons = dict(reasons)
            self._enable()

    def set_shown(self, names: Iterable[str]) -> None:
        """Show none but these controls; a group without any is hidden, too."""
        if (names := set(names)) != self._names:
            self._names = names
            self._show_rows()

    def show_all(self, on: bool) -> None:
        """Show all controls, or only those that a first lecture uses and those that are not at their defaults."""
        self._all = on
        self._met.clear()
        self._show_rows()

    def search(self, text: str) -> None:
        """Show the controls of which label, name, group or sentence has every word of the text; "" ends it."""
        self._words = text.lower().split()
        self._show_rows()

    def reveal(self, name: str) -> None:
        """Show this control, whatever else is hidden or searched, in sight and with the focus."""
        row, self._revealed = self.rows[name], name
        self._show_rows()
        self.groups[row.parameter.group].heading.setChecked(True)
        QTimer.singleShot(0, self, self._keep_in_sight)         # a row that was hidden has no place yet
        for child in row.editor.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
                child.setFocus(Qt.FocusReason.TabFocusReason)
                break

    def _keep_in_sight(self) -> None:
        """Scroll to the control that was revealed, also when others come above it, until another has the focus."""
        row, focus = self.rows.get(self._revealed), self.window().focusWidget()
        if row is not None and (row.isAncestorOf(focus) or not self.isAncestorOf(focus)):
            self.ensureWidgetVisible(row)

    def _show_rows(self) -> None:
        shown = {name for name, row in self.rows.items() if self._wanted(row)}
        for name, row in self.rows.items():
            if row.isHidden() == (name in shown):
                show_if(row, name in shown)
        for title, group in self.groups.items():
            show_if(group, any(name in shown for name, row in self.rows.items() if row.parameter.group == title))
        self.shown.emit(len(shown))

    def _wanted(self, row: ParameterRow) -> bool:
        name = row.parameter.name
        if name not in self._names:
            return False
        if name == self._revealed:
            return True
        if self._words:
            return row.speaks_of(self._words)
        if row.changed:
            self._met.add(name)
        return self._all or name in self._met or (row.parameter.basic and row.parameter.used(self._params))

    def rename(self, labels: Mapping[str, str]) -> None:
        """Show other (translated) labels at these parameters: {name: label}."""
        for name, label in labels.items():
            self.rows[name].rename(label)

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
        width = column_width()
        self.setMinimumWidth(width)
        self.setMaximumWidth(round(width * 1.15))


def column_width() -> int:
    """That of a column of settings, in pixels."""
    return themes.current.between(WIDTH, PROJECTED) if themes.presenting else round(WIDTH * themes.current.column_scale)
