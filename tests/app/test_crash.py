"""A crash leaves a report and a dialog that says where; a program without a console lives all the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from app import crash, log
from app.window.dialogs import crash_dialog

ROOT = Path(__file__).parents[2]


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """A log folder of its own, and a process that has not crashed yet."""
    monkeypatch.setattr(crash, "folder", lambda: tmp_path / "log")
    monkeypatch.setattr(crash, "_written", {})
    monkeypatch.setattr(crash_dialog._unexpected, "shown", False)
    return tmp_path / "log"


@pytest.fixture
def caught(logs, qtbot, monkeypatch, capfd):
    """The hooks as in the program; pytest-qt would take the errors otherwise."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", lambda event: None)
    with qtbot.captureExceptions():
        crash_dialog.catch_all()
        yield logs
    for box in boxes():
        box.close()
    QApplication.processEvents()


def boxes():
    return [widget for widget in QApplication.topLevelWidgets()
            if isinstance(widget, QMessageBox) and widget.isVisible()]


def in_a_process(code, home, **environment):
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"),
                               "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(home / "state"), **environment})


def reports(home):
    """Everything in the log folder, which is called log, or Logs on Windows."""
    return sorted((home / "state" / "saddle").rglob("*.txt"))


def test_an_error_in_a_slot_is_reported_and_the_dialog_names_the_file(caught, qtbot):
    def slot():
        raise RuntimeError("the cat is out")
    QTimer.singleShot(0, slot)
    qtbot.waitUntil(lambda: bool(boxes()))
    (path,) = caught.glob("crash-*-window.txt")
    text = path.read_text(encoding="utf-8")
    assert "RuntimeError: the cat is out" in text and "in slot" in text and "PySide6 6" in text
    assert str(path) in boxes()[0].informativeText()
    log.note("what was before")
    next(button for button in boxes()[0].buttons() if button.text() == "Copy it with the log").click()
    copied = QApplication.clipboard().text()
    assert copied.startswith(text) and copied.endswith("] what was before\n")
    assert str(Path.home()) not in copied and f"{path.name}\n" in copied


def test_an_error_in_painting_shows_one_dialog_and_writes_one_report(caught, qtbot):
    class Bad(QWidget):
        painted = 0

        def paintEvent(self, event: QPaintEvent) -> None:
            self.painted += 1
            raise ValueError("no colours")
    bad = Bad()
    qtbot.addWidget(bad)
    bad.show()
    qtbot.waitUntil(lambda: bool(boxes()))
    for _ in range(3):
        bad.update()
        qtbot.wait(20)
    assert bad.painted >= 3
    assert len(boxes()) == 1
    assert len(list(caught.glob("*"))) == 1


FAIL_IN_MID_PAINTING = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from app.window.dialogs import crash_dialog

class Bad(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawText(10, 10, "half")
        raise ValueError("no colours")

crash_dialog._unexpected.shown = True
crash_dialog.catch_all()
application = QApplication([])
bad = Bad()
bad.show()
for number in range(20):
    QTimer.singleShot(20 * number, bad.update)
QTimer.singleShot(500, application.quit)
application.exec()
bad.close()
bad.deleteLater()
application.processEvents()
print("goes on")
"""


def test_after_an_error_in_the_midst_of_painting_the_painter_is_gone_and_the_program_goes_on(tmp_path):
    done = in_a_process(FAIL_IN_MID_PAINTING, tmp_path, QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (0, "goes on\n")
    assert "ValueError: no colours" in done.stderr and "active painter" not in done.stderr


def test_different_errors_without_end_write_a_few_reports_only(caught, qtbot):
    for number in range(40):
        sys.excepthook(ValueError, ValueError(f"number {number}"), None)
    qtbot.waitUntil(lambda: bool(boxes()))
    assert len(list(caught.glob("*"))) == crash.MOST_WRITTEN
    assert len(boxes()) == 1


def test_an_error_in_another_thread_shows_its_dialog_in_the_windows_thread(caught, qtbot):
    import threading
    worker = threading.Thread(target=lambda: 1 / 0)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(boxes()))
    assert boxes()[0].thread() is QThread.currentThread()
    assert "ZeroDivisionError" in next(caught.glob("*")).read_text(encoding="utf-8")


def test_old_reports_make_room(logs):
    logs.mkdir()
    for number in range(30):
        (logs / f"crash-2001-01-01-0000{number:02d}-window.txt").write_text("old")
    newest = crash.write("window", "new")
    assert len(list(logs.glob("crash-*"))) == crash.MOST_REPORTS
    assert newest.exists()


def test_after_the_clock_was_set_back_the_new_report_stays(logs):
    logs.mkdir()
    for number in range(crash.MOST_REPORTS):
        later = logs / f"crash-2099-01-01-0000{number:02d}-window.txt"
        later.write_text("of a later time")
        os.utime(later, (4e9, 4e9))
    newest = crash.write("window", "new")
    assert newest.exists() and len(list(logs.glob("crash-*"))) == crash.MOST_REPORTS


def test_where_nothing_can_be_written_it_says_so(tmp_path, logs, monkeypatch, qtbot):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(crash, "folder", lambda: tmp_path / "file" / "log")
    assert crash.write("window", "text") is None
    box = crash_dialog.show(crash_dialog.WENT_WRONG, None)
    assert "No report could be written" in box.informativeText()
    box.open()
    box.close()
    QApplication.processEvents()


def test_a_native_crash_becomes_a_report_at_the_next_start(tmp_path):
    died = in_a_process("import ctypes; from app import crash; crash.watch('window'); ctypes.string_at(0)", tmp_path)
    assert died.returncode != 0
    (left,) = reports(tmp_path)
    assert left.name.startswith("running-")
    found = in_a_process("from app import crash; print(*crash.left_behind(), sep='\\n')", tmp_path)
    (report,) = reports(tmp_path)
    assert found.stdout.strip() == str(report)
    text = report.read_text(encoding="utf-8")
    assert report.name.startswith("crash-") and "in its window" in text
    assert "Segmentation fault" in text or "access violation" in text
    assert "string_at" in text


def test_processes_that_end_well_or_are_killed_leave_no_report(tmp_path):
    in_a_process("from app import crash; crash.watch('window'); crash.unwatch()", tmp_path)
    assert reports(tmp_path) == []
    in_a_process("import os; from app import crash; crash.watch('engine'); os.kill(os.getpid(), 15)", tmp_path)
    assert len(reports(tmp_path)) == 1
    assert in_a_process("from app import crash; print(crash.left_behind())", tmp_path).stdout == "[]\n"
    assert reports(tmp_path) == []


def test_what_a_living_process_writes_into_is_left_alone(logs):
    logs.mkdir()
    mine = logs / f"running-{os.getpid()}-window.txt"
    with mine.open("w") as held:
        held.write("Fatal Python error")
        held.flush()
        assert crash.left_behind() == []
    assert mine.exists()


WITHOUT_CONSOLE = """
import sys
sys.argv = ["saddle", *{arguments!r}]
sys.stdout = sys.stderr = None
{before}
from app.__main__ import main
raise SystemExit(main())
"""


@pytest.mark.parametrize("arguments", [("run", "nash", "--steps", "3", "--json", "{home}/nash.json"), ("list",)])
def test_commands_survive_that_there_is_no_console(tmp_path, arguments):
    arguments = [word.format(home=tmp_path) for word in arguments]
    done = in_a_process(WITHOUT_CONSOLE.format(arguments=arguments, before=""), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "run" not in arguments or (tmp_path / "nash.json").stat().st_size > 100


def test_a_refusal_survives_that_there_is_no_console(tmp_path):
    done = in_a_process(WITHOUT_CONSOLE.format(arguments=["rnu"], before=""), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


CLOSE_SOON = """
from PySide6.QtCore import QTimer
from app.window import main_window as window
class Window(window.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(300, self.close)
window.MainWindow = Window
"""


def test_the_window_opens_and_closes_without_a_console(tmp_path):
    done = in_a_process(WITHOUT_CONSOLE.format(arguments=[], before=CLOSE_SOON), tmp_path, QT_QPA_PLATFORM="offscreen")
    said = done.stderr.replace("This plugin does not support propagateSizeHints()\n", "")     # Qt, offscreen
    assert (done.returncode, done.stdout, said) == (0, "", "")
    assert reports(tmp_path) == []


FAIL_AT_ONCE = """
import time
from app import log
from app.window import main_window as window
from app.window.dialogs import crash_dialog
def fail(settings, engine):
    while not any(log.folder().glob("running-*-engine.txt")):       # it begins beside us, and has a file open then
        time.sleep(0.01)
    raise RuntimeError("no window today")
window.MainWindow = fail
def close(self):
    open({told!r}, "w").write(self.text() + self.informativeText())
crash_dialog._Box.exec = close
"""


def test_a_start_that_fails_says_so_in_a_dialog_and_leaves_a_report(tmp_path):
    told = tmp_path / "told.txt"
    done = in_a_process(WITHOUT_CONSOLE.format(arguments=[], before=FAIL_AT_ONCE.format(told=str(told))), tmp_path,
                        QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    (report,) = reports(tmp_path)
    assert "no window today" in report.read_text(encoding="utf-8")
    assert "could not start" in told.read_text() and str(report) in told.read_text()
