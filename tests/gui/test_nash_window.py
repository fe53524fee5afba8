"""The Nash panel in the real window, on the real engine: keys, clicks, presentation; nothing cut."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app.panels.nash.panel import GALLERY, VIEWS, NashPanel
from app.window.dialogs.bibliography_dialog import BibliographyDialog
from app.window.main_window import MainWindow
from app.window.settings import Settings
from sims.nash.simulation import NashParams, NashSimulation
from sims.params import change
from sims.run import Run
from tests.gui.windows import laid_out
from widgets.theme import themes

pytestmark = pytest.mark.gui
WAIT = 30_000


@pytest.fixture(scope="module")
def kept_window(qapp):
    """One window for all of them; see `window`."""
    themes.apply(qapp)
    themes.use("light")
    main = MainWindow(Settings(device="cpu", panel="nash"))
    main.resize(1280, 720)
    main.show()
    main.activateWindow()
    assert main.panel_of("distances").page      # built here, so that no test leaves its widgets behind
    QtBot(None).waitUntil(lambda: main.panel.report is not None and isinstance(main.panel, NashPanel), timeout=WAIT)
    yield main
    main.close()
    themes.use("light")
    main.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(kept_window, qtbot):
    """With a run that plays from the beginning."""
    themes.use("light")
    kept_window.resize(1280, 720)
    kept_window.show_panel(kept_window.panel_of("nash"))
    kept_window.panel.views.setCurrentIndex(0)
    kept_window.panel.reset()
    kept_window.panel.command("play")
    qtbot.waitUntil(lambda: kept_window.panel.playing and not kept_window.panel.report.busy, timeout=WAIT)
    return kept_window


def pause(window, qtbot):
    if window.panel.playing:
        QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.panel.playing, timeout=WAIT)


def at(window, step):
    return lambda: window.panel.report.lead.frame.step == step


def test_what_the_window_shows_is_what_a_run_by_itself_computes(window, qtbot):
    pause(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Home)
    qtbot.waitUntil(at(window, 0), timeout=WAIT)
    for number in range(1, 6):
        QTest.keyClick(window, Qt.Key.Key_Right)
        qtbot.waitUntil(at(window, number), timeout=WAIT)
    for shown in window.panel.runs:
        run = Run(NashSimulation(), change(NashParams(), method=shown.params.method))
        run.step(5)
        assert (shown.report.frame.numbers["x"], shown.report.frame.numbers["y"]) == (run.state.x, run.state.y)


def test_a_note_leads_to_the_list_of_sources(window, qtbot, monkeypatch):
    shown = []

    def enter(dialog):
        shown.append(dialog.windowTitle())
        dialog.deleteLater()
    monkeypatch.setattr(BibliographyDialog, "exec", enter)
    qtbot.waitUntil(window.panel.notes.isVisible, timeout=WAIT)
    QTest.mouseClick(window.panel.notes.sources, Qt.MouseButton.LeftButton)
    assert shown == ["Bibliography"]


def test_keys_fold_the_parts_of_this_panel_too(window, qtbot):
    panel = window.panel
    for key, part in ((Qt.Key.Key_F6, panel.steps), (Qt.Key.Key_F7, panel.beside), (Qt.Key.Key_F8, panel.side)):
        assert part.isVisible()
        QTest.keyClick(window, key)
        qtbot.waitUntil(lambda part=part: not part.isVisible(), timeout=WAIT)
        QTest.keyClick(window, key)
        qtbot.waitUntil(lambda part=part: part.isVisible(), timeout=WAIT)


def test_keys_switch_panels_and_the_one_behind_pauses(window, qtbot):
    qtbot.waitUntil(lambda: window.panel.playing, timeout=WAIT)
    nash = window.panel
    QTest.keyClick(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert window.panel.group == "distances"
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.panel is nash
    qtbot.waitUntil(lambda: window.panel.playing, timeout=WAIT)
    pause(window, qtbot)
    themes.use("dark")                          # the other panel is hidden and takes it on when it is shown
    window.tabs.go_by(1)
    shown_late = looks(window, qtbot)
    for name in ("light", "dark"):
        themes.use(name)
    assert looks(window, qtbot) == shown_late


def looks(window, qtbot):
    """A picture of the panel in front, once it has stood still for a while: its formula comes a moment later."""
    last, since = [window.panel.grab().toImage()], [time.monotonic()]

    def still():
        now = window.panel.grab().toImage()
        if now != last[0]:
            last[0], since[0] = now, time.monotonic()
        return time.monotonic() - since[0] > 0.8
    qtbot.waitUntil(still, timeout=WAIT)
    return last[0]


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_at_a_desk_and_on_a_projector(window, qtbot, size):
    window.resize(*size)
    for index, (view, *_label) in enumerate(VIEWS):
        window.panel.views.setCurrentIndex(index)
        qtbot.waitUntil(lambda view=view: window.panel._view_of(window.panel.report) == view, timeout=WAIT)
        for presenting in (False, True):
            themes.present(presenting)
            for part in ("controls", "steps"):                  # as a presentation begins
                window.panel.show_part(part, not presenting)
            laid_out(window, qtbot)
            demand_that_nothing_is_cut(window, view)
            window.panel.show_part("controls", True)
            laid_out(window, qtbot)
            controls = window.panel.controls
            assert controls.widget().width() <= controls.viewport().width(), view
    themes.present(False)


def demand_that_nothing_is_cut(window, view):
    for label in window.panel.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap() and "Elided" not in type(label).__name__:
            assert label.width() >= label.sizeHint().width(), (view, label.text())
    for button in window.panel.legend.findChildren(QToolButton):
        assert not button.isVisible() or button.width() >= button.sizeHint().width(), view
    assert window.panel.minimumSizeHint().width() <= window.panel.width(), view
    if view == GALLERY:
        assert all(picture.isVisible() and picture.width() > 90 for picture in window.panel.gallery.pictures)
