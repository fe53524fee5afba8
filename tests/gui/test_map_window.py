"""The phase map in a real window: with the settings of the lab, by its own process, and back into the lab."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.sweeps import kept_maps
from tests.gui.windows import WAIT, run_of, says, stand

pytestmark = pytest.mark.gui


def write(line, text):
    line.selectAll()
    QTest.keyClicks(line, text)


def test_a_map_of_the_lab_is_filled_and_its_cell_opens_there(window, qtbot, tmp_path, choose, monkeypatch):
    monkeypatch.setattr(kept_maps, "folder", lambda: tmp_path / "maps")
    lab, panel = window.panel, window.tabs.of("map")
    stand(window, qtbot, 20)
    lab.command("set", name="r1", value=0.1)            # a run that had gone farther would have forgotten it at 20
    qtbot.waitUntil(lambda: run_of(window).params.r1 == 0.1, timeout=WAIT)
    window.show_panel(panel)
    QTest.mouseClick(panel.settings.lab, Qt.MouseButton.LeftButton)
    for line, text in ((panel.settings.across.cells, "1"), (panel.settings.up.cells, "1"), (panel.settings.seeds, "1"),
                       (panel.settings.steps, "5")):
        write(line, text)
    panel.map.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert panel.filling.running
    qtbot.waitUntil(lambda: not panel.filling.running, timeout=4 * WAIT)
    assert not says(window)
    choose(tmp_path / "map.json")
    QTest.mouseClick(panel.exports["json"], Qt.MouseButton.LeftButton)
    cell, = json.loads((tmp_path / "map.json").read_text())["cells"]
    choose(tmp_path / "map.svg")
    QTest.mouseClick(panel.exports["picture"], Qt.MouseButton.LeftButton)
    assert "learning rate of D" in (tmp_path / "map.svg").read_text()

    QTest.keyClick(panel.map, Qt.Key.Key_Right)
    QTest.keyClick(panel.map, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.panel is lab and run_of(window).frame.step == 5 and not lab.report.busy,
                    timeout=WAIT)
    params = run_of(window).params
    assert (params.learning_rate_d, params.learning_rate_g, params.r1) == (1e-4, 1e-4, 0.1)
    assert run_of(window).frame.numbers["loss_d"] == pytest.approx(cell["metrics"]["loss_d"], rel=1e-6)

    window.show_panel(panel)
    write(panel.settings.steps, "100000")
    QTest.mouseClick(panel.bar.button, Qt.MouseButton.LeftButton)
    assert panel.filling.running            # closing the window ends it, too: nothing is left running
