"""The small pictures of the presets: made by their runs (`make preset-pictures`), kept as files, drawn in the theme.

A file holds the points and the surface that were seen, not the pixels: so it is sharp at every size, light and dark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sims.params import change, plain
from sims.simulation import Preset
from widgets.colours import surface_pixels
from widgets.language import _
from widgets.spoken import Spoken
from widgets.theme import themes

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "presets"


@dataclass(frozen=True)
class PresetPicture:
    """real, generated: points (n, 2), as shares of half a side: −1 to 1 is inside. levels: the surface over the square,
    uint8 (k, k), from 0 for generated to 255 for real; [0, 0] at the lower left."""

    real: np.ndarray
    generated: np.ndarray
    levels: np.ndarray


def settings_of(preset: Preset, start: Any) -> dict[str, Any]:
    """All that the run of a preset follows from, as JSON would give it back. start: see `offer_of`."""
    return json.loads(json.dumps({**plain(change(start, **preset.values)), "seed": preset.seed,
                                  "steps": preset.steps, "events": preset.events}))


def path_of(group: str, name: str) -> Path:
    """Where the picture of a preset of this simulation is kept."""
    return FOLDER / f"{group}-{name}.npz"


def write_picture(path: Path, picture: PresetPicture, settings: dict[str, Any]) -> None:
    np.savez_compressed(path, real=picture.real, generated=picture.generated, levels=picture.levels,
                        settings=np.array(json.dumps(settings)))


def read_picture(path: Path) -> PresetPicture | None:
    """None where there is none: a checkout may be without."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return PresetPicture(stored["real"], stored["generated"], stored["levels"])
    except (OSError, ValueError, KeyError):
        return None


def is_made_with(path: Path, settings: dict[str, Any]) -> bool:
    """Whether there is a picture that was made with these settings. Parameters that came since then do not count."""
    if not path.exists():
        return False
    with np.load(path, allow_pickle=False) as stored:
        made_with = json.loads(str(stored["settings"]))
    return all(name in settings and settings[name] == value for name, value in made_with.items())


class PresetPictureView(QWidget, Spoken):
    """A picture in a square, without axes; an empty frame for None. Crosses on circles, as in the lab."""

    SIDE = 132                      # pixels at scale 1

    def __init__(self, picture: PresetPicture | None, parent: QWidget | None = None):
        super().__init__(parent)
        self.picture = picture
        self.setAccessibleName(_("Picture of the points"))
        self.setAccessibleDescription(_("no picture") if picture is None else _(
            "{real} real points, {generated} generated points").format(
                real=len(picture.real), generated=len(picture.generated)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(*[themes.current.pixels(self.SIDE)] * 2)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.picture is not None:
            painter.setClipRect(frame)
            self._draw(painter, frame)
        painter.setPen(QPen(themes.current.colour("grid"), 1))
        painter.drawRect(frame)

    def _draw(self, painter: QPainter, frame: QRectF) -> None:
        theme, picture = themes.current, self.picture
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        side = len(picture.levels)
        indices = np.ascontiguousarray(picture.levels[::-1])
        image = QImage(indices.data, side, side, side, QImage.Format.Format_Indexed8)
        image.setColorTable(surface_pixels(theme))
        cell = frame.width() / (side - 1) / 2                   # a pixel is a cell around its node
        painter.drawImage(frame.adjusted(-cell, -cell, cell, cell), image)
        size = frame.width() / 34
        pen = QPen(theme.colour("real"), size * 1.25)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF(_places(picture.real, frame)))
        pen = QPen(theme.colour("generated"), size / 3)
        painter.setPen(pen)
        arm = size * 0.42
        for place in _places(picture.generated, frame):
            for x, y in ((arm, arm), (arm, -arm)):
                painter.drawLine(place - QPointF(x, y), place + QPointF(x, y))


def _places(points: np.ndarray, frame: QRectF) -> list[QPointF]:
    centre, half = frame.center(), frame.width() / 2
    return [centre + QPointF(x * half, -y * half) for x, y in points.astype(float)]
