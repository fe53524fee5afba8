"""How one pattern is drawn: slots in a row, pixels in a square, a thing seen in perspective."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from widgets.theme import themes

#: Of a picture in perspective: how far below its top the horizon lies, as a share of its height.
HORIZON = 0.4
#: How far away a thing may be for its foot to be drawn: nearer than this it would be below the picture.
NEAREST = 1.0

Draw = Callable[[QPainter, np.ndarray, QRectF, QColor], None]


@dataclass(frozen=True)
class Drawing:
    """columns, rows: the units of length that a pattern is wide and high. least: pixels of a unit, at scale 1, below
    which nobody sees what it is. draw(painter, pattern, where, colour)."""

    columns: int
    rows: int
    least: int
    draw: Draw


def draw_slots(painter: QPainter, pattern: np.ndarray, where: QRectF, colour: QColor) -> None:
    """A circle for each slot, the fuller the nearer to 1."""
    side = where.width() / len(pattern)
    painter.setPen(QPen(themes.current.colour("border"), 1))
    for column, value in enumerate(pattern):
        painter.setBrush(_faded(colour, value))
        painter.drawEllipse(QRectF(where.x() + column * side, where.y(), side, side).adjusted(1, 1, -1, -1))


def draw_pixels(painter: QPainter, pattern: np.ndarray, where: QRectF, colour: QColor) -> None:
    """A square of 8 × 8 pixels."""
    side = where.width() / 8
    painter.setPen(QPen(themes.current.colour("grid"), 1))
    for index, value in enumerate(pattern):
        row, column = divmod(index, 8)
        painter.setBrush(_faded(colour, value))
        painter.drawRect(QRectF(where.x() + column * side, where.y() + row * side, side, side))


def draw_in_perspective(painter: QPainter, pattern: np.ndarray, where: QRectF, colour: QColor) -> None:
    """A post of this size whose foot is at this depth, seen from its own height: where s = 1 / d its top is level with
    the horizon, however far away it stands."""
    theme = themes.current
    depth, size = (float(value) for value in pattern)
    horizon, unit = where.y() + HORIZON * where.height(), (1 - HORIZON) * where.height()
    painter.save()
    painter.setClipRect(where)
    painter.fillRect(QRectF(where.x(), horizon, where.width(), unit), theme.colour("grid"))
    foot, tall = horizon + unit / max(depth, NEAREST), max(0.0, size) * unit
    wide = 0.4 * tall
    painter.fillRect(QRectF(where.center().x() - wide / 2, foot - tall, wide, tall), colour)
    painter.setPen(QPen(theme.colour("ink"), 1))
    painter.drawLine(where.left(), horizon, where.right(), horizon)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(where)
    painter.restore()


def _faded(colour: QColor, share: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(float(share))
    return faded


SLOTS = Drawing(8, 1, 7, draw_slots)
#: Of the scenes whose patterns are drawn one by one.
DRAWINGS: Mapping[str, Drawing] = {"counting": SLOTS, "parity": SLOTS, "digits": Drawing(8, 8, 5, draw_pixels),
                                   "perspective": Drawing(4, 4, 10, draw_in_perspective)}
