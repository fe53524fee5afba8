"""The picture held still for a class while the teacher prepares what comes next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

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
    """A small sign for the teacher in the lower corner of `over`: what the class sees stands still."""

    def __init__(self, over: QWidget):
        super().__init__(over)
        self.setAccessibleName(_("The picture is frozen"))
        self.setToolTip(_("What the class sees is frozen; F lets it go on"))
        over.installEventFilter(self)
        self.hide()

    def show_sign(self, on: bool) -> None:
        self.setVisible(on)
        self._place()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        side, edge, over = themes.current.pixels(SIGN), themes.current.pixels(EDGE), self.parentWidget()
        self.setPixmap(icon("freeze", "accent").pixmap(side, side))
        self.setGeometry(over.width() - side - edge, over.height() - side - edge, side, side)
        self.raise_()
