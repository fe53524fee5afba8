"""Commands between the GAN lab and the panel that compares: a run goes there as A and B, and one of them comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.messages import Notice
from app.panels.panel import Panel
from app.window.actions import RUN, command
from app.window.commands.file_commands import FileCommands
from app.window.dialogs.save_as import say
from app.window.window import Window
from sims.params import N_
from widgets.language import sentence

if TYPE_CHECKING:
    from app.sessions.saved_run import SavedRun

LAB, COMPARE = "gan", "compare"         # groups of the two panels


class CompareCommands:
    """files: asks about a run of the lab that another one would replace."""

    def __init__(self, window: Window, files: FileCommands):
        self.window, self.files = window, files

    @command(N_("Compare: this run as A and B"), RUN, "C")
    def compare(self) -> None:
        """Show the run of the lab twice, with the same log up to here, to change one of them."""
        lab, beside = self.window.panel_of(LAB), self.window.panel_of(COMPARE)

        def taken(runs: tuple[SavedRun, ...] | None, error: Notice | None) -> None:
            if error is None:
                beside.compare(runs[0], runs[0], lambda value, error: self._show(beside, error))
            else:
                self._show(lab, error)
        lab.client.ask(LAB, "hand_over", taken)

    def compare_branch(self, number: int) -> None:
        """Show the run of the lab beside one of its branches, both at the step where the run is."""
        lab, beside = self.window.panel_of(LAB), self.window.panel_of(COMPARE)

        def taken(runs: tuple[SavedRun, SavedRun] | None, error: Notice | None) -> None:
            if error is None:
                beside.compare(*runs, lambda value, error: self._show(beside, error))
            else:
                self._show(lab, error)
        lab.client.ask(LAB, "beside_branch", taken, number=number)

    def open_pair(self, key: str) -> None:
        """Show one of the pairs of the sources, playing."""
        beside = self.window.panel_of(COMPARE)
        self.window.show_panel(beside)
        beside.use_preset(key)

    def keep(self, run: SavedRun) -> None:
        """Go on with this run in the lab."""
        lab = self.window.panel_of(LAB)

        def load() -> None:
            lab.load((run,), "", lambda value, error: self._show(lab, error))
        if not self.files.asks_about_unsaved([lab], load):
            load()

    def _show(self, panel: Panel, error: Notice | None) -> None:
        if error is None:
            self.window.show_panel(panel)
        else:
            say(self.window.panel, sentence(error))
