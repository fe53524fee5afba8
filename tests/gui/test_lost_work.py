"""The engine, or the process of a map or a film, is killed in the middle of what a person waits for, in a real window.

Nothing that was on the screen is lost, a sentence says what has happened, and the work can go on or be begun again.
"""

import json
import os
import signal
import time

import numpy as np
import psutil
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.panels.map.filling import ENDED
from app.panels.seeds.methods_view import RESTARTED
from app.sessions import file_format
from app.sweeps import kept_maps
from app.window import autosave
from app.window.dialogs.film_dialog import FilmDialog
from tests.gui import windows
from tests.gui.test_map_window import write
from tests.gui.windows import WAIT, press, run_of, says, stand

pytestmark = [pytest.mark.gui, pytest.mark.trial]

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 64}
LONG = 8 * WAIT                 # an engine starts anew, beside others
RESTORED = "The training process ended unexpectedly; the run has been restored."
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(windows, "WAIT", LONG)


def until(qtbot, condition):
    qtbot.waitUntil(condition, timeout=LONG)


def curves_of(window, group):
    """Of each run of a group the losses of G that were reported, by row."""
    return [trace.columns["loss_g"] for trace in window.client.traces(group)]


def same_curve(new, old):
    """Each is (rows, numbers). The same numbers where both have some, and nowhere fewer than a trace keeps. In 5 trials
    a gap was at most 1.9 times as long as before and 53 % of the rows were left, where older ones were thinned as the
    runs went on; what was replayed is measured at other steps.
    """
    (rows, numbers), (old_rows, old_numbers) = new, old
    both, known = np.isin(rows, old_rows), np.isin(old_rows, rows)
    assert np.allclose(numbers[both], old_numbers[known], rtol=1e-12, atol=0) and known.mean() > 0.25
    assert rows[-1] >= old_rows[-1]
    assert np.diff(rows[rows <= old_rows[-1]]).max() <= 3 * np.diff(old_rows).max()


def kill_the_engine(window, qtbot):
    """Kill it and wait for the next, which is said, with the runs of the panel where they stood or further, and their
    curves."""
    heard, panel = [], window.panel
    window.client.noticed.connect(heard.append)
    before, curves = [run.log["position"] for run in panel.report.runs], curves_of(window, panel.group)
    kill(window, qtbot)
    until(qtbot, lambda: panel.report.serial == window.client._openings[panel.group][1] and not panel.report.busy)
    assert all(run.log["position"] >= old for run, old in zip(panel.report.runs, before, strict=True))
    for new, old in zip(curves_of(window, panel.group), curves, strict=True):
        same_curve(new, old)
    window.client.noticed.disconnect(heard.append)
    assert RESTORED in [notice.template for notice in heard]


def kill(window, qtbot):
    """Kill the engine, and wait until the next has begun."""
    window.client._deaths = []
    killed = window.client.pid
    psutil.Process(killed).kill()
    until(qtbot, lambda: window.client.pid not in (None, killed))


def kill_while_a_file_is_chosen(monkeypatch, window, qtbot, path):
    """The next dialog stands open while the engine dies, and gives this path."""
    def choose(*_arguments):
        kill(window, qtbot)
        return str(path), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(choose))


def test_an_experiment_and_a_method_table(window, qtbot):
    lab = window.panel
    lab.command("use", values=SMALL)
    stand(window, qtbot, 20)
    log, page = run_of(window).log, lab.experiments
    lab.open_experiments()
    page.steps.setCurrentIndex(page.steps.count() - 1)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: len(page.rows["fresh_critic"]) > 3)
    rows = list(page.rows["fresh_critic"])
    kill_the_engine(window, qtbot)
    until(qtbot, lambda: not page.running)
    assert page.rows["fresh_critic"][:len(rows)] == rows and run_of(window).log == log
    assert "training process" in page.note.text()
    page.steps.setCurrentIndex(0)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: not page.running and len(page.rows["fresh_critic"]) > 3)

    press(window, Qt.Key.Key_M, PLAIN)
    seeds = window.panel
    until(qtbot, lambda: seeds.report is not None and run_of(window).frame.step > 5)
    seeds.command("pause")
    seeds.views.setCurrentIndex(1)
    table = seeds.methods
    for key, box in table.boxes.items():
        box.setChecked(key in ("nonsaturating", "wgan_clip"))
    table.seeds.setCurrentText("8")
    table.steps.setValue(800)
    QTest.mouseClick(table.go, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: len(table._cells) > 1)
    cells = list(table._cells)
    kill_the_engine(window, qtbot)
    until(qtbot, lambda: not table.running)
    assert table._cells[:len(cells)] == cells and table.sentence.text().startswith(RESTARTED)
    assert sorted(cell[:2] for cell in table._cells) == [(number, seed) for number in range(2) for seed in range(8)]


@pytest.mark.parametrize("key", [Qt.Key.Key_M, Qt.Key.Key_C])
def test_many_seeds_and_two_runs_side_by_side(window, qtbot, tmp_path, monkeypatch, key):
    lab = window.panel
    lab.command("use", values=SMALL)
    stand(window, qtbot, 20)
    press(window, key, PLAIN)
    until(qtbot, lambda: window.panel is not lab and window.panel.report is not None
          and not window.panel.report.busy)
    panel = window.panel
    panel.choose_speed("max")
    for number, seconds in enumerate((0.0, 0.7, 6.0)):          # once after the engine has handed over a keyframe
        panel.command("play")
        step = run_of(window).frame.step
        until(qtbot, lambda step=step: run_of(window).frame.step > step + 20)
        qtbot.wait(round(1000 * seconds))
        if number == 1:
            panel.command("set", name="learning_rate_g", value=0.003)
            until(qtbot, lambda: all(run.params.learning_rate_g == 0.003 for run in panel.report.runs[1:]))
        logs = [(run.log["params"], run.log["seed"], run.log["events"]) for run in panel.report.runs]
        kill_the_engine(window, qtbot)
        assert [(run.log["params"], run.log["seed"], run.log["events"]) for run in panel.report.runs] == logs

    path, step = tmp_path / "kept.saddle", run_of(window).frame.step
    kill_while_a_file_is_chosen(monkeypatch, window, qtbot, path)
    window.actions_by_key["save_as"].trigger()
    until(qtbot, path.exists)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_arguments: (str(path), "")))
    for milliseconds in (0, 3, 30):
        until(qtbot, lambda: panel.report.serial == window.client._openings[panel.group][1] and not panel.report.busy)
        logs = tuple(run.log for run in panel.report.runs)
        path.unlink()
        window.actions_by_key["save_as"].trigger()
        qtbot.wait(milliseconds)
        kill(window, qtbot)
        until(qtbot, path.exists)
        session = file_format.read(path)
        assert session.logs == logs and all(run.trace_length >= step for run in session.runs)
        until(qtbot, lambda: panel.origin == str(path))

    until(qtbot, lambda: panel.report.serial == window.client._openings[panel.group][1] and not panel.report.busy)
    table = tmp_path / "trace.csv"
    kill_while_a_file_is_chosen(monkeypatch, window, qtbot, table)
    window.actions_by_key["save_trace"].trigger()
    until(qtbot, lambda: table.exists() or "written" in says(window))
    if table.exists():                                  # all rows, or a sentence why not
        losses, run = np.genfromtxt(table, delimiter=",", names=True)["loss_g"], session.runs[0]
        assert len(losses) == run.trace_length
        same_curve((np.flatnonzero(np.isfinite(losses)), losses[np.isfinite(losses)]), run.trace["loss_g"])
    panel.command("play")
    until(qtbot, lambda: run_of(window).frame.step > step)


def test_a_map_and_its_files(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(kept_maps, "folder", lambda: tmp_path / "maps")
    lab = window.panel
    lab.command("use", values=SMALL)
    stand(window, qtbot, 20)
    panel = window.tabs.of("map")
    window.show_panel(panel)
    QTest.mouseClick(panel.settings.lab, Qt.MouseButton.LeftButton)
    for line, text in ((panel.settings.across.cells, "3"), (panel.settings.up.cells, "3"), (panel.settings.seeds, "1"),
                       (panel.settings.steps, "1500")):
        write(line, text)
    QTest.mouseClick(panel.bar.button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: len(panel.filling.results.done) > 1)
    done, pid = dict(panel.filling.results.done), panel.filling.process.pid
    kill(window, qtbot)                                 # the engine, with which a map has nothing to do
    assert panel.filling.process.pid == pid and panel.filling.running

    def choose(*_arguments):
        psutil.Process(panel.filling.process.pid).kill()
        until(qtbot, lambda: not panel.filling.running)
        return str(tmp_path / "map.json"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(choose))
    QTest.mouseClick(panel.exports["json"], Qt.MouseButton.LeftButton)
    assert says(window) == ENDED and panel.filling.results.done.items() >= done.items()
    done = dict(panel.filling.results.done)
    assert len(json.loads((tmp_path / "map.json").read_text())["cells"]) >= 2
    QTest.mouseClick(panel.bar.button, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: panel.filling.results.finished and not panel.filling.running)
    assert all(panel.filling.results.done[index] == result for index, result in done.items())


def test_a_picture_and_a_film(window, qtbot, tmp_path, choose, monkeypatch):
    stand(window, qtbot, 60)
    with monkeypatch.context() as this_time:
        kill_while_a_file_is_chosen(this_time, window, qtbot, tmp_path / "panel.png")
        window.actions_by_key["save_picture"].trigger()
    with Image.open(tmp_path / "panel.png") as picture:
        assert picture.width >= window.panel.width() and len(picture.convert("RGB").getcolors(10**7)) > 50
    (tmp_path / "panel.png").unlink()
    stand(window, qtbot, 60)
    monkeypatch.setattr(FilmDialog, "exec", lambda film: film.number.setValue(30) or film.DialogCode.Accepted)
    path = tmp_path / "film.gif"
    path.write_bytes(b"what was there before")
    choose(path)

    def begin():
        window.actions_by_key["save_film"].trigger()
        until(qtbot, lambda: window.exports.job is not None and window.exports.job.running)
    begin()
    until(qtbot, lambda: window.exports.progress.value() > 1)
    psutil.Process(window.exports.job._process.pid).kill()
    until(qtbot, lambda: "its process ended" in says(window))
    assert path.read_bytes() == b"what was there before" and window.exports.progress is None
    assert sorted(tmp_path.iterdir()) == [path]
    begin()
    kill_the_engine(window, qtbot)                      # of which the film is made no more
    until(qtbot, lambda: not window.exports.job.running)
    with Image.open(path) as film:
        assert film.n_frames == 30


def test_an_engine_that_is_stopped_for_half_a_minute_holds_up_no_file(window, qtbot, tmp_path, choose):
    stand(window, qtbot, 200)
    log, curve = run_of(window).log, curves_of(window, "gan")
    beats = []
    heart = QTimer(interval=50)
    heart.timeout.connect(lambda: beats.append(time.monotonic()))
    os.kill(window.client.pid, signal.SIGSTOP)
    heart.start()
    choose(tmp_path / "stopped.saddle")
    window.actions_by_key["save_as"].trigger()
    window.autosave._written.clear()
    window.autosave.write()
    begun = time.monotonic()
    until(qtbot, (tmp_path / "stopped.saddle").exists)
    assert time.monotonic() - begun < 15
    assert says(window).startswith("stopped.saddle was saved without asking the training process")
    kept = next(iter(autosave.folder().glob("*.saddle")))
    for path in (tmp_path / "stopped.saddle", kept):
        saved, = file_format.read(path).runs
        assert saved.log == log
        assert all(map(np.array_equal, saved.trace["loss_g"], curve[0]))
    qtbot.wait(round(1000 * max(0.0, 30 - (time.monotonic() - begun))))
    assert "has not answered for" in window.statusBar().currentMessage()
    assert max(np.diff(beats)) < 3
    os.kill(window.client.pid, signal.SIGCONT)
    until(qtbot, lambda: window.panel.origin == str(tmp_path / "stopped.saddle"))
    stand(window, qtbot, 210)                           # and the run goes on where it stood
    until(qtbot, lambda: file_format.read(kept).runs[0].state is not None)
