"""The read-out of a plot of curves: a line at the step under the mouse, and beside it a box with the values there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from widgets.theme import themes

#: A row of the box: the role or index of its colour, "" for none; its text; what is said besides where there is room.
Row = tuple[str | int, str, str]


def paint_read_out(painter: QPainter, x: float, plot: QRectF, rows: Sequence[Row], scale: float = 1.0) -> None:
    """x: where the line stands. plot: what the plot shows, all in pixels. scale: see `ItemView.pixel_scale`.

    The first row names the step; in a plot too small for everything it goes, as other plots of the page have it, too.
    """
    theme = themes.current
    painter.setPen(QPen(theme.colour("muted"), scale))
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
    font = theme.font()
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    high, gap, mark = metrics.height(), theme.pixels(4), theme.pixels(8)
    most = max(1, int((plot.height() - gap) / high))
    briefly = [(colour, text) for colour, text, _more in rows]
    for said in ([(colour, text + more) for colour, text, more in rows], briefly, briefly[1:]):
        columns = [said[first:first + most] for first in range(0, len(said), most)]     # where it is low, side by side
        widths = [max(metrics.horizontalAdvance(text) + (mark if colour != "" else 0) for colour, text in column)
                  + 2 * gap for column in columns]
        if sum(widths) <= plot.width():
            break
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
