"""The mouse in a plot of curves: a click means a step, and the step under it is read out."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from widgets.plots.plot import Plot


class CurveMouse(QObject):
    """step_clicked(x): a click in the plot at this place of the x axis, rounded to a whole number.

    hovered(x): the mouse is over this place, None where it has left. waits(): whether a double click would mean
    something else, so that a single one has to wait until no second one can follow.
    """

    step_clicked = Signal(float)
    hovered = Signal(object)

    def __init__(self, plot: Plot, waits: Callable[[], bool]):
        super().__init__(plot)
        self._plot, self._waits = plot, waits
        self._step = 0.0
        self._second_click = QTimer(self)
        self._second_click.setSingleShot(True)
        self._second_click.timeout.connect(lambda: self.step_clicked.emit(self._step))
        plot.scene().sigMouseMoved.connect(self._hovered)
        plot.viewport().installEventFilter(self)
        plot.scene().sigMouseClicked.connect(self._clicked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().eventFilter(watched, event)

    def _hovered(self, position) -> None:
        box = self._plot.getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self.hovered.emit(box.mapSceneToView(position).x() if inside else None)

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
