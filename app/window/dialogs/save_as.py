"""Asking where a file is to be saved, and saying how it went."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.files import other_ending
from app.panels.panel import Panel
from app.window.window import Window
from sims.params import N_
from widgets.language import _

OTHER_FORMAT = N_("{file} was not saved: this can be written as {ending}, not as {other}. Save it with another ending.")
SHOWN_MILLISECONDS = 8000
SAVED = N_("{file} was saved in {folder}.")
NOT_WRITTEN = N_("{file} could not be written: {reason}. Save it in another folder.")


def ask_path(window: Window, title: str, folder: str, name: str, kinds: str, *suffixes: str) -> Path | None:
    """Where to save; None where the person thinks better of it. Where the name has none of the suffixes, the one of the
    kind that was chosen is added.

    A name with the ending of another format is refused in the banner: what is in a file would not be what it says.
    name: what is proposed; in `folder`, unless it is a whole path.
    """
    chosen, kind = QFileDialog.getSaveFileName(window, title, str(Path(folder) / name), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    suffix = next((suffix for suffix in suffixes if f"*{suffix}" in kind), suffixes[0])
    if path.suffix.lower() in suffixes:
        return path
    if other := other_ending(path, suffix):
        say(window.panel, _(OTHER_FORMAT).format(file=path.name, ending=_(" or ").join(suffixes), other=other))
        return None
    path = path.with_name(path.name + suffix)           # a name that the dialog has not asked about
    if os.path.exists(path) and QMessageBox.question(
            window, "Saddle", _("{file} is there already. Replace it?").format(file=path.name)
            ) != QMessageBox.StandardButton.Yes:
        return None
    return path


def say(panel: Panel, text: str, passing: bool = False) -> None:
    """Say a sentence about a file in the panel's banner. passing: it goes away by itself."""
    panel.banner.clear("file")                          # so that the same sentence can be said again
    panel.banner.show_text(text, "file", passing)


def say_not_written(panel: Panel, path: Path, error: OSError, otherwise: str = "") -> None:
    """Say in the panel's banner that a file could not be written, and why.

    otherwise: the reason where the system gives none.
    """
    reason = error.strerror or otherwise or type(error).__name__
    say(panel, _(NOT_WRITTEN).format(file=path.name, reason=reason))


def say_saved(window: Window, *paths: Path) -> None:
    """Say for some seconds which files were written and where."""
    tell(window, _(SAVED).format(file=", ".join(path.name for path in paths), folder=paths[0].parent))


def tell(window: Window, text: str) -> None:
    """Say for some seconds what was done: in the status line, or where a presentation has none in the banner."""
    if window.statusBar().isVisible():
        window.statusBar().showMessage(text, SHOWN_MILLISECONDS)
    else:
        window.panel.banner.inform(text, "file")
