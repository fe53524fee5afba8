"""Tool tips that wrap: Qt shows a plain text in one line, as long as the screen is wide."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QFontMetrics, Qt
from PySide6.QtWidgets import QToolTip

from widgets.theme import themes

LONGEST = 420                   # a line, in pixels at scale 1


def wrapped(text: str) -> str:
    """A text for a tool tip: where it is long and plain, as rich text, which Qt breaks into lines that one reads."""
    metrics = QFontMetrics(QToolTip.font())
    long = any(metrics.horizontalAdvance(line) > themes.current.pixels(LONGEST) for line in text.split("\n"))
    if not long or Qt.mightBeRichText(text):
        return text
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>"
