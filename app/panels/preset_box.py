"""The list of presets of a panel, with a sentence on what the chosen one shows and a button that goes to its step."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from app.panels.notes import wrapped
from sims.simulation import Preset
from widgets.language import _

#: So many presets are seen at once when the list is open.
MOST_VISIBLE = 30


class PresetBox(QWidget):
    """The presets by name, in their order. titles: translated titles of those that are not listed under their own.

    chosen(name): a person has chosen a preset. step_asked(step): wants to see the step at which it shows its point.
    """

    chosen = Signal(str)
    step_asked = Signal(int)

    def __init__(self, presets: Mapping[str, Preset], titles: Mapping[str, str] | None = None,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self._steps = 0
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
        self.go.clicked.connect(lambda: self.step_asked.emit(self._steps))
        self.go.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.list, self.help, self.go):
            layout.addWidget(widget)

    def say(self, text: str, steps: int = 0) -> None:
        """The sentence under the list; "": no preset is in force. steps: where it shows its point, 0 for no button."""
        if not text:
            self.list.setCurrentIndex(-1)
        self.help.setText(text)
        self.help.setVisible(bool(text))
        self._steps = steps
        self.go.setText(_("Go to step {step}").format(step=f"{steps:,}"))
        self.go.setVisible(steps > 0)
