"""The control that says where playing pauses: what is entered is told, a mark shows it, and it is taken back."""

import pytest
from PySide6.QtCore import Qt

from widgets.controls.stop_control import StopControl


@pytest.fixture
def control(qtbot):
    made = StopControl()
    qtbot.addWidget(made)
    made.offer((("step", "step"), ("modes", "modes"), ("w1", "W₁")))
    made.told = []
    made.chosen.connect(lambda *condition: made.told.append(condition))
    made.show()
    return made


def enter(control, qtbot, metric, sign, text):
    qtbot.mouseClick(control, Qt.MouseButton.LeftButton)
    control.watched.setCurrentIndex(control.watched.findData(metric))
    control.sign.setCurrentIndex(control.sign.findData(sign))
    control.value.setText(text)
    qtbot.keyClick(control.value, Qt.Key.Key_Return)


def test_what_was_entered_is_told_marked_and_taken_back(control, qtbot):
    assert not control.isChecked() and control.condition is None
    enter(control, qtbot, "w1", "<=", ".2")
    assert control.told == [("w1", "<=", 0.2)] and control.condition == ("w1", "<=", 0.2)
    assert control.isChecked() and "W₁ ≤ 0.2" in control.toolTip()
    assert not control.value.isVisible()
    qtbot.mouseClick(control, Qt.MouseButton.LeftButton)        # opens, and is no switch
    assert control.value.isVisible() and control.isChecked() and control.value.text() == ".2"
    qtbot.mouseClick(control.off, Qt.MouseButton.LeftButton)
    assert control.told[-1] == ("", ">=", 0.0) and not control.isChecked() and control.condition is None


def test_what_is_no_number_is_marked_and_told_to_nobody(control, qtbot):
    enter(control, qtbot, "modes", ">=", "many")
    assert control.value.isVisible() and control.value.property("invalid") and not control.told
    control.value.setText("8")
    qtbot.mouseClick(control.button, Qt.MouseButton.LeftButton)
    assert control.told == [("modes", ">=", 8.0)]


def test_a_step_can_only_be_come_to_and_what_is_offered_later_keeps_the_choice(control, qtbot):
    enter(control, qtbot, "modes", "<=", "3")
    control.offer((("step", "step"), ("radius", "radius"), ("modes", "modes")))
    assert control.watched.currentData() == "modes"
    enter(control, qtbot, "step", "<=", "2,000")
    assert control.told[-1] == ("step", ">=", 2000.0) and not control.sign.isEnabled()
