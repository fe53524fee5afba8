import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.panels.gan.welcome import WelcomeCard
from widgets.layout import reading_order
from widgets.theme import themes


class Window(QWidget):
    def focusNextPrevChild(self, forward):      # as the program's does
        return reading_order.go_on(self, forward)


@pytest.fixture
def card(qtbot):
    over = Window()
    qtbot.addWidget(over)
    over.resize(700, 420)
    made = WelcomeCard(over)
    made.kept = over
    with qtbot.waitExposed(over):
        over.show()
    return made


def test_it_is_there_when_asked_and_goes_with_any_choice(card, qtbot):
    assert not card.isVisible()
    said = []
    for name in ("watch_asked", "tour_asked", "step_asked", "open_asked", "dismissed"):
        getattr(card, name).connect(lambda name=name: said.append(name))
    for button, asked in ((card.watch, ["watch_asked"]), (card.tour, ["tour_asked"]), (card.step, ["step_asked"]),
                          (card.open, ["open_asked"]), (card.close_button, [])):
        card.welcome()
        assert card.isVisible()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not card.isVisible() and said == ["dismissed", *asked]
        said.clear()
    with qtbot.assertNotEmitted(card.dismissed):
        card.dismiss()


def test_where_what_it_lies_over_is_small_it_takes_of_what_is_around(card, qtbot):
    part = QWidget(card.kept)
    part.setGeometry(500, 20, 180, 90)
    made = WelcomeCard(part, card.kept)
    part.show()
    made.welcome()
    qtbot.wait(20)
    assert card.kept.rect().contains(made.geometry()) and made.geometry().right() > 600 and made.y() == 0
    assert made.height() == made.layout().totalHeightForWidth(made.width())


def test_its_first_button_has_the_keys(card, qtbot):
    card.welcome()
    card.window().activateWindow()
    qtbot.waitUntil(lambda: card.window().focusWidget() is card.watch)


def test_escape_takes_it_away_and_its_keys_go_to_what_it_lay_over_and_not_to_the_next_control(card, qtbot):
    above = QPushButton("A tab, whose arrow would go to another panel", card.kept)
    above.show()
    QWidget.setTabOrder(card.close_button, above)
    card.welcome()
    card.window().activateWindow()
    qtbot.waitUntil(card.watch.hasFocus)
    with qtbot.waitSignal(card.dismissed):
        qtbot.keyClick(card.watch, Qt.Key.Key_Escape)
    assert not card.isVisible() and card.window().focusWidget() is card.kept
    card.welcome()
    above.setFocus()
    card.dismiss()
    assert card.window().focusWidget() is above         # who is elsewhere stays there


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", [(1400, 900), (430, 330)])
def test_it_lies_in_the_middle_and_cuts_nothing(card, qtbot, size, presenting):
    themes.present(presenting)
    try:
        card.welcome()
        card.kept.resize(*size if not presenting else (max(700, size[0]), max(520, size[1])))
        qtbot.wait(20)
        room, frame = card.kept.rect(), card.geometry()
        assert room.contains(frame) and abs(frame.center().x() - room.center().x()) <= 1
        for label in card.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width())
            assert frame.translated(-frame.topLeft()).contains(label.geometry())
        assert frame.height() >= card.layout().totalHeightForWidth(frame.width())
    finally:
        themes.present(False)
