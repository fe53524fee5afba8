"""The mouse in a plot of curves: a click means a step, and over the mark of an event its text appears."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QToolTip

from widgets.plots.plot import Plot

#: How near to a mark the mouse must be, in pixels.
REACH = 6


class CurveMouse(QObject):
    """step_clicked(x): a click in the plot at this place of the x axis, rounded to a whole number.

    marks(): the events as (step, text). waits(): whether a double click would mean something else, so that a single
    one has to wait until no second one can follow.
    """

    step_clicked = Signal(float)

    def __init__(self, plot: Plot, marks: Callable[[], list[tuple[float, str]]], waits: Callable[[], bool]):
        super().__init__(plot)
        self._plot, self._marks, self._waits = plot, marks, waits
        self._step = 0.0
        self._second_click = QTimer(self)
        self._second_click.setSingleShot(True)
        self._second_click.timeout.connect(lambda: self.step_clicked.emit(self._step))
        plot.scene().sigMouseMoved.connect(self._hovered)
        plot.scene().sigMouseClicked.connect(self._clicked)

    def _hovered(self, position) -> None:
        marks = self._marks()
        if not marks:
            return
        box = self._plot.getViewBox()
        reach = abs(box.viewPixelSize()[0]) * REACH
        x = box.mapSceneToView(position).x()
        near = [(abs(step - x), text) for step, text in marks if abs(step - x) <= reach]
        if near and box.sceneBoundingRect().contains(position):
            text = "\n".join(text for _distance, text in sorted(near))
            QToolTip.showText(self._plot.mapToGlobal(self._plot.mapFromScene(position)), text, self._plot)

    def _clicked(self, event) -> None:
        box = self._plot.getViewBox()
        if event.button() == Qt.MouseButton.LeftButton and not event.double() \
                and box.sceneBoundingRect().contains(event.scenePos()):
            x = box.mapSceneToView(event.scenePos()).x()
            if math.isfinite(x):
                self._step = float(round(x))
                self._second_click.start(QApplication.doubleClickInterval() if self._waits() else 0)
        elif event.double():
            self._second_click.stop()
