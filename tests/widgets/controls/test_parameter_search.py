import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sims.params import param as declare
from widgets.controls.parameter_search import ParameterSearch
from widgets.controls.parameters import ParameterControls


@dataclasses.dataclass(frozen=True)
class Params:
    rate: float = declare(0.1, 0.0, 1.0, label="learning rate", basic=True)
    pack: int = declare(1, 1, 8, label="packing m")


@pytest.fixture
def search(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    controls = ParameterControls(Params)
    action = QAction(window)
    action.setCheckable(True)
    action.triggered.connect(controls.show_all)
    controls.show_all(False)
    made = ParameterSearch(controls, QAction("Find (Ctrl+F)", window), action)
    made.controls, made.kept = controls, window
    layout.addWidget(made)
    layout.addWidget(controls)
    with qtbot.waitExposed(window):
        window.show()
    return made


def test_typing_searches_and_escape_ends_it_then_gives_the_keys_back(search, qtbot):
    assert "Ctrl+F" in search.field.toolTip()
    search.begin()
    qtbot.keyClicks(search.field, "pack")
    assert [name for name, row in search.controls.rows.items() if row.isVisible()] == ["pack"]
    qtbot.keyClicks(search.field, "et")
    assert search.nothing.isVisible()
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    assert search.field.text() == "" and not search.nothing.isVisible()
    assert [name for name, row in search.controls.rows.items() if row.isVisible()] == ["rate"]
    search.field.setFocus()
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    assert not search.field.hasFocus()


def test_the_button_is_the_command_that_shows_all(search, qtbot):
    qtbot.mouseClick(search.all, Qt.MouseButton.LeftButton)
    assert search.all.isChecked() and search.controls.rows["pack"].isVisible()
    qtbot.mouseClick(search.all, Qt.MouseButton.LeftButton)
    assert not search.controls.rows["pack"].isVisible()


def test_the_button_stays_as_short_whatever_changes_of_its_command(search):
    for change in (lambda action: action.setText("All settings"), lambda action: action.setToolTip("All settings (F9)"),
                   lambda action: action.setChecked(True)):
        change(search.all.defaultAction())
        assert search.all.text() == "All"
