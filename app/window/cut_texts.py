"""Where a text has less room than it needs, as in a narrow window, the pointer on it says the whole of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QStyle, QStyleOptionComboBox, QToolTip, QWidget


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
    """Show the whole text as a tool tip, above what the widget says itself; whether there is one to show."""
    text = whole_text(widget) if event.type() == QEvent.Type.ToolTip else ""
    if text:
        QToolTip.showText(event.globalPos(), "\n\n".join(filter(None, (text, widget.toolTip()))), widget)
    return bool(text)
