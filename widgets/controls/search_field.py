"""A field in which one types what is searched."""

from __future__ import annotations

from unicodedata import normalize

from PySide6.QtWidgets import QLineEdit, QToolButton

from widgets.language import _


def as_typed(text: str) -> str:
    """A text as one types it who looks for it: small letters, W₁ as w1 and σ² as σ2, and the wide letters and signs of
    Chinese as narrow ones."""
    return normalize("NFKC", text).casefold().translate({ord("’"): "'"})


class ClearableField(QLineEdit):
    """It has a button that empties it. says: what can be searched; it names the field, too."""

    def __init__(self, says: str):
        super().__init__()
        self.setPlaceholderText(says)
        self.setAccessibleName(says)
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(_("Clear the field"))
