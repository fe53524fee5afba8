"""Random use of the window, for as long as `make test` has time; `make monkey` goes on with it."""

import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow, QPlainTextEdit, QVBoxLayout, QWidget

from tests.gui import growth, leaks
from tests.gui.monkey import rest
from tests.gui.monkey.hands import ALT, CONTROL, KEYS, LEFT, LETTERS, NONE, SHIFT, Hands, Qt, seen_below
from widgets.theme import themes

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[2]
EVENTS = 1500        # of each seed


def run(module, *arguments):
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True,
                          timeout=590)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_random_use_raises_nothing_warns_of_nothing_and_leaves_runs_that_move(seed):
    events = str(EVENTS)
    said = run("tests.gui.monkey", "--seed", str(seed), "--events", events, "--rest", events, "--limit", "5000")
    assert f"{EVENTS:,} events" in said and "0 kinds of faults" in said


def test_windows_that_were_opened_and_closed_leave_nothing_behind(qapp):
    themes.apply(qapp)
    left = leaks.open_and_close(4, ["gan"])
    assert leaks.growth(left[leaks.FIRST:]) == []


def test_what_is_made_again_and_again_is_counted_and_not_what_is_made_once(qtbot, monkeypatch):
    monkeypatch.setattr(growth, "WAIT", 0.01)
    monkeypatch.setattr(growth, "SETTLE", 0.05)
    window, made = QWidget(), {}
    qtbot.addWidget(window)
    assert growth.grown(lambda number: QLineEdit(window), 4) == "4 QLineEdit < QWidget"
    assert growth.grown(lambda number: made.get(number) or made.setdefault(number, QLineEdit(window)), 4) == ""
    assert growth.grown(lambda number: QLineEdit(window).deleteLater(), 4) == ""
    acts = iter(range(12))
    assert growth.grown(lambda number: [QLineEdit(window) for _ in range(4)] if next(acts) == 5 else None, 4) == ""


def test_a_drag_of_text_that_waits_for_a_mouse_is_let_go(qtbot):
    text = QPlainTextEdit("as in the dialog of the licences")
    qtbot.addWidget(text)
    with qtbot.waitActive(text):
        text.show()
        text.activateWindow()
    text.selectAll()
    hands, begun = Hands(lambda _said: None, Random(1)), []
    start = text.viewport().mapTo(text, text.cursorRect().center() - QPoint(30, 0))

    def let_go():
        begun.append(bool(text.findChildren(QDrag)))
        hands.let_go()
    QTimer.singleShot(300, let_go)
    QTest.mousePress(text.windowHandle(), LEFT, NONE, start)
    for far in (10, 60, 90):
        hands._mouse(text, QEvent.Type.MouseMove, start - QPoint(far, 0), Qt.MouseButton.NoButton, LEFT, NONE)
    qtbot.waitUntil(lambda: bool(begun), timeout=5000)
    assert begun == [True]


def test_patience_counts_no_time_in_which_a_thread_waited_for_a_processor(monkeypatch):
    now, waited = [100.0], {"window": 5.0, "engine": 7.0}
    monkeypatch.setattr(rest, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(rest, "waits", lambda: dict(waited))
    patience = rest.Patience()
    now[0] += 10
    patience.look()
    assert patience.seconds == 10
    now[0] += 10
    waited.update(window=6.0, engine=14.5, sweep=3.0)
    patience.look()
    assert patience.seconds == 12.5


def test_looking_for_widgets_finds_those_that_are_seen_and_keeps_none_of_them(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    boxes = [QComboBox() for _ in range(2)]
    window.setCentralWidget(QWidget())
    layout = QVBoxLayout(window.centralWidget())
    for box in boxes:
        box.setEditable(True)                   # its field is made by Qt
        layout.addWidget(box)
    boxes[1].hide()
    window.show()
    kinds = [type(widget) for widget in seen_below(window)]
    assert kinds.count(QComboBox) == kinds.count(QLineEdit) == 1
    found = weakref.ref(next(widget for widget in seen_below(window) if isinstance(widget, QLineEdit)))
    shiboken6.delete(boxes.pop(0))
    gc.collect()
    assert found() is None


class Told(QWidget):
    """Keeps what it is told of keys."""

    def __init__(self):
        super().__init__()
        self.told = []

    def event(self, event):
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self.told.append((event.type(), event.key(), event.modifiers(), event.text()))
            if event.key() == Qt.Key.Key_Shift and self.goes:
                QTimer.singleShot(0, lambda: shiboken6.delete(self))
            return True
        return super().event(event)

    goes = False


@pytest.fixture
def told(qtbot):
    widget = Told()
    widget.show()
    widget.setFocus()
    qtbot.waitExposed(widget)
    yield widget
    if shiboken6.isValid(widget):
        shiboken6.delete(widget)


def hands_on(window):
    hands = Hands(lambda text: None, None)
    hands.front = lambda: window if shiboken6.isValid(window) else None
    return hands


def test_the_hands_strike_keys_as_qtest_does(told):
    for name in KEYS:
        for modifiers in (NONE, SHIFT, CONTROL, ALT, SHIFT | CONTROL):
            told.told.clear()
            hands_on(told).press(name, modifiers)
            struck = told.told[:]
            told.told.clear()
            key = LETTERS.get(name) or getattr(Qt.Key, f"Key_{name}")
            for act in (QTest.keyPress, QTest.keyRelease):
                if (name, modifiers & CONTROL) != ("Q", CONTROL):
                    act(told.windowHandle(), key, modifiers)
            assert struck == told.told, (name, modifiers)


def test_the_hands_leave_a_window_that_goes_while_a_key_is_struck(told):
    told.goes = True
    hands_on(told).press("A", SHIFT)
    assert not shiboken6.isValid(told)


PAINTING = """
import sys
from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from tests.gui.monkey import heartbeat
from tests.gui.monkey.faults import Faults

class Slow(QWidget):
    def paintEvent(self, event):
        self.deep(QPainter(self), 30)

    def deep(self, painter, depth):
        if depth:
            self.deep(painter, depth - 1)
        else:
            for _ in range(20):
                painter.drawText(QRect(0, 0, 300, 300), 0, "words " * 15)

sys.setswitchinterval(1e-6)             # threads take turns as often as they can
heartbeat.LOOK = 5e-4
application = QApplication([])
faults = Faults()
faults.watch()
heart = heartbeat.Heartbeat(faults, "processor", 1e-3)
heart.judging, heart.limit = True, 1e-3
heart._timer.stop()
widget = Slow()
widget.resize(300, 300)
widget.show()
again = QTimer()
again.timeout.connect(widget.repaint)
again.start(0)
QTimer.singleShot(2000, application.quit)
application.exec()
seen = [stack for stack in heart._seen if [frame.name for frame in stack[-2:]] == ["deep", "deep"]]
print("seen in", heartbeat._place(seen[0]) if seen else "nothing", *faults.kinds)
"""


def test_the_watch_of_what_takes_long_keeps_no_painter_of_a_widget_from_ending():
    done = subprocess.run([sys.executable, "-c", PAINTING], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert (done.stdout, done.returncode) == ("seen in Qt\n", 0), done.stdout + done.stderr


FAULTY = """
import threading, time, warnings
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from tests.gui.monkey.faults import Faults
from tests.gui.monkey.heartbeat import Heartbeat
from tests.gui.monkey.words import badly_said

application = QApplication([])
faults = Faults()
faults.watch()
heart = Heartbeat(faults, "processor", 0.5)

def stand_still():
    heart.forgive()
    heart.judging = True
    end = time.thread_time() + 0.8
    while time.thread_time() < end:
        pass
    QTimer.singleShot(100, application.quit)        # the beat that is late is heard first

class Dropped:
    def __del__(self):
        raise OSError("dropped")

def in_a_thread():
    thread = threading.Thread(target=lambda: {}["thread"])
    thread.start()
    thread.join()

for number, fault in enumerate((lambda: 1 / 0, in_a_thread, Dropped, lambda: qWarning("of Qt"),
                                lambda: warnings.warn("of numpy", RuntimeWarning), stand_still)):
    QTimer.singleShot(10 * number, fault)
application.exec()
window = QWidget()
labels = [QLabel(text, window) for text in ("mean nan", "loss -inf", "{step} steps", "a banana, infinite, Fernando",
                                            "– ∞", "value None")]
window.show()
print("kinds", *sorted({" ".join(kind.split()[:2]) for kind in faults.kinds}), sep="\\n")
print("said", *badly_said(window), sep="\\n")
"""


def test_the_judge_sees_exceptions_everywhere_warnings_a_window_that_stands_still_and_numbers_that_are_none():
    done = subprocess.run([sys.executable, "-c", FAULTY], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": ""})
    told, _, said = done.stdout.partition("kinds\n")[2].partition("said\n")
    assert told.splitlines() == ["Qt says:", "exception KeyError", "exception OSError", "exception ZeroDivisionError",
                                 "no answer", "warning RuntimeWarning:"], done.stdout + done.stderr
    assert said.splitlines() == ["QLabel: mean nan", "QLabel: loss -inf", "QLabel: {step} steps",
                                 "QLabel: value None"]
