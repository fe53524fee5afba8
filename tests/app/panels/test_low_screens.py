"""On a projector of 1280 x 720, with the type of a presentation, nothing is cut off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.panels.nash.curves import NashCurvesView
from widgets.layout.picture_splitter import PictureSplitter
from widgets.theme import themes


@pytest.fixture
def presenting(calm_theme, qapp):
    themes.present(True)
    yield
    themes.present(False)


@pytest.fixture
def splitter(calm_theme, qtbot):
    made = PictureSplitter()
    qtbot.addWidget(made)
    for _ in range(2):
        made.addWidget(QWidget())
    made.resize(1000, 900)
    made.show()
    return made


def test_curves_over_one_another_keep_to_their_column(presenting, qtbot):
    column = NashCurvesView()
    qtbot.addWidget(column)
    column.resize(629, 520)         # what is left of 1280 x 720
    column.show()
    qtbot.waitUntil(lambda: column.views["radius"].isVisible())
    for view in column.views.values():
        assert view.geometry().bottom() < column.height()
        assert view.plot.geometry().bottom() < view.height()
    heights = {name: view.plot.getViewBox().height() for name, view in column.views.items()}
    assert min(heights.values()) > 50 and heights["radius"] > 0.7 * heights["x"]


def strip(splitter: PictureSplitter) -> int:
    return splitter.sizes()[1]


def test_the_strip_is_higher_in_a_presentation_and_as_it_was_after_it(splitter):
    before = strip(splitter)
    themes.present(True)
    during = strip(splitter)
    themes.present(False)
    assert before == pytest.approx(300, abs=2) and during == pytest.approx(240 * 1.41, abs=4)
    assert strip(splitter) == before


@pytest.mark.parametrize("size", [(432, 414), (492, 642), (702, 590), (1270, 964)], ids=str)
def test_a_strip_below_leaves_the_picture_more_than_half_of_the_height(splitter, size):
    splitter.resize(*size)
    assert splitter.orientation() == Qt.Orientation.Vertical
    picture, below = splitter.sizes()
    assert picture + below >= size[1] - 8 and picture > 0.55 * size[1]
    assert below == pytest.approx(min(max(240, size[1] / 3), 0.4 * size[1]), abs=4)


@pytest.mark.parametrize("size", [(950, 482), (1014, 710), (1270, 662), (1910, 1020), (3262, 2030)], ids=str)
def test_where_there_is_width_to_spare_the_strip_is_to_the_right(splitter, size):
    """What a presentation leaves of 960 x 540, 1024 x 768, 1280 x 720 and 1920 x 1080; and 3840 x 2160 at rest."""
    splitter.resize(*size)
    picture, beside = splitter.sizes()
    assert splitter.orientation() == Qt.Orientation.Horizontal
    assert picture + beside >= size[0] - 8 and picture >= beside - 1 and splitter.widget(0).height() == size[1]


def test_the_strip_is_as_a_hand_has_moved_it_and_of_its_own_size_on_the_other_side(splitter):
    splitter.moveSplitter(500, 1)
    chosen = strip(splitter)
    splitter.resize(1000, 800)
    assert strip(splitter) == pytest.approx(chosen, abs=4) and chosen > 380
    splitter.resize(1600, 800)
    assert strip(splitter) == pytest.approx(800, abs=4)
    splitter.widget(1).hide()
    splitter.widget(1).show()
    splitter.divide()
    assert strip(splitter) == pytest.approx(800, abs=4)


def test_a_strip_whose_pages_would_be_cut_to_the_right_is_below(splitter, request):
    request.addfinalizer(lambda: themes.enlarge(1.0))
    splitter.resize(900, 600)
    assert splitter.orientation() == Qt.Orientation.Horizontal
    themes.enlarge(2.0)
    assert splitter.orientation() == Qt.Orientation.Vertical
    splitter.resize(1400, 900)
    assert splitter.orientation() == Qt.Orientation.Horizontal and strip(splitter) >= 520
