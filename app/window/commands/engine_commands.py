"""What the window says and can do where the training process has failed too often, or does not answer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox

from app.window.actions import RUN, command
from app.window.commands.file_commands import FileCommands
from app.window.window import Window
from sims.params import N_
from widgets.language import _

SILENT = N_("The training process does not answer. Wait, or choose Run > Start the training process anew.")
SILENT_FOR = N_("The training process has not answered for {seconds} s.")


class EngineCommands(QObject):
    """window: whose client it listens to. files: offers to save a run that no process holds any more."""

    def __init__(self, window: Window, files: FileCommands):
        super().__init__(window)
        self.window, self.files = window, files
        self._asked: QMessageBox | None = None
        self._told: set[str] = set()            # the panels in which it was said that there is no answer
        window.client.ended.connect(self._ask)
        window.client.silent.connect(self._tell)

    @command(N_("Start the training process anew"), RUN, separated=True)
    def start_engine(self) -> None:
        """End the process where there is one, and go on in a new one from what the window was told last."""
        self.window.client.replace()

    @Slot(str)
    def _ask(self, last_words: str) -> None:
        if self._asked is None and self.window.isVisible():
            from app.window.dialogs.engine_ended import ask
            self._asked = box = ask(self.window, last_words, self.window.client.start_again, self._save)
            box.finished.connect(lambda: self._forget(box))

    def _forget(self, box: QMessageBox) -> None:
        if self._asked is box:
            self._asked = None

    def _save(self) -> None:
        """Offer to save the run; the question is back then."""
        self._asked = None
        self.files.save_without_engine(lambda: self._ask(self.window.client.last_words))

    @Slot(int)
    def _tell(self, seconds: int) -> None:
        """seconds: since the process was heard of last; 0: it answers again."""
        panel = self.window.panel
        if seconds:
            if panel.group not in self._told:               # once: what is said there later is to be read, too
                self._told.add(panel.group)
                panel.banner.show_text(_(SILENT), "engine")
            self.window.statusBar().showMessage(_(SILENT_FOR).format(seconds=seconds))
        else:
            self._told.clear()
            for built in self.window.tabs.built:
                built.banner.clear("engine")
            self.window.statusBar().clearMessage()
