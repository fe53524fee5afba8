"""What is left of a run where a window or an engine ends as it should not, in a real window."""

import subprocess
import sys

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from app.sessions import file_format
from app.window import autosave
from app.window import settings as remembered
from tests.gui.windows import WAIT, close, new_window, prints, run_of, says, stand

pytestmark = pytest.mark.gui


def answer(window, qtbot, text):
    def box():
        return next((box for box in window.findChildren(QMessageBox) if box.isVisible()), None)
    qtbot.waitUntil(lambda: box() is not None, timeout=WAIT)
    asked = box()
    QTest.mouseClick(next(button for button in asked.buttons() if button.text() == text), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not asked.isVisible(), timeout=WAIT)


def files():
    return sorted(autosave.folder().glob("*.saddle"))


def test_after_a_crash_the_next_window_offers_the_run_and_two_windows_keep_two(qtbot):
    first = new_window(qtbot)
    first.panel.command("set", name="r1", value=0.1)
    stand(first, qtbot, 40, 1)
    first.autosave.write()
    qtbot.waitUntil(lambda: len(files()) == 1, timeout=WAIT)
    seen, log = prints(first), run_of(first).log
    first.autosave.write()                              # nothing has changed, so nothing is written
    second = new_window(qtbot)
    assert not second.findChildren(QMessageBox)         # the first is still open
    stand(second, qtbot, 7)
    second.autosave.write()
    qtbot.waitUntil(lambda: len(files()) == 2, timeout=WAIT)
    stand(second, qtbot, 9)
    second.autosave.write()                             # the engine may still be writing while the window closes
    close(second)
    (left,) = files()

    # As a crash leaves it: the lock names a process that is gone.
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    first.autosave._lock.unlock()
    autosave._lock_of(left).write_text(f"{gone.pid}\npython\n")
    kept = left.with_name("kept")
    left.rename(kept)                                   # closing `first` would remove it
    close(first)
    kept.rename(left)
    assert autosave.left_behind() == [left]

    third = new_window(qtbot)
    try:
        answer(third, qtbot, "Not now")
        assert files() == [left]
        third.autosave.offer_what_is_left()
        answer(third, qtbot, "Open")
        qtbot.waitUntil(lambda: run_of(third).log == log and not third.panel.report.busy, timeout=WAIT)
        assert prints(third) == seen
        assert third.panel.origin == ""                 # Save asks for a file
        qtbot.waitUntil(lambda: not files(), timeout=WAIT)
    finally:
        close(third)
        remembered.path().unlink(missing_ok=True)


def test_when_the_engine_is_given_up_the_run_can_be_saved_and_goes_on(window, qtbot, tmp_path, choose, monkeypatch):
    window.panel.command("set", name="learning_rate_g", value=0.002)
    stand(window, qtbot, 30)
    window.actions_by_key["stop_when"].trigger()
    window.panel.playback.stop.value.setText("40")          # the step is what is proposed
    window.panel.playback.stop.accept()
    seen, log = prints(window), run_of(window).log
    choose(tmp_path / "rescued.saddle")
    window.client._deaths = [float("inf")] * 3          # as if it had just died three times
    psutil.Process(window.client.pid).kill()
    answer(window, qtbot, "Save the run first…")
    assert file_format.read(tmp_path / "rescued.saddle").logs[0] == log
    answer(window, qtbot, "Leave it")
    choose(tmp_path / "later.saddle")
    window.actions_by_key["save_as"].trigger()              # all the same
    assert file_format.read(tmp_path / "later.saddle").logs[0] == log
    window.autosave._written.clear()
    window.autosave.write()
    assert [file_format.read(file).logs[0] for file in files()] == [log]
    window.actions_by_key["play"].trigger()                 # which asks again
    answer(window, qtbot, "Start again")
    qtbot.waitUntil(lambda: window.client.pid is not None and not window.panel.report.busy
                    and prints(window) == seen, timeout=WAIT)
    stand(window, qtbot, 32)
    window.panel.command("play")                            # the new engine was told where to pause, too
    qtbot.waitUntil(lambda: says(window) == "Paused at step 40, where step ≥ 40 has become true.", timeout=WAIT)
    qtbot.waitUntil(lambda: run_of(window).frame.step == 40 and not window.panel.playing, timeout=WAIT)
    window.panel.command("restart")
    window.open_text(str(tmp_path / "rescued.saddle"))

    qtbot.waitUntil(lambda: run_of(window).log == log and prints(window) == seen, timeout=WAIT)

    psutil.Process(window.client.pid).suspend()
    choose(tmp_path / "stopped.saddle")
    window.actions_by_key["save_as"].trigger()              # which waits for an answer, but not for ever
    window.autosave._written.clear()
    window.autosave.write()
    said, window.client._unanswered = [], 5                 # as after so many seconds
    with monkeypatch.context() as listening:
        listening.setattr(window.panel.banner, "_say", lambda text, *_key: said.append(text.partition(",")[0]))
        window.client._ping()
        window.client._ping()
    assert window.statusBar().currentMessage() == "The training process has not answered for 6 s."
    assert said == ["The training process does not answer. Wait",
                    "stopped.saddle was saved without asking the training process"]
    assert [file_format.read(file).logs[0] for file in (tmp_path / "stopped.saddle", *files())] == [log, log]
    for file in (tmp_path / "stopped.saddle", *files()):
        file.unlink()
    window.autosave.write()                                 # nothing has changed since
    assert not files()
    window.autosave._written.clear()
    window.autosave.write()
    window.actions_by_key["save_as"].trigger()              # at once now
    assert [file_format.read(file).logs[0] for file in (tmp_path / "stopped.saddle", *files())] == [log, log]
    assert says(window).startswith("stopped.saddle was saved without asking the training process")
    window.actions_by_key["start_engine"].trigger()
    assert not window.statusBar().currentMessage()
    qtbot.waitUntil(lambda: run_of(window).log == log and not window.panel.report.busy, timeout=WAIT)


@pytest.mark.trial
def test_an_engine_that_is_killed_while_it_saves_or_exports_leaves_whole_files(window, qtbot, tmp_path, choose):
    def kill_after(milliseconds):
        qtbot.wait(milliseconds)
        pid = window.client.pid
        psutil.Process(pid).kill()
        window.client._deaths = []
        qtbot.waitUntil(lambda: window.client.pid not in (None, pid) and not window.panel.report.busy
                        and window.panel.report.serial == window.client._openings["gan"][1], timeout=4 * WAIT)
    stand(window, qtbot, 40)
    choose(tmp_path / "kept.saddle")
    window.actions_by_key["save_as"].trigger()
    qtbot.waitUntil((tmp_path / "kept.saddle").exists, timeout=4 * WAIT)
    for step, delay in ((41, 0), (42, 3), (43, 10), (44, 30)):
        stand(window, qtbot, step)
        log = run_of(window).log
        window.actions_by_key["save"].trigger()
        kill_after(delay)
        qtbot.waitUntil(lambda log=log: file_format.read(tmp_path / "kept.saddle").logs == (log,), timeout=4 * WAIT)
        assert run_of(window).log["position"] == log["position"]
    choose(tmp_path / "trace.csv")
    for delay in (0, 3, 10, 30):
        window.actions_by_key["save_trace"].trigger()
        kill_after(delay)
        if (tmp_path / "trace.csv").exists():
            lines = (tmp_path / "trace.csv").read_text().splitlines()
            assert lines[-1].startswith("44,") and len({line.count(",") for line in lines}) == 1
        else:
            assert "nothing was written" in says(window)
        (tmp_path / "trace.csv").unlink(missing_ok=True)
    stand(window, qtbot, 40)                            # and the run is there
