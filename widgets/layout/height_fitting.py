"""Scroll areas whose height follows from their width: texts that wrap are shown whole, and scroll only if they must."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget


class PliableWidget(QWidget):
    """A widget whose preferred height is the least that its layout needs at a width: in a HeightScroll its contents are
    compressed before anything scrolls."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return super().heightForWidth(width) if layout is None else layout.totalMinimumHeightForWidth(width)


class HeightScroll(QScrollArea):
    """Gives its widget, `contents`, the whole height, and scrolls only where its layout needs more than that at this
    width; sideways only where it cannot be as narrow as that.

    The widget is put in just before this is first shown: Qt measures what is put in, for which it needs its look, and
    gives it another look with each of the widgets that this one is put into.
    """

    def __init__(self, widget: QWidget, parent=None):
        super().__init__(parent)
        self.contents = widget
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setParent(self.viewport())
        widget.hide()
        widget.setObjectName("contents")
        widget.installEventFilter(self)

    def resizeEvent(self, event) -> None:
        """Qt tells of the size just before this is shown, or drawn without being shown."""
        super().resizeEvent(event)
        if self.widget() is None:
            self.setWidget(self.contents)
        self._fit()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        layout = self.contents.layout()
        if layout is None:
            return
        least = layout.totalMinimumSize()

        def needed(width: int) -> int:
            return self.needed(layout, max(width, least.width())) if layout.hasHeightForWidth() else least.height()
        across = self.horizontalScrollBar().sizeHint().height() if least.width() > self.width() else 0
        _choose_bar(self, needed(self.width()) > self.height() - across)
        self.contents.setMinimumHeight(needed(self.viewport().width()))

    def needed(self, layout: QLayout, width: int) -> int:
        """From which height on nothing scrolls: to this its contents are compressed."""
        return layout.totalMinimumHeightForWidth(width)


def _choose_bar(area: QScrollArea, scrolls: bool) -> None:
    """A vertical bar or none, by what the contents need at the width of the whole area: a bar takes width, for want of
    which they may need it, or need less height, as a formula does that is drawn smaller there. A bar "as needed" would
    come and go for ever then, in one call of Qt."""
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn if scrolls
                                    else Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class FittingColumn(QScrollArea):
    """A vertical column of widgets whose height follows from its width. column: the layout to add them to."""

    def __init__(self, parent=None, *, spacing: int = 4):
        super().__init__(parent)
        contents = QWidget()
        contents.setObjectName("contents")
        self.column = QVBoxLayout(contents)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        contents.installEventFilter(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched, event) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """The contents get just the height that they need: as an alignment at the top would have it, a text would get
        no more than it prefers without a width."""
        _choose_bar(self, self.heightForWidth(self.width()) > self.height())
        self.widget().setFixedHeight(self.heightForWidth(self.viewport().width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.column.heightForWidth(width) if self.column.hasHeightForWidth() else self.column.sizeHint().height()

    def sizeHint(self) -> QSize:
        width = max(self.width(), 240)
        return QSize(240, max(self.heightForWidth(width), 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.fontMetrics().height() * 2)
