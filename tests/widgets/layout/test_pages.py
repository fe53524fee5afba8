"""Which of two pages has the focus."""

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from widgets.layout.pages import Pages


@pytest.fixture
def window(qtbot):
    """A button above two pages, each with a button."""
    made = QWidget()
    made.above, made.pages = QPushButton("above", made), Pages(made)
    made.pages.setGeometry(0, 40, 200, 100)
    for _number in range(2):
        page = QWidget()
        QPushButton("inside", page)
        made.pages.addWidget(page)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_the_page_that_comes_has_the_focus_that_was_on_the_other_and_none_of_its_controls(window):
    first, second = window.pages.widget(0), window.pages.widget(1)
    first.findChild(QPushButton).setFocus()
    window.pages.setCurrentIndex(1)
    assert window.pages.currentWidget() is second and window.focusWidget() is second
    window.pages.setCurrentWidget(first)
    assert window.pages.currentIndex() == 0 and window.focusWidget() is first
    window.pages.setCurrentIndex(7)
    assert window.pages.currentIndex() == 0


def test_who_has_it_elsewhere_keeps_it(window):
    window.above.setFocus()
    window.pages.setCurrentIndex(1)
    assert window.focusWidget() is window.above
