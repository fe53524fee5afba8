"""The faint bands behind the smoothed lines: from the least to the greatest value in each column of pixels.

All bands of a plot are one picture, in which every combination of them has a colour of its own, so that none hides
another. Qt takes a hundred times as long for the same as translucent polygons.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

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
        some = bands[first:first + _TOGETHER]
        above, bits = _combinations(np.stack([band[0] for band in some]), np.stack([band[1] for band in some]), height)
        if bits.size:
            rows, columns = bits.shape
            picture = QImage(bits.data, columns, rows, columns, QImage.Format.Format_Indexed8)
            picture.setColorTable(_colours(tuple(band[2].rgb() for band in some)))
            painter.drawImage(QPointF(left, top + above), picture)


def _combinations(least: np.ndarray, greatest: np.ndarray, height: int) -> tuple[int, np.ndarray]:
    """(its first row, the bands in each pixel as bits, uint8 (rows, columns)), of ends (bands, columns) in pixels."""
    seen = (greatest >= 0) & (least < height)           # not where they are NaN
    if not seen.any():
        return 0, np.zeros((0, 0), np.uint8)
    begin = np.clip(np.where(seen, least, 0), 0, height - 1).astype(int)
    end = np.clip(np.where(seen, greatest, 0), 0, height - 1).astype(int) + 1
    above, columns = int(begin[seen].min()), least.shape[1]
    # A bit changes where its band begins, and again where it ends. Lines of a picture are of four bytes' multiples.
    bits = np.zeros((int(end[seen].max()) - above + 1, columns + -columns % 4), np.uint8)
    for number in range(len(least)):
        places = np.flatnonzero(seen[number])
        for edge in (begin, end):
            bits[edge[number, places] - above, places] ^= np.uint8(1 << number)
    for before, row in zip(bits, bits[1:]):             # numpy's own accumulate takes twenty times as long
        np.bitwise_xor(before, row, out=row)
    return above, bits[:-1]


@lru_cache(maxsize=64)
def _colours(colours: tuple[int, ...]) -> list[int]:
    """The colour of every combination of bands (2^bands of 0xAARRGGBB): their mean, the denser the more they are."""
    chosen = (np.arange(1 << len(colours))[:, None] >> np.arange(len(colours))) & 1
    count = chosen.sum(axis=1)
    parts = np.array([[colour >> 16 & 255, colour >> 8 & 255, colour & 255] for colour in colours])
    red, green, blue = np.rint(chosen @ parts / np.maximum(count, 1)[:, None]).astype(int).T
    alpha = np.rint(255 * (1 - (1 - OPACITY) ** count)).astype(int)
    return (alpha << 24 | red << 16 | green << 8 | blue).tolist()
