"""Tabs that go on in a second row where there is no room for all of them in one, so that none is cut or hidden."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from widgets.controls.one_stop import OneStop
from widgets.layout.flow import FlowLayout


class WrappingTabs(QWidget):
    """What QTabBar does with texts, under the same names: Tab stops at the current one, arrows go on to the next."""

    currentChanged = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=0)
        self._group = QButtonGroup(self)            # exclusive
        self._stop = OneStop(self, lambda: [self.button(index) for index in range(self.count())], click=True)
        self._group.idToggled.connect(self._toggled)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _toggled(self, index: int, on: bool) -> None:
        if on:
            self._stop.choose()
            if any(button.hasFocus() for button in self._group.buttons()):
                self.button(index).setFocus(Qt.FocusReason.OtherFocusReason)
            self.currentChanged.emit(index)

    def addTab(self, text: str) -> int:
        """Append a tab; its index. The first is the current one."""
        index, button = self.count(), QPushButton()
        button.setProperty("tab", True)
        button.setCheckable(True)
        button.setAutoDefault(False)
        self._group.addButton(button, index)
        self._flow.addWidget(button)
        self._stop.watch(button)
        self.setTabText(index, text)
        if index == 0:
            button.setChecked(True)
        return index

    def append(self, widget: QWidget) -> None:
        """Let another widget stand behind the tabs, in their last row."""
        self._flow.addWidget(widget)

    def button(self, index: int) -> QPushButton:
        """What a person clicks on."""
        return self._group.button(index)

    def count(self) -> int:
        return len(self._group.buttons())

    def tabText(self, index: int) -> str:
        return self.button(index).text()

    def setTabText(self, index: int, text: str) -> None:
        if text != self.tabText(index):
            self.button(index).setText(text)
            self.button(index).setAccessibleName(text)

    def setTabToolTip(self, index: int, text: str) -> None:
        self.button(index).setToolTip(text)

    def isTabVisible(self, index: int) -> bool:
        return not self.button(index).isHidden()

    def setTabVisible(self, index: int, on: bool) -> None:
        """Of a tab that is hidden while it is the current one, the first that is not becomes current."""
        self.button(index).setVisible(on)
        if not on and index == self.currentIndex():
            self.setCurrentIndex(next(other for other in range(self.count()) if self.isTabVisible(other)))

    def currentIndex(self) -> int:
        """-1 while there are no tabs."""
        return self._group.checkedId()

    def setCurrentIndex(self, index: int) -> None:
        if 0 <= index < self.count():
            self.button(index).setChecked(True)
