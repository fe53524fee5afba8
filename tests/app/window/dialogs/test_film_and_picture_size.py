"""The dialogs of exports: what is entered is what is asked for, and what cannot be is said."""

import pytest

from app.window.dialogs.film_dialog import APART, FilmDialog
from app.window.dialogs.picture_size import PictureSizeDialog
from widgets.snapshot import CENTIMETRES, PictureSize


@pytest.fixture
def film(qtbot):
    dialog = FilmDialog(1000)
    qtbot.addWidget(dialog)
    return dialog


def test_the_steps_of_a_film_are_evenly_spread_or_every_nth(film):
    assert len(film.steps) == 60 and film.steps[0] == 0 and film.steps[-1] == 1000
    film.start.setValue(100)
    film.number.setValue(4)
    assert film.steps == (100, 400, 700, 1000)
    film.how.setCurrentIndex(film.how.findData(APART))
    film.number.setValue(250)
    assert film.steps == (100, 350, 600, 850, 1000)
    assert "5 pictures" in film.summary.text() and film.save.isEnabled()


def test_a_film_that_would_be_too_large_or_goes_backwards_is_not_begun(film):
    film.how.setCurrentIndex(film.how.findData(APART))
    film.number.setValue(1)
    film.size_box.setCurrentIndex(film.size_box.count() - 1)
    assert not film.save.isEnabled() and "1,001 pictures of this size are too many; at most 120" in film.summary.text()
    film.number.setValue(50)
    assert film.save.isEnabled()
    film.start.setValue(1000)
    assert not film.save.isEnabled() and "end after it begins" in film.summary.text()


def test_a_picture_has_the_size_of_a_slide_or_of_ones_own_measures(qtbot):
    dialog = PictureSizeDialog(["all", "one"])
    qtbot.addWidget(dialog)
    assert dialog.picture_size == PictureSize(1920, 1080) and not dialog.dpi.isEnabled()
    dialog.preset.setCurrentIndex(2)
    dialog.preset.activated.emit(2)
    assert dialog.picture_size == PictureSize(16, 11, CENTIMETRES) and dialog.dpi.isEnabled()
    dialog.width_field.setValue(12.5)
    assert dialog.preset.currentData() is None and dialog.preset.currentText() == "Other"
    dialog.dpi.setValue(254)
    dialog.unit.setCurrentIndex(0)
    assert dialog.picture_size == PictureSize(1250, 1100, dpi=254)
    again = PictureSizeDialog(["all"], PictureSize(16, 11, CENTIMETRES))
    qtbot.addWidget(again)
    assert again.preset.currentText() == "Half a page"
