"""Parts one below the other that share the height as they are told to, until a hand moves the border between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QWidget

#: Far more pixels than there are: a splitter shares what it has like this.
WHOLE = 10_000


class ShareSplitter(QSplitter):
    """shares: of the height, one for each widget that is put in; none has less than its minimum."""

    def __init__(self, *shares: float, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Vertical, parent)
        self._shares, self._by_hand = [round(WHOLE * share) for share in shares], False
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._moved)

    def _moved(self) -> None:
        self._by_hand = True

    def event(self, event) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and not self._by_hand:
            self.setSizes(self._shares)         # also where a part needs less than before, which Qt leaves with it
        return done
