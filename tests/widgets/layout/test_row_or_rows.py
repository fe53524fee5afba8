"""Two rows of buttons are one row where there is width, and two where there is less."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from widgets.layout.flow import FlowLayout
from widgets.layout.row_or_rows import RowOrRows


def row(count):
    made = QWidget()
    flow = FlowLayout(made)
    for number in range(count):
        flow.addWidget(QPushButton(f"button {number}"))
    return made


@pytest.fixture
def both(calm_theme, qtbot):
    window = QWidget()                  # inside it no window manager has a say in the size
    qtbot.addWidget(window)
    made = RowOrRows(row(3), row(4))
    made.setParent(window)
    window.show()
    yield made                          # the window lives as long


def test_they_are_side_by_side_only_where_neither_wraps(both):
    needed = sum(part.layout().width_of_one_row() for part in both._parts) + 8
    heights = {}
    for width in (needed + 40, needed, needed - 1, needed // 3):
        both.resize(width, 200)
        QApplication.processEvents()
        first, second = (part.geometry() for part in both._parts)
        assert (second.x() > first.right()) == (width >= needed) and (second.y() > first.bottom()) == (width < needed)
        heights[width] = both.layout().totalHeightForWidth(width)
        for part in both._parts:
            boxes = [part.layout().itemAt(index).geometry() for index in range(part.layout().count())]
            assert len({box.y() for box in boxes}) == 1 or width == needed // 3
    assert heights[needed] < heights[needed - 1] < heights[needed // 3]


def test_another_button_is_counted(both, qtbot):
    needed = sum(part.layout().width_of_one_row() for part in both._parts) + 8
    both.resize(needed, 200)
    QApplication.processEvents()
    assert both._parts[1].x() > 0
    both._parts[0].layout().addWidget(QPushButton("one more"))
    qtbot.waitUntil(lambda: both._parts[1].x() == 0)
