"""The patterns panel in the real window, on the real engine: steps, presets, pages, nothing cut."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from app.panels.patterns.panel import PatternsPanel
from app.sessions import file_format, snapshots
from sims import registry
from sims.params import change
from sims.patterns.presets import PRESETS
from sims.run import Run
from tests.gui.windows import WAIT, close, laid_out, new_window, press, prints, run_of, stand
from widgets.theme import themes

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot):
    themes.apply(QApplication.instance())
    themes.use("light")
    main = new_window(qtbot, panel="patterns")
    main.activateWindow()
    yield main
    close(main)
    themes.present(False)
    themes.use("light")


def pause(window, qtbot):
    window.panel.command("pause")
    qtbot.waitUntil(lambda: not window.panel.playing and not window.panel.report.busy, timeout=WAIT)


def test_a_run_of_patterns_goes_forwards_and_back_as_in_the_lab(window, qtbot, tmp_path):
    panel = window.panel
    assert isinstance(panel, PatternsPanel)
    pause(window, qtbot)
    stand(window, qtbot, 3)
    simulation = registry.get("patterns")
    alone = Run(simulation, simulation.Params(), run_of(window).seed)
    alone.step(3)
    expected = alone.frame()
    for name in ("generated", "scores_generated", "scores_real", "keeps"):
        assert np.array_equal(run_of(window).frame.arrays[name], expected.arrays[name]), name
    before = prints(window)
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: (run_of(window).frame.step, run_of(window).frame.phase) == (3, 1), timeout=WAIT)
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: (run_of(window).frame.step, run_of(window).frame.phase) == (3, 0), timeout=WAIT)
    assert prints(window) == before
    QTest.keyClick(window, Qt.Key.Key_D)                # D alone: G's patterns stay
    qtbot.waitUntil(lambda: run_of(window).frame.step == 4, timeout=WAIT)
    assert np.array_equal(run_of(window).frame.arrays["generated"], expected.arrays["generated"])

    panel.use_preset("perspective_apart")
    qtbot.waitUntil(lambda: panel.presets.in_force == "perspective_apart", timeout=WAIT)
    assert run_of(window).params == change(simulation.Params(), **PRESETS["perspective_apart"].values)
    qtbot.waitUntil(lambda: panel.curves.page.name == "pairs", timeout=WAIT)
    assert panel.report.runs[0].log["stop"] == PRESETS["perspective_apart"].steps
    pause(window, qtbot)
    demand_that_nothing_is_cut(window, qtbot)

    other = Run(simulation, simulation.Params(scene="digits"), 2)
    other.step(4)
    other.advance()
    file_format.write(tmp_path / "six.saddle", file_format.Session("patterns", (snapshots.save(other),)))
    press(window, Qt.Key.Key_1)                             # files and links bring the panel to the front
    assert window.panel.group == "gan"
    for opened in (tmp_path / "six.saddle", "saddle:patterns?scene=digits&seed=2#4.1"):
        press(window, Qt.Key.Key_4)
        panel.reset()
        qtbot.waitUntil(lambda: run_of(window).params == simulation.Params(), timeout=WAIT)
        window.open_text(opened) if isinstance(opened, str) else window.files.open_path(opened)
        qtbot.waitUntil(lambda: window.panel is panel and run_of(window).log == other.log()
                        and not panel.report.busy, timeout=WAIT)
        assert np.array_equal(run_of(window).frame.arrays["class_shares"], other.frame().arrays["class_shares"])


def demand_that_nothing_is_cut(window, qtbot):
    """Of every scene, at a desk and on a projector."""
    window.resize(1280, 720)
    panel = window.panel
    for scene in ("counting", "digits", "perspective", "translation"):
        panel.command("set", name="scene", value=scene)
        qtbot.waitUntil(lambda scene=scene: run_of(window).params.scene == scene, timeout=WAIT)
        for presenting in (False, True):
            themes.present(presenting)
            for part in ("controls", "steps"):                  # as a presentation begins
                panel.show_part(part, not presenting)
            for number, page in enumerate(panel.curves.pages):
                if panel.curves.tabs.isTabVisible(number):
                    panel.curves.open_page(page)
                    laid_out(window, qtbot)
                    where = (scene, page.name, presenting)
                    for label in panel.findChildren(QLabel):
                        if label.isVisible() and label.text() and not label.wordWrap():
                            assert label.width() >= label.sizeHint().width() - 1, (where, label.text())
                    for button in panel.curves.findChildren(QToolButton):
                        assert not button.isVisible() or button.width() >= button.sizeHint().width() - 1, where
            assert panel.minimumSizeHint().width() <= panel.width(), (scene, presenting)
    themes.present(False)
