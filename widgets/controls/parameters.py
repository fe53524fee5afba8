"""The controls of a simulation, made from the declarations of its parameters (sims/params.py), in groups.

A control takes 3 ms to be made, and of the 40 or 60 that a panel has some 15 are shown: the others are made when they
are first shown, or when something is asked of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from sims.params import Parameter, parameters
from widgets.controls.editors import QuietWheel
from widgets.controls.parameter_row import ParameterRow, help_text, name_of
from widgets.controls.search_field import as_typed
from widgets.language import _
from widgets.layout.collapse import CollapsibleGroup
from widgets.layout.height_fitting import HeightScroll
from widgets.layout.hiding import show_if
from widgets.theme import themes

AT_ONCE = 8                     # rows that are made in one turn of the event loop: 30 ms
WIDTH, PROJECTED = 300, 390     # at scale 1, and on a projector, where a picture needs the room


class Rows(Mapping[str, ParameterRow]):
    """The rows of some parameters by their names, each made when it is first asked for. made: those that are."""

    def __init__(self, names: Iterable[str], make: Callable[[str], ParameterRow]):
        self._names, self._make = tuple(names), make
        self.made: dict[str, ParameterRow] = {}

    def __getitem__(self, name: str) -> ParameterRow:
        if name not in self.made:
            if name not in self._names:
                raise KeyError(name)
            self._make(name)
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


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
        self._seen = False                      # whether it is shown, or about to be
        self._quiet = QuietWheel(self)
        self._rest = QTimer(self)               # shows the next rows once those that are made are painted
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._show_rows)
        self._labels: dict[str, str] = {}       # other ones than the declared
        self.rows = Rows(declared if names is None else names, self._add)
        self.groups: dict[str, CollapsibleGroup] = {}
        self._column = QVBoxLayout(contents)
        self._column.setContentsMargins(10, 8, 12, 8)
        self._column.setSpacing(10)
        for title in dict.fromkeys(declared[name].group for name in self.rows):
            group = self.groups[title] = CollapsibleGroup(_(title) if title else _("parameters"))
            group.heading.setVisible(bool(title))
            self._column.addWidget(group)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Parameters"))
        self.verticalScrollBar().rangeChanged.connect(lambda *_range: self._keep_in_sight())
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_values(params_type())

    @property
    def basic(self) -> tuple[str, ...]:
        """The names of those that a first lecture uses."""
        return tuple(name for name in self.rows if self._declared[name].basic)

    def minimumSizeHint(self) -> QSize:
        """Two lines: it scrolls, and what stands above it does not."""
        return QSize(super().minimumSizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event) -> None:
        """Qt tells of the size just before this is shown, and, of all that is hidden, before the window is drawn."""
        if self.isVisibleTo(self.window()):
            self._be_seen()
        super().resizeEvent(event)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._be_seen()

    def hideEvent(self, event) -> None:
        """What is shown from now on in the controls of a panel behind is made when it comes to the front."""
        super().hideEvent(event)
        self._seen = False

    def _be_seen(self) -> None:
        if not self._seen:
            self._seen = True
            self._show_rows()

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
        for name, row in self.rows.made.items():
            row.editor.show_value(getattr(params, name))
        if changed:
            for name, row in self.rows.made.items():
                row.mark(self._is_changed(name))
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
        self._words = as_typed(text).split()
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
        shown = [name for name in self.rows if self._wanted(name)]
        missing = [name for name in shown if name not in self.rows.made] if self._seen else []
        for name in missing[:AT_ONCE]:
            self._add(name)
        for name, row in self.rows.made.items():
            if row.isHidden() == (name in shown):
                show_if(row, name in shown)
        if missing[AT_ONCE:]:
            self._rest.start()
        groups = {self._declared[name].group for name in shown}
        for title, group in self.groups.items():
            show_if(group, title in groups)
        self.shown.emit(len(shown))

    def _wanted(self, name: str) -> bool:
        if name not in self._names:
            return False
        if name == self._revealed:
            return True
        if self._words:
            return self._speaks_of(name, self._words)
        if self._is_changed(name):
            self._met.add(name)
        parameter = self._declared[name]
        return self._all or name in self._met or (parameter.basic and parameter.used(self._params))

    def _is_changed(self, name: str) -> bool:
        return self._params is not None and getattr(self._params, name) != self._declared[name].default

    def _speaks_of(self, name: str, words: Iterable[str]) -> bool:
        """Whether each of these words (`as_typed`) is in its label, its name or its sentence."""
        parameter = self._declared[name]
        told = as_typed(" ".join((self._labels.get(name) or name_of(parameter), name, _(parameter.group),
                                  help_text(parameter))))
        return all(word in told for word in words)

    def rename(self, labels: Mapping[str, str]) -> None:
        """Show other (translated) labels at these parameters: {name: label}."""
        self._labels |= labels
        for name in labels:
            if name in self.rows.made:
                self.rows[name].rename(labels[name])

    def _add(self, name: str) -> None:
        """Make the row of a parameter, in its place. It is hidden until it is wanted."""
        parameter = self._declared[name]
        row = ParameterRow(parameter, self._quiet)
        row.editor.edited.connect(lambda value: self.changed.emit(name, value))
        if name in self._labels:
            row.rename(self._labels[name])
        if self._params is not None:
            row.editor.show_value(getattr(self._params, name))
            row.mark(self._is_changed(name))
            row.set_disabled_reason(self._reason(name))
            show_if(row, self._wanted(name))
        names = list(self.rows)
        place = sum(self._declared[other].group == parameter.group for other in names[:names.index(name)]
                    if other in self.rows.made)
        self.groups[parameter.group].rows.insertWidget(place, row)
        self.rows.made[name] = row

    def _enable(self) -> None:
        for name, row in self.rows.made.items():
            row.set_disabled_reason(self._reason(name))

    def _reason(self, name: str) -> str:
        """Why it is disabled; "" where it is not."""
        parameter, given = self._declared[name], self._reasons.get(name, "")
        if given or self._params is None or any(map(parameter.used, (self._params, *self._others))):
            return given
        return self._unused_reason(parameter)

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
