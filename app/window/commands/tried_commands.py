"""The command that shows what was tried, and what is done with a run of the list: open, compare, save as CSV."""

from __future__ import annotations

from weakref import WeakSet

from app.panels.panel import Panel
from app.window.actions import RUN, command
from app.window.commands.file_commands import FileCommands
from app.window.commands.link_commands import LinkCommands
from app.window.tried.tried_runs import TriedRun, TriedRuns, as_csv
from app.window.window import Window
from sims.params import N_


class TriedCommands:
    """runs: what was tried so far, filled from the reports of the panels. dialog: the table, once it was opened."""

    def __init__(self, window: Window, files: FileCommands, links: LinkCommands):
        self.window, self.files, self.links = window, files, links
        self.runs = TriedRuns()
        self.dialog = None
        self._watched = WeakSet()               # clients, which panels may share; some go with their panel

    def watch(self, panel: Panel) -> None:
        """Remember the runs of this panel from now on."""
        if panel.client is not None and panel.client not in self._watched:
            self._watched.add(panel.client)
            panel.client.reported.connect(self.runs.take)

    @command(N_("What was tried…"), RUN, "Shift+T")
    def show_tried(self) -> None:
        """Every run of this session in a table beside the window."""
        if self.dialog is None:
            from app.window.tried.table import TriedDialog
            self.dialog = TriedDialog(self.runs, self.window.tabs.titles(), self._can_compare, self.window)
            self.dialog.opened.connect(lambda run: self._show(run))
            self.dialog.compared.connect(lambda one, other: self._show(one, other))
            self.dialog.saved.connect(lambda runs: self.files.save_table("tried", as_csv(runs)))
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def forget_dialog(self) -> None:
        """The next one is in the language of then."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None

    def _can_compare(self, simulation: str) -> bool:
        return self.window.tabs.can(lambda kind: kind.shows(simulation, 2))

    def _show(self, *runs: TriedRun) -> None:
        self.links.show_runs(runs[0].log["simulation"], tuple(run.log for run in runs))
