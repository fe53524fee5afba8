"""How a widget is looked at: which page of it is open, how its room is parted, what is folded and hidden."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter, QTabBar, QWidget

from widgets.controls.tabs import WrappingTabs
from widgets.layout.collapse import CollapsibleGroup
from widgets.layout.column_splitter import ColumnSplitter
from widgets.plots.legend import Legend


def copy_view(before: QWidget, after: QWidget) -> None:
    """Look at a widget as at another that was built by the same code; what is not built yet is left."""
    for old, new in zip(_children(before), _children(after)):
        if (type(old), old.objectName()) == (type(new), new.objectName()):
            _copy(old, new)
            copy_view(old, new)


def _children(widget: QWidget) -> list[QObject]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _copy(old: QObject, new: QObject) -> None:
    if isinstance(old, ColumnSplitter) and old.count() == new.count():
        new.take_over(old)
    elif isinstance(old, QSplitter) and old.count() == new.count():
        new.setSizes(old.sizes())
    elif isinstance(old, QTabBar | WrappingTabs) and old.count() == new.count():
        new.setCurrentIndex(old.currentIndex())
    elif isinstance(old, CollapsibleGroup):
        new.heading.setChecked(old.heading.isChecked())
    elif isinstance(old, Legend):
        new.take_over(old)
