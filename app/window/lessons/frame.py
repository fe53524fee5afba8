"""What fills the window: the panels, and while there is a lesson its card beside or below them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget
from shiboken6 import isValid

from widgets.language import _
from widgets.spoken import Spoken

#: By the side on which a card lies, how the row with panels and card runs.
DIRECTIONS = {"left": QBoxLayout.Direction.RightToLeft, "right": QBoxLayout.Direction.LeftToRight,
              "below": QBoxLayout.Direction.TopToBottom}


class LessonFrame(QWidget):
    """panels: what it holds. card: a LessonCard beside it; None while there is none."""

    def __init__(self, panels: QWidget):
        super().__init__()
        self.card = None
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        self.row.addWidget(panels, 1)
        self.blank = Blank(self, panels)

    def take_card(self, card) -> None:
        """Hold this card from now on."""
        if self.card is not None:
            self.row.removeWidget(self.card)
            self.card.deleteLater()
        self.card = card
        self.row.addWidget(card)

    def lie(self, side: str, folded: bool) -> None:
        """Put the card on this side."""
        self.row.setDirection(DIRECTIONS[side])
        self.card.lie(side, folded)
        self.card.make_room(self.size())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self.card is not None:
            self.card.make_room(event.size())


class Blank(QWidget, Spoken):
    """A black sheet over all that the frame shows, or in a lesson over its panels: the card stays, with what it asks.
    Any key or click takes it away again."""

    shows_focus = True                              # no ring: all of it is black

    def __init__(self, frame: LessonFrame, panels: QWidget):
        super().__init__(frame)
        self._panels = panels
        self._before: QWidget | None = None         # what had the focus
        self.setAccessibleName(_("Dark screen: any key takes it away"))
        self.hide()
        for widget in (frame, panels):
            widget.installEventFilter(self)

    def cover(self) -> None:
        """Cover it."""
        self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def uncover(self) -> None:
        """Go away; the focus goes back to where it was. What had it may be gone, as with another language, or nothing
        had: then no control gets it, such as a tab, whose arrows would go to another panel.
        """
        before = self._before if self._before is not None and isValid(self._before) else self._panels
        before.setFocus()
        self.hide()

    def eventFilter(self, watched, event) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def _place(self) -> None:
        frame = self.parentWidget()
        asks = frame.card is not None and not frame.card.isHidden()
        self.setGeometry(self._panels.geometry() if asks else frame.rect())

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()                          # no key does here what it does elsewhere
            return True
        return super().event(event)

    def paintEvent(self, event) -> None:
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.black)

    def keyPressEvent(self, event) -> None:
        self.uncover()

    def mousePressEvent(self, event) -> None:
        self.uncover()
