"""What belongs to a remote in a presentation also while a field for a number has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

#: No number has these letters; those keys begin none that stands there already.
NEVER_TYPED, TYPED_ON = (Qt.Key.Key_B,), (Qt.Key.Key_Period, Qt.Key.Key_Space)


def leaves_to_remote(widget: QWidget, event: QKeyEvent) -> bool:
    """Whether this key does what it does elsewhere in the window, though the widget would take it for text.

    A remote does not know that a mouse has left the focus on a number: B would stand in it, and "." behind it.
    """
    if event.type() != QEvent.Type.ShortcutOverride or event.modifiers() != Qt.KeyboardModifier.NoModifier:
        return False
    if event.key() not in NEVER_TYPED + TYPED_ON:
        return False
    field = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit)
    if field is None or not any(letter.isdigit() for letter in field.text()) or any(
            letter.isalpha() and letter not in "eE" for letter in field.text()):
        return False
    return event.key() in NEVER_TYPED or not field.isModified()
