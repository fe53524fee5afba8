"""The views of a panel in as much room as they need: where there is less, as with very large type, one scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from widgets.theme import themes

#: What a picture and what stands below it need, at scale 1. What stands beside it goes below where there is less width
#: than for both (ViewColumns): one scrolls downwards only. So narrow are the views at 200 % on 1024 x 768.
LEAST = QSize(220, 440)
#: Of the height, what they do without in a presentation: below them lies the card of a lesson.
OF_PRESENTATION = 210


class PanelScroll(QScrollArea):
    """Shows the views of a panel, whole at scale 1, and at other scales with LEAST of room; it scrolls where there is
    less. The controls beside it and the playback bar below it are always seen."""

    def __init__(self, contents: QWidget):
        super().__init__()
        self.contents = contents
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(_Ground(contents))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def _apply_theme(self) -> None:
        scale = themes.current.scale
        less = QSize(0, OF_PRESENTATION if themes.presenting else 0)
        self.widget().give_at_least((LEAST - less) * scale if scale > 1 else QSize(1, 1))


class _Ground(QWidget):
    """The contents fill it, and are never narrower or lower than they can be. It has no layout: of one that holds texts
    a scroll area would give the height that they prefer, and not the one that there is."""

    def __init__(self, contents: QWidget):
        super().__init__()
        self._contents, self._least = contents, QSize(1, 1)
        contents.setParent(self)
        self.setObjectName("contents")

    def give_at_least(self, least: QSize) -> None:
        self._least = least
        self.setMinimumSize(least.expandedTo(self._contents.minimumSizeHint()))

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:           # the contents need another width, or may have it
            self.give_at_least(self._least)
            self._place()
        return super().event(event)

    def resizeEvent(self, event) -> None:
        self._place()

    def _place(self) -> None:
        """In the middle, where they are to be smaller than there is room."""
        place = QRect(QPoint(), self.size().boundedTo(self._contents.maximumSize()))
        place.moveCenter(self.rect().center())
        self._contents.setGeometry(place)
