"""A few controls side by side that show what the column shows."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from sims.gan.params import GanParams
from sims.params import change
from widgets.controls.parameter_row import SPARE as PADDING
from widgets.controls.parameter_strip import LEAST, ParameterStrip
from widgets.controls.parameters import ParameterControls, column_width
from widgets.theme import themes

NAMES = ("objective", "instance_noise", "weight_clip", "target")


@pytest.fixture
def strip(calm_theme, qtbot):
    controls = ParameterControls(GanParams)
    qtbot.addWidget(controls)
    made = ParameterStrip(controls, NAMES)
    made.controls = controls
    qtbot.addWidget(made)
    made.resize(900, 90)
    made.show()
    return made


def test_it_follows_the_column_and_says_what_is_chosen_in_it(strip):
    strip.controls.show_values(change(GanParams(), objective="hinge", instance_noise=0.5))
    strip.follow()
    assert strip.rows["objective"].editor.combo.currentText() == "hinge"
    assert strip.rows["instance_noise"].editor.field.text() == "0.5" and strip.rows["instance_noise"].changed
    taken = []
    strip.changed.connect(lambda name, value: taken.append((name, value)))
    QTest.mouseClick(strip.rows["weight_clip"].editor.switch, Qt.MouseButton.LeftButton)
    assert [name for name, _value in taken] == ["weight_clip"] and taken[0][1] > 0


def test_a_control_without_effect_is_disabled_as_there_and_says_why(strip):
    strip.controls.set_disabled_reasons({"weight_clip": "D rests."})
    strip.follow()
    assert not strip.rows["weight_clip"].isEnabled() and strip.rows["weight_clip"].toolTip() == "D rests."


@pytest.mark.parametrize("scale", [1.0, 1.21, 1.82, 2.5])
@pytest.mark.parametrize("width", [300, 578, 700, 1400])
def test_as_many_are_shown_as_are_whole(strip, qtbot, scale, width):
    themes.enlarge(scale)
    strip.resize(width, 150)
    qtbot.wait(1)
    shown = [name for name in NAMES if strip.rows[name].isVisible()]
    assert shown == list(NAMES[:len(shown)]) and shown
    assert len(shown) == 1 or len(shown) * LEAST * scale <= width
    assert strip.rows[shown[-1]].geometry().right() < max(width, LEAST * scale + 20)
    themes.enlarge(1.0)


@pytest.mark.parametrize("scale, width", [(1.35, 950), (1.0, 700), (1.82, 700)])
def test_no_choice_of_a_list_is_cut(qapp, strip, qtbot, request, scale, width):
    """As in a presentation on 1280 x 800, where "saturating (minimax)" was."""
    request.addfinalizer(lambda: themes.enlarge(1.0))
    themes.apply(qapp)
    themes.enlarge(scale)
    strip.resize(width, 150)
    qtbot.wait(1)
    lists = [strip.rows[name] for name in ("objective", "target")]
    combos = [row.editor.combo for row in lists if row.isVisible()]
    for combo in combos:
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        room = combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option,
                                            QStyle.SubControl.SC_ComboBoxEditField, combo).width()
        assert max(combo.fontMetrics().horizontalAdvance(combo.itemText(k)) for k in range(combo.count())) <= room
    assert combos and all(row.isVisible() for row in strip.rows.values()) == (width == 950)


def words_that_are_cut(row):
    """Those of its name, and the name itself where it has more than two lines."""
    metrics, width = QFontMetrics(row.label.font()), row.label.width()
    lines = metrics.boundingRect(QRect(0, 0, width, 1000), Qt.TextFlag.TextWordWrap, row.label.text()).height()
    return [word for word in row.label.text().split() if metrics.horizontalAdvance(word) > width] + (
        [row.label.text()] if lines > 2.5 * metrics.lineSpacing() else [])


@pytest.mark.parametrize("scale", [1.0, 1.35, 1.82])
def test_the_name_of_what_was_changed_is_whole_beside_the_way_back(qapp, calm_theme, qtbot, request, scale):
    request.addfinalizer(lambda: themes.enlarge(1.0))
    themes.apply(qapp)
    themes.enlarge(scale)
    controls = ParameterControls(GanParams)
    strip = ParameterStrip(controls, ("learning_rate_d", "instance_noise", "latent_dim"))
    for made, width in ((controls, column_width()), (strip, round((3 * LEAST + 24) * scale))):
        qtbot.addWidget(made)
        made.resize(width, 600)
        made.show()
    values = {"learning_rate_d": 0.02, "instance_noise": 0.5, "latent_dim": 1, "target_std": 0.5, "batch_size": 8}
    controls.show_values(change(GanParams(), **values))
    strip.follow()
    rows = [*strip.rows.values(), *(controls.rows[name] for name in values)]
    assert all(row.back.isVisibleTo(row) for row in rows)
    qtbot.waitUntil(lambda: not [cut for row in rows for cut in words_that_are_cut(row)])


def test_a_list_is_in_use_while_it_is_open(strip, qtbot):
    editor = strip.rows["objective"].editor
    strip.follow()
    assert not editor.in_use()
    editor.combo.showPopup()
    qtbot.waitUntil(editor.in_use)
    editor.combo.hidePopup()
    qtbot.waitUntil(lambda: not editor.in_use())


def test_the_way_back_is_whole_where_the_type_was_enlarged_while_it_was_hidden(qapp, calm_theme, qtbot, request):
    request.addfinalizer(lambda: themes.enlarge(1.0))
    themes.apply(qapp)
    controls = ParameterControls(GanParams)
    qtbot.addWidget(controls)
    controls.resize(600, 600)
    controls.show()
    controls.hide()
    themes.enlarge(2.5)
    controls.show()
    controls.show_values(change(GanParams(), learning_rate_d=0.02))
    qtbot.wait(1)
    button = controls.rows["learning_rate_d"].back
    assert button.isVisible() and button.width() >= button.fontMetrics().horizontalAdvance(button.text())
    assert button.maximumWidth() >= button.sizeHint().width() - PADDING
