"""The picture held still for a class while the teacher prepares what comes next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from widgets.icons import icon
from widgets.language import _
from widgets.theme import themes

SIGN = 16                       # pixels at scale 1
EDGE = 6


class FrozenSheet(QWidget):
    """Shows what `over` looked like. Clicks go through to what is beneath, which goes on."""

    def __init__(self, over: QWidget):
        super().__init__(over)
        self._picture = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        over.installEventFilter(self)
        self.hide()

    def freeze(self, on: bool) -> None:
        """Hold still what is seen now, or let it go."""
        if on:
            self.hide()
            self._picture = self.parentWidget().grab()
            self.setGeometry(self.parentWidget().rect())
            self.show()
            self.raise_()
        else:
            self.hide()
            self._picture = QPixmap()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event) -> None:
        QPainter(self).drawPixmap(self.rect(), self._picture)


class FrozenSign(QLabel):
    """A small sign for the teacher: what the class sees stands still. It lies over the window's `over`, at the right
    edge of what `picture` gives, as low as no control is that it would cover.
    """

    def __init__(self, over: QWidget, picture: Callable[[], QWidget]):
        super().__init__(over)
        self._picture, self._watched = picture, over
        self._placed: tuple = ()                # for what it was placed
        self._soon = QTimer(self, singleShot=True, interval=0)      # a picture is resized many times on its way
        self._soon.timeout.connect(self.place)
        self.setAccessibleName(_("The picture is frozen"))
        self.setToolTip(_("What the class sees is frozen; F lets it go on"))
        over.installEventFilter(self)
        self.hide()

    def show_sign(self, on: bool) -> None:
        self.setVisible(on)
        self._placed = ()
        self.place()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._soon.start()
        return False

    def place(self) -> None:
        """Go where the picture of now is, if it is to be seen. It is asked for with each report, and looks for controls
        only where another picture, or another part of it, is seen."""
        if self.isHidden():
            return
        picture, over = self._picture(), self.parentWidget()
        if picture is not self._watched:
            if self._watched is not over:
                self._watched.removeEventFilter(self)
            self._watched = picture
            picture.installEventFilter(self)
        seen = _seen(picture, over)
        if self._placed == (picture, seen, themes.current):
            return
        self._placed = picture, seen, themes.current
        side, edge = themes.current.pixels(SIGN), themes.current.pixels(EDGE)
        self.setPixmap(icon("freeze", "accent").pixmap(side, side))
        lowest = QRect(seen.bottomRight() - QPoint(side + edge, side + edge), QSize(side, side))
        places = [lowest.translated(0, -up) for up in range(0, max(1, seen.height() - side), side)]
        taken = _controls(over)
        self.setGeometry(next((place for place in places if not any(map(place.intersects, taken))), lowest))
        self.raise_()


def _controls(over: QWidget) -> list[QRect]:
    """Where something is pressed."""
    return [widget.rect().translated(widget.mapTo(over, QPoint())) for kind in (QAbstractButton, QComboBox)
            for widget in over.findChildren(kind) if widget.isVisible()]


def _seen(widget: QWidget, over: QWidget) -> QRect:
    """What is to be seen of a widget inside another, in whose pixels, where one around it scrolls; whatever lies over
    it."""
    seen, around = widget.rect(), widget
    while around is not over:
        seen = seen.translated(around.pos())
        around = around.parentWidget()
        seen &= around.rect()
    return seen
