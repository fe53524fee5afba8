"""Parts share the height as they are told to, also after one needed more for a while, until a hand moves the border."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from widgets.layout.share_splitter import ShareSplitter


@pytest.fixture
def parts(qtbot):
    window = QWidget()                  # inside it no window manager has a say in the size
    qtbot.addWidget(window)
    made = ShareSplitter(0.8, 0.2, parent=window)
    for _ in range(2):
        made.addWidget(QWidget())
    made.resize(300, 1000 + made.handleWidth())
    window.show()
    QApplication.processEvents()
    yield made                          # the window lives as long


def test_they_have_their_shares_again_once_none_needs_more(parts):
    assert parts.sizes() == pytest.approx([800, 200], abs=1)
    parts.widget(1).setMinimumHeight(350)
    QApplication.processEvents()
    assert parts.sizes() == pytest.approx([650, 350], abs=1)
    parts.widget(1).setMinimumHeight(0)
    QApplication.processEvents()
    assert parts.sizes() == pytest.approx([800, 200], abs=1)


def test_where_a_hand_has_moved_the_border_it_stays(parts):
    parts.moveSplitter(500, 1)
    parts.widget(1).setMinimumHeight(100)
    QApplication.processEvents()
    assert parts.sizes() == pytest.approx([500, 500], abs=1)
