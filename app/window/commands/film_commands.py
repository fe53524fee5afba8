"""The command that saves a film of the run on the screen, made beside the window, with its progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from app.engine.messages import Notice
from app.panels.panel import Panel
from app.window.actions import FILE, command
from app.window.commands.recent_files import RecentFiles
from app.window.dialogs.save_as import ask_path, say
from app.window.exports import Exports
from app.window.window import Window
from sims.params import N_
from widgets.language import _, chosen, sentence
from widgets.theme import themes

if TYPE_CHECKING:
    from app.export.film_process import FilmOrder

KINDS = {".gif": N_("GIF film (*.gif)"), ".webp": N_("WebP film (*.webp)"), ".mp4": N_("MP4 film (*.mp4)")}
NO_STEPS = N_("There is no step yet that a film could show: train first.")


class FilmCommands:
    """exports: makes them."""

    def __init__(self, window: Window, recent: RecentFiles, exports: Exports):
        self.window, self.recent, self.exports = window, recent, exports

    @command(N_("Save film…"), FILE)
    def save_film(self) -> None:
        """Of the runs of the panel in front, from a step to another."""
        panel = self.window.panel.page
        if self.exports.refuse_second():
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
                                  theme="dark" if themes.current.dark else "light", language=chosen(), **others))
        panel.client.ask(panel.group, "logs_from", taken, step=steps[0])

    def _begin(self, order: FilmOrder) -> None:
        name, count = Path(order.path).name, len(order.steps)
        self.exports.begin(order, count, _("Save film"), _("{file}: the run is replayed …").format(file=name),
                           lambda taken: _("{file}: the film is written …").format(file=name) if taken == count else
                           _("{file}: picture {number} of {count}").format(file=name, number=taken, count=count))
