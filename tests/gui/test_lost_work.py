"""The engine is killed in the middle of what a person waits for, in a real window.

Nothing that was on the screen is lost, a sentence says what has happened, and the work can go on or be begun again.
"""

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.seeds.methods_view import RESTARTED
from tests.gui import windows
from tests.gui.windows import WAIT, press, run_of, stand

pytestmark = [pytest.mark.gui, pytest.mark.trial]

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 64}
LONG = 8 * WAIT                 # an engine starts anew, beside others
RESTORED = "The training process ended unexpectedly; the run has been restored."


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(windows, "WAIT", LONG)


def until(qtbot, condition):
    qtbot.waitUntil(condition, timeout=LONG)


def kill_the_engine(window, qtbot):
    """Kill it and wait for the next, which is said, with the runs of the panel where they stood or further."""
    heard = []
    window.client.noticed.connect(heard.append)
    panel, before = window.panel, [run.log["position"] for run in window.panel.report.runs]
    killed = window.client.pid
    psutil.Process(killed).kill()
    until(qtbot, lambda: window.client.pid not in (None, killed))
    until(qtbot, lambda: panel.report.serial == window.client._openings[panel.group][1] and not panel.report.busy)
    assert [run.log["position"] for run in panel.report.runs] >= before
    window.client.noticed.disconnect(heard.append)
    assert RESTORED in [notice.template for notice in heard]


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

    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)
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
