"""Commands about files: runs saved and opened, traces and tables as CSV; also by drop and by double click."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu

from app.files import write_text
from app.window.actions import FILE, command
from app.window.commands.recent_files import RecentFiles
from app.window.dialogs.save_as import ask_path, say_not_written, say_saved
from app.window.presenter import Presenter
from app.window.window import Window
from sims.params import N_
from widgets.language import _

if TYPE_CHECKING:
    from app.panels.panel import Panel
    from app.panels.run_panel import RunPanel
    from app.window.commands.saved_runs import SavedRuns

CSV_FILES = N_("Comma-separated values (*.csv)")
JSON_FILES = N_("JSON (*.json)")
RUN_FILES = N_("Saddle run (*.saddle)")


class FileCommands:
    """Opens and saves. A file that is refused changes nothing, and is one sentence in the banner of a panel.

    recent: the files of the last times, with their menu.
    """

    def __init__(self, window: Window, presenter: Presenter):
        self.window, self.presenter = window, presenter
        self.recent = RecentFiles(window, self.open_path)

    @cached_property
    def runs(self) -> SavedRuns:
        """Loaded at the first use: it brings numpy, for which the first paint of the window need not wait."""
        from app.window.commands.saved_runs import SavedRuns
        return SavedRuns(self.window, self.presenter, self.recent)

    def add_menus(self, menu: QMenu, actions: Mapping[str, QAction]) -> None:
        """Add the menu of recent files to the menu of files."""
        menu.insertMenu(actions["save"], self.recent.menu)

    # Commands --------------------------------------------------------------------------------------------------------

    @command(N_("Open run…"), FILE, "Ctrl+O")
    def open(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self.window, _("Open run"), self.recent.folder(), _(RUN_FILES))
        if path:
            self.open_path(Path(path))

    @command(N_("Save run"), FILE, "Ctrl+S")
    def save(self) -> None:
        """Into the file that the run comes from; without one, ask."""
        if (panel := self._panel) is not None:
            self.runs.save(panel)

    @command(N_("Save run as…"), FILE, "Ctrl+Shift+S")
    def save_as(self) -> None:
        if (panel := self._panel) is not None:
            self.runs.save_as(panel)

    @command(N_("Save trace as CSV…"), FILE, "Ctrl+Shift+E", separated=True)
    def save_trace(self) -> None:
        """All rows of the trace."""
        if (panel := self._panel) is not None:
            self.runs.save_trace(panel)

    @command(N_("Save scores of the minibatch as CSV…"), FILE)
    def save_scores(self) -> None:
        """The points and scores of the last step, point by point."""
        self.window.panel.save_scores()

    def open_path(self, path: Path) -> None:
        """Open the run in a file, in the panel that it belongs to."""
        self.runs.open(path)

    def save_without_engine(self, then: Callable[[], None]) -> None:
        """Offer to save the run where the engine cannot be asked for it any more; then()."""
        if (panel := self._panel) is not None:
            self.runs.save_log(panel)
        then()

    def save_table(self, name: str, text: str) -> None:
        """Save numbers that a panel offers. name: what is proposed, without suffix. text: comma-separated."""
        self.save_text(_("Save numbers"), name, _(CSV_FILES), ".csv", text)

    def save_json(self, name: str, text: str) -> None:
        """Save numbers that a panel offers. name: what is proposed, without suffix. text: JSON."""
        self.save_text(_("Save numbers"), name, _(JSON_FILES), ".json", text)

    def save_text(self, title: str, name: str, kinds: str, suffix: str, text: str) -> None:
        """Ask for a file and write a text into it. name: what is proposed, without suffix."""
        path = ask_path(self.window, title, self.recent.folder(), name + suffix, kinds, suffix)
        if path is None:
            return
        try:
            write_text(path, text)
        except OSError as error:
            say_not_written(self.window.panel, path, error)
        else:
            say_saved(self.window, path)

    def asks_about_unsaved(self, panels: Iterable[Panel], go_on: Callable[[], object]) -> bool:
        """Whether it asks first, because a run of these panels would be missed; then go_on() once that is settled."""
        return self.runs.asks_about_unsaved(panels, go_on)

    def show_state(self) -> None:
        """Enable the commands that have a run to work on, and show the name of its file in the title."""
        for key in ("save", "save_as", "save_trace"):
            self.window.actions_by_key[key].setEnabled(self._panel is not None)
        self.runs.show_title()

    @property
    def _panel(self) -> RunPanel | None:
        """The panel in front, where it has runs that can be saved."""
        panel = self.window.panel
        return panel if panel.saves_runs and panel.report is not None else None

    # Files from other programs ---------------------------------------------------------------------------------------

    def take_drop(self, event: QDropEvent) -> bool:
        """Whether it is a file that can be opened; where it has been let go of, open it."""
        urls = event.mimeData().urls()
        if len(urls) != 1 or not urls[0].isLocalFile() or not urls[0].toLocalFile().lower().endswith(".saddle"):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.open_path(Path(urls[0].toLocalFile()))
        return True
