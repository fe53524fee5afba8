"""The column beside the picture of the GAN lab: presets, a target out of a file, the controls and their search."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.panels.notes import NoteStrip
from app.panels.presets.preset_box import PresetBox
from sims.gan.params import GanParams
from sims.params import N_
from widgets.controls.parameter_search import ParameterSearch
from widgets.controls.parameters import ParameterControls
from widgets.language import _

#: Parameters that hold what the user has painted or loaded: kept through every reset and preset.
BROUGHT = ("picture", "points")


#: What the sources say, and what is right.
ON_COLLAPSE = N_("The notes “Problems of GANs” say: where D gets better at one mode, G concentrates on that mode. It "
                 "is the other way round: G leaves a mode that D has learnt, for one where D is still weak.")
ON_FROZEN = N_("The translation of Hui’s article reads as if G rested while D is trained. Meant is the reverse: D "
               "rests, G trains, and all points go to x* = argmax D, if there is one: with two Gaussians of one width "
               "they run away to infinity.")
#: The presets in which G leaves a mode that D has learnt, or would.
COLLAPSING = ("mode_hopping", "unrolled_cure", "resumed_d_hop")


def notes_on(params: GanParams, preset: str, experimenting: bool) -> tuple[str, ...]:
    """The notes on a run with these parameters. preset: the one in force, "" for none. experimenting: whether the
    experiments are open, in which G is frozen."""
    frozen = (ON_FROZEN,) if params.freeze_d or params.freeze_g or experimenting else ()
    return ((ON_COLLAPSE,) if preset in COLLAPSING else ()) + frozen


class GanSideView(QWidget):
    """presets: stand at the top. search: the line above the controls. notes: what the sources say of
    what is shown.

    actions: of the window, by the names of its commands. load_asked: a person wants to choose a file for the target.
    """

    load_asked = Signal()

    def __init__(self, controls: ParameterControls, presets: PresetBox, actions: Mapping[str, QAction],
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.controls = controls
        self.search = ParameterSearch(controls, actions["find_setting"], actions["all_settings"])
        self.notes = NoteStrip(parent=controls.contents)        # it scrolls with the controls
        controls.contents.layout().insertWidget(0, self.notes)
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
        top.addWidget(presets)
        top.addWidget(self.load)
        top.addWidget(self.search)
        layout.addLayout(top)
        layout.addWidget(controls, 1)
