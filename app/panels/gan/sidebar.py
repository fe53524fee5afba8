"""The column beside the picture of the GAN lab: presets, a target out of a file, the controls and their search."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.panels.preset_box import PresetBox
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from widgets.controls.parameter_search import ParameterSearch
from widgets.controls.parameters import ParameterControls
from widgets.language import _

#: Parameters that hold what the user has painted or loaded: kept through every reset and preset.
BROUGHT = ("picture", "points")


class GanSideView(QWidget):
    """presets: the box with the presets of the lab. search: the line above the controls.

    all_settings: the command that shows all of them. load_asked: a person wants to choose a file for the target.
    """

    load_asked = Signal()

    def __init__(self, controls: ParameterControls, all_settings: QAction, parent: QWidget | None = None):
        super().__init__(parent)
        self.controls = controls
        self.search = ParameterSearch(controls, all_settings)
        self.presets = PresetBox(PRESETS, GanParams(), BROUGHT)
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
        top.addWidget(self.presets)
        top.addWidget(self.load)
        top.addWidget(self.search)
        layout.addLayout(top)
        layout.addWidget(controls, 1)
