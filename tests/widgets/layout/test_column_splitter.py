"""Columns that do not stretch go with the scale, and the others have what is left."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from widgets.layout.column_splitter import ColumnSplitter
from widgets.layout.flow import GrowingLabel
from widgets.theme import themes


@pytest.fixture
def columns(calm_theme, qtbot):
    made = ColumnSplitter()
    qtbot.addWidget(made)
    for stretch in (0, 5, 0):
        made.add_column(QWidget(), stretch)
    made.resize(2000, 400)
    made.show()
    made.setSizes([200, 1510, 280])
    yield made
    themes.enlarge(1.0)


@pytest.mark.parametrize("away", [False, True], ids=["in front", "behind"])
def test_a_column_is_as_wide_as_its_type_and_back_again(columns, away):
    first = columns.sizes()
    if away:
        columns.hide()
    themes.enlarge(2.5)
    columns.show()
    QApplication.processEvents()
    larger = columns.sizes()
    assert [larger[0], larger[2]] == pytest.approx([2.2 * first[0], 2.2 * first[2]], abs=2)
    assert sum(larger) == sum(first)
    columns.moveSplitter(600, 1)
    themes.enlarge(1.0)
    QApplication.processEvents()
    assert columns.sizes()[::2] == pytest.approx([600 / 2.2, first[2]], abs=2)


def test_what_needs_more_room_by_itself_is_not_made_wider_twice(columns, qtbot):
    columns.widget(2).setMinimumWidth(650)          # as the larger type asks for, before the room is divided
    QApplication.sendPostedEvents()
    assert columns.sizes()[2] >= 650
    columns._scale, columns._before = 1.0, [200, 1510, 280]
    themes.enlarge(2.5)
    qtbot.wait(20)
    assert columns.sizes()[2] == pytest.approx(650, abs=2)


def test_a_column_that_learns_late_how_narrow_it_can_be_is_as_narrow_then(columns, qtbot):
    themes.enlarge(2.5)
    qtbot.wait(20)
    columns.widget(2).setMinimumWidth(600)
    themes.enlarge(1.0)
    qtbot.wait(20)
    assert columns.sizes()[2] == 600
    columns.widget(2).setMinimumWidth(0)
    qtbot.wait(20)
    assert columns.sizes()[::2] == pytest.approx([200, 280], abs=2)
    columns.moveSplitter(columns.width() - 400, 2)          # and a hand has its way
    qtbot.wait(20)
    assert columns.sizes()[2] == pytest.approx(400, abs=8)


def test_a_column_that_is_folded_away_takes_nothing(columns):
    columns.widget(2).hide()
    themes.enlarge(2.0)
    QApplication.processEvents()
    assert columns.sizes()[2] == 0 and columns.sizes()[0] == pytest.approx(360, abs=2)


def test_a_column_that_is_unfolded_is_as_wide_as_it_was_also_where_it_was_wide_meanwhile(columns):
    column = columns.widget(2)
    column.hide()
    column.setMinimumWidth(390)                     # as larger type asks for, whose end it hears of when it is shown
    themes.enlarge(1.7)
    QApplication.processEvents()
    themes.enlarge(1.0)
    QApplication.processEvents()
    column.show()
    column.setMinimumWidth(0)
    QApplication.processEvents()
    assert columns.sizes()[2] == pytest.approx(280, abs=2)


def test_room_for_numbers_grows_with_them_and_begins_anew_with_smaller_type(calm_theme, qtbot):
    label = GrowingLabel()
    qtbot.addWidget(label)
    label.show()
    label.setText("W₁ 0.123456")
    wide = label.sizeHint().width()
    label.setText("W₁ 1")
    assert label.sizeHint().width() == wide > 2 * label.fontMetrics().horizontalAdvance(label.text())
    assert label.minimumSizeHint().width() < wide
    font = label.font()
    font.setPointSizeF(font.pointSizeF() / 2)
    label.setFont(font)
    QApplication.processEvents()
    assert label.sizeHint().width() < wide / 2


@pytest.mark.parametrize("then", [1.0, 2.5])
def test_columns_that_are_built_anew_behind_are_as_wide_as_those_before(columns, qtbot, then):
    first = columns.sizes()
    themes.enlarge(2.5)
    qtbot.wait(20)
    wide = columns.sizes()
    columns.hide()
    anew = ColumnSplitter()
    qtbot.addWidget(anew)
    for stretch in (0, 5, 0):
        anew.add_column(QWidget(), stretch)
    anew.setSizes([250, 700, 250])
    anew.take_over(columns)
    themes.enlarge(then)
    anew.resize(2000, 400)
    anew.show()
    qtbot.wait(20)
    assert anew.sizes()[::2] == pytest.approx((first if then == 1.0 else wide)[::2], abs=2)
