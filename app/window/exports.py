"""Exports under way beside the window, one at a time, with their progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressDialog

from app.window.dialogs.save_as import say, say_saved
from app.window.window import Window
from sims.params import N_, ParameterError
from widgets.language import _, sentence
from widgets.theme import themes

if TYPE_CHECKING:
    from app.export.export_process import Order
    from app.window.export_job import ExportJob

BUSY = N_("Another file is being made already; wait for it, or cancel it.")


class Exports:
    """progress: says how far it is, and cancels it; None where nothing is made."""

    def __init__(self, window: Window):
        self.window = window
        self.job: ExportJob | None = None
        self.progress: QProgressDialog | None = None

    def refuse_second(self) -> bool:
        """Whether something is being made; then that is said."""
        busy = self.job is not None and self.job.running
        if busy:
            say(self.window.panel, _(BUSY))
        return busy

    def begin(self, order: Order, count: int, title: str, first: str, text: Callable[[int], str]) -> None:
        """Make what is ordered, in so many parts. order.path: of the file. first: what is said until a part is done;
        text(parts done): from then on."""
        from app.window.export_job import ExportJob
        self.job = ExportJob(order, self.window)
        self.progress = QProgressDialog(self.window)
        self.progress.setWindowTitle(title)
        self.progress.setLabelText(first)
        self.progress.setAutoClose(False)
        self.progress.setAutoReset(False)
        self.progress.setMaximum(count)
        self.progress.setMinimumDuration(0)
        self.progress.setMinimumWidth(themes.current.pixels(380))
        self.progress.canceled.connect(self._cancel)
        self.progress.show()

        def show(done: int) -> None:
            self.progress.setValue(done)
            self.progress.setLabelText(text(done))
        self.job.progressed.connect(show)
        self.job.ended.connect(lambda error: self._ended(Path(order.path), error))

    def _cancel(self) -> None:
        self.job.call_off()
        self._drop_progress()

    def _ended(self, path: Path, error: ParameterError | None) -> None:
        self._drop_progress()
        if error is None:
            say_saved(self.window, path)
        else:
            say(self.window.panel, sentence(error))

    def _drop_progress(self) -> None:
        progress, self.progress = self.progress, None
        if progress is not None:
            progress.close()
            progress.deleteLater()

    def close(self) -> None:
        """The window closes: nothing is wanted any more."""
        self._drop_progress()
        if self.job is not None:
            self.job.close()
