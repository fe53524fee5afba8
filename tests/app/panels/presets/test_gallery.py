"""The gallery of presets: by question, searched, and gone through with keys alone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.panels.presets.card import PresetCard
from app.panels.presets.gallery import Gallery
from app.panels.presets.offer import offers_of
from app.panels.presets.pictures import PresetPicture
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from widgets.theme import themes

pytestmark = pytest.mark.usefixtures("calm_theme")

PICTURE = PresetPicture(np.zeros((1, 2)), np.zeros((1, 2)), np.zeros((3, 3), np.uint8))
OFFERS = offers_of(PRESETS, GanParams(), {})


@pytest.fixture
def gallery(qtbot):
    """gallery(width, height): over a window of this size; it takes the focus."""
    windows = []                                            # nobody else holds them

    def build(width=1280, height=720, pictures=None):
        over = QWidget()
        windows.append(over)
        qtbot.addWidget(over)
        over.resize(width, height)
        made = Gallery(OFFERS, {name: PICTURE for name in PRESETS} if pictures is None else pictures, over)
        qtbot.addWidget(made)
        made.taken = []
        made.chosen.connect(made.taken.append)
        over.show()
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.search.hasFocus)
        return made
    return build


def press(key):
    QTest.keyClick(QApplication.focusWidget(), key)


def at():
    """The preset on whose card the focus is; None where it is elsewhere."""
    widget = QApplication.focusWidget()
    return widget.offer.name if isinstance(widget, PresetCard) else None


def test_presets_stand_under_their_questions_in_the_order_in_which_they_are_given(gallery):
    made = gallery()
    assert [section.question for section in made.sections] == list(dict.fromkeys(offer.question for offer in OFFERS))
    assert [button.text() for button in made.questions] == [section.question for section in made.sections]
    for section in made.sections:
        assert [card.offer for card in section.cards] == [offer for offer in OFFERS
                                                          if offer.question == section.question]
    assert len(made.shown) == len(PRESETS)


def test_a_question_typed_and_enter_take_the_preset_that_answers_it(gallery):
    made = gallery()
    QTest.keyClicks(QApplication.focusWidget(), "why does clipping blur?")
    assert [card.offer.name for card in made.shown] == ["wgan_blur"] and made.shown[0].marked
    assert [button.isEnabled() for button in made.questions].count(True) == 1
    press(Qt.Key.Key_Return)
    assert made.taken == ["wgan_blur"] and not made.isVisible()


def test_enter_takes_nothing_before_anything_is_typed_and_what_nobody_speaks_of_is_said(gallery):
    made = gallery()
    press(Qt.Key.Key_Return)
    assert made.taken == [] and made.isVisible()
    assert not made.nothing.isVisible()
    QTest.keyClicks(QApplication.focusWidget(), "xyz")
    assert made.nothing.isVisible() and made.shown == []
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    assert made.taken == []
    press(Qt.Key.Key_Escape)
    assert made.taken == [] and not made.isVisible()


def test_arrows_go_from_card_to_card_as_they_stand_and_back_to_the_search(gallery):
    made = gallery()
    names = [card.offer.name for card in made.shown]
    press(Qt.Key.Key_Down)
    assert at() == names[0]
    press(Qt.Key.Key_Right)
    assert at() == names[1]
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    assert at() == names[0]
    seen, column = [], made.shown[0].x()
    while at() not in seen:                                 # to the last row, in the column of the first card
        card = QApplication.focusWidget()
        assert card.x() == column
        assert made.area.viewport().rect().contains(card.mapTo(made.area.viewport(), QPoint(5, 5)))
        seen.append(at())
        press(Qt.Key.Key_Down)
    assert seen == [card.offer.name for card in made.shown if card.x() == column]
    for _ in seen:
        press(Qt.Key.Key_Up)
    assert at() is None and made.search.hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_End)
    assert at() == names[-1]
    press(Qt.Key.Key_Home)
    assert at() == names[0]
    QTest.keyClicks(QApplication.focusWidget(), "clip")
    assert made.search.text() == "clip"
    press(Qt.Key.Key_Down)
    first = at()
    press(Qt.Key.Key_Enter)
    assert made.taken == [first]


def test_a_click_on_a_question_goes_to_its_first_preset_and_a_click_on_a_card_takes_it(gallery, qtbot):
    made = gallery()
    section = made.sections[-1]
    qtbot.mouseClick(made.questions[-1], Qt.MouseButton.LeftButton)
    card = section.cards[0]
    assert at() == card.offer.name
    assert made.area.viewport().rect().intersects(card.visibleRegion().boundingRect())
    qtbot.mouseClick(card.sentence, Qt.MouseButton.LeftButton)      # also where it says something
    assert made.taken == [card.offer.name]


def test_tab_goes_to_the_questions_and_enter_to_the_first_preset_of_one(gallery):
    made = gallery()
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is made.questions[1]
    press(Qt.Key.Key_Return)
    assert at() == made.sections[1].cards[0].offer.name and made.taken == []


@pytest.mark.parametrize("size, presenting, columns", [((1024, 768), False, 2), ((1024, 768), True, 1),
                                                       ((1920, 1080), True, 2), ((3840, 2160), False, 3)])
def test_no_card_cuts_its_texts_or_leaves_its_gallery(gallery, qtbot, size, presenting, columns):
    themes.present(presenting)
    try:
        made = gallery(*size)
        qtbot.wait(50)
        assert made.width() <= size[0] and made.height() <= size[1]
        width = made.area.viewport().width()
        assert made.area.widget().width() <= width
        assert len({card.x() for card in made.shown}) == columns
        for card in made.shown:
            assert card.mapTo(made.area.widget(), QPoint(card.width(), 0)).x() <= width
            for label in card.findChildren(QLabel):
                assert label.height() >= label.heightForWidth(label.width()) > 0
                assert card.rect().contains(label.geometry())
            assert card.picture.height() >= themes.current.pixels(100) and card.rect().contains(card.picture.geometry())
    finally:
        themes.present(False)


def test_a_preset_is_told_to_assistive_technology(gallery):
    for card in gallery().shown:
        preset = PRESETS[card.offer.name]
        assert card.accessibleName() == preset.title
        assert preset.help in card.accessibleDescription() and f"{preset.steps:,}" in card.accessibleDescription()


def test_presets_without_pictures_have_no_place_for_one(gallery):
    made = gallery(pictures={"r1": None})
    assert [card.offer.name for card in made.shown if card.picture is not None] == ["r1"]
