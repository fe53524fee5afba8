"""Which keys of a remote a field for a number leaves to the window, and which belong to who types."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QSpinBox

from app.window.presenting.remote_keys import leaves_to_remote
from widgets.controls.editors import NumberField

KEYS = {"b": Qt.Key.Key_B, ".": Qt.Key.Key_Period, " ": Qt.Key.Key_Space, "5": Qt.Key.Key_5}


def left(widget):
    return "".join(text for text, key in KEYS.items() if leaves_to_remote(
        widget, QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier, text)))


@pytest.mark.parametrize("kind", [QLineEdit, NumberField, QSpinBox])
def test_a_number_that_nobody_is_typing_leaves_the_keys_of_a_remote(qtbot, kind):
    widget = kind()
    qtbot.addWidget(widget)
    line = widget if kind is QLineEdit else widget.lineEdit()
    line.setText("0.001")
    assert left(widget) == "b. "
    line.selectAll()
    QTest.keyClicks(line, "0")
    assert line.text() == "0" and left(widget) == "b"       # 0.5 may follow, and b never does


@pytest.mark.parametrize("text", ["", "learning", "b1"])
def test_a_text_keeps_its_letters(qtbot, text):
    line = QLineEdit(text)
    qtbot.addWidget(line)
    assert left(line) == ""
