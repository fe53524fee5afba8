"""A derivation under keys, buttons and clicks."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.formulas.derivation import DerivationView, ShownLine

LINES = [ShownLine(f"<i>y</i> = {k}", f"The line of {k}.", f"<i>y</i> = {k}") for k in range(5)]


@pytest.fixture
def view(calm_theme, qtbot):
    made = DerivationView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show_lines(LINES)
    made.show()
    return made


def shown(view):
    return [line.number for line in view.views if line.isVisible()]


def test_keys_go_on_and_back_and_stop_at_both_ends(view):
    for key, index in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_PageDown, 2), (Qt.Key.Key_Up, 1), (Qt.Key.Key_End, 4),
                       (Qt.Key.Key_Down, 4), (Qt.Key.Key_PageUp, 3), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Up, 0)):
        QTest.keyClick(view, key)
        assert view.index == index and shown(view) == list(range(index + 1))


def test_its_keys_are_not_those_of_the_window(view):
    """Home begins a run anew elsewhere; here it must not, whichever part has the focus. Left stays the window's, and
    so does a page beyond the ends."""
    for line, key, taken in ((0, Qt.Key.Key_Home, True), (0, Qt.Key.Key_Left, False), (0, Qt.Key.Key_PageDown, True),
                             (0, Qt.Key.Key_PageUp, False), (4, Qt.Key.Key_PageDown, False)):
        view.go_to(line)
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(view, event)
        assert event.isAccepted() is taken


def test_buttons_and_a_click_on_a_line_do_the_same(view):
    turned = []
    view.turned.connect(turned.append)
    view.on.click()
    view.on.click()
    assert view.index == 2 and view.place.text() == "3 of 5"
    QTest.mouseClick(view.views[0].formula, Qt.MouseButton.LeftButton)
    assert view.index == 0 and not view.back.isEnabled()
    QTest.keyClick(view.views[0].formula, Qt.Key.Key_Down)           # the formula may have the focus, for copying
    assert view.index == 1
    assert turned == [1, 2, 0, 1]


def test_only_the_line_that_is_lit_says_what_it_means(view):
    view.turn(2)
    assert [line.says.text() for line in view.views] == ["", "", "The line of 2."]


def test_other_numbers_leave_it_where_it_stands_and_another_derivation_begins(view):
    view.turn(3)
    view.show_lines([line._replace(numbers="<i>y</i> = 7") for line in LINES])
    assert view.index == 3 and view.views[3].formula.text().endswith("y = 7")
    view.show_lines([ShownLine("<i>a</i> = 1", "One."), ShownLine("<i>a</i> = 2", "Two.")])
    assert view.index == 0 and shown(view) == [0] and view.place.text() == "1 of 2"
