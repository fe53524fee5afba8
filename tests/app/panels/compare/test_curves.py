"""The curves of two runs leave the height to the pictures above them, and are cut at no width."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.panels.compare.curves import LEAST, PairCurves


@pytest.fixture
def curves(calm_theme, qtbot):
    window = QWidget()                  # inside it no window manager has a say in the size
    qtbot.addWidget(window)
    made = PairCurves()
    made.setParent(window)
    made.views["modes"].reference("all", 8, "all")
    made.resize(966, 300)
    window.show()
    yield made                          # the window lives as long


@pytest.mark.parametrize("width", [500, 710, 966, 1606])
def test_as_low_as_they_can_be_all_is_seen_of_each(curves, width):
    curves.resize(width, 10)            # which is less than the minimum
    QApplication.processEvents()
    curves.resize(width, 10)
    QApplication.processEvents()
    for view in curves.views.values():
        assert view.geometry().bottom() < curves.height() and view.plot.geometry().bottom() < view.height()
        assert view.plot.height() >= LEAST - 5


def test_where_there_is_room_each_legend_has_one_row(curves):
    QApplication.processEvents()
    rows = [{button.y() for button in view.legend.buttons} for view in curves.views.values()]
    assert [len(row) for row in rows] == [1, 1, 1] and curves.minimumHeight() < 1.5 * LEAST
