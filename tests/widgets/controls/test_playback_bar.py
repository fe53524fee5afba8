import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from sims.simulation import Phase
from widgets.controls.formula import FormulaView
from widgets.controls.phase_list import PhaseListView, blocks_of
from widgets.controls.playback_bar import BUTTONS, SPEEDS, PlaybackBar
from widgets.theme import themes

KEYS = dict(zip(BUTTONS, ["Home", "Left", "Shift+Left", "Space", "Shift+Right", "Right", "R", "Shift+R"]))


@pytest.fixture
def bar(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = {}
    for name, keys in KEYS.items():
        actions[name] = QAction(name, owner)
        actions[name].setShortcut(keys)
    bar = PlaybackBar(actions, owner)
    bar.owner, bar.actions_by_name = owner, actions
    bar.resize(1280, 60)
    owner.resize(1280, 80)
    owner.show()
    bar.sought = []
    bar.seek_requested.connect(bar.sought.append)
    return bar


def test_buttons_trigger_their_actions_and_print_the_keys(bar, qtbot):
    for name, button in bar.buttons.items():
        with qtbot.waitSignal(bar.actions_by_name[name].triggered):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert KEYS[name] in button.toolTip() and button.accessibleName() and not button.icon().isNull()
    bar.actions_by_name["back"].setEnabled(False)
    assert not bar.buttons["back"].isEnabled()


def test_a_bar_that_comes_to_the_front_again_changes_no_action_and_so_no_menu(bar):
    changes = []
    for action in bar.actions_by_name.values():
        action.changed.connect(lambda: changes.append(1))
    bar.hide()
    bar.show()
    assert not changes
    themes.use("dark")
    assert len(changes) >= len(bar.buttons)
    themes.use("light")


def test_showing_a_position_seeks_nothing(bar):
    bar.show_position(12_345, "critic update", 20_000, True, 512.3)
    assert not bar.sought
    assert bar.slider.value() == 12_345 and bar.slider.maximum() == 20_000
    assert "12,345" in bar.step.text() and "512" in bar._rate.text()


def test_a_hand_on_the_slider_is_not_fought(bar, qtbot):
    bar.show_position(100, "", 100, True, 60)
    slider = bar.slider
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    held = slider.value()
    assert 45 <= held <= 55 and bar.sought == [held]
    bar.show_position(120, "", 120, True, 60)
    assert slider.value() == held and bar.sought == [held]
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton)
    bar.show_position(130, "", 130, True, 60)
    assert slider.value() == 130 and bar.sought == [held]


def test_arrow_keys_on_the_slider_seek(bar, qtbot):
    bar.show_position(10, "", 100, False, None)
    bar.slider.setFocus()
    qtbot.keyClick(bar.slider, Qt.Key.Key_Up)
    assert bar.sought == [11]


def test_speeds_are_chosen_by_key_and_shown_without_choosing(bar):
    chosen = []
    bar.speed_chosen.connect(chosen.append)
    bar.set_speed("max")
    assert not chosen and bar.speed.currentData() == "max"
    bar.speed.setCurrentIndex(0)
    bar.speed.activated.emit(0)
    assert chosen == ["phase_1"]
    assert [speed.key for speed in SPEEDS] == ["phase_1", "phase_4", "step_1", "step_10", "step_100", "step_500", "max"]


@pytest.mark.parametrize("presenting", [False, True])
def test_the_bar_fits_1280_pixels_and_drops_texts_below(bar, presenting):
    themes.present(presenting)
    bar.show_position(96_303, "next: gradient of D", 96_303, False)
    QApplication.processEvents()
    assert bar._phase.text() == "next: gradient of D" and bar.slider.width() >= bar.slider.minimumWidth()
    bar.show_position(1_234_567, "draw a batch of noise", 2_000_000, True, 12_345.0)
    QApplication.processEvents()
    assert bar.minimumSizeHint().width() <= 1280
    bar.resize(700, 60)
    assert not bar._rate.isVisible()


def phases(rounds, each=3):
    critic = [Phase(f"d{place}", f"part {place}", player="d", repeat=number, repeats=rounds)
              for number in range(rounds) for place in range(each)]
    return (*critic, Phase("g0", "noise", player="g"), Phase("g1", "update", player="g"))


def test_repeats_of_a_player_are_one_block():
    blocks = blocks_of(phases(5))
    assert [block.player for block in blocks] == ["d", "g"]
    assert [len(block.rounds) for block in blocks] == [5, 1]
    assert [index for block in blocks for indices in block.rounds for index in indices] == list(range(17))
    assert [len(block.rounds) for block in blocks_of(phases(1))] == [1, 1]
    assert blocks_of(()) == []


def test_a_repeated_block_shows_one_round_and_which(qtbot):
    view = PhaseListView()
    qtbot.addWidget(view)
    step = phases(5, each=8)
    view.show_phases(step, step[10], 11)
    block = view._blocks[0]
    assert len(block._chips) == 8 and "2" in block._heading.text() and "5" in block._heading.text()
    tips = [chip.toolTip() for chip in block._chips]
    assert tips == ["go there"] * 2 + ["just done", "comes next"] + ["go there"] * 4
    with qtbot.waitSignal(view.phase_clicked) as caught:
        block._chips[0].click()
    assert caught.args == [step[8]]
    other = phases(2)
    view.show_phases(other, None, 0)        # while the hand is on a phase that is no more
    with qtbot.assertNotEmitted(view.phase_clicked):
        block._chips[0].click()


def test_the_last_phase_done_and_the_first_to_come_are_both_lit(qtbot):
    view = PhaseListView()
    qtbot.addWidget(view)
    step = phases(2)
    view.show_phases(step, step[-1], 0)
    assert view._blocks[1]._chips[-1].toolTip() == "just done" and view._blocks[0]._chips[0].toolTip() == "comes next"
    assert "1" in view._blocks[0]._heading.text()
    view.show_phases((), None, 0)
    assert not view._blocks


def test_a_formula_shows_its_parts_and_wraps_in_a_narrow_column(qtbot):
    view = FormulaView()
    qtbot.addWidget(view)
    view.show_formula("Critic loss", "<i>L</i> = " + " + ".join(f"<i>x</i><sub>{n}</sub>" for n in range(40)),
                      "The critic wants high values on real points.", "")
    view.resize(260, 400)
    view.show()
    QApplication.processEvents()
    assert view.heightForWidth(260) > view.heightForWidth(800)
    assert view.widget().width() <= 260 and not view._numbers.isVisible() and view._sentence.isVisible()
    view.clear()
    assert not view._title.isVisible()


@pytest.fixture
def enlarge():
    yield themes.enlarge
    themes.enlarge(1.0)


def test_with_smaller_type_it_is_as_low_as_before(bar, enlarge):
    bar.show_position(100, "next: D", 200, True, 1234.0)
    QApplication.processEvents()
    height = bar.minimumSizeHint().height()
    enlarge(2.5)
    QApplication.processEvents()
    assert bar.minimumSizeHint().height() > 1.5 * height
    enlarge(1.0)
    QApplication.processEvents()
    assert bar.minimumSizeHint().height() == height


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.5])
def test_where_it_is_narrow_it_has_two_rows_and_nothing_of_it_is_cut(bar, enlarge, scale):
    enlarge(scale)
    for width in (2000, 1280, 1024):
        bar.resize(width, bar.sizeHint().height())
        QApplication.processEvents()
        bar.resize(width, bar.minimumSizeHint().height())
        QApplication.processEvents()
        shown = [*bar.buttons.values(), bar.stop, bar.slider, bar.step, bar.speed]
        assert all(bar.rect().contains(each.geometry()) and each.width() >= each.minimumSizeHint().width()
                   for each in shown if each.isVisible()), width
        two = bar.slider.y() > bar.stop.geometry().bottom()
        assert two == (width < 600 * scale) or 600 * scale <= width < 760 * scale, (width, bar.slider.geometry())
        assert bar.minimumSizeHint().width() <= 500 * scale


def test_the_measured_rate_has_the_type_of_the_others_where_it_was_hidden_meanwhile(qapp, bar, request):
    request.addfinalizer(lambda: themes.enlarge(1.0))
    themes.apply(qapp)
    bar.resize(700, 60)
    QApplication.processEvents()
    assert not bar._rate.isVisible()
    themes.enlarge(2.5)
    bar.resize(3600, 160)
    QApplication.processEvents()
    assert bar._rate.isVisible() and bar._rate.font().pointSizeF() == bar.speed.font().pointSizeF()
