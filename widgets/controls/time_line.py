"""The time line: a slider over the steps of a run, with marks where something happens on its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip

from widgets.language import _
from widgets.theme import themes

CHANGE, STOP, BRANCH = "change", "stop", "branch"
NEAR = 7                            # pixels between the mouse and a mark that it means


@dataclass(frozen=True)
class Mark:
    """kind: a CHANGE of a parameter, a STOP of playing, or where a BRANCH leaves. text: says it, translated."""

    step: int
    kind: str
    text: str


class TimeLine(QSlider):
    """A slider that goes to where it is clicked and leaves the wheel alone.

    Its value is the step. reach: the last step that can be gone to; behind it lie steps of other branches, or a stop.
    placed: it lies or measures otherwise than before.
    """

    placed = Signal()

    def __init__(self, parent=None):
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.marks: tuple[Mark, ...] = ()
        self.reach = 0
        self.setAccessibleName(_("Step"))
        self.setToolTip(_("Drag to go to any step that was reached"))
        self.setRange(0, 0)
        self.setMinimumWidth(80)

    def show_steps(self, step: int, reach: int, end: int) -> None:
        """Where the run is, how far it has come, and the last step of the axis. A hand on it knows better."""
        self.reach = max(reach, step)
        end = max(self.reach, end)
        if self.isSliderDown():
            self.setMaximum(max(end, self.maximum()))
        else:
            self.setRange(0, end)
            self.setValue(step)

    def show_marks(self, marks: Iterable[Mark]) -> None:
        marks = tuple(sorted(marks, key=lambda mark: (mark.step, mark.kind != CHANGE, mark.text)))
        if marks != self.marks:
            self.marks = marks
            self.setAccessibleDescription("; ".join(mark.text for mark in marks))
            self.update()

    def x_of(self, step: float) -> float:
        """Where a step lies, in pixels from the left."""
        left, width = self._axis()
        return left + width * (step / self.maximum() if self.maximum() else 0.0)

    def _axis(self) -> tuple[float, float]:
        """(left, width) of the way of the handle's centre."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option,
                                             QStyle.SubControl.SC_SliderHandle, self).width()
        return handle / 2, max(1, self.width() - handle)

    def _step_at(self, x: float) -> int:
        left, width = self._axis()
        return min(round(min(max((x - left) / width, 0.0), 1.0) * self.maximum()), self.reach)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.reach > 0:
            self.setSliderDown(True)
            self.setValue(self._step_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event) -> None:
        if self.isSliderDown():
            self.setValue(self._step_at(event.position().x()))

    def mouseReleaseEvent(self, event) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event) -> None:
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(event.pos().x()), self)
            return True
        return super().event(event)

    def text_at(self, x: float) -> str:
        """What the tool tip says there: the marks that are near, or what the time line is for."""
        near = [mark.text for mark in self.marks if abs(self.x_of(mark.step) - x) <= themes.current.pixels(NEAR)]
        return "\n".join(dict.fromkeys(near)) or self.toolTip()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.placed.emit()

    def moveEvent(self, event) -> None:
        super().moveEvent(event)
        self.placed.emit()

    def paintEvent(self, event) -> None:
        """The marks lie above and below the groove, the handle over nothing but the groove."""
        super().paintEvent(event)
        theme, middle = themes.current, self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.reach < self.maximum():                 # not of this branch
            beyond = self.x_of(self.reach) + theme.pixels(8)
            groove = theme.pixels(4)
            painter.fillRect(QRectF(beyond, middle - groove / 2 - 0.5, self.width() - beyond, groove + 1), theme.panel)
            painter.setPen(QPen(theme.colour("border"), theme.pixels(1), Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(beyond, middle), QPointF(self.width(), middle))
        for mark in self.marks:
            if mark.step <= self.maximum():
                self._draw(painter, mark, self.x_of(mark.step), middle)

    def _draw(self, painter: QPainter, mark: Mark, x: float, middle: float) -> None:
        """A change: a triangle above; a branch: one below; a stop: a bar across with a square on it."""
        theme = themes.current
        size, edge = theme.pixels(4), theme.pixels(1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("ink"))
        if mark.kind == STOP:
            painter.setBrush(theme.colour("warning"))
            painter.drawRect(QRectF(x - edge, edge, 2 * edge, 2 * middle - 2 * edge))
            painter.drawRect(QRectF(x - edge, edge, 2 * size, size + edge))
            return
        up = 1 if mark.kind == CHANGE else -1
        base = edge if mark.kind == CHANGE else 2 * middle - edge
        painter.drawPolygon(QPolygonF([QPointF(x - size, base), QPointF(x + size, base),
                                       QPointF(x, base + up * 1.5 * size)]))
