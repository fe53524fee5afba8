"""The small pictures in front of the entries of a legend: a piece of a line, or the symbol of a layer of a picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPen, QPixmap

from widgets.plots.curves.curve_item import pen_for
from widgets.plots.items.point_cloud import star
from widgets.theme import themes


def line_size() -> QSize:
    """Size of `line_pixmap` in pixels of the screen's logical grid, at the scale of the theme."""
    return QSize(themes.current.pixels(26), themes.current.pixels(12))


def line_pixmap(colour: str | int, dash: str | tuple[float, ...] | None, ratio: float) -> QPixmap:
    """A piece of a line as a plot draws it. colour: a role of the theme or an index of its series.

    dash: as in `pen_for`. ratio: physical pixels per logical pixel of the screen.
    """
    theme, size = themes.current, line_size()
    pixmap = _empty(size, ratio)
    painter = QPainter(pixmap)
    painter.setPen(pen_for(theme.colour(colour), dash, (2 if theme.scale < 1.4 else 1.65) * theme.scale))
    painter.drawLine(QPointF(1, size.height() / 2), QPointF(size.width() - 1, size.height() / 2))
    painter.end()
    return pixmap


def symbol_size() -> QSize:
    """Size of `symbol_pixmap` in logical pixels, at the scale of the theme."""
    return QSize(themes.current.pixels(18), themes.current.pixels(14))


def symbol_pixmap(symbol: str, role: str, ratio: float) -> QPixmap:
    """One of SYMBOLS in the colour of a role of the theme; "border" is the colour of a hidden layer."""
    theme, size = themes.current, symbol_size()
    pixmap = _empty(size, ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(role), 2 * theme.scale))
    SYMBOLS[symbol](painter, float(size.width()), float(size.height()), role)
    painter.end()
    return pixmap


def _empty(size: QSize, ratio: float) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _circle(painter: QPainter, width: float, height: float, role: str) -> None:
    radius = 0.3 * height
    painter.setBrush(themes.current.colour(role))
    painter.drawEllipse(QPointF(width / 2, height / 2), radius, radius)


def _cross(painter: QPainter, width: float, height: float, role: str) -> None:
    x, y, arm = width / 2, height / 2, 0.3 * height
    painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
    painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))


def _ring(painter: QPainter, width: float, height: float, role: str) -> None:
    radius = 1.3 * 0.3 * height
    painter.drawEllipse(QPointF(width / 2, height / 2), radius, radius)


def _star(painter: QPainter, width: float, height: float, role: str) -> None:
    painter.setBrush(themes.current.colour(role))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(star(width / 2, height / 2, 1.6 * 0.3 * height))


def _surface(painter: QPainter, width: float, height: float, role: str) -> None:
    """The colours of a surface from "real" to "generated", whatever the role but "border"."""
    theme = themes.current
    ramp = QLinearGradient(0, 0, width, 0)
    ends = ("real", "generated") if role != "border" else ("border", "border")
    for place, end in zip((0.0, 1.0), ends):
        ramp.setColorAt(place, theme.colour(end))
    ramp.setColorAt(0.5, theme.colour("ground"))
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(ramp)
    painter.drawRect(QRectF(1, 0.15 * height, width - 2, 0.7 * height))


def _ramp(painter: QPainter, width: float, height: float, role: str) -> None:
    """From the ground to a role."""
    theme = themes.current
    ramp = QLinearGradient(0, 0, width, 0)
    ramp.setColorAt(0.0, theme.colour("ground"))
    ramp.setColorAt(1.0, theme.colour(role))
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(ramp)
    painter.drawRect(QRectF(1, 0.15 * height, width - 2, 0.7 * height))


def _arrow(painter: QPainter, width: float, height: float, role: str) -> None:
    tip, side = QPointF(width - 2, height / 2), 0.3 * height
    painter.drawLine(QPointF(1, height / 2), tip)
    painter.drawLine(tip - QPointF(side, side), tip)
    painter.drawLine(tip + QPointF(-side, side), tip)


def _grid(painter: QPainter, width: float, height: float, role: str) -> None:
    theme = themes.current
    left, right = (width - height) / 2, (width + height) / 2
    painter.setPen(QPen(theme.colour(role), theme.scale))
    for number in range(3):
        x, y = left + number * height / 2.2, 1 + number * height / 2.5
        painter.drawLine(QPointF(x, 1), QPointF(x, height - 1))
        painter.drawLine(QPointF(left, y), QPointF(right, y))


def _text(painter: QPainter, width: float, height: float, role: str) -> None:
    for number, share in enumerate((1.0, 0.6, 0.8)):
        y = (number + 0.5) * height / 3
        painter.drawLine(QPointF(1, y), QPointF(1 + share * (width - 2), y))


def _line(painter: QPainter, width: float, height: float, role: str) -> None:
    painter.drawLine(QPointF(1, height / 2), QPointF(width - 1, height / 2))


#: What draws each symbol: called with the painter, width and height in pixels, and the colour role.
SYMBOLS: dict[str, Callable[[QPainter, float, float, str], None]] = {
    "circle": _circle, "cross": _cross, "ring": _ring, "star": _star, "surface": _surface, "ramp": _ramp,
    "arrow": _arrow, "grid": _grid, "line": _line, "text": _text}
