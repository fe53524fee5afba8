"""What the Nash panel sets: a preset, which methods run, and the parameters that they have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.panels.nash.runs import STYLES, method_name
from sims.nash.simulation import NashSimulation
from widgets.controls.parameters import ParameterControls
from widgets.language import _
from widgets.layout.collapse import CollapsibleGroup
from widgets.plots.legend_symbols import line_pixmap, line_size
from widgets.theme import themes


class NashSideView(QWidget):
    """The presets above the methods above the controls. preset_chosen(name); methods_chosen(tuple of methods)."""

    preset_chosen = Signal(str)
    methods_chosen = Signal(tuple)

    def __init__(self, controls: ParameterControls, parent: QWidget | None = None):
        super().__init__(parent)
        self.controls = controls
        self.presets = QComboBox()
        self.presets.setAccessibleName(_("Preset"))
        self.presets.setPlaceholderText(_("Presets"))
        self.presets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name, preset in NashSimulation.presets.items():
            title = _(preset.title)
            if name.startswith("dirac_"):
                title = _("Dirac-GAN: {title}").format(title=title)
            self.presets.addItem(title, name)
            self.presets.setItemData(self.presets.count() - 1, _(preset.help) or title, Qt.ItemDataRole.ToolTipRole)
        self.presets.setCurrentIndex(-1)
        self.presets.activated.connect(self._choose_preset)
        self.help = QLabel()
        self.help.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.help.setSizePolicy(policy)
        self.help.hide()
        self.methods = CollapsibleGroup(_("Methods side by side"))
        self.methods.rows.setSpacing(1)
        self.boxes: dict[str, QCheckBox] = {}
        for method in STYLES:
            box = QCheckBox(method_name(method))
            box.setAccessibleName(_("Run {method}").format(method=method_name(method)))
            box.clicked.connect(self._choose_methods)
            self.boxes[method] = box
            self.methods.rows.addWidget(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(10, 6, 12, 0)
        top.setSpacing(4)
        for widget in (self.presets, self.help, self.methods):
            top.addWidget(widget)
        layout.addLayout(top)
        layout.addWidget(controls, 1)
        themes.changed.connect(self._dress)
        self._dress()

    def show_methods(self, methods: Sequence[str], gallery: bool) -> None:
        """Tick the methods that run. The last one cannot be unticked; the gallery has no choice."""
        self.methods.setVisible(not gallery)
        for method, box in self.boxes.items():
            blocker = QSignalBlocker(box)
            box.setChecked(method in methods)
            blocker.unblock()
            last = list(methods) == [method]
            if box.isEnabled() == last:
                box.setEnabled(not last)
                box.setToolTip(_("One method has to run.") if last else "")

    def say(self, text: str) -> None:
        """The sentence under the presets: what the one chosen shows."""
        self.help.setText(text)
        self.help.setVisible(bool(text))

    def _choose_preset(self, index: int) -> None:
        self.preset_chosen.emit(self.presets.itemData(index))

    def _choose_methods(self) -> None:
        self.methods_chosen.emit(tuple(method for method, box in self.boxes.items() if box.isChecked()))

    def _dress(self) -> None:
        for method, box in self.boxes.items():
            colour, dash = STYLES[method]
            box.setIcon(line_pixmap(colour, dash, self.devicePixelRatioF()))
            box.setIconSize(line_size())
