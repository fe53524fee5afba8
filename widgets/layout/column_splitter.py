"""Columns side by side, of which some are as wide as their type asks for and the others share what is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from widgets.theme import themes

TRIES = 5                       # to divide the room: after a change a column may learn late how narrow it can be


class ColumnSplitter(QSplitter):
    """A column that does not stretch is wider or narrower with the scale, also where a hand has moved its border."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self._stretches: list[int] = []
        self._scale = themes.current.column_scale       # at which the room was divided
        self._before: list[int] = []            # the widths at that scale: Qt widens by itself what is too narrow then
        self._tries = 0                         # that are left, where a column is wider than it is to be
        self.splitterMoved.connect(self._moved)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._divide)
        themes.changed.connect(self._apply_theme)

    def add_column(self, widget: QWidget, stretch: int) -> None:
        """To the right of the others. stretch: its share of what is left; 0: it keeps its width."""
        self.addWidget(widget)
        self.setStretchFactor(self.count() - 1, stretch)
        self._stretches.append(stretch)
        widget.installEventFilter(self)

    def setSizes(self, sizes: Sequence[int]) -> None:
        super().setSizes(sizes)
        self._later.stop()
        self._tries = 0
        self._remember()

    def take_over(self, before: ColumnSplitter) -> None:
        """Be divided as another one of the same columns is, at whatever scale it was divided last."""
        if before.orientation() == self.orientation():
            super().setSizes(before.sizes())
        self._later.stop()
        self._tries, self._scale, self._before = 0, before._scale, list(before._before)

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self._tries:
            self._later.start()
        return super().event(event)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._remember()

    def _moved(self) -> None:
        self._tries = 0
        self._remember()

    def _remember(self) -> None:
        """A hidden column keeps the width that it had."""
        if self.orientation() == Qt.Orientation.Vertical:
            return
        if self._scale == themes.current.column_scale and not self._later.isActive() and not self._tries:
            before = self._before + [0] * (self.count() - len(self._before))
            self._before = [old if self.widget(place).isHidden() else size
                            for place, (size, old) in enumerate(zip(self.sizes(), before))]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A column that is unfolded is as wide as it was, once it knows how narrow it can be now."""
        if event.type() == QEvent.Type.ShowToParent and self.isVisible():
            self._later.start()
        return False

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._apply_theme()

    def _apply_theme(self) -> None:
        """Divide anew once it is seen at another scale, and once its columns know how narrow they can be then."""
        if self._scale != themes.current.column_scale and self.isVisible():
            self._tries = TRIES
            self._later.start()

    def _divide(self) -> None:
        if self.orientation() == Qt.Orientation.Vertical:       # they stand one below the other now, see ViewColumns
            self._tries = 0
            return
        scale = themes.current.column_scale
        larger, self._scale = scale / self._scale, scale
        kept = [0 if stretch else round(size * larger) for size, stretch in zip(self._before, self._stretches)]
        shared = [size if stretch else 0 for size, stretch in zip(self._before, self._stretches)]
        left = max(0, sum(self.sizes()) - sum(size for place, size in enumerate(kept)
                                              if not self.widget(place).isHidden()))
        wanted = [fixed or round(left * share / max(1, sum(shared))) for fixed, share in zip(kept, shared)]
        super().setSizes(wanted)
        narrow = all(self.widget(place).isHidden() or now <= size + 1
                     for place, (now, size) in enumerate(zip(self.sizes(), kept)) if not self._stretches[place])
        self._tries = 0 if narrow else max(0, self._tries - 1)
        self._before = wanted
