"""The distances panel in the real window: handles under a mouse and under keys, every scene at every size and theme."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.panels.distances.panel import SCENES, DistancesPanel
from app.window.looks import presentation_scale
from app.window.main_window import MainWindow
from app.window.settings import Settings
from tests.gui.windows import laid_out
from widgets import language
from widgets.layout.height_fitting import HeightScroll
from widgets.plots.items.grip import GripView
from widgets.theme import themes

pytestmark = pytest.mark.gui
WAIT = 30_000


@pytest.fixture(scope="module")
def kept_window(qapp):
    """One window for all of them; see `window`."""
    themes.apply(qapp)
    themes.use("light")
    main = MainWindow(Settings(device="cpu", panel="distances"))
    main.resize(1280, 720)
    main.show()
    main.activateWindow()
    for index in range(len(SCENES)):            # built here, so that no test leaves its widgets behind
        main.panel.page_of(index)
    QtBot(None).waitUntil(main.isActiveWindow, timeout=WAIT)
    yield main
    main.close()
    themes.use("light")
    main.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(kept_window, qtbot):
    """With the first scene as it begins."""
    themes.use("light")
    kept_window.resize(1280, 720)
    kept_window.panel.tabs.setCurrentIndex(0)
    kept_window.panel.reset()
    laid_out(kept_window, qtbot)
    return kept_window


def drag(grip, by):
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())
    for share in (0.5, 1.0):
        QTest.mouseMove(grip, grip.rect().center() + QPoint(round(by * share), 0))
        QApplication.processEvents()
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)


def test_the_panel_opens_where_it_was_left_and_needs_no_engine(window):
    assert isinstance(window.panel, DistancesPanel)
    assert window.panel.report is None
    assert "exact" in window._status.text()


def test_a_drag_moves_q_and_the_distances_follow_at_once(window):
    page, scene = window.panel.page, window.panel.scene
    before = scene.bars.value("w1")
    drag(scene.grips["mean_q"], 60)
    assert page.params.mean_q > 3
    assert scene.bars.value("w1") == pytest.approx(page.params.mean_q) != before
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.params.mean_q == 2


def test_the_range_stands_still_while_a_handle_is_in_the_hand(window):
    page, scene = window.panel.page, window.panel.scene
    box, grip = scene.densities.plot.getViewBox(), scene.grips["mean_q"]
    before = box.viewRange()[0]
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())
    QTest.mouseMove(grip, grip.rect().center() + QPoint(180, 0))
    assert page.params.mean_q > 6 and box.viewRange()[0] == pytest.approx(before)
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
    assert box.viewRange()[0] != pytest.approx(before)


def step_of(page):
    return page.report.lead.frame.step


def test_the_keys_of_time_play_step_and_go_back(window, qtbot):
    page = window.panel.page
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert step_of(page) == 1 and page.params.mean_q < 2
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert step_of(page) == 0 and page.params.mean_q == 2
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: step_of(page) >= 3, timeout=WAIT)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert not window.panel.playing
    QTest.keyClick(window, Qt.Key.Key_Home)
    assert step_of(page) == 0
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert page.params == page.params_type()(**page.kind.start)


def test_another_tab_pauses_what_plays_and_the_window_follows(window, qtbot):
    first = window.panel.page
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert first.playing and "playing" in window._status.text()
    with qtbot.captureExceptions() as errors:
        window.panel.tabs.setCurrentIndex(4)
        assert not first.playing and "drag" in window._status.text()
        assert not window.actions_by_key["play"].isEnabled()
    assert errors == []


def test_left_and_right_step_whatever_handle_has_the_focus_and_up_moves_it(window):
    page = window.panel.page
    grip = page.scene.grips["mean_p"]
    grip.setFocus()
    QTest.keyClick(grip, Qt.Key.Key_Up)
    assert page.params.mean_p == pytest.approx(0.1)
    QTest.keyClick(grip, Qt.Key.Key_Right)
    assert step_of(page) == 1


def test_tab_reaches_every_handle_and_all_of_them_have_names(window):
    for index, kind in enumerate(SCENES):
        window.panel.tabs.setCurrentIndex(index)
        wanted = {grip for grip in window.panel.page.findChildren(GripView) if grip.isVisible()}
        window.panel.tabs.setFocus()
        reached = set()
        for _tab in range(300):
            window.focusNextPrevChild(True)
            widget = QApplication.focusWidget()
            assert widget.accessibleName() or getattr(widget, "text", str)(), (kind, widget)
            reached.add(widget)
            if wanted <= reached:
                break
        assert wanted <= reached, kind


def cut_texts(window):
    """Visible labels and buttons that get less room than their text needs."""
    cut = []
    for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton):
        if not widget.isVisible() or not widget.text() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel):
            if widget.wordWrap() or type(widget) is not QLabel or widget.textFormat() == Qt.TextFormat.RichText:
                continue
            needed = max(map(widget.fontMetrics().horizontalAdvance, widget.text().splitlines()))
        else:
            needed = widget.sizeHint().width() - 4
        if widget.width() < needed:
            cut.append((type(widget).__name__, widget.text(), widget.width(), needed))
    return cut


def cramped(scene):
    """Views that got less than the least size that they ask for, so that something in them is cut."""
    return [type(view).__name__ for view in scene.findChildren(QWidget) if view.isVisible()
            and type(view).__name__ in ("BarsView", "MatrixView", "PilesView", "FunctionPlot", "Plot")
            and (view.height() < view.minimumHeight() or view.height() < view.minimumSizeHint().height() - 1
                 or view.width() < view.minimumSizeHint().width() - 1)]


def test_no_text_is_cut_at_any_size_and_theme(window, qtbot):
    """Every two of size, theme and presentation, which is half of all three."""
    for size, theme, presenting in (((1280, 720), "light", False), ((1920, 1080), "dark", False),
                                    ((1280, 720), "dark", True), ((1920, 1080), "light", True)):
        no_text_is_cut(window, qtbot, size, theme, presenting)
        qtbot.waitUntil(lambda: not any(page.formula.isHidden() for page in window.panel.pages.values()),
                        timeout=WAIT)                           # formulas come a moment later


def no_text_is_cut(window, qtbot, size, theme, presenting):
    window.looks.dark(theme == "dark")
    if presenting:
        window.presenter.present(True)
        qtbot.waitUntil(window.isFullScreen, timeout=WAIT)
        window.showNormal()
        themes.present(True, presentation_scale(QSize(*size)))          # as on a screen of this size
    window.resize(*size)
    for index in range(len(SCENES)):
        window.panel.tabs.setCurrentIndex(index)
        laid_out(window, qtbot)
        name = f"distances-{index}-{theme}-{size[0]}x{size[1]}{'-presentation' if presenting else ''}"
        assert cut_texts(window) == [], name
        assert cramped(window.panel.page) == [], name
        for scroll in window.panel.page.findChildren(HeightScroll):     # “Distance”: seven plots, one with a long name
            most = 100 if index == 1 else 0
            assert not presenting or scroll.isHidden() or scroll.verticalScrollBar().maximum() <= most, name
    if presenting:
        shown = [w for w in window.panel.page.findChildren(QLabel) + window.panel.page.findChildren(QAbstractButton)
                 if w.isVisible() and w.text()]
        assert min(QFontInfo(w.font()).pointSizeF() for w in shown) >= 19.5 * size[1] / 1080
        assert not window.panel.page.controls.isVisible()
        window.presenter.present(False)


MATHEMATICS = ("x₁", "x₂", "‹", "›", "✕", "↻", "σ")


def test_every_visible_text_passes_through_gettext(qtbot):
    """With a translator that wraps every text in brackets, nothing that a person reads is without them."""
    language.install(lambda text: f"⟦{text}⟧")
    found = []

    def check(text, where):
        plain = text.replace("&", "")
        if any(c.isalpha() for c in plain) and "⟦" not in plain and plain not in MATHEMATICS:
            found.append((where, plain))

    try:
        themes.apply(QApplication.instance())
        main = MainWindow(Settings(device="cpu", panel="distances"))
        main.show()
        for index in range(len(SCENES)):
            main.panel.tabs.setCurrentIndex(index)
            laid_out(main, qtbot)
            page = main.panel.page
            for widget in page.findChildren(QLabel) + page.findChildren(QAbstractButton):
                if widget.isVisible():
                    check(widget.text(), type(widget).__name__)
                    check(widget.accessibleName(), "accessible name")
            for combo in page.findChildren(QComboBox):
                for item in range(combo.count()):
                    check(combo.itemText(item), "combo")
            for grip in page.scene.grips.values():
                check(grip.accessibleName(), "handle")
            check(main.panel.tabs.tabText(index), "tab")
            check(main._status.text(), "status")
        main.close()
        main.deleteLater()
        QApplication.processEvents()
    finally:
        language.install(None)
    assert found == []
