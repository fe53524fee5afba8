"""The phases of one training step as buttons in a row: whose move each is, which ran last and which comes next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from sims.simulation import Phase
from widgets.controls.one_stop import OneStop
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.layout.height_fitting import FittingColumn
from widgets.theme import themes

#: Which colour of the theme a player has; others have the accent.
PLAYER_ROLES = {"d": "critic", "g": "generator", "x": "real", "y": "generated", "θ": "real", "ψ": "generated"}


@dataclass(frozen=True)
class Block:
    """Phases of one player that follow each other; `rounds` of them when they repeat, one tuple a round."""

    player: str
    rounds: tuple[tuple[int, ...], ...]     # indices into the phases of the step


def blocks_of(phases: tuple[Phase, ...]) -> list[Block]:
    """The phases gathered by player; the repeats of one player's round become the rounds of one block."""
    runs: list[tuple[Phase, list[int]]] = []
    for index, phase in enumerate(phases):
        last = runs[-1][0] if runs else None
        if last is None or (last.player, last.repeat, last.repeats) != (phase.player, phase.repeat, phase.repeats):
            runs.append((phase, []))
        runs[-1][1].append(index)
    blocks: list[Block] = []
    previous = None
    for phase, indices in runs:
        if previous is not None and phase.repeat > 0 and \
                (previous.player, previous.repeats) == (phase.player, phase.repeats):
            blocks[-1] = Block(phase.player, (*blocks[-1].rounds, tuple(indices)))
        else:
            blocks.append(Block(phase.player, (tuple(indices),)))
        previous = phase
    return blocks


class PhaseListView(FittingColumn):
    """A button ("chip") for each phase, in order. Of a repeated block only one round is shown, with a counter.

    phase_clicked(phase): the user has clicked on a Phase.
    """

    phase_clicked = Signal(object)

    def __init__(self, parent=None):
        super().__init__(parent, spacing=6)
        self._phases: tuple[Phase, ...] = ()
        self._done: Phase | None = None
        self._next = 0
        self._blocks: list[_BlockView] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)     # its chips take the focus
        self.setAccessibleName(_("Phases of a step"))
        themes.changed.connect(self._light)

    def show_phases(self, phases: tuple[Phase, ...], done: Phase | None, next_index: int) -> None:
        """phases: of a whole step. done: the one that ran last, None before the first. next_index: of the next."""
        phases = tuple(phases)
        if (phases, done, next_index) == (self._phases, self._done, self._next) and self._blocks:
            return
        rebuilt = phases != self._phases
        self._phases, self._done, self._next = phases, done, next_index
        if rebuilt:
            self._rebuild()
        self._light()

    def _rebuild(self) -> None:
        for view in self._blocks:
            self.column.removeWidget(view)
            view.clicked.disconnect(self.phase_clicked)     # of a press on it that ends only now
            view.deleteLater()
        self._blocks = []
        for block in blocks_of(self._phases):
            view = _BlockView(block, self._phases)
            view.clicked.connect(self.phase_clicked)
            self.column.addWidget(view)
            view.show()         # at once, or it would count for nothing when the height is asked for
            self._blocks.append(view)

    def _light(self) -> None:
        done = self._phases.index(self._done) if self._done in self._phases else -1
        for view in self._blocks:
            view.light(done, self._next)
        self.updateGeometry()
        self._show_current()

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest chip, with a bar beside it."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self.widget().minimumSizeHint().width() + bar, super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._show_current()

    def _show_current(self) -> None:
        """Where not all chips have room: that of the next phase, and above all that of the one just done."""
        for chip in (*(view.next_chip for view in self._blocks), *(view.done_chip for view in self._blocks)):
            if chip is not None:
                self.ensureWidgetVisible(chip, 0, 4)


class _BlockView(QFrame):
    """The chips of one player behind a stripe in the player's colour."""

    clicked = Signal(object)

    def __init__(self, block: Block, phases: tuple[Phase, ...]):
        super().__init__()
        self._block, self._phases, self._round = block, phases, 0
        self.setObjectName("phases")
        self._heading = QLabel()
        self._chips: list[QToolButton] = []
        stop = OneStop(self, lambda: self._chips)
        self.next_chip: QToolButton | None = None     # of the phase that comes next, if it is here
        self.done_chip: QToolButton | None = None     # of the one that ran last
        chips = QWidget()
        flow = FlowLayout(chips, spacing=4)
        for place, index in enumerate(block.rounds[0]):
            chip = QToolButton()
            chip.setText(_(phases[index].label))
            chip.setAccessibleName(_(phases[index].label))
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            chip.clicked.connect(lambda _checked=False, place=place: self._click(place))
            flow.addWidget(chip)
            self._chips.append(chip)
            stop.watch(chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 2, 0, 2)
        layout.setSpacing(3)
        layout.addWidget(self._heading)
        layout.addWidget(chips)

    def light(self, done: int, following: int) -> None:
        """Fill the chip of the phase that is done, outline that of the one which follows (both are indices)."""
        rounds = self._block.rounds
        self._round = next((number for index in (done, following) for number, indices in enumerate(rounds)
                            if index in indices), self._round)
        self._heading.setText(self._heading_text())
        theme = themes.current
        colour = theme.colour(PLAYER_ROLES.get(self._block.player, "accent")).name()
        stripe = f"QFrame#phases {{ border: none; border-left: {theme.pixels(4)}px solid {colour}; }}"
        if stripe != self.styleSheet():
            self.setStyleSheet(stripe)
        self.next_chip = self.done_chip = None
        for chip, index in zip(self._chips, rounds[self._round]):
            if index == following:
                self.next_chip = chip
            if index == done:
                self.done_chip = chip
            state = "done" if index == done else "next" if index == following else ""
            sheet = _chip_sheet(theme, colour, state)
            if sheet != chip.styleSheet():      # setting one costs far more than reading it
                chip.setStyleSheet(sheet)
            chip.setToolTip({"done": _("just done"), "next": _("comes next")}.get(state, _("go there")))

    def _heading_text(self) -> str:
        heading = {"d": _("discriminator"), "g": _("generator")}.get(self._block.player, self._block.player)
        if len(self._block.rounds) < 2:
            return heading
        return _("{player}, update {number} of {count}").format(
            player=heading, number=self._round + 1, count=len(self._block.rounds))

    def _click(self, place: int) -> None:
        self.clicked.emit(self._phases[self._block.rounds[self._round][place]])


def _chip_sheet(theme, colour: str, state: str) -> str:
    fill, ink, border, width = {"done": (colour, theme.ground, colour, 1),
                                "next": (theme.raised, theme.ink, colour, 2)}.get(
        state, (theme.raised, theme.ink, theme.border, 1))
    inner = 4 - width
    # Another border would not be seen beside that of the phase which comes next.
    focus = (f"background: {theme.raised}; color: {theme.ink};" if state == "done" else
             f"background: {theme.accent}; color: {theme.ground};")
    return (f"QToolButton {{ background: {fill}; color: {ink}; border: {width}px solid {border}; min-height: 0;"
            f" border-radius: {theme.pixels(9)}px; padding: {inner}px {theme.pixels(8) - width}px; }}"
            f"QToolButton:focus {{ {focus} border: 2px solid {theme.accent}; padding: 2px {theme.pixels(8) - 2}px; }}")
