import dataclasses

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from sims import registry
from sims.params import param as declare
from sims.params import parameters
from widgets.controls.parameters import ParameterControls
from widgets.controls.slider_scale import SliderScale
from widgets.theme import themes


@dataclasses.dataclass(frozen=True)
class Params:
    objective: str = declare("wgan", choices={"wgan": "Wasserstein", "hinge": "hinge"}, group="Game")
    learning_rate: float = declare(0.01, 1e-4, 1.0, scale="log", label="learning rate", group="Game", help="Step size.")
    shift: float = declare(0.0, -3.0, 3.0, unit="boxes", group="Game", when="step")
    n_critic: int = declare(1, 1, 20, group="Game")
    batch_size: int = declare(64, 1, 4096, group="Size", when="restart")
    weight_clip: float = declare(0.0, 1e-3, 1.0, scale="log", off=0.0, group="Cures")
    penalty: float = declare(10.0, 0.1, 100.0, scale="log", off=0.0, group="Cures", only_if={"objective": ("wgan",)})
    averaged: bool = declare(False, group="Cures")
    supply: str = declare("3:1,7:1", group="Piles")


@pytest.fixture
def controls(qtbot):
    area = ParameterControls(Params)
    qtbot.addWidget(area)
    area.resize(290, 600)
    area.show()
    area.emitted = []
    area.changed.connect(lambda name, value: area.emitted.append((name, value)))
    return area


def editor(controls, name):
    return controls.rows[name].editor


def type_in(qtbot, widget, text):
    widget.setFocus()
    widget.selectAll()
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_typed_numbers_come_out_in_their_own_type(controls, qtbot):
    type_in(qtbot, editor(controls, "learning_rate").field, "0.05")
    type_in(qtbot, editor(controls, "n_critic").field, "5")
    type_in(qtbot, editor(controls, "learning_rate").field, "1e-3")
    assert controls.emitted == [("learning_rate", 0.05), ("n_critic", 5), ("learning_rate", 0.001)]
    assert isinstance(controls.emitted[1][1], int)


@pytest.mark.parametrize("text", ["abc", "", "2", "nan", "inf", "-1", "0.1.2", "1e999"])
def test_what_is_no_value_is_refused_with_a_sentence_that_names_the_range(controls, qtbot, text):
    row = controls.rows["learning_rate"]
    row.editor.field.setFocus()
    row.editor.field.selectAll()
    qtbot.keyClick(row.editor.field, Qt.Key.Key_Delete)
    qtbot.keyClicks(row.editor.field, text)
    qtbot.keyClick(row.editor.field, Qt.Key.Key_Return)
    assert not controls.emitted
    assert row.message.isVisible() and "0.0001" in row.message.text() and "1" in row.message.text()
    assert row.editor.field.property("invalid")
    type_in(qtbot, row.editor.field, "0.5")
    assert controls.emitted == [("learning_rate", 0.5)]
    assert not row.message.isVisible() and not row.editor.field.property("invalid")


def test_a_whole_number_is_asked_for_where_one_is_needed(controls, qtbot):
    type_in(qtbot, editor(controls, "n_critic").field, "1.5")
    assert not controls.emitted and "whole number" in controls.rows["n_critic"].message.text()


def test_a_slider_reports_log_values_and_no_more_often_than_a_hand_needs(controls, qtbot):
    slider = editor(controls, "learning_rate").slider
    slider.setSliderDown(True)
    for stop in range(501):
        slider.setValue(stop)
    slider.setSliderDown(False)
    slider.sliderReleased.emit()
    assert controls.emitted == [("learning_rate", pytest.approx(0.01, rel=0.01))] or not controls.emitted
    qtbot.wait(80)
    assert len(controls.emitted) <= 1
    assert editor(controls, "learning_rate").field.text() == "0.01"


def test_a_drag_emits_at_most_20_times_a_second(controls, qtbot):
    slider = editor(controls, "shift").slider
    for stop in range(0, 1000, 25):
        slider.setValue(stop)
        qtbot.wait(10)
    qtbot.wait(80)
    assert 3 <= len(controls.emitted) <= 16
    assert controls.emitted[-1] == ("shift", pytest.approx(-3 + 6 * 0.975, abs=0.01))


def test_slider_stops_and_values_are_inverse():
    for name, parameter in parameters(Params).items():
        if parameter.lo is not None:
            scale = SliderScale(parameter)
            for stop in (0, 1, scale.stops // 3, scale.stops - 1, scale.stops):
                value = scale.value(stop)
                assert parameter.check(value) == value and abs(scale.stop(value) - stop) <= 1, name


def test_off_gives_the_off_value_and_remembers_the_last(controls, qtbot):
    penalty = editor(controls, "penalty")
    type_in(qtbot, penalty.field, "5")
    penalty.switch.click()
    assert controls.emitted[-1] == ("penalty", 0.0) and penalty.field.isHidden()
    controls.show_values(Params(penalty=0.0))
    penalty.switch.click()
    assert controls.emitted[-1] == ("penalty", 5.0) and penalty.field.text() == "5"
    clip = editor(controls, "weight_clip")
    assert not clip.switch.isChecked() and clip.slider.isHidden()          # nothing that is grey
    clip.switch.click()
    assert clip.isVisibleTo(controls) and not clip.slider.isHidden() and not clip.field.isHidden()
    name, value = controls.emitted[-1]
    assert name == "weight_clip" and 1e-3 < value < 1


def test_choices_flags_and_texts(controls, qtbot):
    combo = editor(controls, "objective").combo
    assert [combo.itemText(index) for index in range(combo.count())] == ["Wasserstein", "hinge"]
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    editor(controls, "averaged").box.click()
    type_in(qtbot, editor(controls, "supply").line, "1:1")
    assert controls.emitted == [("objective", "hinge"), ("averaged", True), ("supply", "1:1")]


def test_showing_values_emits_nothing_and_shows_them(controls):
    shown = Params("hinge", 0.3, -1.5, 7, 256, 0.5, 0.0, True, "2:2")
    controls.show_values(shown)
    assert not controls.emitted
    assert editor(controls, "objective").combo.currentData() == "hinge"
    assert editor(controls, "learning_rate").field.text() == "0.3"
    assert editor(controls, "n_critic").slider.value() == 6
    assert editor(controls, "averaged").box.isChecked() and editor(controls, "weight_clip").switch.isChecked()


def test_a_control_in_use_is_not_disturbed(controls, qtbot):
    field = editor(controls, "learning_rate").field
    controls.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "0.00")
    slider = editor(controls, "shift").slider
    slider.setSliderDown(True)
    slider.setValue(10)
    controls.show_values(Params(learning_rate=0.9, shift=2.0))
    assert field.text() == "0.00" and slider.value() == 10


def test_a_parameter_without_effect_is_disabled_and_says_why(controls):
    row = controls.rows["penalty"]
    assert row.isEnabled()
    controls.show_values(Params(objective="hinge"))
    assert not row.isEnabled() and "Wasserstein" in row.toolTip()
    controls.show_values(Params())
    assert row.isEnabled() and "Wasserstein" not in row.toolTip()
    controls.set_disabled_reasons({"shift": "The lesson holds this."})
    assert not controls.rows["shift"].isEnabled() and controls.rows["shift"].toolTip() == "The lesson holds this."
    controls.set_disabled_reasons({})
    assert controls.rows["shift"].isEnabled()


def test_tool_tips_give_the_help_the_range_and_when_it_takes_effect(controls):
    tip = controls.rows["learning_rate"].toolTip()
    assert "Step size." in tip and "0.0001" in tip
    assert "next step" in controls.rows["shift"].toolTip() and "restart" in controls.rows["batch_size"].toolTip()


def test_a_double_click_on_the_name_resets(controls, qtbot):
    controls.show_values(Params(n_critic=9))
    qtbot.mouseDClick(controls.rows["n_critic"].label, Qt.MouseButton.LeftButton)
    assert controls.emitted == [("n_critic", 1)] and editor(controls, "n_critic").field.text() == "1"


def test_the_wheel_changes_no_control_and_is_left_to_the_area(controls, qtbot):
    for widget in (editor(controls, "objective").combo, editor(controls, "learning_rate").slider,
                   editor(controls, "n_critic").field, editor(controls, "learning_rate").field.lineEdit()):
        place = QPointF(5, 5)
        event = QWheelEvent(place, widget.mapToGlobal(place), QPoint(0, -120), QPoint(0, -120),
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
                            False)
        QApplication.sendEvent(widget, event)
        assert not event.isAccepted()
    qtbot.wait(80)
    assert not controls.emitted


@pytest.mark.parametrize("presenting", [False, True])
def test_no_control_is_wider_than_the_panel(controls, presenting):
    themes.present(presenting)
    controls.resize(controls.minimumWidth(), 600)
    QApplication.processEvents()
    assert controls.widget().minimumSizeHint().width() <= controls.viewport().width()
    for name, row in controls.rows.items():
        assert row.mapTo(controls, QPoint(row.width(), 0)).x() <= controls.viewport().width(), name


def test_every_control_is_named_and_can_be_reached_by_tab(controls):
    for row in controls.rows.values():
        focusable = [child for child in row.findChildren(QWidget)
                     if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.window() is controls
                     and child.objectName() != "qt_spinbox_lineedit"]
        assert focusable and all(child.accessibleName() for child in focusable), row.parameter.name


def test_names_choose_and_order_the_controls(qtbot):
    area = ParameterControls(Params, names=["n_critic", "objective"])
    qtbot.addWidget(area)
    assert list(area.rows) == ["n_critic", "objective"]


def test_a_heading_closes_its_group(controls):
    group = controls.groups["Cures"]
    group.heading.click()
    assert not controls.rows["penalty"].isVisible()
    group.heading.click()
    assert controls.rows["penalty"].isVisible()


@dataclasses.dataclass(frozen=True)
class Many:
    objective: str = declare("wgan", choices={"wgan": "Wasserstein", "hinge": "hinge"}, group="Game", basic=True)
    clip: float = declare(0.1, 0.0, 1.0, label="weight clip c", group="Cures", help="Cuts D.", basic=True,
                          only_if={"objective": ("wgan",)})
    pack: int = declare(1, 1, 8, label="packing m", group="Cures", help="D judges several samples.")
    width: int = declare(32, 1, 512, group="Networks")


@pytest.fixture
def many(qtbot):
    area = ParameterControls(Many)
    qtbot.addWidget(area)
    area.show()
    return area


def seen(area):
    return [name for name, row in area.rows.items() if row.isVisible()]


def test_the_basic_ones_that_act_are_shown_and_what_differs_until_another_run_begins(many):
    assert seen(many) == ["objective", "clip", "pack", "width"]
    many.show_all(False)
    assert seen(many) == ["objective", "clip"] and not many.groups["Networks"].isVisible()
    many.show_values(Many(objective="hinge"))
    assert seen(many) == ["objective"]
    many.show_values(Many(objective="hinge", pack=2))
    assert seen(many) == ["objective", "pack"]
    many.show_values(Many(objective="hinge"))       # it does not vanish under the hand that resets it
    assert seen(many) == ["objective", "pack"]
    many.show_values(Many(width=64, pack=1))        # two at once: a preset
    assert seen(many) == ["objective", "clip", "width"]
    many.show_all(True)
    assert seen(many) == ["objective", "clip", "pack", "width"]


def test_a_search_finds_by_name_symbol_sentence_and_group_whatever_is_shown(many):
    many.show_all(False)
    counts = []
    many.shown.connect(counts.append)
    for text, found in (("pack", ["pack"]), ("weight c", ["clip"]), ("SEVERAL", ["pack"]),
                        ("cures", ["clip", "pack"]), ("width", ["width"]), ("nonsense", []),
                        (" ", ["objective", "clip"])):
        many.search(text)
        assert seen(many) == found, text
        assert counts[-1] == len(found)


def test_a_control_that_is_led_to_is_shown_in_sight_with_the_focus_and_stays_there(many, qtbot):
    many.resize(many.width(), 90)
    many.show_all(False)
    many.groups["Networks"].heading.setChecked(False)
    many.reveal("width")
    row = many.rows["width"]
    assert "width" in seen(many) and row.isAncestorOf(many.focusWidget())

    def in_sight():
        return not (row.visibleRegion().isEmpty() or row.visibleRegion().boundingRect().height() < row.height())
    qtbot.waitUntil(in_sight)
    above = QLabel("one\ntwo\nthree\nfour\nfive\nsix\nseven")
    many.widget().layout().insertWidget(0, above)           # as a formula that is typeset later
    qtbot.waitUntil(lambda: above.isVisible() and above.height() > 20 and in_sight())
    many.show_all(False)
    assert "width" in seen(many)
    many.search("pack")
    assert "width" in seen(many) and "pack" in seen(many)


def test_what_is_not_at_its_default_is_marked_and_one_click_resets_it(many, qtbot):
    chosen = []
    many.changed.connect(lambda *change: chosen.append(change))
    row = many.rows["pack"]
    assert not row.back.isVisible() and not row.label.font().bold()
    many.show_values(Many(pack=3))
    assert row.back.isVisible() and row.label.font().bold() and "1" in row.back.toolTip()
    assert not many.rows["width"].back.isVisible()
    qtbot.mouseClick(row.back, Qt.MouseButton.LeftButton)
    assert chosen == [("pack", 1)]
    many.show_values(Many())
    assert not row.back.isVisible() and not row.label.font().bold()


def test_a_field_is_as_wide_as_the_number_in_it(controls):
    shown = editor(controls, "learning_rate")
    shown.show_value(0.5)
    usual = shown.field.width()
    shown.show_value(0.01)
    assert shown.field.width() == usual
    shown.show_value(0.000123456)
    QApplication.processEvents()
    line = shown.field.lineEdit()
    assert line.width() > line.fontMetrics().horizontalAdvance(line.text()) and shown.field.width() > usual


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_where_the_column_is_low_it_scrolls_and_no_label_is_squeezed(calm_theme, qtbot, request, scale):
    request.addfinalizer(lambda: themes.enlarge(1.0))
    themes.enlarge(scale)
    column = ParameterControls(registry.get("distances").Params)
    qtbot.addWidget(column)
    column.show()
    column.resize(column.minimumWidth(), 300)
    qtbot.waitUntil(lambda: len(column.rows.made) == len(column.rows))
    QApplication.processEvents()
    labels = [label for label in column.widget().findChildren(QLabel) if label.text() and label.isVisible()]
    assert len(labels) > 8 and column.verticalScrollBar().maximum() > 0
    assert not [label.text() for label in labels if label.height() < label.heightForWidth(label.width())]
