"""What the scenes of the distances panel have in common: controls, presets, notes, steps back and forth, undo."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.panels.notes import NoteStrip, wrapped
from sims.params import N_, ParameterError, change
from sims.simulation import Preset
from widgets.controls.parameters import ParameterControls
from widgets.language import _
from widgets.layout.height_fitting import HeightScroll, PliableWidget
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.grip import GripView

#: Changes of one parameter that follow each other faster than this are undone in one go.
ONE_GO_SECONDS = 0.8
#: Steps that can be gone back.
MOST_STEPS = 20_000


class Scene(QWidget):
    """One tab. What it shows is a pure function of (params, memory); a step leads from one such pair to the next.

    A subclass sets `title`, `Params`, builds its picture in `build()`, draws in `draw()`, and where something moves
    by itself gives the next pair in `following()`.
    """

    title = ""
    about = ""                          # the tool tip of its tab
    Params: type
    control_names: tuple[str, ...] | None = None
    presets: Mapping[str, Preset] = {}
    #: One line each: what the sources say, and what is right.
    notes: tuple[str, ...] = ()
    #: Why nothing plays here, for a scene that stands still.
    still = N_("Nothing moves by itself here: drag the handles.")
    step_name = N_("step")

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.params = self.start()
        self.memory: Any = self.beginning(self.params)
        self._path: list[tuple[Any, Any]] = [(self.params, self.memory)]
        self.step = 0
        self._undo: list[Any] = []
        self._redo: list[Any] = []
        self._last: tuple[str, float] = ("", 0.0)
        self.grips: dict[str, GripView] = {}
        self.controls = ParameterControls(self.Params, names=self.control_names)
        self.controls.changed.connect(lambda name, value: self.set_by_hand({name: value}))
        self._column = self.controls.widget().layout()
        self._add_presets()
        picture = PliableWidget()
        self.build(picture)
        self.notes_strip = NoteStrip(self.notes)
        scroll = HeightScroll(picture)
        left = QWidget()
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(2)
        stack.addWidget(scroll, 1)
        stack.addWidget(self.notes_strip)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.controls)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 4, 0)
        layout.addWidget(splitter)
        self.controls.show_values(self.params)
        self.draw()

    # What a subclass says --------------------------------------------------------------------------------------------

    def start(self) -> Any:
        """The params it opens with."""
        return self.Params()

    def build(self, picture: QWidget) -> None:
        raise NotImplementedError

    def draw(self) -> None:
        """Show self.params and self.memory."""
        raise NotImplementedError

    def beginning(self, params: Any) -> Any:
        """The memory that goes with params which a hand has set."""
        return None

    def following(self, params: Any, memory: Any) -> tuple[Any, Any] | None:
        """What comes after one step; None at the end of the way, or where nothing moves."""
        return None

    @property
    def moves(self) -> bool:
        """Whether there is a way to go at all."""
        return type(self).following is not Scene.following

    def new_seed(self) -> bool:
        """Another random draw; False where nothing is random."""
        return False

    @property
    def random(self) -> bool:
        return type(self).new_seed is not Scene.new_seed

    def text(self) -> str:
        """A few words on where it stands, for the transport bar."""
        return ""

    # Steps -----------------------------------------------------------------------------------------------------------

    @property
    def furthest(self) -> int:
        return len(self._path) - 1

    def advance(self, draw: bool = True) -> bool:
        """One step on; False at the end."""
        if self.step == self.furthest:
            found = self.following(self.params, self.memory) if self.furthest < MOST_STEPS else None
            if found is None:
                return False
            self._path.append(found)
        self._go(self.step + 1, draw)
        return True

    def seek(self, step: int) -> None:
        self._go(min(max(step, 0), self.furthest))

    def _go(self, step: int, draw: bool = True) -> None:
        self.step = step
        self.params, self.memory = self._path[step]
        if draw:
            self.show_all()

    def show_all(self) -> None:
        """Draw, and let the controls and the window follow."""
        self.controls.show_values(self.params)
        self.draw()
        self.changed.emit()

    # Changes by hand -------------------------------------------------------------------------------------------------

    def set_by_hand(self, values: Mapping[str, Any]) -> None:
        """New values of some parameters; the way begins again from here."""
        try:
            params = change(self.params, **values)
        except ParameterError as error:
            self.refused.emit(_(error.template).format(**error.fields))
            return
        if params == self.params:
            return
        name, now = ",".join(values), time.monotonic()
        if (name, True) != (self._last[0], now - self._last[1] < ONE_GO_SECONDS):
            self._undo.append(self.params)
            self._redo.clear()
        self._last = (name, now)
        self._begin(params)

    def use(self, preset: Preset) -> None:
        """All parameters as the preset says, the others as at the start."""
        self._undo.append(self.params)
        self._redo.clear()
        self._last = ("", 0.0)
        self._begin(change(self.start(), **preset.values))

    def show_params(self, params: Any) -> None:
        """Show these, without a trace in the undo list."""
        self._begin(params)

    def _begin(self, params: Any) -> None:
        self.params, self.memory = params, self.beginning(params)
        self._path, self.step = [(self.params, self.memory)], 0
        self.show_all()

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def undo(self) -> None:
        if self._undo:
            self._redo.append(self.params)
            self._last = ("", 0.0)
            self._begin(self._undo.pop())

    def redo(self) -> None:
        if self._redo:
            self._undo.append(self.params)
            self._last = ("", 0.0)
            self._begin(self._redo.pop())

    def reset(self) -> None:
        """Everything as at the start; the ranges of the plots, too."""
        for plot in self.findChildren(FunctionPlot):
            plot.plot.fit()
        if self.params != self.start():
            self._undo.append(self.params)
            self._redo.clear()
        self._begin(self.start())

    # Parts -----------------------------------------------------------------------------------------------------------

    def add_grip(self, key: str, plot: FunctionPlot, name: str, role: str | int, *, parameter: str = "",
                 **options: Any) -> GripView:
        """A handle; with `parameter`, it sets that one to where it is."""
        grip = GripView(plot.plot, name, role, **options)
        grip.held.connect(lambda on: None if on else self.show_all())
        if parameter:
            grip.moved.connect(lambda value: self.set_by_hand({parameter: value}))
        self.grips[key] = grip
        return grip

    @property
    def holding(self) -> bool:
        """A handle is in the hand: ranges stand still."""
        return any(grip.dragging for grip in self.grips.values())

    def add_to_column(self, widget: QWidget) -> None:
        """Below the controls, above what was said not to be so."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def _add_presets(self) -> None:
        if not self.presets:
            return
        combo = QComboBox()
        combo.setAccessibleName(_("Presets"))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        combo.addItem(_("Choose a preset …"), None)
        for key, preset in self.presets.items():
            combo.addItem(_(preset.title), key)
            combo.setItemData(combo.count() - 1, _(preset.help), Qt.ItemDataRole.ToolTipRole)
        combo.activated.connect(self._preset_chosen)
        self._preset_combo = combo
        self._preset_help = wrapped("", "muted")
        self._preset_help.hide()
        self._column.insertWidget(0, combo)
        self._column.insertWidget(1, self._preset_help)

    def _preset_chosen(self, index: int) -> None:
        key = self._preset_combo.itemData(index)
        self._preset_help.setText(_(self.presets[key].help) if key else "")
        self._preset_help.setVisible(bool(key))
        if key:
            self.use(self.presets[key])

    def show_controls(self, on: bool) -> None:
        """The controls, and what is said about the slides."""
        self.controls.setVisible(on)
        self.notes_strip.setVisible(on and bool(self.notes))


def labels(texts: Iterable[str]) -> str:
    """Numbers in a row, with room between them."""
    return "    ".join(texts)
