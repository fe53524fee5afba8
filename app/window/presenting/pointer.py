"""A laser pointer's dot, and a spotlight, where the mouse is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QRadialGradient
from PySide6.QtWidgets import QWidget

LASER, SPOTLIGHT = "laser", "spotlight"
#: Radii, as parts of the height.
DOT, GLOW, LIGHT = 0.009, 0.03, 0.17
LEAST_DOT = 5.0                 # pixels
DARKNESS = 170                  # of 255, outside of the spotlight
MILLISECONDS = 20               # between two looks at where the mouse is
RED = "#ff1744"


def draw(painter: QPainter, kind: str, place: QPointF, area: QRectF) -> None:
    """Draw the dot or the darkness around the spotlight, in a view that takes this area."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if kind == LASER:
        dot = max(LEAST_DOT, DOT * area.height())
        glow = QRadialGradient(place, dot * GLOW / DOT)
        for share, strength in ((0.0, 255), (DOT / GLOW, 255), (DOT / GLOW + 0.02, 110), (1.0, 0)):
            colour = QColor(RED)
            colour.setAlpha(strength)
            glow.setColorAt(share, colour)
        painter.setBrush(glow)
        painter.drawEllipse(place, dot * GLOW / DOT, dot * GLOW / DOT)
    elif kind == SPOTLIGHT:
        dark = QPainterPath()
        dark.addRect(area)
        dark.addEllipse(place, LIGHT * area.height(), LIGHT * area.height())        # odd-even: a hole
        painter.setBrush(QColor(0, 0, 0, DARKNESS))
        painter.drawPath(dark)


class Pointer(QWidget):
    """Lies over `over` and lets the mouse through. kind: LASER, SPOTLIGHT, or "" for neither."""

    def __init__(self, over: QWidget):
        super().__init__(over)
        self.kind, self.place = "", QPointF()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, interval=MILLISECONDS)
        self._timer.timeout.connect(self._follow)
        self.hide()

    def use(self, kind: str) -> None:
        """Be this from now on."""
        self.kind = kind
        self.setVisible(bool(kind))
        if kind:
            self._timer.start()
            self._follow()
            self.update()
        else:
            self._timer.stop()

    def _follow(self) -> None:
        over = self.parentWidget()
        self.point_at(QPointF(over.mapFromGlobal(QCursor.pos())))

    def point_at(self, place: QPointF) -> None:
        """Be at this place of `over`. The dot is a small widget: a large one has all that is below it painted anew."""
        over, before = self.parentWidget(), self.place
        self.place = place
        if self.kind == LASER:
            reach = self._reach
            wanted = QRect(round(place.x() - reach), round(place.y() - reach), 2 * reach, 2 * reach)
        else:
            wanted = over.rect()
        if self.geometry() != wanted:
            self.setGeometry(wanted)
            self.raise_()
        elif place != before:
            self.update()

    @property
    def _reach(self) -> int:
        return round(max(LEAST_DOT, DOT * self.parentWidget().height()) * GLOW / DOT) + 1

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.translate(-self.x(), -self.y())
        draw(painter, self.kind, self.place, QRectF(self.parentWidget().rect()))
