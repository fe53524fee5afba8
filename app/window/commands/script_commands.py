"""Commands that give the run on the screen as a plain PyTorch script: on the clipboard, or as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication

from app.engine.messages import Notice, Script
from app.window.actions import FILE, command
from app.window.commands.file_commands import FileCommands
from app.window.dialogs.save_as import say, tell
from app.window.window import Window
from sims.params import N_
from widgets.language import _, sentence

NO_CHANGES = N_("The script has the settings as they are now from its first step on; the changes that this run has "
                "made on its way are not in it.")


class ScriptCommands:
    """files: writes the script."""

    def __init__(self, window: Window, files: FileCommands):
        self.window, self.files = window, files

    @command(N_("Copy PyTorch code"), FILE, "Ctrl+Alt+C")
    def copy_code(self) -> None:
        """The training of the run on the screen as a script, on the clipboard."""
        self._with_script(self._copy)

    @command(N_("Save as PyTorch script…"), FILE)
    def save_code(self) -> None:
        self._with_script(self._save)

    def _with_script(self, use: Callable[[str], None]) -> None:
        panel = self.window.panel
        panel.client.ask(panel.group, "script", partial(self._made, use))

    def _made(self, use: Callable[[str], None], script: Script | None, error: Notice | None) -> None:
        """What the script cannot express is said before it is used."""
        if error is not None:
            say(self.window.panel, sentence(error))
            return
        if script.leaves_out_changes:
            say(self.window.panel, _(NO_CHANGES))
        use(script.text)

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        tell(self.window, _("Copied: a script of {lines} lines, to be run with PyTorch alone").format(
            lines=text.count("\n")))

    def _save(self, text: str) -> None:
        self.files.save_text(_("Save as PyTorch script"), "gan", _("Python script (*.py)"), ".py", text)
