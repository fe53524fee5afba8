"""Who takes on another look: what is seen does at once, and what is hidden when it is shown next.

With all panels built there are some 5,000 widgets, of which 250 are seen. To give another style sheet to all of them
takes 1.5 s, during which the window does not answer.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QApplication, QGraphicsItem, QWidget
from shiboken6 import isValid

HIDDEN, BY_ITSELF = Qt.WidgetAttribute.WA_WState_Hidden, Qt.WidgetAttribute.WA_WState_ExplicitShowHide
DRESSED = Qt.WidgetAttribute.WA_WState_Polished     # whether Qt restyles it with the others
OWN_FONT = Qt.WidgetAttribute.WA_SetFont
OWN_STYLE = Qt.WidgetAttribute.WA_SetStyle          # Qt does not tell it of another style


@dataclass(eq=False)
class Follower:
    """A method that is called after a change; it does not keep its object alive. name: "" where it is a function."""

    receiver: Callable[[], Any]
    name: str

    def call(self) -> None:
        receiver = self.receiver()
        if receiver is not None and isValid(receiver):
            (getattr(receiver, self.name) if self.name else receiver)()

    def alive(self) -> bool:
        receiver = self.receiver()
        return receiver is not None and isValid(receiver)

    def widget(self) -> QWidget | None:
        """Where it is seen what the method does; None where that is no one place."""
        receiver = self.receiver()
        if isinstance(receiver, QGraphicsItem):
            views = receiver.scene().views() if receiver.scene() is not None else ()
            return views[0] if views else None
        return receiver if isinstance(receiver, QWidget) else None


class Followers(QObject):
    """Widgets that look as the style sheet says, and methods that `connect` has named, as of a signal."""

    def __init__(self):
        super().__init__()
        self._all: dict[Follower, None] = {}
        self._late: weakref.WeakKeyDictionary[QWidget, dict[Follower, None]] = weakref.WeakKeyDictionary()

    def connect(self, method: Callable[[], Any]) -> None:
        """Call this method after each change of the look; that of what is hidden once, when it is shown next."""
        follower = _follower(method, lambda _gone: self._all.pop(follower, None))
        self._all[follower] = None

    def disconnect(self, method: Callable[[], Any]) -> None:
        gone = _follower(method)
        for each in [each for each in self._all if (each.receiver(), each.name) == (gone.receiver(), gone.name)]:
            del self._all[each]

    def emit(self) -> None:
        """Call the methods of what is seen, and those that belong to no widget."""
        seen = set(_seen_now())
        for each in [each for each in self._all if each.alive()]:
            widget = each.widget()
            if widget is None or widget in seen:
                each.call()
            else:
                self._late.setdefault(widget, {})[each] = None
                widget.installEventFilter(self)

    def dress(self, change: Callable[[], None]) -> None:
        """Change the style sheet of the application, and have Qt give it to what is seen."""
        everything = QApplication.allWidgets()
        dressed = {widget for widget in everything if widget.testAttribute(DRESSED)}
        told = [widget for widget in everything if not widget.testAttribute(OWN_STYLE)]
        for widget in dressed:
            widget.setAttribute(DRESSED, False)
        for widget in told:
            widget.setAttribute(OWN_STYLE)
        change()
        for widget in told:
            widget.setAttribute(OWN_STYLE, False)
        for widget in everything:
            if widget not in dressed and not widget.testAttribute(OWN_FONT):
                widget.setFont(QFont())         # what was never shown would keep the type of before
        seen = list(_seen_now())
        for widget in dressed.difference(seen):
            widget.installEventFilter(self)
        for widget in seen:
            if widget in dressed:
                _dress(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QShowEvent):
            watched.removeEventFilter(self)
            self.catch_up(watched)
        return False

    def catch_up(self, widget: QWidget) -> None:
        """Give a widget that is shown, with all that is seen in it, the look that it has missed."""
        late = []
        for each in list(_seen(widget)):
            if not each.testAttribute(DRESSED):
                _dress(each)
            if each in self._late:
                late += self._late.pop(each)
        for follower in late:
            follower.call()


def _follower(method: Callable[[], Any], gone: Callable[[Any], object] | None = None) -> Follower:
    """gone: is called once its object is no more."""
    receiver = getattr(method, "__self__", None)
    return Follower(lambda: method, "") if receiver is None else Follower(weakref.ref(receiver, gone), method.__name__)


def _dress(widget: QWidget) -> None:
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.Polish))
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _seen_now() -> Iterator[QWidget]:
    for widget in QApplication.topLevelWidgets():
        if widget.parentWidget() is None:
            yield from _seen(widget)


def _seen(widget: QWidget) -> Iterator[QWidget]:
    """The widget and what is in it, without what is hidden by itself. Windows below it count as seen, such as menus,
    which are measured before they are shown."""
    yield widget
    for child in widget.children():
        if child.isWidgetType() and (child.isWindow() or not (child.testAttribute(HIDDEN)
                                                              and child.testAttribute(BY_ITSELF))):
            yield from _seen(child)
