"""Pictures (PNG, SVG, PDF) and films (GIF) of a run without a window: the view of its panel, drawn offscreen."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from app.files import atomically
from sims.run import Run

SIZE = (1280, 960)
FILM_SIZE = (640, 480)
FRAMES, PAUSE, LAST_PAUSE = 60, 80, 2000        # of a film; milliseconds that a frame stands


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


class Film:
    """An animated GIF of a run from its beginning to step `steps`: FRAMES pictures, evenly spread over the steps."""

    def __init__(self, steps: int):
        frames = min(FRAMES, steps + 1)
        self._stops = sorted({round(steps * k / max(1, frames - 1)) for k in range(frames)})
        self._images: list[Any] = []
        self.seconds = 0.0              # that its pictures took

    def see(self, run: Run) -> int:
        """Take a picture where one is due; how many steps there are to the next, 0 where none is left."""
        started = time.perf_counter()
        while self._stops and self._stops[0] <= run.state.step:
            self._images.append(_drawn(run, FILM_SIZE))
            self._stops.pop(0)
        self.seconds += time.perf_counter() - started
        return self._stops[0] - run.state.step if self._stops else 0

    def save(self, run: Run, path: str) -> None:
        """Write the film, with the run as it stands for its end. Raises OSError."""
        if self._stops:                 # it ended before its time
            self._images.append(_drawn(run, FILM_SIZE))
        frames = [_for_pillow(image) for image in self._images]
        # One palette for all, or colours would flicker from frame to frame.
        palette = frames[-1].quantize(255)
        first, *others = (frame.quantize(palette=palette, dither=0) for frame in frames)
        pauses = [PAUSE] * len(others) + [LAST_PAUSE]
        atomically(Path(path), lambda part: first.save(str(part), "GIF", save_all=True, append_images=others,
                                                       duration=pauses, loop=0))


def _drawn(run: Run, size: tuple[int, int]) -> Any:
    view = _view(run, size)
    image = view.grab().toImage()
    view.deleteLater()
    return image


def _view(run: Run, size: tuple[int, int]) -> Any:
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if application is None:
        if sys.platform != "win32":                     # which always has a screen, and offscreen no fonts
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")      # what "offscreen" does not support
        application = QApplication(["saddle"])
        from widgets.theme import themes
        themes.apply(application)
    from app.panels.headless_picture import picture

    view = picture(run)
    view.resize(*size)
    view.ensurePolished()
    return view


def _for_pillow(image: Any) -> Any:
    from PIL import Image
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    return Image.frombytes("RGB", (plain.width(), plain.height()), bytes(plain.constBits()), "raw", "RGB",
                           plain.bytesPerLine())
