"""What the main window asks of a panel, with a default for everything that not every panel has.

A panel is one tab of the window. Most show runs of the engine (see run_panel.py). The window asks only for what is
declared here, so it never has to look whether a panel has something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.engine.messages import Notice, Report
from app.panels.banner import Banner
from app.sessions.saved_run import SavedRun
from widgets.language import _
from widgets.turns import InTurns

#: Commands whose keys a panel may leave without effect.
COMMANDS = ("play", "step", "sub_step", "back", "sub_back", "restart", "new_seed", "reset", "undo", "redo", "faster",
            "slower", "go_to_step", "branches", "stop_when")
PARTS = ("steps", "curves", "controls")
#: Commands that not every panel has, by their names in the window.
OFFERS = ("experiments", "scores", "save_scores", "find_setting", "all_settings", "welcome",
          "copy_code", "save_code", "compare", "many_seeds", "step_d", "step_g", "next_surface")


class Pages(Protocol):
    """Tabs, as QTabBar and WrappingTabs have them."""

    def isVisible(self) -> bool: ...
    def count(self) -> int: ...
    def currentIndex(self) -> int: ...
    def setCurrentIndex(self, index: int) -> None: ...
    def isTabVisible(self, index: int) -> bool: ...


class Panel(QWidget):
    """One tab of the main window.

    group: its name in settings, in saved files and in the engine, as PANELS has it. parts: which of PARTS it can fold
    away. fixed: parameters of which it can show no value but the default. offers: which of OFFERS do something here.
    about: one translatable sentence on what is seen, for where no preset says it.
    saves_runs: whether its runs can be saved to a file and opened again. asks_to_save: whether a run here may be worth
    a question before it goes. client: of the engine that has its runs, an EngineClient or a LocalClient; None where it
    has none. banner: where one sentence is said across the top; the panel puts it into its layout.
    report: the last that the engine sent of its runs; None where there is none, or none yet.

    welcomed: the card of the first start is gone. tour_asked: a person wants the tour that it offers. open_asked: a
    person wants to open a file. status_changed: the window should read `status_text` and `availability` again.
    table_offered(name, text): a person wants these comma-separated values as a file, to be called like that.
    sources_asked: wants to see what the sources are that a note names. kept(run): wants to go on in the lab with this
    SavedRun. pair_asked(key): wants to see this one of the pairs of the compare panel. branch_compared(number): wants
    to see the run beside this one of its branches. run_asked(simulation, logs): wants to see the run of these logs, as
    Run.log() has them. json_offered(name, text): wants this JSON as a file. picture_asked(widget): wants a picture of a
    part of the panel.
    """

    group = ""
    parts: tuple[str, ...] = PARTS
    about = ""
    fixed: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    saves_runs = False
    asks_to_save = False
    client: Any = None
    welcomed = Signal()
    tour_asked = Signal()
    open_asked = Signal()
    status_changed = Signal()
    table_offered = Signal(str, str)
    sources_asked = Signal()
    kept = Signal(object)
    pair_asked = Signal(str)
    branch_compared = Signal(int)
    run_asked = Signal(str, object)
    json_offered = Signal(str, str)
    picture_asked = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.banner = Banner(self)
        self.report: Report | None = None
        self.later = InTurns(self)              # builds what is not seen at first

    @property
    def origin(self) -> str:
        """The file that its runs come from or were saved to; "" for none."""
        return self.report.origin if self.report is not None else ""

    @property
    def page(self) -> Panel:
        """The panel whose runs are in front: this one, or the page of it that is."""
        return self

    @property
    def hero(self) -> QWidget:
        """What a class looks at: the picture with its pages, without the controls."""
        return self

    def lecture_controls(self) -> QWidget | None:
        """The few controls that one lectures with, for the bar of a presentation; None where it has none."""
        return None

    def sentence(self) -> str:
        """One sentence on what to look at, as rich text; "" for none."""
        return escape(_(self.about)) if self.about else ""

    @property
    def page_tabs(self) -> Pages | None:
        """The tabs of its pages; None where it has none now."""
        return None

    def show_about(self, on: bool) -> None:
        """Say across the top what is seen, where no preset does; as in a presentation."""

    @classmethod
    def titles(cls) -> Mapping[str, str]:
        """The translated titles of the groups of runs that it shows, where it has several."""
        return {}

    @classmethod
    def preset_titles(cls) -> Mapping[str, str]:
        """The translated titles of its presets, by the names that `use_preset` takes."""
        return {}

    def use_preset(self, name: str) -> None:
        """Begin anew as one of its presets says."""
        raise NotImplementedError

    @classmethod
    def view_titles(cls) -> Mapping[str, str]:
        """The translated titles of its pages, scenes and layers, by the names that `open_view` takes."""
        return {}

    @classmethod
    def view_sentences(cls) -> Mapping[str, str]:
        """What is to be seen on each of its pages and scenes, translated, by the names of `view_titles`."""
        return {}

    def open_view(self, name: str) -> None:
        """Show one of `view_titles`; once its run is there, where it needs one."""
        raise NotImplementedError

    def seen(self, name: str) -> QWidget | None:
        """Where what one of `view_titles` opens is to be seen; None where that is no one place."""
        return None

    def close_view(self, name: str) -> None:
        """Take back what `open_view` has put over what is seen anyway, such as a layer; a page stays."""

    def show_setting(self, name: str) -> None:
        """Bring the control of this parameter to sight, and put the focus on it."""
        raise NotImplementedError

    def logs(self) -> tuple[Mapping[str, Any], ...]:
        """The runs that it shows, as Run.log() has them; none before they are there."""
        return () if self.report is None else tuple(run.log for run in self.report.runs)

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        """Whether it can show so many runs of this simulation side by side."""
        return False

    def spread(self, log: Mapping[str, Any]) -> None:
        """Train many seeds with the settings and the changes of this log, as Run.log() has it."""
        raise NotImplementedError

    def compare(self, first: SavedRun, second: SavedRun, then: Callable[[object, Notice | None], None]) -> None:
        """Show these runs side by side; then as `load` of a RunPanel has it."""
        raise NotImplementedError

    def show_logs(self, simulation: str, logs: tuple[Mapping[str, Any], ...]) -> None:
        """Show these runs, as `logs` has them, paused where they stand; once the panel is in front."""
        raise NotImplementedError

    def status_text(self) -> str:
        """The line at the foot of the window."""
        return ""

    def availability(self) -> Mapping[str, bool]:
        """Which of COMMANDS, and whether "presets", can do something now; what is not named is left as it is."""
        return {}

    def command(self, name: str, /, **arguments: Any) -> None:
        """Carry out one of COMMANDS ("toggle" for play)."""
        raise NotImplementedError

    def reset(self) -> None:
        """Back to what the panel opened with."""
        raise NotImplementedError

    def change_speed(self, by: int) -> None:
        """Faster (1) or slower (-1), to the next of the speeds that can be chosen."""
        raise NotImplementedError

    def go_to_step(self) -> None:
        """Let a person type the step to go to."""

    def go_to_branches(self) -> None:
        """Put the focus on the tree of branches."""

    def choices(self) -> Mapping[str, str]:
        """What was chosen here that the next start takes up, such as a speed: {group.what: value}."""
        return {}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        """Take up `choices` of the last time, among those of other panels, before it opens. What it does not know
        is left."""

    def ask_where_to_pause(self) -> None:
        """Ask at what playing is to pause by itself."""

    def open_presets(self) -> None:
        """Show the gallery of presets."""

    def step_of(self, player: str) -> None:
        """One step in which only this player moves, "d" or "g"."""

    def show_next_surface(self) -> None:
        """Show another view of the discriminator."""

    def open_experiments(self) -> None:
        """Show the experiments."""

    def welcome(self) -> None:
        """Show the card that says what is seen."""

    def find_setting(self) -> None:
        """Put the cursor where a setting is searched."""

    def show_all_settings(self, on: bool) -> None:
        """Show all settings or only the basic ones."""

    def open_scores(self) -> None:
        """Show the scores of the last minibatch."""

    def save_scores(self) -> None:
        """Offer the same as a table."""

    def use_device(self, device: str) -> None:
        """Go on with this device ("auto", "cpu", "cuda" or "mps"); nothing to do where no engine computes."""

    def set_active(self, on: bool) -> None:
        """It comes to the front, or another one does."""
        raise NotImplementedError

    def complete(self) -> None:
        """Build now what of it is left for later turns of the event loop."""
        self.later.finish()

    def once_complete(self, then: Callable[[], object]) -> None:
        """Call this when nothing of it is left to be built."""
        self.later.do(then)

    def take_over(self, before: Any) -> None:
        """Show what this panel of the same kind shows, which goes: it was built in another language."""

    def shut_down(self) -> None:
        """The window closes: end what works for this panel alone."""

    def show_part(self, part: str, on: bool) -> None:
        """Fold or unfold one of `parts`."""
        raise NotImplementedError
