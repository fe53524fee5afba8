"""Views side by side, which stand one below the other where there is too little width."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from widgets.layout.column_splitter import ColumnSplitter
from widgets.theme import themes


class ViewColumns(ColumnSplitter):
    """Each view says how much room it needs at scale 1. Where the columns do not fit side by side, those that stretch
    come first and the others below them, each in its own height: one scrolls downwards, and never sideways, too."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._views: list[tuple[QWidget, QSize]] = []

    def add_view(self, widget: QWidget, stretch: int, width: int, height: int) -> None:
        """To the right of the others. width, height: what it needs, in pixels at scale 1; stretch: see add_column."""
        self._views.append((widget, QSize(width, height)))
        self.add_column(widget, stretch)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest of the views."""
        widths = [_least_width(widget) for widget, _least in self._views if not widget.isHidden()]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        self._arrange()                         # first: widths that are too small are not to be remembered
        super().resizeEvent(event)

    def event(self, event) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:           # a view has come or gone, or the scale is another
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Choose between one row and one column, for the width and the views of now."""
        shown = [max(themes.current.pixels(least.width()), _least_width(widget)) for widget, least in self._views
                 if not widget.isHidden()]
        below = len(shown) > 1 and self.width() < sum(shown) + self.handleWidth() * (len(shown) - 1)
        for widget, least in self._views:
            height = themes.current.pixels(least.height()) if below else 0
            if widget.minimumHeight() != height:
                widget.setMinimumHeight(height)
        if below == (self.orientation() == Qt.Orientation.Vertical):
            return
        self.setOrientation(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
        order = sorted(self._views, key=lambda view: below and not self._stretch_of(view[0]))
        for place, (widget, _least) in enumerate(order):
            self.insertWidget(place, widget)
        if below:
            QSplitter.setSizes(self, [widget.minimumHeight() for widget, _least in order])
        else:
            self._later.start()
        self.updateGeometry()

    def _stretch_of(self, widget: QWidget) -> int:
        return self._stretches[[view for view, _least in self._views].index(widget)]


def _least_width(widget: QWidget) -> int:
    return widget.minimumWidth() or widget.minimumSizeHint().width()
