"""Who takes on another look: what is seen does at once, and what is hidden when it is shown next.

With all panels built there are some 5,000 widgets, of which 250 are seen. To give another style sheet to all of them
takes 1.5 s, during which the window does not answer.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import compress, repeat
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QApplication, QGraphicsItem, QWidget
from shiboken6 import isValid

HIDDEN, BY_ITSELF = Qt.WidgetAttribute.WA_WState_Hidden, Qt.WidgetAttribute.WA_WState_ExplicitShowHide
DRESSED = Qt.WidgetAttribute.WA_WState_Polished     # whether Qt restyles it with the others
OWN_FONT = Qt.WidgetAttribute.WA_SetFont
OWN_STYLE = Qt.WidgetAttribute.WA_SetStyle          # Qt does not tell it of another style; no widget here has one
#: Whether it was hidden when the look changed. Qt has forgotten what this attribute was for.
WAITING = Qt.WidgetAttribute.WA_NoX11EventCompression

#: Milliseconds from the turn after the change on until splitters and texts that wrap have found their sizes.
LAID_OUT = 20


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


class PaintedLater(QObject):
    """Has a window painted once all is laid out, and not after each of the turns that this takes."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        window.installEventFilter(self)
        QTimer.singleShot(0, self, partial(QTimer.singleShot, LAID_OUT, self._paint))

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.UpdateRequest

    def _paint(self) -> None:
        self.parent().removeEventFilter(self)
        QCoreApplication.sendEvent(self.parent(), QEvent(QEvent.Type.UpdateRequest))
        self.deleteLater()


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
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                PaintedLater(window)
        everything = QApplication.allWidgets()
        dressed = _those(everything, DRESSED)
        _mark(dressed, DRESSED, False)
        _mark(everything, OWN_STYLE, True)
        change()
        _mark(everything, OWN_STYLE, False)
        seen = list(_seen_now())
        for widget in seen:
            _dress(widget) if widget in dressed else _take_type(widget)
        hidden = set(everything).difference(seen)
        hidden -= _those(hidden, WAITING)
        _mark(hidden, WAITING, True)
        for widget in hidden:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt tells first what is inside that it is shown, and what is around it gives it its type."""
        if isinstance(event, QShowEvent):
            watched.removeEventFilter(self)
            outermost = watched
            while (around := outermost.parentWidget()) is not None and around.testAttribute(WAITING):
                outermost = around
            self.catch_up(outermost)
        return False

    def catch_up(self, widget: QWidget) -> None:
        """Give a widget that is shown, with all that is seen in it, the look that it has missed. Sooner, before it is
        laid out in the look of before, where somebody knows that it is about to be shown."""
        late = []
        for each in list(_seen(widget)):
            if each.testAttribute(WAITING):
                each.setAttribute(WAITING, False)
                each.removeEventFilter(self)
                _take_type(each) if each.testAttribute(DRESSED) else _dress(each)
            if each in self._late:
                late += self._late.pop(each)
        for follower in late:
            follower.call()


def _follower(method: Callable[[], Any], gone: Callable[[Any], object] | None = None) -> Follower:
    """gone: is called once its object is no more."""
    receiver = getattr(method, "__self__", None)
    return Follower(lambda: method, "") if receiver is None else Follower(weakref.ref(receiver, gone), method.__name__)


# By map and repeat: in a loop each of these takes 10 of the 250 ms in which a window is to answer.

def _those(widgets: Collection[QWidget], attribute: Qt.WidgetAttribute) -> set[QWidget]:
    """Those that have it."""
    return set(compress(widgets, map(QWidget.testAttribute, widgets, repeat(attribute))))


def _mark(widgets: Collection[QWidget], attribute: Qt.WidgetAttribute, on: bool) -> None:
    """Give it to all of them, or take it from them."""
    deque(map(QWidget.setAttribute, widgets, repeat(attribute), repeat(on)), maxlen=0)


def _dress(widget: QWidget) -> None:
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.Polish))
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _take_type(widget: QWidget) -> None:
    """Of what had no look when it changed, and got it from Qt since, if at all: it keeps the type of its making."""
    if not widget.testAttribute(OWN_FONT):
        widget.setFont(QFont())


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
