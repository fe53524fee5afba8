"""On a projector of 1280 x 720, with the type of a presentation, nothing is cut off."""

import pytest
from PySide6.QtWidgets import QWidget

from app.panels.gan.panel import PictureSplitter
from app.panels.nash.curves import NashCurvesView
from widgets.theme import themes


@pytest.fixture
def presenting(calm_theme, qapp):
    themes.present(True)
    yield
    themes.present(False)


@pytest.fixture
def splitter(calm_theme, qtbot):
    made = PictureSplitter(lambda: False)
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


def test_the_strip_takes_its_share_of_any_window_until_a_hand_moves_it(splitter):
    splitter.resize(1000, 600)
    assert strip(splitter) == pytest.approx(240, abs=2)
    splitter.resize(1000, 400)
    assert strip(splitter) == pytest.approx(180, abs=2)        # the picture stays the larger
    splitter.resize(1000, 900)
    splitter.moveSplitter(500, 1)
    chosen = strip(splitter)
    splitter.resize(1000, 800)
    assert strip(splitter) == pytest.approx(chosen, abs=4) and chosen > 380
