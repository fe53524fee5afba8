"""Files, in a real window: save and open a run, bad files, drops, recent files, the trace as CSV, views as PNG."""

import csv
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox, QTabBar

from app.sessions import file_format, snapshots
from app.window import settings as remembered
from app.window.main_window import MainWindow
from app.window.screenshots import picture, view_at, views_of
from app.window.settings import Settings
from sims import registry
from sims.run import Run
from sims.simulation import fingerprint
from widgets.plots.curves.view import CurvesView
from widgets.plots.plot import Plot
from widgets.theme import themes

pytestmark = pytest.mark.gui
WAIT = 30_000


def new_window(qtbot, **values):
    main = MainWindow(Settings(device="cpu", **values))
    main.resize(1280, 720)
    main.show()
    qtbot.waitExposed(main)
    qtbot.waitUntil(lambda: main.panel.report is not None, timeout=WAIT)
    return main


def close(main):
    main.close_at_once()
    main.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(qtbot):
    themes.apply(QApplication.instance())
    themes.use("light")
    main = new_window(qtbot)
    yield main
    close(main)
    remembered.path().unlink(missing_ok=True)


@pytest.fixture
def choose(monkeypatch):
    """Say which file the next dialog gives."""
    chosen = {}
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_arguments: (str(chosen["path"]), "")))

    def set_path(path):
        chosen["path"] = path
    return set_path


def run_of(window):
    return window.panel.report.runs[0]


def prints(window):
    return fingerprint(run_of(window).frame)


def stand(window, qtbot, step, phase=0):
    window.panel.command("seek", step=step, phase=phase)
    qtbot.waitUntil(lambda: (run_of(window).frame.step, run_of(window).frame.phase) == (step, phase)
                    and not window.panel.report.busy, timeout=WAIT)


def press(window, key, modifiers=Qt.KeyboardModifier.ControlModifier):
    QTest.keyClick(window, key, modifiers)


def save(window, qtbot, path, choose):
    choose(path)
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: window.panel.report.origin == str(path), timeout=WAIT)


def a_file(path, steps=25, **values):
    simulation = registry.get("gan")
    run = Run(simulation, simulation.Params(**values), 7)
    run.step(steps)
    file_format.write(path, file_format.Session("gan", (snapshots.save(run),), "step_10", ("curves",)))
    return run


def says(window):
    return window.panel.banner.label.text() if window.panel.banner.isVisible() else ""


def test_a_run_is_saved_and_opened_in_a_new_window_and_both_go_on_alike(qtbot, tmp_path, choose):
    path = tmp_path / "my run.saddle"
    window = new_window(qtbot)
    stand(window, qtbot, 30)
    window.panel.command("set", name="learning_rate_d", value=0.003)
    stand(window, qtbot, 60)
    press(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: run_of(window).frame.phase == 1, timeout=WAIT)
    window.panel.choose_speed("step_60")
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
        assert other.panel.speed == "step_60"
        assert other.panel.controls.rows["learning_rate_d"].editor.value == pytest.approx(0.003)
        stand(other, qtbot, 80)
        assert prints(other) == later
    finally:
        close(other)
        remembered.path().unlink()


def test_the_title_names_the_file_and_marks_what_has_changed_since(window, qtbot, tmp_path, choose):
    assert window.windowTitle() == "Saddle"
    stand(window, qtbot, 20)
    choose(tmp_path / "lab")                            # without the ending: it is added
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: window.windowTitle() == "lab.saddle[*] – Saddle", timeout=WAIT)
    assert (tmp_path / "lab.saddle").exists()
    assert not window.isWindowModified()
    stand(window, qtbot, 22)
    assert window.isWindowModified()
    stand(window, qtbot, 20)
    assert not window.isWindowModified()
    stand(window, qtbot, 23)
    press(window, Qt.Key.Key_S)                         # no question: the file is known
    qtbot.waitUntil(lambda: not window.isWindowModified(), timeout=WAIT)
    assert file_format.read(tmp_path / "lab.saddle").logs[0]["position"] == [23, 0]
    choose(tmp_path / "two.saddle")
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: window.windowTitle() == "two.saddle[*] – Saddle", timeout=WAIT)


def test_opening_is_undone_in_one_go(window, qtbot, tmp_path):
    a_file(tmp_path / "seven.saddle")
    stand(window, qtbot, 12)
    before = prints(window)
    window.files.open_path(tmp_path / "seven.saddle")
    qtbot.waitUntil(lambda: run_of(window).seed == 7 and not window.panel.report.busy, timeout=WAIT)
    opened = prints(window)
    assert window.windowTitle().startswith("seven.saddle")
    assert not window.panel.curves.isVisible()          # as it was saved
    press(window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: run_of(window).seed == 0, timeout=WAIT)
    assert prints(window) == before
    assert window.windowTitle() == "Saddle"
    press(window, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: run_of(window).seed == 7, timeout=WAIT)
    assert prints(window) == opened
    assert window.windowTitle() == "Saddle"              # Save asks for a name: nothing is overwritten unasked


def test_the_curves_are_there_at_once(window, qtbot, tmp_path):
    run = a_file(tmp_path / "seven.saddle", 120)
    window.files.open_path(tmp_path / "seven.saddle")
    qtbot.waitUntil(lambda: run_of(window).seed == 7, timeout=WAIT)
    qtbot.waitUntil(lambda: run_of(window).frame.step == 120, timeout=WAIT)
    losses = next(view for view in window.panel.findChildren(CurvesView) if "loss_d" in view._item.curves)
    drawn = losses._item.curves["loss_d"].trace
    assert drawn.length == 120
    assert drawn.values == pytest.approx(run.trace.since(0)["loss_d"], rel=1e-6)
    assert window.panel.report.furthest == 120


@pytest.mark.parametrize("kind", ["damaged", "foreign", "newer", "gone", "state", "members"])
def test_a_bad_file_is_one_sentence_and_the_lab_goes_on_untouched(window, qtbot, tmp_path, kind):
    path = tmp_path / f"{kind}.saddle"
    if kind == "members":
        a_file(path, 2, members=2)
    elif kind != "gone":
        a_file(path)
    raw = path.read_bytes() if path.exists() else b""
    if kind == "damaged":
        path.write_bytes(raw[:len(raw) // 2])
    elif kind == "foreign":
        path.write_text("hello")
    elif kind in ("newer", "state"):
        from tests.app.sessions.test_refusals import packed, unpacked
        content, entries = unpacked(path)
        content["version"] = 9 if kind == "newer" else 1
        content["runs"][0]["state"]["phase"] = 1
        packed(path, content, entries)
    qtbot.waitUntil(lambda: run_of(window).frame.step > 10, timeout=WAIT)
    log, title, speed = run_of(window).log, window.windowTitle(), window.panel.speed
    window.files.open_path(path)
    qtbot.waitUntil(lambda: bool(says(window)), timeout=WAIT)
    expected = {"damaged": "is damaged", "foreign": "is not a run saved by Saddle", "newer": "newer Saddle",
                "gone": "There is no file", "state": "does not fit", "members": "shows no other"}
    assert expected[kind] in says(window)
    step = run_of(window).frame.step
    qtbot.waitUntil(lambda: run_of(window).frame.step > step, timeout=WAIT)     # it trains on
    assert window.panel.playing
    assert run_of(window).log["params"] == log["params"]
    assert (window.windowTitle(), window.panel.speed) == (title, speed)
    assert window.settings.recent == ()
    assert not window.panel.report.can_undo


def test_a_file_that_cannot_be_written_is_one_sentence(window, qtbot, tmp_path, choose):
    choose(tmp_path / "nowhere" / "run.saddle")
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: "run.saddle could not be written" in says(window), timeout=WAIT)
    assert window.windowTitle() == "Saddle"


def test_an_engine_that_dies_while_it_is_asked_is_said(window, qtbot, tmp_path, choose):
    import os
    import signal
    stand(window, qtbot, 5)
    os.kill(window.client.pid, signal.SIGSTOP)
    choose(tmp_path / "run.saddle")
    press(window, Qt.Key.Key_S)
    os.kill(window.client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(says(window)), timeout=WAIT)
    assert not (tmp_path / "run.saddle").exists()
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


def test_a_file_dropped_anywhere_on_the_window_opens(window, qtbot, tmp_path):
    a_file(tmp_path / "seven.saddle")
    (tmp_path / "points.txt").write_text("1, 2")
    assert window.acceptDrops()
    assert not drop(window, tmp_path / "points.txt", QDragEnterEvent)
    assert drop(window, tmp_path / "seven.saddle", QDragEnterEvent)
    field = next(f for f in window.panel.controls.findChildren(QLineEdit) if f.isVisible())
    assert drop(field, tmp_path / "seven.saddle")       # a text field would have taken the name as its text
    qtbot.waitUntil(lambda: run_of(window).seed == 7, timeout=WAIT)


def test_recent_files_are_listed_opened_and_remembered(window, qtbot, tmp_path, choose):
    stand(window, qtbot, 5)
    for name in ("a & b.saddle", "two.saddle"):
        choose(tmp_path / name)
        window.actions_by_key["save_as"].trigger()
        qtbot.waitUntil(lambda name=name: window.panel.report.origin.endswith(name), timeout=WAIT)
    recent = window.files.recent.menu
    recent.aboutToShow.emit()
    assert [action.text().split("   ")[0] for action in recent.actions()[:2]] == ["two.saddle", "a && b.saddle"]
    assert remembered.load().recent == (str(tmp_path / "two.saddle"), str(tmp_path / "a & b.saddle"))
    recent.actions()[1].trigger()
    qtbot.waitUntil(lambda: window.panel.report.origin.endswith("a & b.saddle"), timeout=WAIT)
    (tmp_path / "two.saddle").unlink()
    recent.aboutToShow.emit()
    recent.actions()[1].trigger()
    assert "There is no file two.saddle" in says(window)
    assert window.settings.recent == (str(tmp_path / "a & b.saddle"),)
    recent.aboutToShow.emit()
    recent.actions()[-1].trigger()
    assert window.settings.recent == ()


def test_the_trace_is_saved_with_all_its_rows_while_training_goes_on(window, qtbot, tmp_path, choose):
    qtbot.waitUntil(lambda: run_of(window).frame.step > 100, timeout=WAIT)
    choose(tmp_path / "trace.csv")
    started = time.monotonic()
    press(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert time.monotonic() - started < 0.5
    qtbot.waitUntil((tmp_path / "trace.csv").exists, timeout=WAIT)
    rows = list(csv.reader((tmp_path / "trace.csv").open()))
    assert rows[0][0] == "step" and "loss_d" in rows[0]
    assert [row[0] for row in rows[1:]] == [str(k) for k in range(1, len(rows))]
    run = Run(registry.get("gan"))
    run.step(20)
    column = rows[0].index("loss_d")
    assert [float(row[column]) for row in rows[1:21]] == run.trace.since(0)["loss_d"].tolist()
    assert window.panel.playing


def test_every_view_is_saved_at_twice_the_resolution(window, qtbot, tmp_path, choose, screenshot_dir):
    qtbot.waitUntil(lambda: run_of(window).frame.step > 60, timeout=WAIT)
    window.panel.command("pause")
    menu = window.pictures.views_menu
    menu.aboutToShow.emit()
    views = views_of(window.panel)
    assert len(menu.actions()) == len(views) >= 3
    assert all(action.text() for action in menu.actions())
    for number, (action, view) in enumerate(zip(menu.actions(), views)):
        path = tmp_path / f"view-{number}.png"
        choose(path)
        action.trigger()
        image = QImage(str(path))
        assert (image.width(), image.height()) == (2 * view.width(), 2 * view.height())
        assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 5
        image.save(str(screenshot_dir / path.name))
    choose(tmp_path / "all")
    press(window, Qt.Key.Key_E)
    image = QImage(str(tmp_path / "all.png"))
    assert (image.width(), image.height()) == (2 * window.panel.width(), 2 * window.panel.height())
    choose(tmp_path / "nowhere" / "no.png")
    press(window, Qt.Key.Key_E)
    assert "no.png could not be written" in says(window)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_view_of_every_page_of_every_panel_can_be_saved(window, qtbot, number):
    window.tabs.go_to(number)
    qtbot.waitUntil(lambda: bool(views_of(window.panel)), timeout=WAIT)
    bars = [bar for bar in window.panel.findChildren(QTabBar) if bar.isVisible()]
    pages = [(bar, page) for bar in bars for page in range(bar.count())] or [(None, 0)]
    saved = 0
    for bar, page in pages:
        if bar is not None:
            bar.setCurrentIndex(page)
        qtbot.wait(50)
        for view in views_of(window.panel):
            plot = view if isinstance(view, Plot) else view.findChild(Plot)
            for part in {view, plot}:                       # the plot by itself, as a right click on a bare one does
                image = picture(part)
                assert (image.width(), image.height()) == (2 * part.width(), 2 * part.height())
                saved += 1
    assert saved > 3


def test_a_right_click_or_the_menu_key_on_a_plot_offers_to_save_it(window, qtbot, tmp_path, choose):
    plot = window.panel.lab.plot

    def popped():
        menu = QApplication.activePopupWidget()
        return menu if isinstance(menu, QMenu) and menu.isVisible() else None
    centre = plot.viewport().rect().center()
    QTest.mousePress(plot.viewport(), Qt.MouseButton.RightButton, pos=centre)
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.RightButton, pos=centre + QPoint(90, 0))
    assert popped() is None                             # that was a zoom
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=centre)
    qtbot.waitUntil(lambda: popped() is not None, timeout=WAIT)
    choose(tmp_path / "plot.png")
    popped().actions()[0].trigger()
    popped().close()
    assert QImage(str(tmp_path / "plot.png")).width() == 2 * view_at(plot.viewport()).width()
    QApplication.sendEvent(plot, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, centre, plot.mapToGlobal(centre)))
    qtbot.waitUntil(lambda: popped() is not None, timeout=WAIT)
    popped().close()
    assert view_at(window.panel.controls) is None


def test_a_name_that_gets_its_ending_does_not_replace_a_file_unasked(window, qtbot, tmp_path, choose, monkeypatch):
    (tmp_path / "kept.saddle").write_text("old")
    stand(window, qtbot, 5)
    choose(tmp_path / "kept")
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.No)
    press(window, Qt.Key.Key_S)
    qtbot.wait(200)
    assert (tmp_path / "kept.saddle").read_text() == "old"
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: QMessageBox.StandardButton.Yes)
    press(window, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: window.panel.report.origin != "", timeout=WAIT)
    assert file_format.read(tmp_path / "kept.saddle").panel == "gan"


def test_a_name_with_the_ending_of_another_format_is_refused(window, qtbot, tmp_path, choose):
    stand(window, qtbot, 5)
    for trigger, name, ending in (
            (lambda: window.pictures.save_view(window.panel.lab.plot), "view.svg", ".png"),
            (lambda: press(window, Qt.Key.Key_E), "picture.pdf", ".png"),
            (lambda: press(window, Qt.Key.Key_S), "run.json", ".saddle"),
            (lambda: window.actions_by_key["save_as"].trigger(), "run.CSV", ".saddle"),
            (lambda: window.actions_by_key["save_trace"].trigger(), "trace.xlsx", ".csv"),
            (lambda: window.files.save_table("numbers", "a,b\n"), "numbers.txt", ".csv")):
        choose(tmp_path / name)
        trigger()
        qtbot.waitUntil(lambda name=name: name in says(window), timeout=WAIT)
        assert f"this can be written as {ending}, not as {Path(name).suffix.lower()}" in says(window)
    assert list(tmp_path.iterdir()) == []
    choose(tmp_path / "lr.0.5")                         # a part of the name, and no ending
    window.files.save_table("numbers", "a,b\n")
    choose(tmp_path / "view.PNG")
    window.pictures.save_view(window.panel.lab.plot)
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


def test_an_event_of_macos_opens_a_file(window, qtbot, tmp_path):
    from PySide6.QtGui import QFileOpenEvent
    a_file(tmp_path / "seven.saddle")
    event = QFileOpenEvent(str(tmp_path / "seven.saddle"))
    assert event.type() == QEvent.Type.FileOpen
    QApplication.sendEvent(QApplication.instance(), event)
    qtbot.waitUntil(lambda: run_of(window).seed == 7, timeout=WAIT)
