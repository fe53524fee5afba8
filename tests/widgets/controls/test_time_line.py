"""The time line with its marks, the step that is typed, and the tree of branches under it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QVBoxLayout, QWidget

from widgets.controls.branch_tree import BranchTree, Row
from widgets.controls.step_field import LARGEST, StepField, step_of
from widgets.controls.time_line import BRANCH, CHANGE, STOP, Mark, TimeLine

ROWS = (Row(1, "as it began", 0, 0, 900), Row(2, "noise = 0.1 from step 400", 1, 400, 700, here=True),
        Row(3, "from 2", 2, 500, 600, pinned=True, named=True))


@pytest.fixture
def line(qtbot):
    line = TimeLine()
    qtbot.addWidget(line)
    line.resize(424, 30)
    line.show()
    line.show_steps(450, 700, 900)
    return line


def test_steps_of_other_branches_are_on_the_axis_but_cannot_be_gone_to(line, qtbot):
    assert (line.value(), line.maximum(), line.reach) == (450, 900, 700)
    sought = []
    line.valueChanged.connect(sought.append)
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(422, 15))
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton)
    assert sought == [700]


def test_a_click_on_a_mark_goes_to_its_step_and_the_mouse_there_tells_what_it_is(line, qtbot):
    line.show_marks([Mark(600, STOP, "stop"), Mark(150, CHANGE, "noise from 0 to 0.1"), Mark(150, BRANCH, "leaves")])
    x = round(line.x_of(150))
    assert line.text_at(x + 2) == "noise from 0 to 0.1\nleaves" and line.text_at(x + 30) == line.toolTip()
    assert line.text_at(line.x_of(600)) == "stop"
    assert line.accessibleDescription() == "noise from 0 to 0.1; leaves; stop"
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(x, 15))
    assert abs(line.value() - 150) <= 2                 # a pixel is two steps


def test_marks_are_seen(line):
    before = line.grab().toImage()
    for mark in (Mark(150, CHANGE, ""), Mark(600, STOP, ""), Mark(300, BRANCH, "")):
        line.show_marks([mark])
        after = line.grab().toImage()
        x, ratio = line.x_of(mark.step), after.devicePixelRatio()
        changed = {round(column / ratio) for column in range(after.width()) for row in range(after.height())
                   if after.pixel(column, row) != before.pixel(column, row)}
        assert changed and all(abs(column - x) <= 12 for column in changed)


@pytest.mark.parametrize("text, step", [
    ("1200", 1200), ("1,200", 1200), (" 1.200 ", 1200), ("1 000 000", 10**6), ("1\u202f200", 1200), ("1'200", 1200),
    ("0", 0), (str(LARGEST), LARGEST), (str(LARGEST + 1), None), ("9" * 40, None), ("1,20", None), ("1.5", None),
    ("-3", None), ("", None), ("step", None), ("1e3", None), ("١٢", None), ("12,345,67", None)])
def test_a_typed_step_may_have_its_thousands_parted(text, step):
    assert step_of(text) == step


def test_typing_a_step_goes_there_and_what_is_none_is_said_and_left_to_be_mended(qtbot):
    field = StepField()
    qtbot.addWidget(field)
    field.show_step(12_345)
    assert field.text() == "step 12,345"
    with qtbot.waitExposed(field):
        field.show()
    went, said = [], []
    field.step_typed.connect(went.append)
    field.refused.connect(said.append)
    field.begin()
    field.activateWindow()
    qtbot.waitUntil(field.hasFocus)
    assert field.selectedText() == "12,345"
    field.show_step(12_400)                             # playing goes on meanwhile
    qtbot.keyClicks(field, "soon")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not went and "“soon” is no step" in said[0] and "16,777,216" in said[0] and field.hasFocus()
    qtbot.keyClicks(field, "1,200")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert went == [1200] and field.text() == "step 12,400" and not field.hasFocus()
    field.begin()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert went == [1200] and field.text() == "step 12,400"


@pytest.fixture
def tree(line, qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    tree = BranchTree(line, comparable=True)
    layout.addWidget(tree)
    owner.resize(900, 100)
    with qtbot.waitExposed(owner):
        owner.show()
    tree.show_rows(ROWS, 450)
    tree.owner, tree.chosen_ones = owner, []
    tree.chosen.connect(lambda *what: tree.chosen_ones.append(what))
    QApplication.processEvents()
    return tree


def test_a_click_on_a_name_goes_to_the_end_and_one_on_a_line_to_the_step_there(tree, qtbot):
    qtbot.mouseClick(tree.views[1].name, Qt.MouseButton.LeftButton)
    line = tree.views[3].line
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(round(tree.x_of(550, line.width())), 8))
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 3, 8))      # beyond its end
    (first, (three, there), last) = tree.chosen_ones
    assert first == (1, -1) and three == 3 and abs(there - 550) <= 3 and last == (3, 600)


def test_branches_are_chosen_and_changed_by_keys(tree, qtbot):
    deleted, renamed = [], []
    tree.deleted.connect(deleted.append)
    tree.renamed.connect(lambda *what: renamed.append(what))
    tree.owner.activateWindow()
    tree.begin()
    qtbot.waitUntil(tree.views[2].name.hasFocus)
    qtbot.keyClick(tree.views[2].name, Qt.Key.Key_Delete)
    assert not deleted                                  # it is on the screen
    qtbot.keyClick(tree.views[2].name, Qt.Key.Key_Down)
    assert tree.views[3].name.hasFocus()
    qtbot.keyClick(tree.views[3].name, Qt.Key.Key_F2)
    dialog = tree.findChild(QInputDialog)
    assert dialog.textValue() == "from 2"
    dialog.setTextValue(" other ")
    dialog.accept()
    qtbot.keyClick(tree.views[3].name, Qt.Key.Key_Delete)
    assert (renamed, deleted) == ([(3, "other")], [3])


def test_the_menu_of_a_branch_leaves_out_what_cannot_be(tree):
    for row, able in ((ROWS[1], [True, False, False, True, True, False]), (ROWS[2], [True] * 6)):
        menu = tree.menu_of(row)
        assert [action.isEnabled() for action in menu.actions() if not action.isSeparator()] == able
        menu.deleteLater()
    assert tree.views[1].compare.isVisible() and not tree.views[2].compare.isVisible()


def test_the_tree_is_small_and_gone_where_there_is_one_branch(tree):
    many = ROWS + tuple(Row(number, "more", 1, 100, 200) for number in range(4, 18))
    tree.show_rows(many, 450)
    assert tree.height() < 90 and len(tree.views) == 17
    tree.show_rows((), 450)
    assert not tree.isVisible()
