"""A typed number means what the locale or the dot says; where they say two things, it is refused."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from sims.params import param
from widgets.controls.parameters import ParameterControls
from widgets.controls.typed_numbers import readings


@pytest.mark.parametrize(("text", "locale", "numbers"), [
    ("2,000", "en_US", (2000,)), ("2,000", "de_DE", (2,)), ("2.000", "en_US", (2,)), ("2.000", "de_DE", (2000, 2)),
    ("1,5", "en_US", (1.5,)), ("1,5", "de_DE", (1.5,)), ("1.5", "de_DE", (1.5,)), ("1.234,5", "de_DE", (1234.5,)),
    ("0.002", "de_DE", (0.002,)), ("1 000,5", "fr_FR", (1000.5,)), ("1'000.5", "de_CH", (1000.5,)),
    ("−3", "en_US", (-3,)), ("1e-3", "de_DE", (0.001,)), (" 7 ", "C", (7,)), ("1e999", "C", ()), ("nan", "C", ()),
    ("1_5", "C", ()), ("0x10", "C", ()), ("", "C", ()), ("1,5,2", "C", ()), ("two", "C", ()),
])
def test_what_a_text_can_mean(text, locale, numbers):
    assert readings(text, QLocale(locale)) == numbers


@pytest.fixture
def german():
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def controls(calm_theme, qtbot):
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Params:
        steps: int = param(5, 1, 10_000, label="steps")
        rate: float = param(0.5, 0.0, 5000.0, label="rate")
    made = ParameterControls(Params)
    qtbot.addWidget(made)
    made.show()
    made.show_values(Params())
    made.changes = []
    made.changed.connect(lambda name, value: made.changes.append((name, value)))
    return made


def typed(controls, name, text):
    editor = controls.rows[name].editor
    refusals = []
    editor.refused.connect(refusals.append)
    editor.field.lineEdit().setText(text)
    editor.field.lineEdit().textEdited.emit(text)
    editor.field.editingFinished.emit()
    return editor, refusals[-1]


def test_thousands_are_thousands(controls):
    typed(controls, "steps", "2,000")
    assert controls.changes == [("steps", 2000)]


def test_a_text_with_two_readings_is_refused_with_both_and_stays(german, controls):
    editor, said = typed(controls, "steps", "2.000")
    assert controls.changes == []
    assert "2000" in said and " 2:" in said
    assert editor.field.text() == "2.000"


def test_what_is_no_whole_number_is_refused_with_the_range_and_stays(controls):
    editor, said = typed(controls, "steps", "2.5")
    assert controls.changes == [] and "whole number from 1 to 10000" in said
    assert editor.field.text() == "2.5"


def test_after_return_the_keys_are_the_windows_again_unless_it_was_refused(controls, qtbot):
    field = controls.rows["steps"].editor.field
    for text, kept in (("70", False), ("2.5", True)):
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.hasFocus() == kept
    assert controls.changes == [("steps", 70)]
