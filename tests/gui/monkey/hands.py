"""The monkey's hands: mouse and keyboard on whatever window is in front, by Qt's own path for events of a display."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)

KINDS = (QAbstractButton, QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QTabBar,
         QLineEdit, QGraphicsView, QGraphicsView, QMenuBar)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NONE, SHIFT, CONTROL, ALT = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
                             Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier)
MODIFIERS = (NONE,) * 8 + (SHIFT, CONTROL, ALT, SHIFT | CONTROL)
KEYS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.?", "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown",
        "Tab", "Backtab", "Space", "Return", "Enter", "Escape", "Delete", "Backspace", "Insert", "Menu", "F1", "F2",
        "F6", "F7", "F8", "F9", "F11", "Plus", "Minus", "Comma", "Slash")
LETTERS = {".": Qt.Key.Key_Period, "?": Qt.Key.Key_Question}
TEXTS = ("0", "1", "-1", "12", "0.5", "1e-9", "1e309", "nan", "inf", "-", "1e", "99999999999999999999", "1,5", "½",
         "ring", "w", "learn", "Ω and 漢字", "a" * 300, "x" * 3 + "\t", "<b>&amp;", "{0}", "%s", "../../x", "")


class Hands:
    """say: is told what is about to be done, before it is. random: makes the choices.

    Events are sent one by one, each to a window that is still there. What QTest does in several (a click, a key with
    Shift) goes on with the window after each of them, also with one that the first of them has deleted.
    """

    def __init__(self, say: Callable[[str], None], random: Random):
        self.say, self.random = say, random

    # Where -----------------------------------------------------------------------------------------------------------

    def front(self) -> QWidget | None:
        """A window that takes events now: the menu or list that is open, the dialog that must be answered, or any."""
        for only in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if only is not None and only.isVisible():
                return only
        windows = [window for window in QApplication.topLevelWidgets()
                   if window.isVisible() and window.windowHandle() is not None
                   and window.windowType() != Qt.WindowType.ToolTip]
        return self.random.choice(windows) if windows else None

    def somewhere(self) -> tuple[QWidget, QWidget, QPoint] | None:
        """(window, widget, point of the window): half of the time on a control, else anywhere."""
        window = self.front()
        if window is None:
            return None
        widget, point = window, _within(window, self.random)
        if self.random.random() < 0.6:
            kind = self.random.choice(KINDS)
            there = [child for child in seen_below(window) if isinstance(child, kind) and child.window() is window]
            if there:
                widget = self.random.choice(there)
                point = widget.mapTo(window, _within(widget, self.random))
        else:
            widget = window.childAt(point) or window
        return window, widget, point

    # Mouse -----------------------------------------------------------------------------------------------------------

    def click(self, button: Qt.MouseButton = LEFT) -> None:
        if (place := self.somewhere()) is None:
            return
        window, widget, point = place
        modifiers = self.random.choice(MODIFIERS)
        self.say(f"click {_short(button)} {_short(modifiers)} on {name_of(widget)} at {point.toTuple()} "
                 f"of {name_of(window)}")
        self._click(window, button, modifiers, point)

    def _click(self, window: QWidget, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier, point: QPoint) -> None:
        for act in (QTest.mousePress, QTest.mouseRelease):
            if _there(window):
                act(window.windowHandle(), button, modifiers, point)

    def context_menu(self) -> None:
        self.click(RIGHT)

    def double_click(self) -> None:
        if (place := self.somewhere()) is None:
            return
        window, widget, point = place
        self.say(f"double click on {name_of(widget)} at {point.toTuple()} of {name_of(window)}")
        self._click(window, LEFT, NONE, point)
        for kind in (QMouseEvent.Type.MouseButtonDblClick, QMouseEvent.Type.MouseButtonRelease):
            if _there(window):
                held = LEFT if kind == QMouseEvent.Type.MouseButtonDblClick else Qt.MouseButton.NoButton
                self._mouse(window, kind, point, LEFT, held, NONE)

    def drag(self) -> None:
        if (place := self.somewhere()) is None:
            return
        window, widget, point = place
        button = self.random.choice((LEFT, LEFT, LEFT, RIGHT, MIDDLE))
        modifiers = self.random.choice(MODIFIERS)
        ends = [point + QPoint(self.random.randint(-300, 300), self.random.randint(-200, 200)) for _ in range(2)]
        self.say(f"drag {_short(button)} {_short(modifiers)} on {name_of(widget)} {point.toTuple()} by way of "
                 f"{ends[0].toTuple()} to {ends[1].toTuple()}")
        QTest.mousePress(window.windowHandle(), button, modifiers, point)
        for start, end in ((point, ends[0]), (ends[0], ends[1])):
            for part in (0.3, 0.6, 1.0):
                if _there(window):
                    self._mouse(window, QMouseEvent.Type.MouseMove, start + (end - start) * part,
                                Qt.MouseButton.NoButton, button, modifiers)
        if _there(window):
            QTest.mouseRelease(window.windowHandle(), button, modifiers, ends[1])

    def _mouse(self, window: QWidget, kind: QMouseEvent.Type, point: QPoint, button: Qt.MouseButton,
               held: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        """What QTest cannot send: a move while a button is held, and the second press of a double click alone."""
        handle = window.windowHandle()
        QApplication.sendEvent(handle, QMouseEvent(kind, QPointF(point), QPointF(handle.mapToGlobal(point)), button,
                                                   held, modifiers))

    def wheel(self) -> None:
        if (place := self.somewhere()) is None:
            return
        window, widget, point = place
        turn = self.random.choice((-120, 120)) * self.random.choice((1, 1, 1, 3, 8))
        modifiers = self.random.choice(MODIFIERS)
        self.say(f"wheel {turn} {_short(modifiers)} on {name_of(widget)} at {point.toTuple()}")
        QTest.wheelEvent(window.windowHandle(), QPointF(point), QPoint(0, turn), QPoint(), modifiers)

    # Keyboard --------------------------------------------------------------------------------------------------------

    def key(self) -> None:
        name, modifiers = self.random.choice(KEYS), self.random.choice(MODIFIERS)
        times = self.random.choice((1, 1, 1, 1, 4, 12))
        self.press(name, modifiers, times)

    def press(self, name: str, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key where the focus is."""
        if (name == "Q" and modifiers & CONTROL) or name.startswith("F4"):
            return                              # it would end the window
        self.say(f"key {_short(modifiers)} {name} × {times} in {name_of(QApplication.focusWidget())}")
        key = LETTERS.get(name) or getattr(Qt.Key, f"Key_{name}")
        for _again in range(times):
            window = self.front()
            for press, each, held in _key_events(key, modifiers):
                if window is not None and _there(window):
                    text = QTest.keyToAscii(key).strip("\0") if each == key else ""
                    QTest.simulateEvent(window.windowHandle(), press, each.value, held, text, False)

    def let_go(self) -> None:
        """End a drag of text: it waits for the release of a mouse that the display has, and lets nothing else through.
        """
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.windowHandle() is not None:
                QTest.simulateEvent(window.windowHandle(), True, Qt.Key.Key_Escape.value, NONE, "", False)
                return

    def text(self) -> None:
        """Type into a field, and often finish."""
        if (place := self.somewhere()) is None:
            return
        window, _widget, _point = place
        fields = [child for child in seen_below(window) if isinstance(child, QLineEdit) and child.isEnabled()]
        text = self.random.choice(TEXTS)
        if not fields:
            return
        field = self.random.choice(fields)
        self.say(f"type {text[:30]!r} into {name_of(field)}")
        field.setFocus()
        if self.random.random() < 0.7:
            field.selectAll()
        for letter in text[:60]:
            if not shiboken6.isValid(field):
                break
            if letter.isascii():
                QTest.keyClicks(field, letter)
            else:                               # QTest knows no such key; an input method sends the text alone
                QApplication.sendEvent(field, QKeyEvent(QKeyEvent.Type.KeyPress, 0, NONE, letter))
        end = self.random.choice((None, Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape))
        if end is not None and shiboken6.isValid(field):
            QTest.keyClick(field, end)


def _key_events(key: Qt.Key, modifiers: Qt.KeyboardModifier):
    """(press, key, modifiers) of each event of a keyboard when this key is struck with these modifiers."""
    held, pressed, released = NONE, [], []
    for modifier, its_key in ((SHIFT, Qt.Key.Key_Shift), (CONTROL, Qt.Key.Key_Control), (ALT, Qt.Key.Key_Alt)):
        if modifiers & modifier:
            pressed.append((True, its_key, held))       # as X11 tells them: without the one that is pressed now
            held |= modifier
            released.insert(0, (False, its_key, held))
    return [*pressed, (True, key, held), (False, key, held), *released]


def seen_below(widget: QWidget) -> Iterator[QWidget]:
    """The visible widgets within one, and those of its dialogs, in the order in which they were made.

    What `findChildren` finds PySide keeps for as long as the finder is there, also what Qt has deleted since.
    """
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisible():
            yield child
            yield from seen_below(child)


def name_of(widget: QWidget | None) -> str:
    """How a widget is called in what is printed."""
    if widget is None or not shiboken6.isValid(widget):
        return "nothing"
    said = next((text for text in (widget.accessibleName(), getattr(widget, "text", str)() if isinstance(
        widget, QAbstractButton) else "", widget.objectName(), widget.windowTitle()) if text), "")
    if isinstance(widget, QMenu):
        said = said or ", ".join(action.text() for action in widget.actions()[:3])
    return f"{type(widget).__name__}({said[:40]!r})"


def _there(window: QWidget) -> bool:
    return shiboken6.isValid(window) and window.windowHandle() is not None and window.isVisible()


def _within(widget: QWidget, random: Random) -> QPoint:
    return QPoint(random.randrange(max(widget.width(), 1)), random.randrange(max(widget.height(), 1)))


def _short(flag) -> str:
    return flag.name.replace("Button", "").replace("Modifier", "") if flag != NONE else ""
