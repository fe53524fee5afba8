"""The card of a stop: what it shows, how its question is answered, where it lies."""

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.lessons.lesson import parse_lesson
from app.lessons.measured import Measured, mark
from app.window.lessons.card import BELOW, LEFT, RIGHT, LessonCard
from app.window.lessons.claim_text import measured_text
from app.window.lessons.frame import LessonFrame
from widgets.formulas.latex import LatexFormula
from widgets.plots.drawing_plot import PLACES
from widgets.theme import BASE_POINTS, PRESENTATION_SCALE, themes

LESSON = parse_lesson("t", r"""+++
title = "A lesson"
+++
# One
+++
scene = "saddle:nash#0"
play = "step >= 5"
[question]
kind = "choice"
text = "Which?"
choices = ["this", "that one, of which more is said than there is room for in a line of the card"]
right = 2
explanation = "Because."
[[claims]]
text = "It is so."
holds = "step < 1"
seeds = [0, 1, 2]
at_least = 2
+++
Before *it*.

$$ \frac{1}{2} $$

Between.

$$ \frac{1}{ $$

# Two
+++
scene = "saddle:nash#0"
[question]
kind = "number"
text = "How many?"
right = "step"
explanation = "None."
+++
Words.

# Three
+++
scene = "saddle:nash#0"
play = "step >= 40"
[question]
kind = "curve"
text = "Where will it go?"
metric = "radius"
y = [0, 2]
explanation = "Outwards."
+++
Words.
""")


@pytest.fixture
def frame(calm_theme, qtbot):
    made = LessonFrame(QWidget())
    qtbot.addWidget(made)
    made.take_card(LessonCard())
    made.resize(1280, 640)
    made.lie(RIGHT, False)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def answers(frame):
    given = []
    frame.card.question.answered.connect(given.append)
    return given


def test_it_shows_words_formulas_and_claims(frame):
    card = frame.card
    card.show_stop(LESSON, 0)
    kinds = [isinstance(part, LatexFormula) for part in card.text.parts]
    assert kinds == [False, True, False, False]
    assert card.text.parts[3].text() == r"\frac{1}{"            # one that is none is shown as it is written
    assert (card.title.text(), card.place.text(), card.place.toolTip()) == ("One", "1 of 3", "A lesson")
    assert not card.claims.body.isVisible()
    card.claims.heading.click()
    assert card.claims.body.isVisible()
    assert [card.claims.rows.itemAt(row).widget().text() for row in (1, 2)] == [
        "It is so.", "Not measured yet; “saddle claims --keep” does it."]
    claim = LESSON.stops[0].claims[0]
    card.show_stop(LESSON, 0, measured={mark(claim): Measured(2, {"step": (0.0, 1.25, 0.5)})})
    assert card.claims.rows.itemAt(2).widget().text() == (
        "✓ Measured with the seeds 0–2, true with 2 of 3: step = 0 … 1.25.")
    assert measured_text(claim, Measured(1, {"step": (None, None, 2.0)})).startswith("✗") and card.claims.isVisible()
    assert not card.back.isEnabled()
    card.show_stop(LESSON, 2)
    assert card.back.isEnabled() and card.on.text() == "Finish"
    assert not card.claims.isVisible()


def test_no_word_on_a_button_makes_the_text_wider_than_the_card(frame, qtbot):
    card = frame.card
    card.show_stop(LESSON, 2)
    card.show_play("On the way to a step that takes many more words than there is room for in a line of the card")
    card.question.button.setText("Show what is right Show what is right")
    card.resize(270, 700)
    qtbot.wait(20)
    reading = card.reading
    assert reading.widget().minimumSizeHint().width() <= reading.viewport().width() == reading.widget().width()
    assert card.play.height() > 2 * card.play.fontMetrics().height()


def test_the_focus_stays_on_the_card_while_nothing_can_be_played(frame):
    card = frame.card
    card.show_stop(LESSON, 0)
    card.question.choices[0].click()
    card.show_play("Play")
    card.take_focus()
    assert frame.focusWidget() is card.play
    card.show_play("On the way", able=False)
    assert frame.focusWidget() is card.on
    card.show_play("Play")
    assert frame.focusWidget() is card.play
    card.show_play("On the way", able=False)
    card.take_focus()                           # as one arrives while the run is still on its way
    assert frame.focusWidget() is card.on
    card.show_play("Play")
    assert frame.focusWidget() is card.play
    card.leave.setFocus()                       # who has gone elsewhere stays there
    card.show_play("On the way", able=False)
    card.show_play("Play")
    assert frame.focusWidget() is card.leave


def test_a_choice_is_answered_once(frame, answers, qtbot):
    card = frame.card
    card.show_stop(LESSON, 0)
    card.take_focus()
    first, second = card.question.choices
    assert frame.focusWidget() is first and not card.question.explanation.isVisible()
    qtbot.waitUntil(lambda: second.height() > 1.5 * first.height())         # its text wraps
    assert second.label.geometry().bottom() < second.height()
    first.click()
    assert answers == [0]
    assert first.label.text().startswith("✗") and second.label.text().startswith("✓")
    assert card.question.explanation.isVisible() and card.question.explanation.parts[0].text() == "Because."
    second.click()
    assert answers == [0]
    assert [button.shortcut().toString() for button in card.question.choices] == ["1", "2"]


def test_a_number_is_typed_and_what_is_none_is_marked(frame, answers):
    card = frame.card
    card.show_stop(LESSON, 1)
    card.take_focus()
    field = card.question.field
    assert frame.focusWidget() is field
    QTest.keyClicks(field, "many")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert answers == [] and field.property("invalid")
    field.clear()
    QTest.keyClicks(field, "-2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert answers == [-2.5] and not field.isEnabled()
    card.question.show_outcome("You said −2.5.")
    assert card.question.outcome.isVisible()
    card.show_stop(LESSON, 1)
    assert field.isEnabled() and field.text() == "" and not card.question.outcome.isVisible()


def test_a_curve_is_drawn_by_mouse_by_keys_or_typed(frame, answers):
    card = frame.card
    card.show_stop(LESSON, 2)
    card.take_focus()
    curve, plot = card.question.curve, card.question.curve.plot
    assert frame.focusWidget() is plot.plot and plot.title.text() == "radius over step"
    assert (plot.places[0], plot.places[-1], len(plot.places)) == (0, 40, PLACES)
    assert not curve.is_drawn and card.question.button.text() == "Show what is right"
    QTest.keyClick(plot.plot, Qt.Key.Key_Up)                        # by keys: from the middle, in steps of a twentieth
    QTest.keyClick(plot.plot, Qt.Key.Key_Right)
    QTest.keyClick(plot.plot, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert plot.values[:9] == pytest.approx(np.linspace(1.1, 1.08, 9)) and np.isnan(plot.values[9:]).all()
    assert plot.readout.text() == plot.plot.accessibleDescription() == "at 5: 1.08"
    assert card.question.button.text() == "Answer"
    QTest.keyClicks(curve.field, "2; 1 x")
    assert curve.field.property("invalid")
    curve.field.clear()
    QTest.keyClicks(curve.field, "2 0 1,5")                         # typed: at even distances
    assert not curve.field.property("invalid")
    assert plot.values[[0, 16, 32, 64]] == pytest.approx([2, 1, 0, 1.5])
    QTest.keyClick(plot.plot, Qt.Key.Key_Delete)
    assert not curve.is_drawn
    draw(plot, (0, 0.5), (20, 1.5), (40, 0.5))                      # by mouse
    assert curve.field.text() == ""
    assert plot.values[[0, 16, 32, 48, 64]] == pytest.approx([0.5, 1, 1.5, 1, 0.5], abs=0.03)
    card.question.button.click()
    (drawn,) = answers
    assert np.array_equal(drawn, plot.values) and card.question.explanation.parts[0].text() == "Outwards."
    draw(plot, (0, 2), (40, 2))
    assert np.array_equal(drawn, plot.values) and not curve.field.isVisible()       # it is too late
    plot.show_came([0, 40], [1, 3])
    assert plot.plot.getViewBox().viewRange()[1] == pytest.approx([0, 3])


def draw(plot, *points):
    """Draw straight lines through these points of the plot, with the left button down."""
    box, view = plot.plot.getViewBox(), plot.plot
    pixels = [view.mapFromScene(box.mapViewToScene(QPointF(*point))) for point in points]
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=pixels[0])
    for pixel in pixels[1:]:
        QApplication.sendEvent(view.viewport(), QMouseEvent(
            QEvent.Type.MouseMove, QPointF(pixel), view.viewport().mapToGlobal(QPointF(pixel)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=pixels[-1])


def test_nothing_need_be_drawn(frame, answers):
    frame.card.show_stop(LESSON, 2)
    frame.card.question.button.click()
    assert answers == [None] and not frame.card.question.curve.is_drawn


def test_the_hands_of_a_class_are_counted_in_a_presentation(frame, answers):
    card, counted = frame.card, []
    card.question.hands_counted.connect(counted.append)
    card.show_stop(LESSON, 0)
    assert not card.question.hands.isVisible()
    themes.present(True)
    try:
        frame.lie(BELOW, False)
        first, second = card.question.hands.fields
        assert first.isVisible() and second.accessibleName() == "Hands for answer 2"
        QTest.keyClicks(first, "5")
        QTest.keyClicks(second, "1x5")
        assert counted[-1] == (5, 15) and answers == [] and not card.question.counted.isVisible()
        card.question.choices[0].click()
        assert card.question.counted.text() == "For what is right: 15 of 20 hands, 75%."
        QTest.keyClicks(first, "0")                                 # counted anew
        assert "15 of 65 hands, 23%" in card.question.counted.text()
        card.show_stop(LESSON, 0, counted[-1])
        assert card.question.hands.counts == (50, 15) and not card.question.counted.isVisible()
    finally:
        themes.present(False)


@pytest.mark.parametrize("size", [(1280, 640), (1024, 690), (1920, 1000)], ids=str)
def test_it_takes_its_part_beside_the_panel_and_less_when_folded(frame, size):
    card = frame.card
    card.show_stop(LESSON, 0)
    frame.resize(*size)
    panels = frame.row.itemAt(0).widget()
    for side in (RIGHT, LEFT):
        frame.lie(side, False)
        QTest.qWait(1)
        assert panels.width() + card.width() == size[0]
        assert 262 <= card.width() <= max(262, size[0] * 0.27)
        assert (panels.x() == 0) == (side == RIGHT)
        assert card.on.mapTo(frame, card.on.rect().bottomRight()).y() < size[1]
    frame.lie(RIGHT, True)
    QTest.qWait(1)
    assert card.width() < 60 and not card.text.isVisible()


def test_in_a_presentation_it_is_a_strip_with_large_type(frame):
    card = frame.card
    card.show_stop(LESSON, 0)
    themes.present(True)
    try:
        frame.lie(BELOW, False)
        frame.resize(QSize(1920, 1080))
        QTest.qWait(1)
        panels = frame.row.itemAt(0).widget()
        assert panels.width() == card.width() == 1920
        assert panels.height() > 0.55 * 1080
        assert card.reading.verticalScrollBar().maximum() == card.beside.verticalScrollBar().maximum() == 0
        assert card.question.parentWidget().parentWidget() is card.beside.widget()
        assert card.text.parts[0].font().pointSizeF() == pytest.approx(BASE_POINTS * PRESENTATION_SCALE) == 20
        assert card.question.mapTo(card, card.question.pos()).x() > card.text.mapTo(card, card.text.pos()).x()
    finally:
        themes.present(False)


def test_any_key_takes_the_black_sheet_away(frame):
    blank = frame.blank
    blank.cover()
    assert frame.grab().toImage().pixelColor(20, 20).name() == "#000000"
    assert blank.isVisible() and blank.size() == frame.row.itemAt(0).widget().size()
    QTest.keyClick(blank, Qt.Key.Key_Space)
    assert not blank.isVisible()


def test_the_keys_go_back_to_what_had_them_before_the_black_sheet_and_where_that_is_gone_to_no_control(frame, qtbot):
    QApplication.setActiveWindow(frame)
    panels = frame.row.itemAt(0).widget()
    had, tab = QLineEdit(panels), QPushButton("A tab", panels)
    tab.show()
    had.show()

    def cover_and_uncover(between=lambda: None):
        frame.blank.cover()
        between()
        QTest.keyClick(frame.blank, Qt.Key.Key_Space)
        assert not frame.blank.isVisible()
        return frame.focusWidget()
    had.setFocus()
    assert cover_and_uncover() is had
    assert cover_and_uncover(lambda: shiboken6.delete(had)) is panels       # as another language does
    panels.clearFocus()
    assert cover_and_uncover() is panels                # as after a click of the mouse, which leaves them to nobody
