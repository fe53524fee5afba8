"""The leak check of conftest.py catches what it says it catches (a check that never fails checks nothing)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LEAKING = '''
import subprocess, sys, threading, time

kept = []

def test_a_clean_one(qtbot):
    from PySide6.QtWidgets import QWidget
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    thread = threading.Thread(target=time.sleep, args=(0.5,))
    thread.start()
    subprocess.run([sys.executable, "-c", ""])

def test_a_leaking_one(qapp):
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QWidget
    threading.Thread(target=time.sleep, args=(60,), name="reader", daemon=True).start()
    window, timer, thread = QWidget(), QTimer(), QThread()
    window.setWindowTitle("forgotten")
    timer.start(1000)
    thread.start()
    qapp.aboutToQuit.connect(thread.quit)
    kept.extend([subprocess.Popen(["sleep", "60"]), window, timer, thread])

def test_the_next_one_is_not_blamed():
    pass

def test_end():
    kept[-1].quit()
    kept[-1].wait()
'''


def test_what_a_test_leaves_behind_fails_that_test_by_name(tmp_path):
    source = (Path(__file__).parent / "conftest.py").read_text("utf-8")
    shorter = source.replace("GRACE = 10.0", "GRACE = 2.0")     # for as long what has leaked is waited for
    assert shorter != source
    (tmp_path / "conftest.py").write_text(shorter, "utf-8")
    (tmp_path / "test_leaking.py").write_text(LEAKING)
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)], cwd=tmp_path,
                          capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)})
    said = done.stdout
    assert "4 passed, 1 error" in said, said
    assert "test_a_leaking_one left behind: " in said, said
    for what in ("thread 'reader'", "(sleep 60)", "hidden window QWidget 'forgotten'", "active timer",
                 "running QThread"):
        assert what in said, said
