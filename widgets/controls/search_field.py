"""A field in which one types what is searched."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QToolButton

from widgets.language import _


class ClearableField(QLineEdit):
    """It has a button that empties it. says: what can be searched; it names the field, too."""

    def __init__(self, says: str):
        super().__init__()
        self.setPlaceholderText(says)
        self.setAccessibleName(says)
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(_("Clear the field"))
