"""The read-out of a plot of curves: a line at the step under the mouse, and beside it a box with the values there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from widgets.theme import themes

#: A row of the box: the role or index of its colour, "" for none, and its text.
Row = tuple[str | int, str]


def paint_read_out(painter: QPainter, x: float, plot: QRectF, rows: Sequence[Row], scale: float = 1.0) -> None:
    """x: where the line stands. plot: what the plot shows, all in pixels. scale: see `ItemView.pixel_scale`."""
    theme = themes.current
    painter.setPen(QPen(theme.colour("muted"), scale))
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
    font = theme.font()
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    high, gap = metrics.height(), theme.pixels(4)
    columns = _columns(rows, max(1, int((plot.height() - 2 * gap) / high)))
    mark = theme.pixels(8)
    widths = [max(metrics.horizontalAdvance(text) + (mark if colour != "" else 0) for colour, text in column) + 2 * gap
              for column in columns]
    size = (sum(widths), max(map(len, columns)) * high + gap)
    left = x + gap if x + gap + size[0] <= plot.right() else max(plot.left(), x - gap - size[0])
    ground = QColor(theme.colour("raised"))
    ground.setAlpha(220)
    painter.setPen(QPen(theme.colour("border"), scale))
    painter.setBrush(ground)
    painter.drawRect(QRectF(left, plot.top() + 1, *size))
    for column, width in zip(columns, widths):
        top = plot.top() + 1 + gap / 2
        for colour, text in column:
            place = left + gap
            if colour != "":
                painter.fillRect(QRectF(place, top + 0.25 * high, 0.4 * mark, 0.5 * high), theme.colour(colour))
                place += mark
            painter.setPen(theme.colour("ink"))
            painter.drawText(QRectF(place, top, width, high), Qt.AlignmentFlag.AlignVCenter, text)
            top += high
        left += width


def _columns(rows: Sequence[Row], most: int) -> list[Sequence[Row]]:
    """The rows in columns of at most `most`: low plots have no room for all of them one below the other."""
    return [rows[first:first + most] for first in range(0, len(rows), most)]
