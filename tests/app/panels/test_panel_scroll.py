"""The views of a panel have the room that they need, however large the type: where the window has less, one scrolls."""

import pytest
from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QApplication, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.panels.panel_scroll import LEAST, PanelScroll
from widgets.theme import themes


@pytest.fixture
def scroll(calm_theme, qtbot):
    made = PanelScroll(QWidget())
    qtbot.addWidget(made)
    made.resize(1024, 600)
    made.show()
    yield made
    themes.enlarge(1.0)


def test_at_scale_1_it_fills_the_window_however_small_that_is(scroll):
    for size in ((1024, 600), (500, 300)):
        scroll.resize(*size)
        QApplication.processEvents()
        assert scroll.contents.size().toTuple() == size


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0, 2.5])
def test_at_a_larger_one_it_has_as_much_room_as_it_needs_and_all_of_it_can_be_reached(scroll, scale):
    themes.enlarge(scale)
    QApplication.processEvents()
    shown, bars = scroll.contents, (scroll.horizontalScrollBar(), scroll.verticalScrollBar())
    assert shown.width() >= LEAST.width() * scale - 1 and shown.height() >= LEAST.height() * scale - 1
    assert [bar.maximum() for bar in bars] == [max(0, shown.width() - scroll.viewport().width()),
                                               max(0, shown.height() - scroll.viewport().height())]
    assert [bar.maximum() > 0 for bar in bars] == [LEAST.width() * scale > 1024, LEAST.height() * scale > 600]


class Wordy(QWidget):
    """It would like 900 pixels of height, and does with less."""

    def __init__(self):
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width):
        return 900


def test_texts_that_would_like_more_height_than_there_is_do_not_make_it_scroll(scroll):
    QVBoxLayout(scroll.contents).addWidget(Wordy())
    QApplication.processEvents()
    scroll.resize(1030, 600)
    QApplication.processEvents()
    assert scroll.contents.height() == 600 and scroll.verticalScrollBar().maximum() == 0


def test_contents_that_need_more_make_it_scroll_also_at_scale_1(scroll):
    QVBoxLayout(scroll.contents, contentsMargins=QMargins()).addSpacerItem(QSpacerItem(300, 900))
    for _turn in range(3):
        QApplication.processEvents()
    assert scroll.contents.height() == 900
    assert scroll.verticalScrollBar().maximum() == 300 and scroll.horizontalScrollBar().maximum() == 0


def test_contents_that_are_to_be_smaller_lie_in_the_middle_and_fill_it_again(scroll):
    scroll.contents.setMaximumSize(600, 300)
    QApplication.processEvents()
    assert scroll.contents.geometry().getRect() == (212, 150, 600, 300)
    scroll.contents.setMaximumSize(5000, 5000)
    QApplication.processEvents()
    assert scroll.contents.size().toTuple() == (1024, 600)
