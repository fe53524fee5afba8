"""Pictures (PNG, SVG, PDF) of runs without a window: the views of their panels, drawn offscreen."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.files import atomically
from sims.run import Run

SIZE = (1280, 960)
MOST_IN_A_ROW = 4


def save_picture(run: Run, path: str) -> None:
    """Draw the run as it stands into a file, PNG, SVG or PDF by its ending. Raises OSError.

    Qt is started offscreen where it does not run yet.
    """
    view = _view(run, SIZE)
    from widgets.snapshot import Snapshot
    try:
        atomically(Path(path), Snapshot(view, resolution=1).write)
    finally:
        view.deleteLater()


def drawn(runs: Sequence[Run], size: tuple[int, int]) -> bytes:
    """These runs side by side, in rows of at most MOST_IN_A_ROW, as size[0] x size[1] pixels of three bytes, RGB."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage, QPainter

    image = QImage(*size, QImage.Format.Format_RGB888)
    width, height = room_of(len(runs), size)
    columns = size[0] // width
    painter = QPainter()
    for number, run in enumerate(runs):
        view = _view(run, (width, height))
        if not number:
            image.fill(view.palette().window().color())
        shown = view.grab().toImage()
        shown.setDevicePixelRatio(1)
        painter.begin(image)
        painter.drawImage(QPoint(number % columns * width, number // columns * height), shown)
        painter.end()
        view.deleteLater()
    return bytes(image.constBits()) if image.bytesPerLine() == 3 * size[0] else b"".join(
        bytes(image.constScanLine(line))[:3 * size[0]] for line in range(size[1]))


def room_of(count: int, size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) that each of so many runs has where they stand side by side."""
    rows = math.ceil(count / MOST_IN_A_ROW)
    return size[0] // math.ceil(count / rows), size[1] // rows


def start_offscreen() -> None:
    """Start Qt without a screen, where it does not run yet."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is not None:
        return
    if sys.platform != "win32":                         # which always has a screen, and offscreen no fonts
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")          # what "offscreen" does not support
    application = QApplication(["saddle"])
    from widgets import fonts, language
    from widgets.theme import themes
    themes.apply(application)
    fonts.bring(language.chosen())


def _view(run: Run, size: tuple[int, int]) -> Any:
    start_offscreen()
    from app.panels.headless_picture import picture

    view = picture(run)
    view.resize(*size)
    view.ensurePolished()
    return view
