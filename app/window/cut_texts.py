"""Where a text has less room than it needs, as in a narrow window, the pointer on it says the whole of it; long tool
tips wrap."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolTip,
    QWidget,
)

from widgets.tips import wrapped


def whole_text(widget: QWidget) -> str:
    """The text of a list, a button or a label in one line, where that is cut; "" where it is not."""
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                             QStyle.SubControl.SC_ComboBoxEditField, widget).width()
        text = widget.currentText()
        return text if room < widget.fontMetrics().horizontalAdvance(text) - 1 else ""
    if isinstance(widget, QAbstractButton):
        return widget.text().replace("&", "") if widget.width() < widget.sizeHint().width() - 4 else ""
    if isinstance(widget, QLabel) and not widget.wordWrap() and "<" not in widget.text():
        return widget.text() if widget.width() < widget.fontMetrics().size(0, widget.text()).width() else ""
    return ""


def tell(widget: QWidget, event: QHelpEvent) -> bool:
    """Show the whole text as a tool tip, above what the widget says itself, or that alone where it is long: Qt would
    not break it into lines. Whether there was anything of this to show."""
    if event.type() != QEvent.Type.ToolTip:
        return False
    text, says = whole_text(widget), says_at(widget, event.pos())
    shown = wrapped("\n\n".join(filter(None, (text, says))))
    if told := bool(text) or shown != says:
        QToolTip.showText(event.globalPos(), shown, widget)
    return told


def says_at(widget: QWidget, place: QPoint) -> str:
    """The tool tip of a widget at a place of it; of a tab or a line in a list its own."""
    if isinstance(widget, QTabBar):
        return widget.tabToolTip(widget.tabAt(place)) or widget.toolTip()
    if isinstance(around := widget.parentWidget(), QAbstractItemView) and widget is around.viewport():
        return str(around.indexAt(place).data(Qt.ItemDataRole.ToolTipRole) or "")
    return widget.toolTip()
