"""The line above the controls: a field that finds a parameter, and the switch between the basic ones and all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from widgets.controls.parameters import ParameterControls
from widgets.controls.search_field import ClearableField
from widgets.language import _


class SearchField(ClearableField):
    """A field for what is searched. Escape empties it and, where it is empty, gives the keys back to the window."""

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.clearFocus()


class ParameterSearch(QWidget):
    """Says to `controls` what to show. find: the command that begins a search. all_settings: the checkable one that
    shows all of them."""

    def __init__(self, controls: ParameterControls, find: QAction, all_settings: QAction,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self._find = find
        self.field = SearchField(_("Find a setting"))
        find.changed.connect(self._show_keys)
        self.field.textChanged.connect(controls.search)
        self.all = QToolButton()
        all_settings.setIconText(_("All"))      # what buttons say; the text of the button goes with every change
        self.all.setDefaultAction(all_settings)
        self.nothing = QLabel(_("No setting matches this."))
        self.nothing.hide()
        controls.shown.connect(lambda count: self.nothing.setVisible(count == 0))
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.field, 1)
        line.addWidget(self.all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.nothing)
        self._show_keys()

    def _show_keys(self) -> None:
        self.field.setToolTip(_("{command}: by its name, its symbol or a word of its sentence").format(
            command=self._find.toolTip()))

    def begin(self) -> None:
        """Put the cursor into the field, what stands there selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
