"""The ring around what has the focus, where neither Qt nor the widget itself draws one: plots, maps, scrolled texts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from widgets.spoken import Spoken
from widgets.theme import themes

WIDTH = 2               # pixels at scale 1


class FocusRings(QObject):
    """Lays a ring over whatever in this window has the focus and shows it by nothing else."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self._window, self._ring = window, None
        QApplication.instance().focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        bare = now is not None and now.window() is self._window and (
            isinstance(now, QScrollArea) or (isinstance(now, Spoken) and not now.shows_focus))
        self._ring = _Ring(now) if bare else None


class _Ring(QWidget):
    """Over the edge of a widget; it takes no mouse."""

    def __init__(self, around: QWidget):
        super().__init__(around)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(around.size())
        around.installEventFilter(self)
        themes.changed.connect(self.update)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.resize(watched.size())
        return False

    def paintEvent(self, event) -> None:
        painter, width = QPainter(self), themes.current.pixels(WIDTH)
        painter.setPen(QPen(themes.current.colour("accent"), width))
        half = width // 2
        painter.drawRect(self.rect().adjusted(half, half, -half - 1, -half - 1))
