"""A row of views becomes a column where there is too little width for it, and a row again."""

import pytest
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QWidget

from widgets.layout.height_fitting import HeightScroll
from widgets.layout.turning_row import TurningRow


@pytest.fixture
def views():
    made = [QLabel(str(number)) for number in range(3)]
    for view, width in zip(made, (100, 220, 100)):
        view.setMinimumSize(width, 90)
    return made


def test_it_turns_where_its_items_do_not_fit_side_by_side(qtbot, views):
    picture = QWidget()
    row = TurningRow(picture)
    row.setContentsMargins(5, 0, 5, 0)
    row.setSpacing(10)
    for view in views:
        row.addWidget(view, 1)
    scroll = HeightScroll(picture)
    qtbot.addWidget(scroll)
    scroll.show()
    needed = 100 + 220 + 100 + 2 * 10 + 2 * 5
    # As a column it scrolls here, and the bar takes width: a little more than it needed makes it a row again.
    for width, below in ((needed + 30, False), (needed, False), (needed - 1, True), (needed + 200, False), (240, True)):
        scroll.resize(width, 200)
        for _turn in range(3):
            QApplication.processEvents()
        along, across = ([view.x() for view in views], [view.y() for view in views])[::-1 if below else 1]
        assert along == sorted(set(along)) and across == [5 if below else 0] * 3
        assert scroll.horizontalScrollBar().maximum() == 0
        assert scroll.verticalScrollBar().maximum() == (3 * 90 + 2 * 10 - 200 if below else 0)
    views[1].hide()
    QApplication.processEvents()
    assert views[0].y() == views[2].y() and picture.minimumSizeHint().width() == 110


def test_it_can_be_turned_also_where_it_is_wide(qtbot):
    picture = QWidget()
    qtbot.addWidget(picture)
    row = TurningRow(picture)
    for _ in range(2):
        row.addWidget(QWidget(minimumWidth=50))
    picture.resize(400, 300)
    picture.show()
    assert row.direction() == QBoxLayout.Direction.LeftToRight
    row.turn(True)
    qtbot.waitUntil(lambda: row.direction() == QBoxLayout.Direction.TopToBottom)
    row.turn(False)
    qtbot.waitUntil(lambda: row.direction() == QBoxLayout.Direction.LeftToRight)
