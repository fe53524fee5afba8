"""The list of presets of a panel; of the one in force also what it shows, and a button that goes there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from app.panels.notes import wrapped
from sims.params import change
from sims.simulation import Preset
from widgets.language import _

#: So many presets are seen at once when the list is open.
MOST_VISIBLE = 30


class PresetBox(QWidget):
    """The presets by name, in their order. It names one only while the values of that preset are in force: `in_force`.

    start: the parameters that a preset's values are laid over. kept: names of those that a preset leaves as they are.
    titles: translated titles of presets that are not listed under their own.

    chosen(name): a person has chosen a preset. step_asked(step): wants to see the step at which it shows its point.
    """

    chosen = Signal(str)
    step_asked = Signal(int)

    def __init__(self, presets: Mapping[str, Preset], start: Any, kept: Collection[str] = (),
                 titles: Mapping[str, str] | None = None, parent: QWidget | None = None):
        super().__init__(parent)
        self._presets, self._start, self._kept = presets, start, kept
        self.in_force = ""
        self._chosen, self._stages = "", ()         # the preset chosen last, and the parameters it goes through
        self.list = QComboBox(self)
        self.list.setAccessibleName(_("Preset"))
        self.list.setPlaceholderText(_("Presets"))
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMaxVisibleItems(MOST_VISIBLE)
        for name, preset in presets.items():
            title = (titles or {}).get(name) or _(preset.title)
            self.list.addItem(title, name)
            self.list.setItemData(self.list.count() - 1, _(preset.help) or title, Qt.ItemDataRole.ToolTipRole)
        self.list.setCurrentIndex(-1)
        self.list.setVisible(bool(presets))
        self.list.activated.connect(lambda index: self.chosen.emit(self.list.itemData(index)))
        self.help = wrapped("")
        self.help.hide()
        self.go = QPushButton()
        self.go.setAutoDefault(False)
        self.go.clicked.connect(lambda: self.step_asked.emit(self._presets[self._chosen].steps))
        self.go.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.list, self.help, self.go):
            layout.addWidget(widget)

    def choose(self, name: str) -> None:
        """This preset is about to be in force; "" for none."""
        self._chosen = name
        self._stages = tuple(stages(self._presets[name], self._start)) if name else ()

    def show_in_force(self, params: Any) -> None:
        """Name the preset chosen last if these are its parameters, at any time of its run; None: of no single run."""
        if params is not None:
            params = change(params, **{name: getattr(self._start, name) for name in self._kept})
        self.in_force = self._chosen if params in self._stages else ""
        self._show(self.in_force)

    def _show(self, name: str) -> None:
        self.list.setCurrentIndex(self.list.findData(name) if name else -1)
        text, steps = (_(self._presets[name].help), self._presets[name].steps) if name else ("", 0)
        if text != self.help.text():
            self.help.setText(text)
        self.help.setVisible(bool(text))
        self.go.setText(_("Go to step {step}").format(step=f"{steps:,}"))
        self.go.setVisible(steps > 0)


def stages(preset: Preset, start: Any) -> Iterator[Any]:
    """The parameters that a run of a preset has: at first, and after each change that it makes on its way."""
    params = change(start, **preset.values)
    yield params
    for _step, name, value in preset.events:
        params = change(params, **{name: value})
        yield params
