"""Commands about links: the run on the screen as one line of text, and a line of text as the run on the screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from app.panels.panel import Panel
from app.window.actions import FILE, command
from app.window.commands.file_commands import FileCommands
from app.window.dialogs.save_as import say, tell
from app.window.window import Window
from sims.params import N_, ParameterError, parameters
from widgets.language import _, sentence

SHOWN_LETTERS = 100
NO_PANEL = N_("The link is of {count} runs of the simulation “{simulation}”, which no panel here shows.")
NOT_HERE = N_("The link was not opened: the panel shows no other {name} than {value}.")


class LinkCommands:
    """files: asks about a run that a link would replace."""

    def __init__(self, window: Window, files: FileCommands):
        self.window, self.files = window, files

    @command(N_("Copy link"), FILE, "Ctrl+Shift+C", separated=True)
    def copy_link(self) -> None:
        """The runs on the screen, with their seed and step, as text on the clipboard."""
        from app.sessions.link import write_link
        panel = self.window.panel
        if not panel.logs():
            return
        try:
            link = write_link(panel.logs())
        except ParameterError as error:
            say(panel, sentence(error))
            return
        QApplication.clipboard().setText(link)
        shown = link if len(link) <= SHOWN_LETTERS else link[:SHOWN_LETTERS - 2] + " …"
        tell(self.window, _("Copied: {link}").format(link=shown))

    @command(N_("Open link…"), FILE, "Ctrl+L")
    def open_link(self) -> None:
        """Ask for a link; one on the clipboard is proposed."""
        from app.sessions.link import EXAMPLE, is_link
        copied = QApplication.clipboard().text()
        text, taken = QInputDialog.getText(self.window, _("Open link"), _("A link, such as {example}").format(
            example=EXAMPLE), text=copied.strip() if is_link(copied) else "")
        if taken and text.strip():
            self.open_text(text)

    def open_text(self, text: str) -> None:
        """Show the run of a link, in the panel that it belongs to. A bad link changes nothing and is one sentence."""
        from app.sessions.link import read_link
        try:
            link = read_link(text)
            self._panel_of(link.simulation, link.logs)
        except ParameterError as error:
            say(self.window.panel, sentence(error))
            return
        if not link.unknown or self._wants_the_rest(link.unknown):
            self.show_runs(link.simulation, link.logs)

    def show_runs(self, simulation: str, logs: tuple) -> None:
        """Show the runs of these logs side by side, paused where they stand, in the panel that they belong to."""
        try:
            panel = self._panel_of(simulation, logs)
        except ParameterError as error:
            say(self.window.panel, sentence(error))
            return
        show = partial(self._show, panel, simulation, logs)
        if not self.files.asks_about_unsaved([panel], show):
            show()

    def _panel_of(self, simulation: str, logs: tuple) -> Panel:
        """The panel for these runs. Raises ParameterError where none can show them as they are."""
        panel = self.window.tabs.that(lambda kind: kind.shows(simulation, len(logs)))
        if panel is None:
            raise ParameterError(NO_PANEL, simulation=simulation, count=len(logs))
        from sims import registry
        for name in panel.fixed:
            declared = parameters(registry.params_type(simulation))[name]
            if any(log["params"][name] != declared.default for log in logs):
                raise ParameterError(NOT_HERE, name=_(declared.label) or name, value=declared.default)
        return panel

    def _wants_the_rest(self, unknown: tuple[ParameterError, ...]) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, "Saddle",
                          _("This link says things that this version of Saddle does not know. Open the rest?"),
                          QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel, self.window)
        box.setInformativeText("\n".join(sentence(error) for error in unknown[:8]))
        wanted = box.exec() == QMessageBox.StandardButton.Open
        box.deleteLater()
        return wanted

    def _show(self, panel: Panel, simulation: str, logs: tuple) -> None:
        self.window.show_panel(panel)
        panel.show_logs(simulation, logs)
