"""The page of experiments in the real window: begin, watch, stop, keep the numbers; presets that change on the way."""

import csv
import time

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.panels.presets.gallery import Gallery
from app.window.looks import presentation_scale
from app.window.main_window import MainWindow
from app.window.screenshots import view_at, view_name, views_of
from app.window.settings import Settings
from sims import registry
from sims.gan.experiments.streams import EXPERIMENTS
from sims.gan.presets import PRESETS
from sims.run import Run
from tests.gui.test_lab_window import WAIT, cut_texts, frame, go
from tests.gui.windows import laid_out
from widgets.theme import themes

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def window(qapp):
    """One window for all of them."""
    from pytestqt.qtbot import QtBot

    themes.apply(qapp)
    themes.use("light")
    main = MainWindow(Settings(device="cpu", seen_welcome=True, hidden=("curves",)))
    main.resize(1280, 720)
    main.show()
    main.activateWindow()
    QtBot(None).waitUntil(lambda: main.panel.report is not None, timeout=WAIT)
    yield main
    main.close_at_once()
    themes.use("light")
    main.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def page(window, qtbot):
    window.panel.command("pause")
    window.panel.command("use", values={"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 8}, seed=2)
    qtbot.waitUntil(lambda: window.panel.report.runs[0].seed == 2 and frame(window).step == 0, timeout=WAIT)
    yield window.panel.experiments
    window.panel.experiments.stop()
    qtbot.waitUntil(lambda: not window.panel.experiments.running, timeout=WAIT)


def finish(page, qtbot):
    qtbot.waitUntil(lambda: not page.running, timeout=WAIT)


def test_x_opens_the_page_and_the_curves_grow_from_the_very_generator_that_stands_there(page, window, qtbot, tmp_path,
                                                                                          monkeypatch):
    go(window, qtbot, 7)
    QTest.keyClick(window, Qt.Key.Key_X)
    assert page.isVisible()
    assert window.panel.curves.height() > 0.4 * window.panel.lab.height()
    page.steps.setCurrentIndex(0)
    QTest.keyClick(page.button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.rows["fresh_critic"]) > 3, timeout=WAIT)
    assert page.running and page.progress.isVisible()
    assert not page.kind.isEnabled()
    finish(page, qtbot)
    simulation = registry.get("gan")
    run = Run(simulation, simulation.Params(batch_size=16, hidden_width_g=8, hidden_width_d=8), 2)
    run.seek(7)
    expected = [row for row in EXPERIMENTS["fresh_critic"](run.state, run.params, 300) if not isinstance(row, int)]
    assert page.rows["fresh_critic"] == expected
    drawn = page.views["fresh_critic"].gradient
    assert drawn.functions["wgan"].value(np.log10(300)) == pytest.approx(np.log10(expected[-1]["norm_wgan"]))
    (left, right), (low, high) = drawn.plot.getViewBox().viewRange()
    assert (left, right) == pytest.approx((0, np.log10(300)))
    for row in expected:
        for loss in ("saturating", "nonsaturating", "wgan"):
            assert low <= np.log10(row[f"norm_{loss}"]) <= high
    assert "step 7" in page.note.text() and "seed 2" in page.note.text()

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(tmp_path / "found"), "")))
    page.save.click()
    rows = list(csv.DictReader((tmp_path / "found.csv").open()))
    assert [float(row["norm_saturating"]) for row in rows] == [row["norm_saturating"] for row in expected]
    assert [int(row["step"]) for row in rows] == [row["step"] for row in expected]
    names = [view_name(view) for view in views_of(window.panel)]
    assert "Gradient of G" in names and view_name(view_at(drawn.plot.viewport())) == "Gradient of G"


def test_while_one_runs_the_window_goes_on_and_stop_keeps_what_was_found(page, window, qtbot):
    window.actions_by_key["experiments"].trigger()
    page.choose("fresh_critic")
    page.steps.setCurrentIndex(page.steps.count() - 1)
    page.begin()
    qtbot.waitUntil(lambda: len(page.rows["fresh_critic"]) > 5, timeout=WAIT)
    started = time.monotonic()
    QApplication.processEvents()
    assert time.monotonic() - started < 0.5
    window.panel.command("step")
    qtbot.waitUntil(lambda: frame(window).step == 1, timeout=WAIT)
    assert page.running
    page.button.click()
    finish(page, qtbot)
    found = len(page.rows["fresh_critic"])
    assert found > 5 and "100,000" in page.note.text()
    page.choose("batch_size")
    page.begin()
    finish(page, qtbot)
    assert len(page.rows["batch_size"]) == 13 and not page.steps.isVisible()
    assert "slope −0." in page.views["batch_size"].deviation.readout.text()
    page.choose("fresh_critic")
    assert len(page.rows["fresh_critic"]) == found


def test_d_stands_beside_its_optimum_where_that_is_known_and_else_the_page_says_why_not(page, window, qtbot):
    window.actions_by_key["experiments"].trigger()
    page.choose("toward_optimum")
    page.steps.setCurrentIndex(0)
    page.begin()
    finish(page, qtbot)
    view = page.views["toward_optimum"]
    assert "D* is known only" in page.note.text() and not view.error.isVisible()
    window.panel.command("use", values={"target": "two_gaussians", "hidden_layers_g": 0, "r1": 0.1}, seed=2)
    qtbot.waitUntil(lambda: window.panel.report.runs[0].params.hidden_layers_g == 0, timeout=WAIT)
    page.begin()
    finish(page, qtbot)
    assert view.error.isVisible() and "penalties" in page.note.text() and "D* is known" not in page.note.text()
    assert page.rows["toward_optimum"][-1]["largest_error"] < page.rows["toward_optimum"][0]["largest_error"]


def test_a_preset_changes_settings_on_its_way(window, qtbot):
    window.panel.use_preset("frozen_d_argmax")
    assert window.panel.curves.page.name == PRESETS["frozen_d_argmax"].page
    window.panel.command("seek", step=201)
    qtbot.waitUntil(lambda: frame(window).step == 201, timeout=WAIT)
    params = window.panel.report.runs[0].params
    assert (params.freeze_d, params.freeze_g) == (True, False)
    assert params.r1 == 0
    side, presets = window.panel.side, window.panel.presets
    assert presets.in_force == "frozen_d_argmax" and not presets.help.isHidden()
    assert "argmax D" in side.notes.label.text()            # on what the sources say of a frozen D
    window.panel.command("set", name="r1", value=0.5)
    qtbot.waitUntil(lambda: not presets.in_force, timeout=WAIT)
    assert presets.help.isHidden() and presets.go.isHidden()
    window.panel.command("undo")
    qtbot.waitUntil(lambda: presets.in_force == "frozen_d_argmax", timeout=WAIT)


def test_a_preset_is_found_by_keys_stops_at_its_step_and_its_sentence_stays_in_a_presentation(window, qtbot):
    panel = window.panel
    assert {preset.page for preset in PRESETS.values()} <= {"", *(page.name for page in panel.curves.pages)}
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(Gallery) is not None, timeout=WAIT)
    search = window.findChild(Gallery).search
    QTest.keyClicks(search, "clip too small")
    QTest.keyClick(search, Qt.Key.Key_Return)
    preset = PRESETS["clip_too_small"]
    panel.choose_speed("max")
    qtbot.waitUntil(lambda: panel.presets.in_force == "clip_too_small", timeout=WAIT)
    assert panel.curves.page.name == preset.page
    qtbot.waitUntil(lambda: not panel.playing and (frame(window).step, frame(window).phase) == (preset.steps, 0),
                    timeout=WAIT)
    assert panel.presets.help.isVisible() and not panel.presets.strip.isVisible()
    window.presenter.present(True)
    try:
        qtbot.waitUntil(panel.presets.strip.isVisible, timeout=WAIT)
        label = panel.presets.strip.label
        assert preset.help.split(":")[0] in label.text() and label.font().pointSizeF() >= 19.9
        assert not panel.presets.help.isVisible()
    finally:
        window.presenter.present(False)
    panel.command("play")
    qtbot.waitUntil(lambda: frame(window).step > preset.steps, timeout=WAIT)
    panel.command("pause")


@pytest.mark.parametrize("size", [(1280, 720)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_experiment_cuts_its_texts(page, window, qtbot, size):
    window.resize(*size)
    window.actions_by_key["experiments"].trigger()
    page.steps.setCurrentIndex(0)
    for presenting in (False, True)[size[0] > 1500:]:
        if presenting:
            window.presenter.present(True)
            qtbot.waitUntil(window.isFullScreen, timeout=WAIT)
            window.showNormal()
            themes.present(True, presentation_scale(QSize(*size)))      # as on a screen of this size
            window.resize(*size)
            window.actions_by_key["experiments"].trigger()
        for key in page.rows:
            page.choose(key)
            if not page.rows[key]:
                page.begin()
                finish(page, qtbot)
            laid_out(window, qtbot)
            for _ in range(20):                         # a busy machine may be laying it out still
                if cut_texts(window):
                    qtbot.wait(100)
            assert cut_texts(window) == [], key
            for plot in page.views[key].findChildren(type(window.panel.lab.plot)):
                assert plot.isVisible() or key == "toward_optimum"
                assert not plot.isVisible() or plot.height() > 90, key
    window.presenter.present(False)


def test_the_tabs_stay_under_the_mouse_when_the_page_is_opened(page, window, qtbot):
    tabs = window.panel.curves.tabs
    window.actions_by_key["experiments"].trigger()          # shows the pages where they were folded away
    tabs.setCurrentIndex(0)
    QApplication.processEvents()
    button = tabs.button(window.panel.curves.pages.index(page))
    before = button.mapToGlobal(button.rect().center())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.wait(100)
    assert page.isVisible() and button.mapToGlobal(button.rect().center()) == before
