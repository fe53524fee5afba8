"""Files, in a real window: save and open a run, bad files, drops, recent files, the trace as CSV."""

import csv
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMessageBox

from app.sessions import file_format
from app.window import settings as remembered
from sims import registry
from sims.run import Run
from tests.gui.windows import WAIT, a_file, close, new_window, press, prints, run_of, says, stand
from widgets.plots.curves.view import CurvesView

pytestmark = pytest.mark.gui


@pytest.fixture
def lab(lab):
    """As a new window is: it knows no file, and its curves are in sight."""
    lab.remember(recent=())
    lab.panel.show_part("curves", True)
    return lab


def save(window, qtbot, path, choose):
    choose(path)
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: window.panel.report.origin == str(path), timeout=WAIT)


def test_a_run_is_saved_and_opened_in_a_new_window_and_both_go_on_alike(qtbot, tmp_path, choose):
    path = tmp_path / "my run.saddle"
    window = new_window(qtbot)
    stand(window, qtbot, 30)
    window.panel.command("set", name="learning_rate_d", value=0.003)
    stand(window, qtbot, 60)
    press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: run_of(window).frame.phase == 1, timeout=WAIT)
    window.panel.choose_speed("step_100")
    save(window, qtbot, path, choose)
    saved, trace = prints(window), run_of(window).log
    window.panel.choose_speed("max")
    stand(window, qtbot, 80)
    later = prints(window)
    close(window)

    other = new_window(qtbot)
    try:
        choose(path)
        press(other, Qt.Key.Key_O)
        qtbot.waitUntil(lambda: other.panel.report.origin == str(path) and not other.panel.report.busy, timeout=WAIT)
        assert prints(other) == saved
        assert run_of(other).log == trace
        assert not other.panel.playing
        assert other.panel.speed == "step_100"
        assert other.panel.controls.rows["learning_rate_d"].editor.value == pytest.approx(0.003)
        stand(other, qtbot, 80)
        assert prints(other) == later
    finally:
        close(other)
        remembered.path().unlink()


def test_the_title_names_the_file_and_marks_what_has_changed_since(lab, qtbot, tmp_path, choose):
    assert lab.windowTitle() == "Saddle"
    stand(lab, qtbot, 20)
    choose(tmp_path / "lab")                            # without the ending: it is added
    press(lab, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: lab.windowTitle() == "lab.saddle[*] – Saddle", timeout=WAIT)
    assert (tmp_path / "lab.saddle").exists()
    assert not lab.isWindowModified()
    stand(lab, qtbot, 22)
    assert lab.isWindowModified()
    stand(lab, qtbot, 20)
    assert not lab.isWindowModified()
    stand(lab, qtbot, 23)
    press(lab, Qt.Key.Key_S)                         # no question: the file is known
    qtbot.waitUntil(lambda: not lab.isWindowModified(), timeout=WAIT)
    assert file_format.read(tmp_path / "lab.saddle").logs[0]["position"] == [23, 0]
    choose(tmp_path / "two.saddle")
    press(lab, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: lab.windowTitle() == "two.saddle[*] – Saddle", timeout=WAIT)


def test_opening_is_undone_in_one_go(lab, qtbot, tmp_path):
    a_file(tmp_path / "seven.saddle")
    stand(lab, qtbot, 12)
    before = prints(lab)
    lab.files.open_path(tmp_path / "seven.saddle")
    qtbot.waitUntil(lambda: run_of(lab).seed == 7 and not lab.panel.report.busy, timeout=WAIT)
    opened = prints(lab)
    assert lab.windowTitle().startswith("seven.saddle")
    assert not lab.panel.curves.isVisible()          # as it was saved
    press(lab, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: run_of(lab).seed == 0, timeout=WAIT)
    assert prints(lab) == before
    assert lab.windowTitle() == "Saddle"
    press(lab, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: run_of(lab).seed == 7, timeout=WAIT)
    assert prints(lab) == opened
    assert lab.windowTitle() == "Saddle"              # Save asks for a name: nothing is overwritten unasked


def test_the_curves_are_there_at_once(lab, qtbot, tmp_path):
    run = a_file(tmp_path / "seven.saddle", 120)
    lab.files.open_path(tmp_path / "seven.saddle")
    qtbot.waitUntil(lambda: run_of(lab).seed == 7, timeout=WAIT)
    qtbot.waitUntil(lambda: run_of(lab).frame.step == 120, timeout=WAIT)
    losses = next(view for view in lab.panel.findChildren(CurvesView) if "loss_d" in view._item.curves)
    drawn = losses._item.curves["loss_d"].trace
    assert drawn.length == 121                          # row n is the number after n steps; there is none at first
    assert drawn.values[1:] == pytest.approx(run.trace.since(0)["loss_d"], rel=1e-6)
    assert lab.panel.report.furthest == 120


def bad_files(folder):
    """(path, what is said of it): files that are no run, or none that this panel shows."""
    from tests.app.sessions.saved_runs import packed, unpacked
    for name in ("damaged", "newer", "state"):
        a_file(folder / f"{name}.saddle")
    a_file(folder / "members.saddle", 2, members=2)
    whole = (folder / "damaged.saddle").read_bytes()
    (folder / "damaged.saddle").write_bytes(whole[:len(whole) // 2])
    (folder / "foreign.saddle").write_text("hello")
    for name in ("newer", "state"):
        content, entries = unpacked(folder / f"{name}.saddle")
        content["version"] = 9 if name == "newer" else 1
        content["runs"][0]["state"]["phase"] = 1
        packed(folder / f"{name}.saddle", content, entries)
    return [(folder / f"{name}.saddle", said) for name, said in
            (("damaged", "is damaged"), ("foreign", "is not a run saved by Saddle"), ("newer", "newer Saddle"),
             ("gone", "There is no file"), ("state", "does not fit"), ("members", "shows no other"))]


def test_a_bad_file_is_one_sentence_and_the_lab_goes_on_untouched(window, qtbot, tmp_path):
    qtbot.waitUntil(lambda: run_of(window).frame.step > 10, timeout=WAIT)
    log, title, speed = run_of(window).log, window.windowTitle(), window.panel.speed
    for path, said in bad_files(tmp_path):
        window.panel.banner.hide()
        window.files.open_path(path)
        qtbot.waitUntil(lambda: bool(says(window)), timeout=WAIT)
        assert said in says(window), path.name
        step = run_of(window).frame.step
        qtbot.waitUntil(lambda step=step: run_of(window).frame.step > step, timeout=WAIT)   # it trains on
        assert window.panel.playing
        assert run_of(window).log["params"] == log["params"]
        assert (window.windowTitle(), window.panel.speed) == (title, speed)
        assert window.settings.recent == ()
        assert not window.panel.report.can_undo


def test_a_file_that_cannot_be_written_is_one_sentence(lab, qtbot, tmp_path, choose):
    choose(tmp_path / "nowhere" / "run.saddle")
    press(lab, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: "run.saddle could not be written" in says(lab), timeout=WAIT)
    assert lab.windowTitle() == "Saddle"


def test_what_an_engine_that_dies_cannot_give_is_saved_as_the_window_knows_it(window, qtbot, tmp_path, choose):
    import os
    import signal
    stand(window, qtbot, 5)
    os.kill(window.client.pid, signal.SIGSTOP)
    choose(tmp_path / "run.saddle")
    press(window, Qt.Key.Key_S)
    os.kill(window.client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(says(window)), timeout=WAIT)
    qtbot.waitUntil(lambda: (tmp_path / "run.saddle").exists(), timeout=WAIT)
    assert file_format.read(tmp_path / "run.saddle").logs[0]["position"][0] == 5
    qtbot.waitUntil(lambda: run_of(window).frame.step == 5 and not window.panel.report.busy, timeout=WAIT)


def drop(widget, path, kind=QDropEvent):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    if kind is QDragEnterEvent:
        event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                                Qt.KeyboardModifier.NoModifier)
    else:
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                           Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_file_dropped_anywhere_on_the_window_opens(lab, qtbot, tmp_path):
    a_file(tmp_path / "seven.saddle")
    (tmp_path / "points.txt").write_text("1, 2")
    assert lab.acceptDrops()
    assert not drop(lab, tmp_path / "points.txt", QDragEnterEvent)
    assert drop(lab, tmp_path / "seven.saddle", QDragEnterEvent)
    field = next(f for f in lab.panel.controls.findChildren(QLineEdit) if f.isVisible())
    assert drop(field, tmp_path / "seven.saddle")       # a text field would have taken the name as its text
    qtbot.waitUntil(lambda: run_of(lab).seed == 7, timeout=WAIT)


def test_recent_files_are_listed_opened_and_remembered(lab, qtbot, tmp_path, choose):
    stand(lab, qtbot, 5)
    for name in ("a & b.saddle", "two.saddle"):
        choose(tmp_path / name)
        lab.actions_by_key["save_as"].trigger()
        qtbot.waitUntil(lambda name=name: lab.panel.report.origin.endswith(name), timeout=WAIT)
    recent = lab.files.recent.menu
    recent.aboutToShow.emit()
    assert [action.text().split("   ")[0] for action in recent.actions()[:2]] == ["two.saddle", "a && b.saddle"]
    assert remembered.load().recent == (str(tmp_path / "two.saddle"), str(tmp_path / "a & b.saddle"))
    recent.actions()[1].trigger()
    qtbot.waitUntil(lambda: lab.panel.report.origin.endswith("a & b.saddle"), timeout=WAIT)
    (tmp_path / "two.saddle").unlink()
    recent.aboutToShow.emit()
    recent.actions()[1].trigger()
    assert "There is no file two.saddle" in says(lab)
    assert lab.settings.recent == (str(tmp_path / "a & b.saddle"),)
    recent.aboutToShow.emit()
    recent.actions()[-1].trigger()
    assert lab.settings.recent == ()


def test_the_trace_is_saved_with_all_its_rows_while_training_goes_on(lab, qtbot, tmp_path, choose):
    qtbot.waitUntil(lambda: run_of(lab).frame.step > 100, timeout=WAIT)
    choose(tmp_path / "trace.csv")
    started = time.monotonic()
    press(lab, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert time.monotonic() - started < 0.5
    qtbot.waitUntil((tmp_path / "trace.csv").exists, timeout=WAIT)
    rows = list(csv.reader((tmp_path / "trace.csv").open()))
    assert rows[0][0] == "step" and "loss_d" in rows[0]
    assert [row[0] for row in rows[1:]] == [str(k) for k in range(1, len(rows))]
    run = Run(registry.get("gan"))
    run.step(20)
    column = rows[0].index("loss_d")
    assert [float(row[column]) for row in rows[1:21]] == run.trace.since(0)["loss_d"].tolist()
    assert lab.panel.playing


def test_a_name_that_gets_its_ending_does_not_replace_a_file_unasked(lab, qtbot, tmp_path, choose, monkeypatch):
    (tmp_path / "kept.saddle").write_text("old")
    stand(lab, qtbot, 5)
    choose(tmp_path / "kept")
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.No)
    press(lab, Qt.Key.Key_S)
    qtbot.wait(200)
    assert (tmp_path / "kept.saddle").read_text() == "old"
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.Yes)
    press(lab, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: lab.panel.report.origin != "", timeout=WAIT)
    assert file_format.read(tmp_path / "kept.saddle").panel == "gan"


def test_a_name_with_the_ending_of_another_format_is_refused(lab, qtbot, tmp_path, choose):
    stand(lab, qtbot, 5)
    for trigger, name, ending in (
            (lambda: lab.pictures.save_view(lab.panel.lab.plot), "view.gif", ".png or .svg or .pdf"),
            (lambda: press(lab, Qt.Key.Key_E), "picture.eps", ".png or .svg or .pdf"),
            (lambda: press(lab, Qt.Key.Key_S), "run.json", ".saddle"),
            (lambda: lab.actions_by_key["save_as"].trigger(), "run.CSV", ".saddle"),
            (lambda: lab.actions_by_key["save_trace"].trigger(), "trace.xlsx", ".csv"),
            (lambda: lab.files.save_table("numbers", "a,b\n"), "numbers.txt", ".csv")):
        choose(tmp_path / name)
        trigger()
        qtbot.waitUntil(lambda name=name: name in says(lab), timeout=WAIT)
        assert f"this can be written as {ending}, not as {Path(name).suffix.lower()}" in says(lab)
    assert list(tmp_path.iterdir()) == []
    choose(tmp_path / "lr.0.5")                         # a part of the name, and no ending
    lab.files.save_table("numbers", "a,b\n")
    choose(tmp_path / "view.PNG")
    lab.pictures.save_view(lab.panel.lab.plot)
    assert {path.name for path in tmp_path.iterdir()} == {"lr.0.5.csv", "view.PNG"}


def test_a_file_on_the_command_line_opens_in_the_window(tmp_path, qtbot):
    import os
    import shutil
    import subprocess
    import sys
    if not shutil.which("xdotool") or not os.environ.get("DISPLAY"):
        pytest.skip("needs xdotool and a display")
    a_file(tmp_path / "seven.saddle")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    program = subprocess.Popen([sys.executable, "-m", "app", str(tmp_path / "seven.saddle")], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               cwd=Path(__file__).parents[2])
    try:
        wanted = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(program.pid), "--name", "^seven.saddle"]
        end, ids = time.monotonic() + 30, ""
        while not ids and time.monotonic() < end:
            ids = subprocess.run(wanted, capture_output=True, text=True).stdout.strip()
            time.sleep(0.1)
        assert ids
        time.sleep(1)
        subprocess.run(["xdotool", "windowfocus", ids.split()[-1], "key", "ctrl+q"], check=True)
        assert program.communicate(timeout=15) == ("", "")
    finally:
        program.kill()
    assert program.returncode == 0
    assert str(tmp_path / "seven.saddle") in (tmp_path / "config" / "saddle" / "settings.json").read_text()


def test_an_event_of_macos_opens_a_file(lab, qtbot, tmp_path):
    from PySide6.QtGui import QFileOpenEvent
    a_file(tmp_path / "seven.saddle")
    event = QFileOpenEvent(str(tmp_path / "seven.saddle"))
    assert event.type() == QEvent.Type.FileOpen
    QApplication.sendEvent(QApplication.instance(), event)
    qtbot.waitUntil(lambda: run_of(lab).seed == 7, timeout=WAIT)


def test_a_link_takes_a_run_from_one_window_to_another_place_and_back(window, qtbot, monkeypatch):
    window.panel.command("use", values={"r1": 0.1}, seed=3)
    stand(window, qtbot, 40)
    window.panel.command("set", name="learning_rate_d", value=0.003)
    stand(window, qtbot, 60, 2)
    seen, log = prints(window), run_of(window).log
    press(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    link = QApplication.clipboard().text()
    assert link == "saddle:gan?r1=0.1&seed=3&40:learning_rate_d=0.003#60.2"
    assert link in window.statusBar().currentMessage()

    window.panel.reset()
    qtbot.waitUntil(lambda: run_of(window).log["events"] == [], timeout=WAIT)
    asked = []
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, text: (asked.append(text) or text, True))
    press(window, Qt.Key.Key_L)
    assert asked == [link]                              # what is on the clipboard is proposed
    qtbot.waitUntil(lambda: run_of(window).log == log and not window.panel.report.busy, timeout=WAIT)
    assert prints(window) == seen

    for bad, said in (("saddle:gam", "did you mean gan?"), ("saddle:gan?members=2", "no other")):
        window.open_text(bad)
        assert said in says(window)
        assert run_of(window).log == log
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.informativeText())
                        or QMessageBox.StandardButton.Open)
    window.open_text("saddle:transport?supply=0:4&demand=1:2,2:2&novelty=3#2")
    assert "novelty" in asked[-1]
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox), timeout=WAIT)     # nothing is left of the question
    assert window.panel.group == "distances"
    (shown,) = window.panel.logs()
    assert (shown["simulation"], shown["params"]["supply"], shown["position"]) == ("transport", "0:4", [2, 0])
    press(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text() == "saddle:transport?supply=0:4&demand=1:2,2:2#2"


def test_the_run_is_copied_and_saved_as_a_script(lab, qtbot, tmp_path, choose):
    stand(lab, qtbot, 20)
    press(lab, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "steps = 20" in QApplication.clipboard().text(), timeout=WAIT)
    choose(tmp_path / "mine")
    lab.actions_by_key["save_code"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "mine.py").exists(), timeout=WAIT)
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == QApplication.clipboard().text()
    lab.panel.command("set", name="unroll_steps", value=1)
    lab.actions_by_key["copy_code"].trigger()
    qtbot.waitUntil(lambda: "unroll_steps=1" in says(lab), timeout=WAIT)
