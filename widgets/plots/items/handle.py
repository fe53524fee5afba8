"""An item of a plot that is a point the user can drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen

from widgets.plots.items.item import ItemView
from widgets.theme import themes

#: A drag is reported at most once in so many milliseconds.
DRAG_MILLISECONDS = 50
REACH = 14.0            # how near the mouse must be, in pixels at scale 1


class HandleView(ItemView):
    """A ring at (x, y) in data coordinates. During a drag it follows the mouse and ignores `set_place`.

    moved(x, y, going_on): where the user has put it, to 3 digits; going_on is False for the first report of a drag.
    """

    moved = Signal(float, float, bool)

    def __init__(self, role: str = "ink"):
        super().__init__()
        self._role = role
        self._place = (0.0, 0.0)
        self._held = self._hovered = False
        self._reported: tuple[float, float] | None = None
        self.limit = float("inf")       # coordinates are kept inside plus and minus this
        self.setZValue(100)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAG_MILLISECONDS)
        self._timer.timeout.connect(self._report)

    @property
    def place(self) -> tuple[float, float]:
        return self._place

    @property
    def held(self) -> bool:
        """Whether it is being dragged."""
        return self._held

    def set_place(self, x: float, y: float) -> None:
        """Move it there, unless it is being dragged."""
        if not self._held and (x, y) != self._place:
            self._move(x, y)

    def _move(self, x: float, y: float) -> None:
        self.prepareGeometryChange()
        self._place = (x, y)
        self._bounds = (x, y, x, y)
        self.update()

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        if box is None:
            return QRectF()
        width, height = box.viewPixelSize()
        reach = (REACH + 2) * themes.current.scale
        return QRectF(self._place[0] - reach * width, self._place[1] - reach * height,
                      2 * reach * width, 2 * reach * height)

    def hoverEvent(self, event) -> None:
        over = not event.isExit() and event.acceptDrags(Qt.MouseButton.LeftButton)
        if over != self._hovered:
            self._hovered = over
            self.setCursor(Qt.CursorShape.OpenHandCursor) if over else self.unsetCursor()
            self.update()

    def mouseDragEvent(self, event) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        if event.isStart():
            self._held, self._reported = True, None
        x, y = (min(max(value, -self.limit), self.limit) for value in (event.pos().x(), event.pos().y()))
        self._move(x, y)
        if event.isFinish():
            self._timer.stop()
            self._report()
            self._held = False
        elif not self._timer.isActive():
            self._timer.start()

    def _report(self) -> None:
        """To 3 digits, as a person would give them."""
        x, y = (float(f"{value:.3g}") for value in self._place)
        if (x, y) != self._reported:
            going_on, self._reported = self._reported is not None, (x, y)
            self.moved.emit(x, y, going_on)

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        theme = themes.current
        unit = theme.scale * self.pixel_scale()
        place = painter.transform().map(QPointF(*self._place))
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = (9 if self._hovered or self._held else 7) * unit
        ground = theme.colour("ground")
        ground.setAlphaF(0.6)
        painter.setBrush(ground)
        painter.setPen(QPen(theme.colour(self._role), 2 * unit))
        painter.drawEllipse(place, radius, radius)
        painter.setBrush(theme.colour(self._role))
        painter.drawEllipse(place, 1.2 * unit, 1.2 * unit)
        painter.restore()
