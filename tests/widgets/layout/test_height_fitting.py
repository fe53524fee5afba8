"""Scroll areas by height for width: contents that need less height where they are narrower, as formulas do, too."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from widgets.layout.height_fitting import FittingColumn, HeightScroll

OFTEN = 2_000                   # here the contents give way, so that a test that fails ends


class Drawn(QWidget):
    """200 pixels high, and 150 where it is narrower than 300."""

    def __init__(self):
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.asked = 0

    def hasHeightForWidth(self):
        return True

    def heightForWidth(self, width):
        self.asked += 1
        return 200 if width >= 300 and self.asked < OFTEN else 150

    def sizeHint(self):
        return QSize(200, 150)


def fitting_column(drawn):
    column = FittingColumn()
    column.column.addWidget(drawn)
    return column


def height_scroll(drawn):
    contents = QWidget()
    layout = QVBoxLayout(contents)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(drawn)
    return HeightScroll(contents)


@pytest.mark.parametrize("make", [fitting_column, height_scroll])
@pytest.mark.parametrize(("height", "scrolls"), [(180, True), (210, False), (140, True)])
def test_a_bar_does_not_come_and_go_for_ever(qtbot, make, height, scrolls):
    drawn = Drawn()
    area = make(drawn)
    qtbot.addWidget(area)
    area.resize(305, height)
    with qtbot.waitExposed(area):
        area.show()
    qtbot.wait(50)
    assert drawn.asked < OFTEN / 10
    assert area.verticalScrollBar().isVisible() == scrolls
    assert (area.viewport().width() < 300) == scrolls
    area.resize(299, height)                # and as narrow as this it needs 150
    qtbot.wait(20)
    assert area.verticalScrollBar().isVisible() == (height < 150)
