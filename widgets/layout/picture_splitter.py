"""A picture with a strip of plots beside it: below, or to its right where there is width to spare."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from widgets.theme import themes

#: From so many times as wide as high on, the strip is to the right: a picture with equal axes gains more by height.
WIDE = 1.4
#: What the strip takes at least of the width where it is to the right, and at most of the height where it is below.
OF_WIDTH, OF_HEIGHT = 0.42, 0.4
#: The strip's height at scale 1, unless a third of all is more.
HEIGHT = 240
LEAST = 100                     # pixels at scale 1, of both
#: The strip is not to the right where it would be narrower there, in pixels at scale 1: its pages would be cut.
NARROWEST = 260


class PictureSplitter(QSplitter):
    """Give it the picture, then the strip. Until the user moves the border the picture has more than half of the room,
    whatever the strip shows; from then on the strip keeps its height or its width, larger in a presentation as its
    plots are.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setChildrenCollapsible(False)
        self._chosen: dict[Qt.Orientation, float] = {}          # by the user: length of the strip at scale 1
        self.splitterMoved.connect(self._moved)
        themes.changed.connect(self._apply_theme)

    def addWidget(self, widget: QWidget) -> None:
        super().addWidget(widget)
        self._apply_theme()

    def _apply_theme(self) -> None:
        """A small minimum: the parts' own would count all their rows of text as if they were as narrow as can be."""
        for index in range(self.count()):
            self.widget(index).setMinimumHeight(themes.current.pixels(LEAST))
        self.divide()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.divide()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.divide()

    def divide(self) -> None:
        """Give both their room, also after one was hidden."""
        if self.count() != 2 or not self.isVisible():
            return
        scale, length = themes.current.plot_scale, self.width()
        strip = min(max(length - self.height(), OF_WIDTH * length), length / 2)         # beside a square
        wide = length >= WIDE * self.height() and strip >= themes.current.pixels(NARROWEST)
        self.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        if not wide:
            length, strip = self.height(), min(max(HEIGHT * scale, self.height() / 3), OF_HEIGHT * self.height())
        strip = round(self._chosen.get(self.orientation(), 0) * scale or strip)
        self.setSizes([length - strip, strip])

    def _moved(self) -> None:
        self._chosen[self.orientation()] = self.sizes()[1] / themes.current.plot_scale
