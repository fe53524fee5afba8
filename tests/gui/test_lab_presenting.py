"""The real window in a presentation and with less motion: keys of a remote, what one lectures with, full screen."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel

from tests.gui.test_lab_window import SHIFT, WAIT, frame
from tests.gui.windows import close, new_window
from widgets.motion import BETWEEN
from widgets.theme import BASE_POINTS, themes

pytestmark = pytest.mark.gui


@pytest.fixture
def window(lab):
    return lab


def test_f5_begins_a_presentation_and_only_escape_ends_it(window, qtbot):
    hero = window.panel.lab.plot.getViewBox()
    for key, modifier in ((Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F5, SHIFT)):
        QTest.keyClick(window, Qt.Key.Key_Escape)       # nothing to leave
        assert not themes.presenting and not window.isFullScreen()
        QTest.keyClick(window, key, modifier)
        qtbot.waitUntil(window.isFullScreen, timeout=WAIT)
        QTest.keyClick(window, key, modifier)           # as a remote sends it whose button is pressed once more
        assert themes.presenting and window.isFullScreen()
        assert not window.panel.controls.isVisible()
        assert window.panel.presets.strip.isVisible() and window.panel.presets.strip.label.text()
        shown = [w for w in window.findChildren(QLabel) + window.findChildren(QAbstractButton)
                 if w.isVisible() and w.text()]
        assert shown
        assert min(QFontInfo(w.font()).pointSizeF() for w in shown) >= 19.5
        qtbot.waitUntil(lambda: window.height() > 1000 and hero.height() > 0.6 * window.height(), timeout=WAIT)
        window.statusBar().showMessage("what nobody sees now")
        QTest.keyClick(window, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not window.isFullScreen(), timeout=WAIT)
        assert window._status.isVisible() and not window.statusBar().currentMessage()      # and not both at once
        assert window.isVisible()
        assert window.panel.controls.isVisible() and not window.panel.presets.strip.isVisible()


def test_the_keys_of_a_remote_blank_and_turn_the_pages(window, monkeypatch, qtbot):
    gone = []
    monkeypatch.setattr(window.tabs, "go_by", gone.append)
    blank, tabs = window.lessons.frame.blank, window.panel.page_tabs
    QTest.keyClick(window, Qt.Key.Key_PageDown)         # at a desk it is not taken from what scrolls
    assert tabs.currentIndex() == 0
    window.presenter.present(True)
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        QTest.keyClick(window, key)
        assert blank.isVisible()
        QTest.keyClick(QApplication.focusWidget(), key)
        assert not blank.isVisible()
    window.presenter.show_part("controls")
    row = window.panel.controls.rows["learning_rate_d"]
    QApplication.setActiveWindow(window)                # Qt takes one that was hidden for none
    row.editor.field.setFocus()                         # as the mouse leaves it
    qtbot.waitUntil(row.editor.field.hasFocus, timeout=WAIT)
    before = row.editor.field.text()
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        QTest.keyClick(row.editor.field, key)
        assert blank.isVisible() and row.editor.field.text() == before
        QTest.keyClick(blank, key)
    window.actions_by_key["copy_link"].trigger()        # there is no line at the foot that could say it
    assert window.panel.banner.isVisible() and window.panel.banner.label.text().startswith("Copied: ")
    window.panel.banner.hide()
    window.setFocus()
    titles = [tabs.tabText(index) for index in range(tabs.count()) if tabs.isTabVisible(index)]
    seen = []
    for _page in titles:
        assert gone == []
        seen.append(tabs.tabText(tabs.currentIndex()))
        QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert seen == titles
    assert gone == [1]                                  # after the last page comes the next panel, at its first page
    assert tabs.tabText(tabs.currentIndex()) == titles[0]
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert gone == [1, -1] and tabs.tabText(tabs.currentIndex()) == titles[-1]
    tabs.setCurrentIndex(0)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert [action.shortcut().toString() for action in (window.actions_by_key["branches"],
                                                        window.actions_by_key["present"])] == ["B", "F5"]


def controls_under(sign, main):
    """What a person presses and cannot see whole for the sign."""
    place = sign.rect().translated(sign.mapTo(main, QPoint()))
    return [widget for kind in (QAbstractButton, QComboBox) for widget in main.findChildren(kind)
            if widget.isVisible() and place.intersects(widget.rect().translated(widget.mapTo(main, QPoint())))]


def test_who_lectures_has_a_bar_a_pointer_a_frozen_picture_and_a_window_for_the_class(qtbot):
    main = new_window(qtbot, scale=1.25)
    assert {button.font().pointSizeF() for button in (main.tabs._bar.button(0), main.panel.playback.speed)} == {
        BASE_POINTS * 1.25}
    lecture = main.lecture
    QTest.keyClick(main, Qt.Key.Key_F4)                 # at a desk the controls are there anyway
    assert "bar" not in vars(lecture)
    main.presenter.present(True)
    QTest.keyClick(main, Qt.Key.Key_F4)
    assert lecture.bar.isVisible()
    row = main.panel.lecture_controls().rows["objective"]
    assert row.isVisible() and lecture.bar.isAncestorOf(row)
    row.editor._take("hinge")
    qtbot.waitUntil(lambda: main.panel.report.runs[0].params.objective == "hinge", timeout=WAIT)
    qtbot.waitUntil(lambda: main.panel.controls.rows["objective"].editor.value == "hinge", timeout=WAIT)
    for key, kind in ((Qt.Key.Key_F2, "laser"), (Qt.Key.Key_F3, "spotlight"), (Qt.Key.Key_F3, "")):
        QTest.keyClick(main, key)
        assert lecture.pointer.kind == kind and lecture.pointer.isVisible() == bool(kind)
    QTest.keyClick(main, Qt.Key.Key_F)
    assert lecture.sheet.isVisible() and lecture.sign.isVisible()
    assert controls_under(lecture.sign, main) == []
    QTest.keyClick(main, Qt.Key.Key_F)
    assert not lecture.sheet.isVisible() and not lecture.sign.isVisible()
    QTest.keyClick(main, Qt.Key.Key_Escape)
    assert not lecture.bar.isVisible()
    main.actions_by_key["class_window"].trigger()
    shown = lecture.class_view
    qtbot.waitUntil(lambda: not shown.mirror.picture.isNull(), timeout=WAIT)
    assert shown.label.text() == main.panel.sentence()
    QTest.keyClick(main, Qt.Key.Key_F)
    assert shown.frozen and lecture.sign.isVisible() and not lecture.sheet.isVisible()
    assert controls_under(lecture.sign, main) == []
    shown.close()
    assert lecture.class_view is None and not main.actions_by_key["class_window"].isChecked()
    main.actions_by_key["class_window"].trigger()
    close(main)
    themes.enlarge(1.0)
    assert lecture.class_view is None


def test_with_less_motion_a_run_is_shown_once_a_second_and_a_key_at_once(window, qtbot):
    came = []
    window.client.reported.connect(came.append)
    window.actions_by_key["less_motion"].trigger()
    try:
        assert window.settings.less_motion
        qtbot.wait(1200)                                # those that were under way
        came.clear()
        before = frame(window).step
        qtbot.wait(2500)
        assert len(came) <= 3 and frame(window).step > before
        came.clear()
        qtbot.waitUntil(lambda: bool(came) and window.panel._next.isActive(), timeout=WAIT)
        window.panel._next.setInterval(8_000)           # it begins anew
        start = time.monotonic()
        window.panel.command("pause")
        qtbot.waitUntil(lambda: not window.panel.playing, timeout=WAIT)
        assert time.monotonic() - start < 6
    finally:
        window.panel._next.setInterval(BETWEEN)
        window.client.reported.disconnect(came.append)
        window.actions_by_key["less_motion"].trigger()
    came.clear()
    assert not window.settings.less_motion


def test_f11_is_full_screen_and_nothing_else(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen, timeout=WAIT)
    assert not themes.presenting
    QTest.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen(), timeout=WAIT)
