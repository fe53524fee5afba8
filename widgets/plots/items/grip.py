"""A handle over a plot that is moved along one axis: a widget, so that it can have the focus, a name and keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from widgets.language import _
from widgets.numbers import in_language
from widgets.plots.plot import Plot
from widgets.spoken import Spoken
from widgets.theme import themes

SHAPES = ("circle", "diamond", "square")
_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class GripView(QWidget, Spoken):
    """A handle at (x, y) in data coordinates, moved along its axis by dragging or by Up, Down, Page Up and Page Down.

    step: in data units, for one key press (Page Up and Page Down: ten). moved(value): where the user wants it, between
    low and high, rounded to so many digits; it moves only when its owner calls `place`. held(on): a drag has begun or
    ended, so that ranges can stay as they are meanwhile.
    """

    spoken_role = QAccessible.Role.Slider
    shows_focus = True
    moved = Signal(float)
    held = Signal(bool)

    def __init__(self, plot: Plot, name: str, role: str | int = "ink", *, axis: str = "x", shape: str = "circle",
                 step: float = 0.1, low: float = -math.inf, high: float = math.inf, digits: int = 3):
        super().__init__(plot.viewport())
        if axis not in ("x", "y") or shape not in SHAPES:
            raise ValueError(f"no such axis or shape: {axis}, {shape}")
        self._plot, self._role, self._axis, self._shape = plot, role, axis, shape
        self.step, self.low, self.high, self.digits = step, low, high, digits
        self._place, self._offset, self._dragging, self._over = (0.0, 0.0), QPointF(), False, False
        self.name = name
        self.setAccessibleName(name)
        self.setAccessibleDescription("0")
        self.setToolTip(_("{name}: drag, or Up and Down").format(name=name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor if axis == "x" else Qt.CursorShape.SizeVerCursor)
        plot.getViewBox().sigTransformChanged.connect(self._follow)
        plot.getViewBox().sigRangeChanged.connect(self._follow)
        plot.getViewBox().sigResized.connect(self._follow)
        plot.viewport().installEventFilter(self)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show()

    @property
    def value(self) -> float:
        """Its coordinate along its axis."""
        return self._place[0 if self._axis == "x" else 1]

    @property
    def dragging(self) -> bool:
        return self._dragging

    def place(self, x: float, y: float) -> None:
        """Move it to a place in data coordinates; one outside the view is shown at the edge."""
        if (x, y) != self._place:
            self._place = (x, y)
            self.setAccessibleDescription(in_language(f"{self.value:.4g}"))
            self._follow()

    def eventFilter(self, watched, event) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._follow()
        return False

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self._offset = event.position() - QPointF(self.rect().center())
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.held.emit(True)
            self.update()

    def mouseMoveEvent(self, event) -> None:
        if self._dragging:
            centre = self.mapToParent((event.position() - self._offset).toPoint())
            self._want(self._to_data(centre))

    def mouseReleaseEvent(self, event) -> None:
        if self._dragging:
            self._dragging = False
            self.held.emit(False)
            self.update()

    def mouseDoubleClickEvent(self, event) -> None:
        self.mousePressEvent(event)             # else the plot below would take it as "show everything"

    def keyPressEvent(self, event) -> None:
        steps = _KEYS.get(event.key())
        if steps is None or event.modifiers() not in (Qt.KeyboardModifier.NoModifier,
                                                      Qt.KeyboardModifier.KeypadModifier):
            event.ignore()
            return
        self._want(self.value + steps * self.step)
        if self.isVisible():
            said = in_language(f"{self.value:.4g}")
            QToolTip.showText(self.mapToGlobal(self.rect().topRight()), f"{self.name}: {said}", self)

    def focusInEvent(self, event) -> None:
        self.raise_()
        self.update()

    def focusOutEvent(self, event) -> None:
        self.update()

    def enterEvent(self, event) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event) -> None:
        self._over = False
        self.update()

    def _want(self, value: float) -> None:
        value = min(max(round(value, self.digits), self.low), self.high)
        if value != self.value:
            self.moved.emit(value)

    def _to_data(self, place) -> float:
        box = self._plot.getViewBox()
        point = box.mapSceneToView(self._plot.mapToScene(place))
        low, high = box.viewRange()[0 if self._axis == "x" else 1]
        value = point.x() if self._axis == "x" else point.y()
        return min(max(value, low), high)

    def _follow(self, *_ignored) -> None:
        if self._plot.closed:
            return
        box = self._plot.getViewBox()
        (left, right), (bottom, top) = box.viewRange()
        x = min(max(self._place[0], left), right)
        y = min(max(self._place[1], bottom), top)
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        at = self._plot.mapFromScene(box.mapViewToScene(QPointF(x, y)))
        self.move(at.x() - self.width() // 2, at.y() - self.height() // 2)

    def _apply_theme(self) -> None:
        side = themes.current.pixels(22)
        self.resize(side, side)
        self._follow()
        self.update()

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = theme.pixels(6 if not (self._over or self._dragging) else 8)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), max(2, theme.pixels(2))))
            painter.drawEllipse(middle, theme.pixels(10), theme.pixels(10))
        painter.setPen(QPen(theme.colour("ground"), theme.pixels(1.5)))
        painter.setBrush(theme.colour(self._role))
        if self._shape == "circle":
            painter.drawEllipse(middle, radius, radius)
        else:
            turn = 0.0 if self._shape == "diamond" else math.pi / 4
            painter.drawPolygon(QPolygonF([
                QPointF(middle.x() + 1.2 * radius * math.cos(turn + k * math.pi / 2),
                        middle.y() + 1.2 * radius * math.sin(turn + k * math.pi / 2)) for k in range(4)]))
        painter.end()
