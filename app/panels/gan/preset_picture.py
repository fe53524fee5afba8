"""What a preset of the GAN lab shows at its step, kept small: the gallery draws it."""

from __future__ import annotations

import numpy as np

from app.panels.gan.layers.surface import DiscriminatorSurface
from app.panels.presets.pictures import PresetPicture
from sims.simulation import Frame

#: So many points of each kind, and so many nodes along each side of the surface, are kept.
POINTS, NODES = 240, 56


def picture_of(frame: Frame) -> PresetPicture:
    """The square that the picture of the lab shows of a frame, D as it shows it at first."""
    extent = frame.numbers["extent"]
    surface = DiscriminatorSurface()
    surface.take(frame)
    field = surface.field(surface.shown)
    centre, span = surface.range_of(field.values)
    along = np.linspace(-extent, extent, NODES)
    (x0, y0, _x1, _y1), (dx, dy) = field.rect, field.spacing
    rows, columns = np.rint((along - y0) / dy).astype(int), np.rint((along - x0) / dx).astype(int)
    level = (field.values[np.ix_(rows, columns)] - centre) / span
    levels = np.rint(np.clip(np.nan_to_num(level), -1, 1) * 127.5 + 127.5).astype(np.uint8)
    real, generated = ((frame.arrays[name][:POINTS] / extent).astype(np.float16) for name in ("real", "generated"))
    return PresetPicture(real, generated, levels)
