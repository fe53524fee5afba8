"""The strip that says in which parameters the two runs differ, each with a button that makes them equal."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from sims.params import parameters
from widgets.controls.parameter_row import name_of, value_text
from widgets.language import _
from widgets.layout.flow import FlowLabel, FlowLayout


class _Difference(FlowLabel):
    def minimumSizeHint(self) -> QSize:
        """It wraps where there is too little width: a long one does not widen the panel."""
        return QLabel.minimumSizeHint(self)


class Differences(QWidget):
    """equal_asked(name): a person wants B to have A's value of this parameter."""

    equal_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=8)
        self._shown: tuple = (None,)
        self.entries: dict[str, QPushButton] = {}

    def show_params(self, first: Any, second: Any, seeds: tuple[int, int]) -> None:
        """Say how A (first) and B (second) differ. seeds: of the two."""
        if (first, second, seeds) == self._shown:
            return
        self._shown = (first, second, seeds)
        while item := self._flow.takeAt(0):
            item.widget().deleteLater()
        self.entries = {}
        for name, declared in parameters(first).items():
            mine, other = getattr(first, name), getattr(second, name)
            if mine != other:
                text = _("{parameter}: {a} | {b}").format(parameter=name_of(declared), a=value_text(declared, mine),
                                                          b=value_text(declared, other))
                self._add(text, name)
        if seeds[0] != seeds[1]:
            self._add(_("seed: {a} | {b}").format(a=seeds[0], b=seeds[1]), "")
        if not self._flow.count():
            self._add(_("A and B are alike: change a setting of B, or take a pair."), "")
        self.updateGeometry()

    def _add(self, text: str, name: str) -> None:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(_Difference(text), 1)
        if name:
            button = self.entries[name] = QPushButton(_("make equal"))
            button.setToolTip(_("B takes the value of A"))
            button.setAccessibleName(_("Make equal: {difference}").format(difference=text))
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.equal_asked.emit(name))
            row.addWidget(button)
        self._flow.addWidget(entry)
        entry.show()
