"""Empty axes on paper, for a curve that is to be drawn by hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from widgets.numbers import short

WIDTH, HEIGHT, SHARPNESS = 600, 280, 2          # in units of 1/96 inch, and pixels of each
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 30, 50       # between the axes and the ends of the picture
PARTS = 5                                       # of each axis, each with its number


def empty_axes(x_name: str, y_name: str, x: tuple[float, float], y: tuple[float, float]) -> QImage:
    """Axes with these names (translated) from end to end, over a faint grid."""
    image = QImage(WIDTH * SHARPNESS, HEIGHT * SHARPNESS, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(SHARPNESS, SHARPNESS)
    font = QFont(painter.font())
    font.setPixelSize(13)
    painter.setFont(font)
    plot = QRectF(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)
    faint, ink = QPen(QColor("#cccccc"), 1), QPen(QColor("#222222"), 1.5)
    for part in range(PARTS + 1):
        share = part / PARTS
        across, up = plot.left() + share * plot.width(), plot.bottom() - share * plot.height()
        painter.setPen(faint)
        painter.drawLine(QPointF(across, plot.top()), QPointF(across, plot.bottom()))
        painter.drawLine(QPointF(plot.left(), up), QPointF(plot.right(), up))
        painter.setPen(ink)
        painter.drawText(QRectF(across - 40, plot.bottom() + 4, 80, 18), Qt.AlignmentFlag.AlignHCenter,
                         short(x[0] + share * (x[1] - x[0])))
        painter.drawText(QRectF(0, up - 10, LEFT - 6, 20), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         short(y[0] + share * (y[1] - y[0])))
    painter.drawLine(plot.bottomLeft(), plot.bottomRight())
    painter.drawLine(plot.bottomLeft(), plot.topLeft())
    painter.drawText(QRectF(plot.left(), HEIGHT - 24, plot.width(), 20), Qt.AlignmentFlag.AlignHCenter, x_name)
    painter.drawText(QRectF(8, 4, WIDTH - 16, 20), Qt.AlignmentFlag.AlignLeft, y_name)
    painter.end()
    return image
