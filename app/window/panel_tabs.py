"""The panels of the window: one in front, the others behind tabs, each with a command to go there."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.panels.panel import Panel
from widgets.language import _

MOST_NUMBERED = 9                       # Ctrl+1 to Ctrl+9


class PanelTabs(QWidget):
    """Panels are added, then `start` brings one to the front. `changed`: another one is there."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.panels: list[Panel] = []
        self.actions_by_number: list[QAction] = []      # each goes to a panel, and is checked while that is in front
        self._group = QActionGroup(self)
        self._bar = QTabBar()
        self._bar.setExpanding(False)
        self._bar.setDrawBase(False)
        self._bar.setAccessibleName(_("Panels"))
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._stack, 1)

    def add(self, panel: Panel) -> QAction:
        """Add a panel behind the others. Returns the action that goes there, for a menu."""
        number = len(self.panels)
        self.panels.append(panel)
        self._stack.addWidget(panel)
        self._bar.addTab(_(panel.title))
        action = QAction(_(panel.title), self)
        action.setCheckable(True)
        if number < MOST_NUMBERED:
            action.setShortcut(QKeySequence(f"Ctrl+{number + 1}"))
        action.triggered.connect(lambda _checked=False: self.go_to(number))
        self._group.addAction(action)
        self.actions_by_number.append(action)
        return action

    @property
    def current(self) -> Panel:
        return self._stack.currentWidget()

    def start(self, number: int) -> None:
        """Make this panel, counted from 0, the first that is in front."""
        self._bar.setCurrentIndex(number)
        self._bar.currentChanged.connect(self._bring_to_front)
        self._bring_to_front(number)

    def go_to(self, number: int) -> None:
        """Bring a panel to the front, counted from 0; after the last comes the first again."""
        self._bar.setCurrentIndex(number % len(self.panels))

    def go_by(self, count: int) -> None:
        """Go so many panels on, or back."""
        self.go_to(self._bar.currentIndex() + count)

    def show_tabs(self, on: bool) -> None:
        """Show the tabs, where there is more than one panel."""
        self._bar.setVisible(on and len(self.panels) > 1)

    @Slot(int)
    def _bring_to_front(self, number: int) -> None:
        for other, panel in enumerate(self.panels):
            if other != number:
                panel.set_active(False)
        self._stack.setCurrentIndex(number)
        self.actions_by_number[number].setChecked(True)
        self.panels[number].set_active(True)
        self.changed.emit()
