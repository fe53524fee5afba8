"""What the pictures of the distances panel have in common: they draw one run, and have handles that set parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.words.curves import tips_of
from sims.params import N_
from sims.simulation import Frame
from widgets.layout.height_fitting import HeightScroll, PliableWidget
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.items.grip import GripView


class Scene(QWidget):
    """The picture of one simulation; it needs nothing but a RunReport.

    A subclass sets `simulation` and `title`, builds its plots in `build` and draws `params` and `frame` in `draw`.

    simulation: its name in sims.registry. title, about: on its tab, and the tool tip there. start: what its parameters
    begin with, where that is not the default. hidden: parameters without a control. live: parameters that change while
    the run goes on; a change of any other begins it anew. default_speed: a key of SPEEDS. random: whether a new seed
    draws something else. notes: one line each: what the sources say, and what is right. still: why nothing plays, where
    `moves` says so. divergences: what to say of a diverged run, by the cause in its frame.

    edited(values): a hand has set parameters, {name: value}. preset_asked(name). seek_asked(step).
    """

    simulation = ""
    title = ""
    about = ""
    start: Mapping[str, Any] = {}
    hidden: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    default_speed = "step_10"
    random = False
    notes: tuple[str, ...] = ()
    still = N_("Nothing moves by itself here: drag the handles.")
    divergences: Mapping[str, str] = {}

    edited = Signal(object)
    preset_asked = Signal(str)
    seek_asked = Signal(int)

    params: Any                                 # of the run, as far as its steps have taken them
    frame: Frame

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.grips: dict[str, GripView] = {}
        picture = PliableWidget()
        self.build(picture)
        for plot in picture.findChildren(FunctionPlot):
            plot.legend.explain(tips_of(self.simulation))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(HeightScroll(picture))

    # What a subclass says --------------------------------------------------------------------------------------------

    def build(self, picture: QWidget) -> None:
        """Put the plots into `picture`."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show self.params and self.frame."""
        raise NotImplementedError

    def take(self, run: RunReport) -> None:
        """Keep what a subclass needs of a report beside its params and its frame, before it is drawn."""

    @classmethod
    def now(cls, params: Any, frame: Frame) -> Any:
        """The params with what the steps of the run have moved, which controls and handles show."""
        return params

    def moves(self) -> bool:
        """Whether there is anything to play."""
        return True

    def text(self) -> str:
        """A few words on where it stands, for the playback bar."""
        return ""

    # What it is used with --------------------------------------------------------------------------------------------

    def show_run(self, run: RunReport) -> None:
        """Draw this run."""
        self.params, self.frame = self.now(run.params, run.frame), run.frame
        self.take(run)
        self.draw()

    def set_by_hand(self, values: Mapping[str, Any]) -> None:
        """A hand sets these parameters."""
        self.edited.emit(dict(values))

    def fit(self) -> None:
        """Show everything: what a person has zoomed into is left."""
        for plot in self.findChildren(FunctionPlot):
            plot.plot.fit()

    def begin_anew(self, values: Mapping[str, Any], seed: int, going_on: bool) -> list[tuple[str, dict[str, Any]]]:
        """The commands (of RunGroup) that begin the run anew with all parameters at `values`.

        going_on: the same hand is still at it, and all that it does is undone in one go.
        """
        return [("place", {"values": dict(values), "going_on": going_on})]

    # Parts -----------------------------------------------------------------------------------------------------------

    def add_grip(self, key: str, plot: FunctionPlot, name: str, role: str | int, *, parameter: str = "",
                 **options: Any) -> GripView:
        """A handle; with `parameter`, it sets that one to where it is."""
        grip = GripView(plot.plot, name, role, **options)
        grip.held.connect(lambda on: None if on else self.draw())
        if parameter:
            grip.moved.connect(lambda value: self.set_by_hand({parameter: value}))
        self.grips[key] = grip
        return grip

    @property
    def holding(self) -> bool:
        """A handle is in the hand: ranges stand still."""
        return any(grip.dragging for grip in self.grips.values())


def labels(texts: Iterable[str]) -> str:
    """Numbers in a row, with room between them."""
    return "    ".join(texts)
