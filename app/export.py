"""Pictures of a run without a window: the very view of the panel, drawn offscreen."""

from __future__ import annotations

import os
from pathlib import Path

from app.files import atomically
from sims.run import Run

SIZE = (1280, 960)


def save_picture(run: Run, path: str) -> None:
    """Draw the run as it stands into a PNG file; Qt is started offscreen where it does not run yet."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if application is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QApplication(["saddle"])
    from app.panels.pictures import picture
    from widgets.theme import themes

    themes.apply(application)
    view = picture(run)
    view.resize(*SIZE)
    view.ensurePolished()
    image = view.grab()
    atomically(Path(path), lambda part: _save(image, part))
    view.deleteLater()


def _save(image, part: Path) -> None:
    if not image.save(str(part), "PNG"):
        raise OSError(f"cannot write a picture to {part.name}")
