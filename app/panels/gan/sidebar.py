"""What stands beside the picture of the lab: presets, a target out of a file, the controls."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sims.simulation import Preset
from widgets.controls.parameters import ParameterControls
from widgets.language import _


def presets() -> Mapping[str, Preset]:
    """Those of the simulation, without the simulation: the window knows no torch."""
    try:
        from sims.gan.presets import PRESETS
    except ImportError:
        return {}
    return PRESETS


class GanSideView(QWidget):
    """preset_chosen(name); step_asked(step): go to where a preset shows what it is about; load_asked()."""

    preset_chosen = Signal(str)
    step_asked = Signal(int)
    load_asked = Signal()

    def __init__(self, controls: ParameterControls, parent: QWidget | None = None):
        super().__init__(parent)
        self.controls = controls
        self.listed = dict(presets())
        self._steps = 0
        self.presets = QComboBox(self)       # shown without a parent it would be a window of its own
        self.presets.setAccessibleName(_("Preset"))
        self.presets.setPlaceholderText(_("Presets"))
        self.presets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.presets.setMaxVisibleItems(30)
        for name, preset in self.listed.items():
            self.presets.addItem(_(preset.title), name)
            self.presets.setItemData(self.presets.count() - 1, _(preset.help) or _(preset.title),
                                     Qt.ItemDataRole.ToolTipRole)
        self.presets.setCurrentIndex(-1)
        self.presets.setVisible(bool(self.listed))
        self.presets.activated.connect(lambda index: self.preset_chosen.emit(self.presets.itemData(index)))
        self.help = QLabel()
        self.help.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.help.setSizePolicy(policy)
        self.help.hide()
        self.go = QPushButton()
        self.go.clicked.connect(lambda: self.step_asked.emit(self._steps))
        self.go.hide()
        self.load = QPushButton(_("Target from a file…"))
        self.load.setToolTip(_("Two columns of numbers (CSV), or a picture whose dark parts become the density"))
        self.load.setAutoDefault(False)
        self.load.clicked.connect(self.load_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(10, 6, 12, 0)
        top.setSpacing(4)
        for widget in (self.presets, self.help, self.go, self.load):
            top.addWidget(widget)
        layout.addLayout(top)
        layout.addWidget(controls, 1)

    def say(self, text: str, steps: int = 0) -> None:
        """The sentence under the presets; steps: where the preset shows what it is about."""
        if not text:
            self.presets.setCurrentIndex(-1)
        self.help.setText(text)
        self.help.setVisible(bool(text))
        self._steps = steps
        self.go.setText(_("Go to step {step}").format(step=f"{steps:,}"))
        self.go.setVisible(steps > 0)
