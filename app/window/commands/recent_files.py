"""The files that were saved or opened last: remembered in the settings, and a menu of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from app.window import settings as remembered
from app.window.actions import named
from app.window.window import Window
from sims.params import N_
from widgets.language import _

MOST_RECENT = 8


class RecentFiles:
    """The list, newest first, at most MOST_RECENT. open_path: called with the file that is chosen in `menu`."""

    def __init__(self, window: Window, open_path: Callable[[Path], None]):
        self.window, self.open_path = window, open_path
        self.menu = named(QMenu(window), N_("Open recent"))
        self.menu.aboutToShow.connect(self._list)

    def remember(self, path: Path) -> None:
        """Put a file at the head of the list."""
        others = [other for other in self.window.settings.recent if other != str(path)]
        self._keep((str(path), *others)[:MOST_RECENT])

    def forget_missing(self, path: Path) -> None:
        """Take a file that is gone off the list."""
        if str(path) in self.window.settings.recent and not os.path.exists(path):
            self._keep(tuple(other for other in self.window.settings.recent if other != str(path)))

    def folder(self) -> str:
        """Where the last file was, or the folder of the user."""
        folder = Path(self.window.settings.recent[0]).parent if self.window.settings.recent else Path.home()
        return str(folder) if os.path.isdir(folder) else str(Path.home())

    def _keep(self, recent: tuple[str, ...]) -> None:
        self.window.remember(recent=recent)
        remembered.save(self.window.settings, self.window.loaded_settings)

    def _list(self) -> None:
        self.menu.clear()
        for name in self.window.settings.recent:
            path = Path(name)
            text = f"{path.name}   ({path.parent})".replace("&", "&&")
            self.menu.addAction(text, partial(self.open_path, path))
        if self.window.settings.recent:
            self.menu.addSeparator()
            self.menu.addAction(_("Clear this list"), partial(self._keep, ()))
        else:
            self.menu.addAction(_("no file yet")).setEnabled(False)
