"""The hands of a class, as they are typed in."""

from app.window.lessons.hand_counts import HandCounts


def test_what_is_no_whole_number_yet_counts_as_none(qtbot):
    hands = HandCounts()
    qtbot.addWidget(hands)
    hands.ask(3)
    for field, typed in zip(hands.fields, ("12", "1,", "")):
        field.setText(typed)
    assert hands.counts == (12, 0, 0)
