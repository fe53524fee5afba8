"""Controls are made when they are to be seen, and a few in a turn; who asks for one has it at once."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from sims.params import parameters
from tests.widgets.controls.test_parameters import Many, Params, seen, type_in
from widgets.controls.parameter_row import ParameterRow
from widgets.controls.parameters import ParameterControls


def made(area):
    return [row.parameter.name for row in area.contents.findChildren(ParameterRow)]


def test_what_is_not_shown_has_no_control_and_then_one_that_knows_all_that_came_before(qtbot):
    area = ParameterControls(Many)
    qtbot.addWidget(area)
    assert made(area) == [] and list(area.rows) == ["objective", "clip", "pack", "width"] and len(area.rows) == 4
    area.show_all(False)
    area.show()
    assert sorted(made(area)) == ["clip", "objective"] and "width" in area.rows and "depth" not in area.rows
    area.rename({"pack": "samples at once", "clip": "bound"})
    area.show_values(Many(width=64))
    assert sorted(made(area)) == ["clip", "objective", "width"] and area.rows["clip"].label.text() == "bound"
    area.set_disabled_reasons({"pack": "It rests."})
    area.search("samples")                  # by the name that it has not been seen under yet
    row = area.rows["pack"]
    assert seen(area) == ["pack"] and not row.isEnabled() and row.toolTip() == "It rests."
    assert row.label.text() == "samples at once" and row.editor.value == 1
    area.search("")
    assert area.rows["width"].editor.value == 64 and area.rows["width"].changed
    column = area.groups["Cures"].rows
    assert [column.itemAt(place).widget() for place in range(column.count())] == [area.rows["clip"], row]
    with pytest.raises(KeyError):
        area.rows["depth"]


def test_many_are_made_a_few_at_a_time_in_their_order(qtbot, monkeypatch):
    monkeypatch.setattr("widgets.controls.parameters.AT_ONCE", 2)
    area = ParameterControls(Many)
    qtbot.addWidget(area)
    area.show()
    assert made(area) == ["objective", "clip"]
    qtbot.waitUntil(lambda: seen(area) == ["objective", "clip", "pack", "width"])


def test_a_control_that_is_asked_for_stands_in_its_place_and_is_hidden_until_it_is_wanted(qtbot):
    area = ParameterControls(Many)
    qtbot.addWidget(area)
    area.show_all(False)
    area.show()
    values = []
    area.changed.connect(lambda *change: values.append(change))
    assert area.rows["width"].editor.value == 32
    QApplication.processEvents()
    assert seen(area) == ["objective", "clip"] and area.rows["width"].isHidden()
    area.show_all(True)
    assert seen(area) == ["objective", "clip", "pack", "width"]
    type_in(qtbot, area.rows["width"].editor.field, "48")
    assert values == [("width", 48)]


def test_what_a_panel_behind_is_to_show_is_made_when_it_is_in_front_and_a_few_rows_in_a_turn(qtbot, monkeypatch):
    monkeypatch.setattr("widgets.controls.parameters.AT_ONCE", 2)
    front, behind, stack = QWidget(), ParameterControls(Params), QStackedWidget()
    qtbot.addWidget(stack)
    behind.show_all(False)
    stack.addWidget(behind)
    stack.addWidget(front)
    stack.show()
    stack.setCurrentWidget(front)
    behind.show_all(True)
    QTest.qWait(20)
    assert not behind.rows.made
    assert behind.rows["shift"] is behind.rows.made["shift"]            # for who asks for it
    stack.setCurrentWidget(behind)
    seen = [len(behind.rows.made)]
    while len(behind.rows.made) < len(parameters(Params)):
        QApplication.processEvents()
        seen.append(len(behind.rows.made))
    assert all(later - sooner <= 2 for sooner, later in zip([1, *seen], seen))


def test_nothing_is_made_for_a_picture_of_a_window_in_which_the_controls_are_hidden(qtbot):
    stack, hidden, folded = QStackedWidget(), ParameterControls(Params), ParameterControls(Params)
    qtbot.addWidget(stack)
    front = QWidget()
    QVBoxLayout(front).addWidget(folded)
    folded.hide()
    stack.addWidget(front)
    stack.addWidget(hidden)
    stack.show()
    stack.grab()
    assert not hidden.rows.made and not folded.rows.made
    folded.show()
    assert folded.rows.made
