"""Views side by side stand one below the other where there is too little width, and side by side again."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.panels.panel_scroll import PanelScroll
from widgets.layout.view_columns import ViewColumns
from widgets.theme import themes

STEPS, PICTURE, CURVES = range(3)
HANDLE = 4
NEEDED = 200 + 250 + 150 + 2 * HANDLE


@pytest.fixture
def scroll(calm_theme, qtbot):
    columns = ViewColumns()
    columns.setHandleWidth(HANDLE)
    for stretch, width, height in ((0, 200, 120), (3, 250, 300), (1, 150, 130)):
        view = QWidget()
        view.setMinimumWidth(100)
        columns.add_view(view, stretch, width, height)
    columns.setSizes([210, 300, 100])
    made = PanelScroll(columns)
    made.views = [columns.widget(index) for index in range(3)]
    qtbot.addWidget(made)
    made.resize(1000, 400)
    made.show()
    settle()
    yield made
    themes.enlarge(1.0)


def settle():
    """What is laid out may ask for another layout in the next turn."""
    for _turn in range(3):
        QApplication.processEvents()


def places(scroll):
    return [view.mapTo(scroll.contents, QPoint()) for view in scroll.views]


def side_by_side(scroll):
    where = places(scroll)
    return {place.y() for place in where} == {0} and where[STEPS].x() < where[PICTURE].x() < where[CURVES].x()


def one_below_the_other(scroll):
    """The picture first, and what keeps its width last."""
    where = places(scroll)
    return {place.x() for place in where} == {0} and where[PICTURE].y() < where[CURVES].y() < where[STEPS].y()


def test_they_turn_with_the_width_and_one_scrolls_downwards_only(scroll):
    bars = scroll.horizontalScrollBar(), scroll.verticalScrollBar()
    for width in (NEEDED, NEEDED - 1, NEEDED + 300, 260):
        scroll.resize(width, 400)
        settle()
        assert side_by_side(scroll) if width >= NEEDED else one_below_the_other(scroll)
        assert bars[0].maximum() == 0 and (bars[1].maximum() > 0) == (width < NEEDED)
        if width < NEEDED:
            heights = [view.height() for view in scroll.views]
            assert all(height >= least for height, least in zip(heights, (120, 300, 130)))
    scroll.resize(1000, 900)
    settle()
    assert side_by_side(scroll) and bars[1].maximum() == 0


def test_side_by_side_again_a_column_is_as_wide_as_it_was_at_this_scale(scroll):
    before = [view.width() for view in scroll.views]
    assert before[STEPS] == 210
    themes.enlarge(2.0)
    settle()
    assert one_below_the_other(scroll)
    themes.enlarge(1.0)
    settle()
    assert side_by_side(scroll) and [view.width() for view in scroll.views] == before
    scroll.resize(400, 400)
    settle()
    themes.enlarge(1.5)
    settle()
    scroll.resize(1000, 700)
    settle()
    assert side_by_side(scroll) and scroll.views[STEPS].width() == round(210 * themes.current.column_scale)


def test_where_the_fixed_column_is_folded_away_the_others_need_less(scroll):
    scroll.resize(NEEDED - 150 - HANDLE, 400)
    settle()
    assert scroll.contents.orientation() == Qt.Orientation.Vertical
    scroll.views[STEPS].hide()
    settle()
    assert scroll.contents.orientation() == Qt.Orientation.Horizontal
    scroll.views[STEPS].show()
    settle()
    assert one_below_the_other(scroll)


def test_a_view_that_can_be_no_narrower_is_not_cut_beside_the_others(scroll):
    scroll.resize(NEEDED, 400)
    scroll.views[CURVES].setMinimumWidth(170)
    settle()
    assert one_below_the_other(scroll)
    scroll.resize(NEEDED + 60, 400)
    settle()
    assert side_by_side(scroll) and scroll.views[CURVES].width() >= 170
