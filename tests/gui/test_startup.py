"""Starting with a file, as a double click does: also one that is no good opens the window, which says why."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.window import settings as remembered
from app.window import startup
from app.window.main_window import MainWindow
from app.window.settings import Settings
from tests.gui.windows import WAIT, close, run_of, says, train
from widgets.theme import themes

pytestmark = pytest.mark.gui


def test_the_sentence_about_a_bad_file_stays_when_the_lab_begins(qtbot, tmp_path):
    file = tmp_path / "bad.saddle"
    file.write_text("hello")
    themes.apply(QApplication.instance())
    window = MainWindow(Settings(device="cpu"))
    window.show()
    window.files.open_path(file)           # as app.window.startup does: before the engine has said anything
    qtbot.waitUntil(lambda: window.panel.report is not None, timeout=WAIT)
    train(window, qtbot)
    qtbot.waitUntil(lambda: window.panel.report.lead.frame.step > 10, timeout=WAIT)
    assert "bad.saddle is not a run saved by Saddle" in says(window)
    window.close_at_once()
    window.deleteLater()
    QApplication.processEvents()


def test_the_arrows_step_from_the_start_on_and_after_a_dialog(qtbot):
    themes.apply(QApplication.instance())
    window = MainWindow(Settings(device="cpu", seen_welcome=True))
    with qtbot.waitActive(window, timeout=WAIT):
        window.show()
        window.activateWindow()
    panel = window.panel
    for steps in (1, 2):                    # Qt would give the keys to the first tab, here and when a dialog has gone
        qtbot.waitUntil(lambda: QApplication.focusWidget() is window.tabs, timeout=WAIT)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        qtbot.waitUntil(lambda steps=steps: panel.report is not None and run_of(window).frame.step == steps
                        and run_of(window).frame.phase == 0, timeout=WAIT)
        assert window.panel is panel
        QTimer.singleShot(100, lambda: QApplication.activeModalWidget().close())
        window.about()
        window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.tabs, timeout=WAIT)
    panel.setFocus()                        # as after the welcome
    window.tabs.go_by(2)
    scene = window.panel.page
    qtbot.waitUntil(lambda: scene.report is not None, timeout=WAIT)
    assert window.focusWidget() is window.panel
    QTest.keyClick(window.panel, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: scene.report.lead.frame.step == 1, timeout=WAIT)
    assert window.panel.page is scene
    close(window)


def test_the_first_start_stands_still_under_a_welcome_and_its_button_plays_so_that_learning_is_seen(qtbot):
    themes.apply(QApplication.instance())
    window = MainWindow(Settings(device="cpu"))
    window.show()
    qtbot.waitUntil(lambda: window.panel.report is not None, timeout=WAIT)
    window.activateWindow()
    panel = window.panel
    assert panel.card.isVisible() and not panel.playing and run_of(window).frame.step == 0
    assert not window.settings.seen_welcome
    qtbot.waitUntil(panel.card.watch.hasFocus, timeout=WAIT)
    QTest.keyClick(panel.card.watch, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.playing and run_of(window).frame.step > 20, timeout=WAIT)
    assert panel.speed == "step_100" and not panel.card.isVisible() and window.settings.seen_welcome
    assert window.focusWidget() is panel
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)      # a step, and no other tab
    qtbot.waitUntil(lambda: not panel.playing, timeout=WAIT)
    assert window.panel is panel
    panel.command("play")
    window.welcome()
    step = run_of(window).frame.step
    qtbot.waitUntil(lambda: run_of(window).frame.step > step + 20, timeout=WAIT)
    assert panel.card.isVisible()           # also over a run that plays
    qtbot.mouseClick(panel.card.step, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.playing, timeout=WAIT)
    panel.command("restart")
    panel.step_through()
    qtbot.waitUntil(lambda: (run_of(window).frame.step, run_of(window).frame.phase) == (0, 1), timeout=WAIT)
    window.welcome()
    QTest.keyClick(window, Qt.Key.Key_Space)        # whatever is asked of the run takes the card away
    qtbot.waitUntil(lambda: not panel.card.isVisible() and panel.playing, timeout=WAIT)
    window.welcome()
    panel.card.tour.click()
    player = window.lessons.player
    assert player.lesson.key == "00-tour" and player.index == 0 and not panel.card.isVisible()
    close(window)
    assert remembered.load().seen_welcome       # so nobody is asked again
    remembered.path().unlink()


def test_a_double_click_on_a_bad_file_opens_the_window(tmp_path):
    if not shutil.which("xdotool") or not os.environ.get("DISPLAY"):
        pytest.skip("needs xdotool and a display")
    (tmp_path / "bad.saddle").write_text("hello")
    program = subprocess.Popen([sys.executable, "-m", "app", str(tmp_path / "bad.saddle")],
                               env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")},
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        wanted = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(program.pid), "--name", "^Saddle"]
        end, ids = time.monotonic() + 30, ""
        while not ids and time.monotonic() < end:
            ids = subprocess.run(wanted, capture_output=True, text=True).stdout.strip()
            time.sleep(0.1)
        assert ids
        program.send_signal(signal.SIGTERM)
        assert program.communicate(timeout=20) == ("", "")
    finally:
        program.kill()
    assert program.returncode == 0


def test_without_a_display_a_bad_file_is_one_line_and_status_2(tmp_path, monkeypatch, capsys):
    (tmp_path / "bad.saddle").write_text("hello")
    monkeypatch.setattr(startup, "display_available", lambda: False)
    assert startup.open_file(str(tmp_path / "bad.saddle")) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "not a run saved by Saddle" in said
