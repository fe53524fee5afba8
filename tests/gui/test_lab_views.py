"""The lab's views in the real window: pages, painting with the mouse, targets from files, resets that keep them."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.export.samples_csv import samples_csv
from app.panels.gan.scores_dialog import ScoresDialog
from app.panels.gan.table_dialog import TableDialog
from app.window.looks import presentation_scale
from app.window.main_window import MainWindow
from app.window.settings import Settings
from sims import registry
from sims.gan.data.custom_targets import parse_picture
from sims.run import Run
from tests.gui.pages import faults, out_of_sight
from tests.gui.test_lab_window import WAIT, cut_texts, frame, go, pause, settle
from tests.gui.windows import laid_out
from widgets.numbers import number
from widgets.plots.items.scaled_arrows import round_scale
from widgets.theme import themes

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def window(qapp):
    """One window for all of them: a test leaves it paused, and none relies on what another did."""
    from pytestqt.qtbot import QtBot

    themes.apply(qapp)
    themes.use("light")
    main = MainWindow(Settings(device="cpu", seen_welcome=True))
    main.resize(1280, 720)
    main.show()
    main.activateWindow()
    QtBot(None).waitUntil(lambda: main.panel.report is not None, timeout=WAIT)
    main.panel_of("nash")           # built here, so that no test leaves its widgets behind
    yield main
    main.close_at_once()
    themes.use("light")
    main.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def panel(window, qtbot):
    for command in ("reset", "pause", "restart"):
        window.panel.command(command)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: not window.panel.playing and frame(window).step == 0
                    and not window.panel.report.runs[0].log["events"], timeout=WAIT)
    return window.panel


def params(panel):
    return panel.report.runs[0].params


def paint_target(panel, qtbot):
    panel.command("set", name="target", value="painted")
    qtbot.waitUntil(panel.lab.brush.isVisible, timeout=WAIT)


def drag(panel, start, end, modifier=Qt.KeyboardModifier.NoModifier):
    plot = panel.lab.plot
    places = [plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(*place)))
              for place in (start, np.add(start, end) / 2, end)]
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, modifier, places[0])
    for place in places[1:]:
        QTest.mouseMove(plot.viewport(), place)
        QApplication.processEvents()
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, modifier, places[-1])


def test_what_is_painted_trains_and_stays_through_reset_and_new_seed(panel, window, qtbot):
    paint_target(panel, qtbot)
    panel.lab.paint_bar.clear.click()
    drag(panel, (-2, 2), (2, 2))
    qtbot.waitUntil(lambda: params(panel).picture != "", timeout=WAIT)
    picture = params(panel).picture
    density = parse_picture(picture)
    assert density[50:].sum() > 0.95 * density.sum()
    panel.command("step")
    qtbot.waitUntil(lambda: frame(window).arrays["real"][:, 1].min() > 1.0, timeout=WAIT)
    panel.command("new_seed")
    qtbot.waitUntil(lambda: panel.report.runs[0].seed == 1, timeout=WAIT)
    assert params(panel).picture == picture
    panel.reset()
    qtbot.waitUntil(lambda: params(panel).target == "ring", timeout=WAIT)
    settle(window, qtbot)
    assert params(panel).picture == picture and panel.report.runs[0].seed == 0
    paint_target(panel, qtbot)
    assert np.array_equal(panel.lab.brush.density, density)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not panel.lab.brush.isVisible(), timeout=WAIT)


def test_points_from_a_file_become_the_target_and_a_bad_file_changes_nothing(panel, window, qtbot, tmp_path,
                                                                             monkeypatch):
    bad, good, either = (tmp_path / f"{name}.csv" for name in ("bad", "good", "either"))
    bad.write_text("x,y\n1,2\n3,four\n")
    good.write_text("x;y\n1,5;-1\n-1,5;1\n")
    either.write_text("1,5,2,5\n3,5,4,5\n")
    log = panel.report.runs[0].log
    panel.load_target(str(bad))
    settle(window, qtbot)
    assert panel.banner.isVisible() and "Line 3 of bad.csv" in panel.banner.label.text()
    assert panel.report.runs[0].log == log
    asked = []
    monkeypatch.setattr(TableDialog, "exec", lambda dialog: asked.append(True))
    panel.load_target(str(either))
    qtbot.waitUntil(lambda: not panel.findChildren(TableDialog), timeout=WAIT)      # nothing is left of it
    assert asked
    panel.load_target(str(good))
    qtbot.waitUntil(lambda: params(panel).target == "points", timeout=WAIT)
    panel.command("step")
    qtbot.waitUntil(lambda: len(np.unique(frame(window).arrays["real"], axis=0)) == 2, timeout=WAIT)
    assert np.unique(frame(window).arrays["real"], axis=0).tolist() == [[-1.5, 1.0], [1.5, -1.0]]
    panel.banner.hide()


def test_the_diagram_shows_the_numbers_of_the_same_run_without_a_window(panel, window, qtbot):
    panel.curves.open_page(panel.model)
    go(window, qtbot, 4, 5)
    run = Run(registry.get("gan"))
    run.seek(4, 5)
    text = f"L(D) = {number(run.state.numbers['loss_d'])}"
    qtbot.waitUntil(lambda: panel.model.diagram.texts.get("loss_d") == text, timeout=WAIT)
    assert "loss_d" in panel.model.diagram.lit and "G" not in panel.model.diagram.lit


def test_the_scale_of_the_arrows_is_that_of_the_run_s_beginning(panel, window, qtbot):
    for seed in (0, 6):
        panel.command("new_seed", seed=seed)
        go(window, qtbot, 30)
        wanted = round_scale(Run(registry.get("gan"), None, seed).frame().arrays["arrows"])
        qtbot.waitUntil(lambda wanted=wanted: panel.lab.items["arrows"].scale == wanted, timeout=WAIT)
        assert panel.lab.arrow_key.text().startswith(f"= {wanted:g}")
    key, plot = panel.lab.arrow_key, panel.lab.plot
    assert plot.rect().contains(key.geometry()) and key.isVisible()


def test_the_scores_of_the_step_are_shown_and_saved(panel, window, qtbot, tmp_path, monkeypatch):
    run = Run(registry.get("gan"))
    panel.banner.hide()
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: "No minibatch has been scored" in panel.banner.label.text(), timeout=WAIT)
    go(window, qtbot, 4, 5)
    run.seek(4, 5)
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in panel.findChildren(ScoresDialog)), timeout=WAIT)
    dialog = panel.findChild(ScoresDialog)
    assert dialog.tables.tabText(0) == "L(D)" and dialog.tables.count() == 1
    assert any(number(run.state.numbers["loss_d"]) in label.text() for label in dialog.findChildren(QLabel))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(tmp_path / "scores"), "")))
    dialog.accept()
    qtbot.waitUntil((tmp_path / "scores.csv").exists, timeout=WAIT)
    assert (tmp_path / "scores.csv").read_text() == samples_csv(run.samples())
    window.show_panel(window.panel_of("nash"))
    assert not window.actions_by_key["scores"].isEnabled() and not window.actions_by_key["save_scores"].isEnabled()
    window.show_panel(panel)


def test_the_raster_keeps_what_was_seen_when_one_steps_back_and_a_restart_clears_it(panel, window, qtbot):
    panel.curves.open_page(panel.modes)
    for step in (5, 10, 15):
        go(window, qtbot, step)
    raster = panel.modes.raster.item
    qtbot.waitUntil(lambda: {5, 10, 15} <= set(raster.steps), timeout=WAIT)
    share = raster.shares[list(raster.steps).index(5)]
    go(window, qtbot, 5)
    qtbot.waitUntil(lambda: raster.cursor == 5, timeout=WAIT)
    assert 15 in raster.steps
    assert np.array_equal(raster.shares[list(raster.steps).index(5)], share)
    panel.command("new_seed")
    qtbot.waitUntil(lambda: raster.steps.tolist() == [0], timeout=WAIT)


def test_pages_that_say_nothing_of_a_run_have_no_tab(panel, window, qtbot):
    tabs = panel.curves.tabs
    shown = {tabs.tabText(k) for k in range(tabs.count()) if tabs.isTabVisible(k)}
    assert "Modes" in shown and "BEGAN" not in shown
    panel.command("use", values={"target": "swiss_roll", "objective": "began"})
    qtbot.waitUntil(lambda: params(panel).objective == "began", timeout=WAIT)
    settle(window, qtbot)
    shown = {tabs.tabText(k) for k in range(tabs.count()) if tabs.isTabVisible(k)}
    assert "BEGAN" in shown and "Modes" not in shown


@pytest.mark.parametrize("presenting", [False, True], ids=("at a desk", "presenting"))
def test_every_page_leaves_the_picture_half_of_the_height_and_cuts_neither_tabs_nor_texts(
        panel, window, qtbot, presenting):
    """960 x 540 is what the scale 2 makes of 1920 x 1080."""
    panel.command("use", values={"weight_clip": 0.05})
    panel.command("play")
    qtbot.waitUntil(lambda: frame(window).step > 60, timeout=WAIT)
    pause(window, qtbot)
    if presenting:
        window.presenter.present(True)
        qtbot.waitUntil(window.isFullScreen, timeout=WAIT)
        window.showNormal()
    tabs = panel.curves.tabs
    for size in ((1920, 1080), (1280, 720), (1024, 768), (960, 540)):
        window.resize(*size)
        if presenting:
            themes.present(True, presentation_scale(QSize(*size)))      # as on a screen of this size
        for place, page in enumerate(panel.curves.pages):
            if panel.curves.tabs.isTabVisible(place):
                panel.curves.open_page(page)
                laid_out(window, qtbot)
                assert cut_texts(window) == [], page.title
                assert 2 * panel.lab.height() >= panel.picture.height()
                # The names of the layers take rows of their own, four of them where it is narrowest.
                assert panel.lab.plot.height() > (0.3 if size[0] < 1000 else 0.45) * panel.picture.height()
                for other in range(tabs.count()):
                    button = tabs.button(other)
                    assert button.isHidden() or button.visibleRegion().boundingRect() == button.rect(), button.text()
                assert window.size() == QSize(*size) and panel.playback.geometry().bottom() < panel.height()
                assert all(label.height() >= label.fontMetrics().height() - 2
                           for label in page.findChildren(QLabel) if label.isVisible() and label.text())
    window.presenter.present(False)


@pytest.mark.parametrize(("size", "scale"), [
    ((1024, 768), 1.0), ((1920, 1080), 2.5), ((1280, 720), 1.5), ((1024, 768), 1.5)])
def test_at_every_scale_playback_bar_and_settings_are_in_sight_and_nothing_is_cut(window, panel, qtbot, size, scale):
    window.looks.choose_scale(scale)
    window.resize(*size)
    try:
        laid_out(window, qtbot)
        assert [out_of_sight(widget) for widget in (panel.playback, panel.playback.speed, panel.search,
                                                    panel.presets.button)] == [""] * 4
        assert faults(window) == []
        assert panel.side.width() > 260 * themes.current.column_scale
        assert panel.side.width() < 340 * themes.current.column_scale
    finally:
        window.looks.choose_scale(1.0)
        window.resize(1280, 720)
