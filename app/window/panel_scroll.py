"""A panel in as much room as it needs: where the window has less, as with very large type, one scrolls."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.panels.panel import Panel
from widgets.theme import themes

#: What a panel needs at scale 1; at that scale the smallest window has about this.
LEAST = QSize(810, 380)
#: Of its height, what it does without in a presentation: below it lies the card of a lesson.
OF_PRESENTATION = 110
#: Of its width, what it does without while a part of it is folded away.
OF_PARTS = {"controls": 230, "steps": 200}


class PanelScroll(QScrollArea):
    """Shows a panel, whole at scale 1, and at other scales with LEAST of room; it scrolls where there is less."""

    def __init__(self, panel: Panel):
        super().__init__()
        self.panel = panel
        self._folded: Collection[str] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(_Ground(panel))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def make_room(self, folded: Collection[str]) -> None:
        """These parts of it are folded away."""
        if folded != self._folded:
            self._folded = folded
            self._apply_theme()

    def _apply_theme(self) -> None:
        scale = themes.current.scale
        less = sum(width for part, width in OF_PARTS.items() if part in self._folded and part in self.panel.parts)
        lower = OF_PRESENTATION if themes.presenting else 0
        self.widget().setMinimumSize((LEAST - QSize(less, lower)) * scale if scale > 1 else QSize(1, 1))


class _Ground(QWidget):
    """The panel fills it. It has no layout: of one that holds texts a scroll area would give the height that they
    prefer, and not the one that there is."""

    def __init__(self, panel: Panel):
        super().__init__()
        self._panel = panel
        panel.setParent(self)
        self.setObjectName("contents")

    def resizeEvent(self, event) -> None:
        self._panel.setGeometry(self.rect())
