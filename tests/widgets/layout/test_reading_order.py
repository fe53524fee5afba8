"""Tab goes through a window as it is read, and stops once at buttons that belong together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from widgets.controls.tabs import WrappingTabs
from widgets.layout import reading_order
from widgets.plots.legend import Entry, Legend


class Window(QMainWindow):
    def focusNextPrevChild(self, forward):
        return reading_order.go_on(self, forward)


@pytest.fixture
def window(qtbot):
    """A column at the right that is made first, then one at the left with a legend, tabs and a button below."""
    main = Window()
    right, left = QWidget(), QWidget()
    main.field, main.low = QLineEdit(), QPushButton("low")
    main.one, main.two = QRadioButton("one"), QRadioButton("two")
    main.two.setChecked(True)
    main.off = QPushButton("off")
    main.off.setEnabled(False)
    column = QVBoxLayout(right)
    for widget in (QLabel("text"), main.field, main.one, main.two, main.off):
        column.addWidget(widget)
    main.legend, main.tabs = Legend([Entry(key, key) for key in "abcdefghi"]), WrappingTabs()
    for title in ("first", "second"):
        main.tabs.addTab(title)
    column = QVBoxLayout(left)
    for widget in (main.legend, main.tabs, main.low):
        column.addWidget(widget)
    inner = QWidget()
    row = QHBoxLayout(inner)
    row.addWidget(left)
    row.addWidget(right)
    main.setCentralWidget(inner)
    main.resize(600, 300)
    qtbot.addWidget(main)
    with qtbot.waitActive(main):
        main.show()
        main.activateWindow()
    return main


def test_from_left_to_right_and_from_above_to_below_whatever_was_made_first(window):
    assert reading_order.reading_order(window) == [
        window.legend.button("a"), window.tabs.button(0), window.low, window.field, window.two]
    window.focusWidget().clearFocus()
    assert reading_order.go_on(window, True) and window.focusWidget() is window.legend.button("a")
    for forward, stop in ((True, window.tabs.button(0)), (True, window.low), (False, window.tabs.button(0)),
                          (False, window.legend.button("a")), (False, window.two), (True, window.legend.button("a"))):
        key = Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab
        QTest.keyClick(window.focusWidget(), key)
        assert window.focusWidget() is stop


@pytest.mark.parametrize("goes", [lambda window: window.low.hide(), lambda window: window.low.setEnabled(False)])
def test_where_what_has_the_focus_goes_away_what_is_around_it_has_it_and_no_control(window, goes, qtbot):
    window.low.setFocus()
    qtbot.waitUntil(window.low.hasFocus)
    goes(window)
    assert window.focusWidget() is window.low.parentWidget()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is window.legend.button("a")
    window.two.setFocus()
    right = window.two.parentWidget()
    right.hide()
    assert window.focusWidget() is right.parentWidget()         # and nothing in what is hidden
    right.parentWidget().hide()
    assert window.focusWidget() is window and not reading_order.go_on(window, True)


def test_from_what_is_no_stop_tab_goes_on_behind_it_or_into_it(window):
    window.tabs.setFocus()
    assert reading_order.go_on(window, True) and window.focusWidget() is window.tabs.button(0)
    window.tabs.setFocus()
    assert reading_order.go_on(window, False) and window.focusWidget() is window.legend.button("a")


def test_the_arrows_go_through_a_legend_and_tab_comes_back_to_where_one_was(window, qtbot):
    legend = window.legend
    legend.button("a").setFocus()
    qtbot.waitUntil(legend.button("a").hasFocus)
    for key, at in ((Qt.Key.Key_Right, "b"), (Qt.Key.Key_Down, "c"), (Qt.Key.Key_Left, "b"), (Qt.Key.Key_Up, "a"),
                    (Qt.Key.Key_Up, "i")):
        QTest.keyClick(window.focusWidget(), key)
        assert legend.button(at).hasFocus() and legend.is_shown(at)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert legend.button("i").hasFocus()
    legend.remove("i")
    assert legend.button("a") in reading_order.reading_order(window)
    legend.button("a").hide()
    QApplication.processEvents()
    assert legend.button("b") in reading_order.reading_order(window)


def test_the_arrows_open_tabs(window, qtbot):
    window.tabs.button(0).setFocus()
    qtbot.waitUntil(window.tabs.button(0).hasFocus)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert window.tabs.currentIndex() == 1 and window.tabs.button(1).hasFocus()
    window.tabs.setCurrentIndex(0)
    assert window.tabs.button(0) in reading_order.reading_order(window)
    assert window.tabs.button(1) not in reading_order.reading_order(window)
    window.tabs.button(0).setFocus()
    qtbot.waitUntil(window.tabs.button(0).hasFocus)
    window.tabs.setCurrentIndex(1)                              # as another key does: the keys go along
    assert window.tabs.button(1).hasFocus()
    window.low.setFocus()
    window.tabs.setCurrentIndex(0)
    assert window.focusWidget() is window.low
