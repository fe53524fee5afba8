"""The faint bands behind the smoothed lines: from the least to the greatest value in each column of pixels.

All bands of a plot are one picture, in which every combination of them has a colour of its own, so that none hides
another. Qt takes a hundred times as long for the same as translucent polygons.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

#: How much of the ground a band covers.
OPACITY = 0.3
#: Bands in one picture: a bit each.
_TOGETHER = 8


def spans(x: np.ndarray, low: np.ndarray, high: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest of a curve in each of `width` columns of pixels; NaN where it has not begun or ended.

    x (n,), rising: places of its points. low, high (n,): their ends. Between points the curve is a straight line.
    """
    edges = np.interp(np.arange(width + 1), x, (low + high) / 2)
    least, greatest = np.minimum(edges[1:], edges[:-1]), np.maximum(edges[1:], edges[:-1])
    columns = np.floor(x).astype(int)
    inside = (columns >= 0) & (columns < width)
    if inside.any():
        places, low, high = columns[inside], low[inside], high[inside]
        starts = np.flatnonzero(np.append(True, places[1:] != places[:-1]))
        places = places[starts]
        least[places] = np.minimum(least[places], np.minimum.reduceat(np.minimum(low, high), starts))
        greatest[places] = np.maximum(greatest[places], np.maximum.reduceat(np.maximum(low, high), starts))
    beyond = np.arange(width)
    beyond = (beyond < columns[0]) | (beyond > columns[-1])
    least[beyond] = greatest[beyond] = np.nan
    return least, greatest


def paint_bands(painter: QPainter, bands: Sequence[tuple[np.ndarray, np.ndarray, QColor]], left: float, top: float,
                height: int) -> None:
    """Draw bands, each as the `spans` of a curve in pixels below `top`, with its colour."""
    for first in range(0, len(bands), _TOGETHER):
        picture = _picture(bands[first:first + _TOGETHER], height)
        if picture is not None:
            painter.drawImage(QPointF(left, top + picture[0]), picture[1])


def _picture(bands: Sequence[tuple[np.ndarray, np.ndarray, QColor]], height: int) -> tuple[int, QImage] | None:
    """(its first row of pixels, the picture), None where nothing is to be seen."""
    least, greatest = (np.stack([band[end] for band in bands]) for end in (0, 1))
    seen = (greatest >= 0) & (least < height)           # not where they are NaN
    if not seen.any():
        return None
    begin = np.clip(np.where(seen, least, 0), 0, height - 1).astype(int)
    end = np.clip(np.where(seen, greatest, 0), 0, height - 1).astype(int) + 1
    above = int(begin[seen].min())
    # A bit changes where its band begins, and again where it ends.
    bits = np.zeros((int(end[seen].max()) - above + 1, least.shape[1]), np.uint8)
    for number in range(len(bands)):
        columns = np.flatnonzero(seen[number])
        bits[begin[number, columns] - above, columns] ^= np.uint8(1 << number)
        bits[end[number, columns] - above, columns] ^= np.uint8(1 << number)
    np.bitwise_xor.accumulate(bits, axis=0, out=bits)
    pixels = _colours([band[2] for band in bands])[bits[:-1]]
    rows, columns = pixels.shape
    return above, QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _colours(colours: Sequence[QColor]) -> np.ndarray:
    """The premultiplied colour of every combination of bands, (2^bands,): their mean, the denser the more they are."""
    chosen = (np.arange(1 << len(colours))[:, None] >> np.arange(len(colours))) & 1
    count = chosen.sum(axis=1, keepdims=True)
    opacity = 1 - (1 - OPACITY) ** count
    mean = chosen @ np.array([colour.getRgb()[:3] for colour in colours], float) / np.maximum(count, 1)
    red, green, blue, alpha = np.rint(np.hstack([mean * opacity, 255 * opacity])).astype(np.uint32).T
    return alpha << 24 | red << 16 | green << 8 | blue
