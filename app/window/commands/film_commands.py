"""The command that saves a film of the run on the screen, made beside the window, with its progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QProgressDialog

from app.engine.messages import Notice
from app.panels.panel import Panel
from app.window.actions import FILE, command
from app.window.commands.recent_files import RecentFiles
from app.window.dialogs.save_as import ask_path, say, say_saved
from app.window.window import Window
from sims.params import N_, ParameterError
from widgets.language import _, sentence
from widgets.theme import themes

if TYPE_CHECKING:
    from app.export.film_process import FilmOrder
    from app.window.film_job import FilmJob

KINDS = {".gif": N_("GIF film (*.gif)"), ".webp": N_("WebP film (*.webp)"), ".mp4": N_("MP4 film (*.mp4)")}
NO_STEPS = N_("There is no step yet that a film could show: train first.")
BUSY = N_("A film is being made already; wait for it, or cancel it.")


class FilmCommands:
    """One film at a time. progress: says how far it is, and cancels it; None where none is made."""

    def __init__(self, window: Window, recent: RecentFiles):
        self.window, self.recent = window, recent
        self.job: FilmJob | None = None
        self.progress: QProgressDialog | None = None

    @command(N_("Save film…"), FILE)
    def save_film(self) -> None:
        """Of the runs of the panel in front, from a step to another."""
        panel = self.window.panel.page
        if self.job is not None and self.job.running:
            say(self.window.panel, _(BUSY))
            return
        if panel.report is None or not panel.report.furthest:
            say(self.window.panel, _(NO_STEPS))
            return
        from app.export.film import suffixes
        from app.window.dialogs.film_dialog import FilmDialog
        dialog = FilmDialog(panel.report.furthest, self.window)
        wanted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if not wanted:
            return
        path = ask_path(self.window, _("Save film"), self.recent.folder(), f"{panel.group}.gif",
                        ";;".join(_(KINDS[suffix]) for suffix in suffixes()), *suffixes())
        if path is not None:
            self._ask_for_logs(panel, path, dialog.steps, size=dialog.picture_size, rate=float(dialog.rate.value()))

    def _ask_for_logs(self, panel: Panel, path: Path, steps: tuple[int, ...], **others: Any) -> None:
        def taken(runs: tuple | None, error: Notice | None) -> None:
            if error is not None:
                say(self.window.panel, sentence(error))
                return
            from app.export.film_process import FilmOrder
            self._begin(FilmOrder(runs, steps, path=str(path), device=panel.report.device,
                                  theme="dark" if themes.current.dark else "light", **others))
        panel.client.ask(panel.group, "logs_from", taken, step=steps[0])

    def _begin(self, order: FilmOrder) -> None:
        from app.window.film_job import FilmJob
        name, count = Path(order.path).name, len(order.steps)
        self.job = FilmJob(order, self.window)
        self.progress = QProgressDialog(self.window)
        self.progress.setWindowTitle(_("Save film"))
        self.progress.setLabelText(_("{file}: the run is replayed …").format(file=name))
        self.progress.setAutoClose(False)
        self.progress.setAutoReset(False)
        self.progress.setMaximum(count)
        self.progress.setMinimumDuration(0)
        self.progress.setMinimumWidth(themes.current.pixels(380))
        self.progress.canceled.connect(self._cancel)
        self.progress.show()

        def show(taken: int) -> None:
            self.progress.setValue(taken)
            self.progress.setLabelText(
                _("{file}: the film is written …").format(file=name) if taken == count else
                _("{file}: picture {number} of {count}").format(file=name, number=taken, count=count))
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
        """The window closes: no film is wanted any more."""
        self._drop_progress()
        if self.job is not None:
            self.job.close()
