"""An error in an override ends no program, whoever raises it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
import shiboken6
from widgets import overrides
if "guarded" in sys.argv:
    overrides.guard()

class Filter(QObject):
    def eventFilter(self, watched, event):
        return [][3] if event.type() == QEvent.Type.Hide else False

class Window(QWidget):
    gone = None
    def resizeEvent(self, event):
        if event.size().width() == 300:
            1 / 0
    def keyPressEvent(self, event):
        self.gone.setFocus()
    def event(self, event):
        return super().event(event)
    def sizeHint(self):
        raise ValueError("said by Python")

application = QApplication([])
window, Window.gone, filter = Window(), QWidget(), Filter()
window.resize(100, 100)
window.show()
shiboken6.delete(Window.gone)
window.installEventFilter(filter)
press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
for call in (lambda: window.event(press), lambda: window.resize(300, 200), window.hide, window.adjustSize) * 50:
    try:
        call()
    except Exception as error:
        print(type(error).__name__, *error.args)
print(Window.resizeEvent.__name__)
"""


def run(*arguments):
    return subprocess.run([sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, timeout=60)


def test_what_c_raises_in_an_override_comes_out_where_qt_was_called(qapp):
    done = run("guarded")
    said = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in said[:4]] == ["RuntimeError", "ZeroDivisionError", "IndexError", "ValueError"]
    assert said[-1] == "resizeEvent"
    assert "already deleted" in said[0] and "division by zero" in said[1] and "said by Python" in said[3]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="there every error is an exception from the start")
def test_else_it_ends_the_program(qapp):
    assert run().returncode != 0            # where this passes no more, widgets/overrides.py may go
