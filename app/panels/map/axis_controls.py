"""The controls of one axis of a map: which parameter, from where to where, how many cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.panels.map.fields import NumberLine, whole
from app.panels.notes import wrapped
from sims.gan.maps import Axis
from sims.gan.params import GanParams
from sims.params import Parameter, parameters
from widgets.controls.editors import range_sentence
from widgets.controls.parameter_row import name_of
from widgets.language import _
from widgets.layout.flow import FlowLayout

FEWEST, MOST = 1, 64            # cells
CELLS = 8                       # where another parameter is chosen
#: Parameters that no axis has: texts, and how many GANs a run is made of.
DECLARED = {name: declared for name, declared in parameters(GanParams).items()
            if declared.scale != "text" and name != "members"}


class AxisControls(QWidget):
    """title: of the axis. changed: something of it is different."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None):
        super().__init__(parent)
        heading = QLabel(title)
        heading.setProperty("title", True)
        self.parameter = QComboBox()
        self.parameter.setAccessibleName(title)
        self.parameter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.parameter.setMinimumContentsLength(10)
        for name, declared in DECLARED.items():
            self.parameter.addItem(name_of(declared), name)
        self.parameter.activated.connect(self._chosen)
        self.lo, self.hi = (NumberLine(_("{axis}, {end}").format(axis=title, end=end), self._check)
                            for end in (_("from"), _("to")))
        self.cells = NumberLine(_("{axis}, cells").format(axis=title), whole(FEWEST, MOST), 3)
        self.log = QCheckBox(_("logarithmic"))
        self.log.setAccessibleName(_("{axis}, logarithmic").format(axis=title))
        for line in (self.lo, self.hi, self.cells):
            line.changed.connect(self.changed)
        self.log.clicked.connect(lambda _on: self.changed.emit())
        self.message = wrapped("", "muted")
        self._range, self._count = QWidget(), QWidget()
        for row, parts in ((self._range, (_pair(QLabel(_("from")), self.lo), _pair(QLabel(_("to")), self.hi))),
                           (self._count, (_pair(self.cells, QLabel(_("cells"))), self.log))):
            line = FlowLayout(row, spacing=6)
            for part in parts:
                line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (heading, self.parameter, self._range, self._count, self.message):
            layout.addWidget(widget)

    @property
    def declared(self) -> Parameter:
        return DECLARED[self.parameter.currentData()]

    def show_axis(self, axis: Axis) -> None:
        """Show what an axis has."""
        self.parameter.setCurrentIndex(self.parameter.findData(axis.name))
        if self._numeric():
            self._show_numbers(axis.lo, axis.hi, axis.count, axis.log)
        self._show_state()

    def show_values(self, name: str, values: Sequence[Any]) -> None:
        """Show the axis of a map that is there, as nearly as these controls can say it."""
        self.parameter.setCurrentIndex(self.parameter.findData(name))
        if self._numeric():
            self._show_numbers(values[0], values[-1], len(values), _evenly_in_logarithm(values))
        self._show_state()

    def _show_numbers(self, lo: float, hi: float, count: int, log: bool) -> None:
        for line, value in ((self.lo, lo), (self.hi, hi), (self.cells, count)):
            line.show_number(value)
        self.log.setChecked(log)

    def spelled(self) -> str:
        """The values as `saddle sweep --vary` takes them. Raises ValueError where a number is missing or wrong."""
        declared = self.declared
        if declared.scale == "choice":
            return f"{declared.name}={','.join(declared.choices)}"
        if declared.scale == "flag":
            return f"{declared.name}=false,true"
        lo, hi, count = self.lo.number(), self.hi.number(), self.cells.number()
        return f"{declared.name}={lo!r}:{hi!r}:{count}{':log' if self.log.isChecked() else ''}"

    def say(self, text: str) -> None:
        """A sentence below the controls."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def set_unusable(self, names: dict[str, str]) -> None:
        """{parameter: why varying it changes nothing}; said where it is the one that is chosen."""
        self.say(names.get(self.declared.name, ""))

    def _chosen(self, _index: int) -> None:
        """Another parameter, over its whole range."""
        declared = self.declared
        if self._numeric():
            log = declared.scale == "log"
            span = int(declared.hi - declared.lo) + 1 if declared.scale == "int" else MOST
            self._show_numbers(declared.lo, declared.hi, min(span, CELLS), log)
        self._show_state()
        self.changed.emit()

    def _numeric(self) -> bool:
        return self.declared.lo is not None

    def _show_state(self) -> None:
        for row in (self._range, self._count):
            row.setVisible(self._numeric())
        if self._numeric():
            for line in (self.lo, self.hi):
                line.setToolTip(range_sentence(self.declared))
        self.log.setEnabled(self._numeric() and self.declared.hi > 0)
        self.say("")

    def _check(self, value: float) -> float:
        return self.declared.check(value)


def _pair(first: QWidget, second: QWidget) -> QWidget:
    """Two that stay beside each other."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(first)
    row.addWidget(second)
    return pair


def _evenly_in_logarithm(values: Sequence[float]) -> bool:
    """Whether the middle of the values lies nearer to that of their logarithms."""
    if len(values) < 3 or not min(values[0], values[-1]) > 0:
        return False
    middle = values[len(values) // 2]
    share = (len(values) // 2) / (len(values) - 1)
    straight = values[0] + share * (values[-1] - values[0])
    curved = values[0] * (values[-1] / values[0]) ** share
    return abs(middle - curved) < abs(middle - straight)
