"""What is said at the foot of the window of what the keyboard has come to: what its tool tip says to a mouse."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar, QWidget

from widgets.controls.tabs import WrappingTabs
from widgets.spoken import plain_text

MILLISECONDS = 12_000                   # then the state of the run is there again


class FocusHelp(QObject):
    """Says it as soon as the focus goes somewhere in this window without a mouse button.

    What became of a command, as where a file was saved, keeps its time before that.
    """

    def __init__(self, window: QMainWindow):
        super().__init__(window)
        self._window, self._said = window, ""
        QApplication.instance().focusChanged.connect(self._say)

    def _say(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or now.window() is not self._window:
            return
        bar = self._window.statusBar()
        if not bar.isVisible() or bar.currentMessage() not in ("", self._said):
            return
        self._said = "" if QApplication.mouseButtons() != Qt.MouseButton.NoButton else sentence_of(now)
        if self._said:
            bar.showMessage(self._said, MILLISECONDS)
        else:
            bar.clearMessage()


def sentence_of(widget: QWidget) -> str:
    """The tool tip of a widget or of what is around it, in one line; of tabs that of the current one."""
    if isinstance(widget, QTabBar):
        return plain_text(widget.tabToolTip(widget.currentIndex()))
    while widget is not None and not widget.isWindow() and not isinstance(widget, WrappingTabs):
        if widget.toolTip():
            return plain_text(widget.toolTip())
        widget = widget.parentWidget()
    return ""
