"""What stands on the screen, and whether a number that is none stands there as a program would write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QLabel, QTableWidget, QWidget

from tests.gui.monkey.hands import seen_below

#: A dash or ∞ stands for these, see widgets.numbers; names of classes and braces
#: that were not filled are no text, but in LaTeX.
NO_WORDS = re.compile(r"(?<![\w“-])(nan|-?inf|None|NaN)(?!\w)|(?<![_^a-z])\{[a-z_]{2,}\}|<\w+\.\w+ object")


def badly_said(window: QWidget) -> Iterator[str]:
    """The texts of visible widgets in which there is a number that is none, or a name where a text should be."""
    for widget in seen_below(window):
        for text in _texts(widget):
            if NO_WORDS.search(text):
                yield f"{type(widget).__name__}: {text[:200]}"


def _texts(widget: QWidget) -> Iterator[str]:
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    elif isinstance(widget, QTableWidget):
        for row in range(widget.rowCount()):
            for column in range(widget.columnCount()):
                if (item := widget.item(row, column)) is not None:
                    yield item.text()
