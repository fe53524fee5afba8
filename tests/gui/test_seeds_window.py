"""Many seeds of the lab's setting in a real window: there by a key, one of them back, saved, sent and opened."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gui.windows import WAIT, press, run_of, says, stand

pytestmark = pytest.mark.gui

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 64}


def test_the_setting_of_the_lab_goes_to_many_seeds_and_one_of_them_comes_back(window, qtbot, tmp_path, choose):
    lab = window.panel
    lab.command("use", values=SMALL, seed=4)
    stand(window, qtbot, 20)
    lab.command("set", name="r1", value=0.3)
    qtbot.waitUntil(lambda: run_of(window).params.r1 == 0.3, timeout=WAIT)
    log = run_of(window).log
    press(window, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)
    seeds = window.panel
    assert seeds.group == "seeds"
    qtbot.waitUntil(lambda: seeds.report is not None and [run.seed for run in seeds.report.runs] == [*range(4, 20)]
                    and seeds.playing and run_of(window).frame.step > 30, timeout=WAIT)
    assert all((run.log["params"], run.log["events"]) == (log["params"], log["events"]) for run in seeds.report.runs)
    stand(window, qtbot, 40)
    loss = seeds.metrics.views[2].curves
    assert loss.values("median")[40] == pytest.approx(
        np.median([run.frame.numbers["loss_g"] for run in seeds.report.runs]), rel=1e-5)
    seen = [run.frame.arrays["generated"] for run in seeds.report.runs]

    press(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    link, path = QApplication.clipboard().text(), tmp_path / "many.saddle"
    choose(path)
    window.files.save_as()
    qtbot.waitUntil(path.exists, timeout=WAIT)
    for open_it in (lambda: window.files.open_path(path), lambda: window.open_text(link)):
        seeds.command("restart")
        qtbot.waitUntil(lambda: run_of(window).frame.step == 0, timeout=WAIT)
        open_it()
        qtbot.waitUntil(lambda: run_of(window).frame.step == 40 and not seeds.report.busy, timeout=WAIT)
        assert all(np.array_equal(run.frame.arrays["generated"], points)
                   for run, points in zip(seeds.report.runs, seen, strict=True))

    seeds.pictures.setFocus()
    seeds.pictures.current = 0
    QTest.keyClick(seeds.pictures, Qt.Key.Key_Right)
    QTest.keyClick(seeds.pictures, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.panel is lab and run_of(window).frame.step == 40 and not lab.report.busy,
                    timeout=WAIT)
    assert run_of(window).seed == 5
    assert np.array_equal(run_of(window).frame.arrays["generated"][:400], seen[1])
    assert not says(window)
