"""Two runs side by side, in a real window: from the lab and back, in lockstep, and what differs."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.windows import WAIT, press, run_of, says, stand

pytestmark = pytest.mark.gui


def points(run):
    """What else is in a frame depends on how much of the plane its plot shows."""
    return run.frame.arrays["generated"].tobytes()


def test_a_run_is_compared_with_itself_changed_and_one_of_them_goes_back_to_the_lab(window, qtbot):
    lab = window.panel
    lab.command("set", name="learning_rate_g", value=0.002)
    stand(window, qtbot, 40)
    log, seen = run_of(window).log, points(run_of(window))
    press(window, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: window.panel is not lab and window.panel.report is not None
                    and [run.log for run in window.panel.report.runs] == [log, log]
                    and not window.panel.report.busy, timeout=WAIT)
    beside = window.panel
    assert list(map(points, beside.report.runs)) == [seen, seen]
    assert not beside.differences.entries

    beside.controls.changed.emit("r1", 0.1)             # of B, which is chosen at first
    qtbot.waitUntil(lambda: list(beside.differences.entries) == ["r1"], timeout=WAIT)
    assert [run.params.r1 for run in beside.report.runs] == [0.0, 0.1]
    assert beside.controls.rows["r1"].editor.value == pytest.approx(0.1)
    beside.choose_speed("max")
    beside.command("play")
    qtbot.waitUntil(lambda: run_of(window).frame.step > 100, timeout=WAIT)
    beside.command("pause")
    qtbot.waitUntil(lambda: not beside.playing, timeout=WAIT)
    assert len({run.frame.step for run in beside.report.runs}) == 1
    loss = beside.curves.views["loss_g"]
    assert loss.values("loss_g A")[:41] == pytest.approx(loss.values("loss_g B")[:41], nan_ok=True)
    assert np.nanmax(np.abs(loss.values("loss_g A")[60:] - loss.values("loss_g B")[60:])) > 0

    beside.swap.click()
    qtbot.waitUntil(lambda: [run.params.r1 for run in beside.report.runs] == [0.1, 0.0], timeout=WAIT)
    beside.command("undo")
    qtbot.waitUntil(lambda: [run.params.r1 for run in beside.report.runs] == [0.0, 0.1], timeout=WAIT)
    chosen = beside.report.runs[1]
    QTest.mouseClick(beside.keep[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panel is lab and run_of(window).log == chosen.log and not lab.report.busy,
                    timeout=WAIT)
    assert points(run_of(window)) == points(chosen)
    assert not says(window)

    window.show_panel(beside)
    beside.differences.entries["r1"].click()
    qtbot.waitUntil(lambda: not beside.differences.entries, timeout=WAIT)
    beside.use_preset("packing")
    qtbot.waitUntil(lambda: list(beside.differences.entries) == ["pack"] and beside.playing, timeout=WAIT)
    assert "variety" in beside.presets.help.text()
    window.resize(1280, 720)            # the pictures are what one looks at
    qtbot.waitUntil(lambda: window.height() == 720 and min(
        picture.plot.height() for picture in beside.pictures) > 0.55 * 720, timeout=WAIT)
    window.open_text("saddle:gan?objective=wgan;nonsaturating&n_critic=5#3")
    qtbot.waitUntil(lambda: [run.params.objective for run in beside.report.runs] == ["wgan", "nonsaturating"]
                    and run_of(window).frame.step == 3, timeout=WAIT)
    assert not beside.presets.in_force
    window.show_panel(lab)
    lab.use_preset("r1")
    qtbot.waitUntil(lambda: lab.presets.compare.isVisible(), timeout=WAIT)
    QTest.mouseClick(lab.presets.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panel is beside and beside.presets.in_force == "r1" and beside.playing, timeout=WAIT)

    # A branch of the lab: made by a change in the past, gone to by a click, compared with the run that is here.
    window.show_panel(lab)
    lab.command("use", values={})
    stand(window, qtbot, 60)
    stand(window, qtbot, 20)
    assert not lab.branches.isVisible()
    lab.controls.changed.emit("r1", 0.1)
    qtbot.waitUntil(lab.branches.isVisible, timeout=WAIT)
    assert [row.furthest for row in lab.branches.rows] == [60, 20] and len(lab.playback.slider.marks) == 2
    press(window, Qt.Key.Key_G)
    field = lab.playback.step
    qtbot.waitUntil(field.hasFocus, timeout=WAIT)
    QTest.keyClicks(field, "thirty")
    press(field, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert "“thirty” is no step" in says(window)
    QTest.keyClicks(field, "30")
    press(field, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: run_of(window).frame.step == 30 and not lab.report.busy, timeout=WAIT)
    changed, seen = run_of(window).log, points(run_of(window))
    press(window, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lab.branches.views[2].name.hasFocus, timeout=WAIT)
    press(lab.branches.views[2].name, Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier)
    press(lab.branches.views[1].name, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: run_of(window).frame.step == 60 and run_of(window).params.r1 == 0, timeout=WAIT)
    QTest.mouseClick(lab.branches.views[2].compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panel is beside and [run.params.r1 for run in beside.report.runs] == [0, 0.1]
                    and [run.frame.step for run in beside.report.runs] == [60, 60], timeout=WAIT)
    stand(window, qtbot, 30)
    assert points(beside.report.runs[1]) == seen and beside.report.runs[1].log["events"] == changed["events"]
