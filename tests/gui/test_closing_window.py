"""“Save the run?” in a real window: when it is asked, and what each answer does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from app.sessions import file_format
from app.window import settings as remembered
from app.window.dialogs import unsaved_changes
from app.window.main_window import MainWindow
from tests.gui.windows import WAIT, a_file, close, new_window, run_of, says, stand
from widgets.theme import themes

pytestmark = pytest.mark.gui
SMALL = {"batch_size": 8, "hidden_width_g": 4, "hidden_width_d": 4, "target": "line"}


@pytest.fixture
def window(qtbot, monkeypatch):
    monkeypatch.setattr(unsaved_changes, "TOUCHED_STEPS", 60)       # so that a test need not train for long
    themes.apply(QApplication.instance())
    main = new_window(qtbot)
    yield main
    close(main)
    remembered.path().unlink(missing_ok=True)


def question(window):
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return boxes[0] if boxes else None


def answer(window, qtbot, text):
    qtbot.waitUntil(lambda: question(window) is not None, timeout=WAIT)
    box = question(window)
    QTest.mouseClick(next(button for button in box.buttons() if button.text() == text), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: question(window) is None, timeout=WAIT)


def own_work(window, qtbot):
    window.panel.command("use", values=SMALL, seed=3)
    window.panel.command("pause")
    stand(window, qtbot, 61)
    qtbot.waitUntil(lambda: not window.panel.report.busy, timeout=WAIT)


def test_an_untouched_run_closes_without_a_question(window, qtbot):
    window.panel.command("new_seed")
    qtbot.waitUntil(lambda: run_of(window).frame.step > 60, timeout=WAIT)
    assert window.close()
    assert question(window) is None and not window.isVisible()


def test_the_next_window_has_the_speeds_and_the_arrows_of_the_last(window, qtbot):
    window.panel.choose_speed("step_10")
    window.panel_of("nash").choose_speed("phase_1")
    window.panel.lab.layers.set_shown("same_length", True)
    window.panel.curves.smoothing.set_weight(0.99)
    window.remember(choices={"compare.speed": "step_1"})        # of a panel that nobody looks at
    assert window.close()
    again = MainWindow(remembered.load())
    again.show()
    qtbot.waitUntil(lambda: again.panel.report is not None, timeout=WAIT)
    again.panel.command("play")
    assert [again.panel.speed, again.panel_of("nash").speed] == ["step_10", "phase_1"]
    assert again.settings.choices["compare.speed"] == "step_1"
    assert again.panel.lab.layers.is_shown("same_length")
    assert again.panel.curves.smoothing.weight == pytest.approx(0.99)
    assert again.panel.playback.speed.currentText() == "10 steps/s"
    qtbot.waitUntil(lambda: run_of(again).frame.step > 4, timeout=WAIT)
    assert again.panel.report.rate < 15
    again.close_at_once()
    again.deleteLater()


def test_own_work_is_asked_about_and_cancel_stays(window, qtbot):
    own_work(window, qtbot)
    assert not window.close()
    assert "step 61" in question(window).text()
    QTest.keyClick(question(window), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question(window) is None, timeout=WAIT)
    assert window.isVisible() and run_of(window).frame.step == 61
    window.close()
    answer(window, qtbot, "Cancel")
    assert window.isVisible()
    window.close()
    answer(window, qtbot, "Don't save")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)


def test_save_writes_the_run_and_closes_and_without_a_file_it_stays(window, qtbot, tmp_path, monkeypatch):
    own_work(window, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: ("", "")))
    window.close()
    answer(window, qtbot, "Save")
    assert window.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName",
                        staticmethod(lambda *_: (str(tmp_path / "nowhere" / "mine.saddle"), "")))
    window.close()
    answer(window, qtbot, "Save")
    qtbot.waitUntil(lambda: "could not be written" in says(window), timeout=WAIT)
    assert window.isVisible()
    window.show_panel(window.panel_of("nash"))                         # from whichever panel one leaves
    monkeypatch.setattr(QFileDialog, "getSaveFileName",
                        staticmethod(lambda *_: (str(tmp_path / "mine.saddle"), "")))
    window.close()
    answer(window, qtbot, "Save")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT)
    kept = file_format.read(tmp_path / "mine.saddle")
    assert kept.panel == "gan" and kept.logs[0]["position"] == [61, 0] and kept.logs[0]["seed"] == 3


def test_another_file_is_opened_only_once_it_is_settled_what_becomes_of_the_run(window, qtbot, tmp_path, choose):
    a_file(tmp_path / "seven.saddle")
    own_work(window, qtbot)
    window.files.open_path(tmp_path / "seven.saddle")
    answer(window, qtbot, "Cancel")
    assert run_of(window).seed == 3
    choose(tmp_path / "mine.saddle")
    window.files.open_path(tmp_path / "seven.saddle")
    answer(window, qtbot, "Save")
    qtbot.waitUntil(lambda: run_of(window).seed == 7, timeout=WAIT)
    assert file_format.read(tmp_path / "mine.saddle").logs[0]["seed"] == 3
    window.files.open_path(tmp_path / "mine.saddle")           # the run there is in its file: no question
    qtbot.waitUntil(lambda: run_of(window).seed == 3, timeout=WAIT)
    assert question(window) is None
