"""The table of what was tried: sorted by any column, pinned on top, with what can be done with the runs selected."""

import pytest
from PySide6.QtCore import Qt

from app.window.tried.table import SETTINGS, STEPS, TriedDialog
from app.window.tried.tried_runs import TriedRuns
from tests.app.window.tried.test_tried_runs import ALTERNATING, Lab
from widgets.theme import themes


@pytest.fixture
def tried():
    made = TriedRuns()
    lab = Lab(made, (ALTERNATING, 0))
    for seed, steps in ((0, 30), (1, 500), (2, 20)):
        lab.do("new_seed", seed=seed)
        lab.train(steps)
    other = Lab(made, simulation="separation")
    other.train(25)
    return made


@pytest.fixture
def dialog(tried, qtbot):
    made = TriedDialog(tried, {"nash": "Nash"}, lambda simulation: simulation == "nash")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def shown(dialog, name=STEPS):
    column = dialog.model.columns.index(name)
    return [dialog.sorted.index(row, column).data() for row in range(dialog.sorted.rowCount())]


def select(dialog, *rows):
    dialog.table.clearSelection()
    for row in rows:
        selection = dialog.table.selectionModel()
        selection.select(dialog.sorted.index(row, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows)


def sort(dialog, name, order):
    dialog.table.sortByColumn(dialog.model.columns.index(name), order)


def test_it_sorts_by_any_column_with_what_is_pinned_first_and_what_has_no_number_last(dialog):
    up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    sort(dialog, STEPS, up)
    assert shown(dialog) == ["20", "25", "30", "500"]
    for order in (up, down):
        sort(dialog, "radius", order)
        assert shown(dialog)[-1] == "25"                    # of another panel, whose runs have none
    sort(dialog, STEPS, down)
    assert shown(dialog) == ["500", "30", "25", "20"]
    select(dialog, 3)
    dialog.buttons["pin"].click()
    assert shown(dialog) == ["20", "500", "30", "25"]
    sort(dialog, STEPS, up)
    assert shown(dialog) == ["20", "25", "30", "500"]
    pin = dialog.sorted.index(0, 0)
    assert dialog.sorted.setData(pin, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert not any(run.pinned for run in dialog.model.rows)


def test_one_is_opened_two_of_a_kind_are_compared_and_what_is_deleted_is_gone(dialog, tried, qtbot):
    sort(dialog, STEPS, Qt.SortOrder.AscendingOrder)
    said = []
    dialog.opened.connect(lambda run: said.append(run.steps))
    dialog.compared.connect(lambda one, other: said.append((one.steps, other.steps)))
    select(dialog)
    assert not any(dialog.buttons[key].isEnabled() for key in ("open", "compare", "pin", "delete"))
    select(dialog, 0, 2)
    assert dialog.buttons["compare"].isEnabled() and not dialog.buttons["open"].isEnabled()
    dialog.buttons["compare"].click()
    select(dialog, 0, 1)
    assert not dialog.buttons["compare"].isEnabled()        # of two simulations
    select(dialog, 3)
    dialog.buttons["open"].click()
    assert said == [(20, 30), 500]
    dialog.buttons["delete"].click()
    assert shown(dialog) == ["20", "25", "30"] and len(tried.rows) == 3


def test_it_is_live_keeps_what_is_selected_and_shows_one_panel_alone(dialog, tried):
    sort(dialog, STEPS, Qt.SortOrder.AscendingOrder)
    select(dialog, 3)
    lab = Lab(tried, (ALTERNATING, 7))
    lab.train(15)
    dialog.refresh()
    assert shown(dialog)[0] == "15" and [run.steps for run in dialog.selected] == [500]
    lab.train(1000)
    dialog.refresh()
    assert shown(dialog)[-1] == "1,015" and [run.steps for run in dialog.selected] == [500]
    dialog.panel_box.setCurrentIndex(dialog.panel_box.findData("separation"))
    dialog.panel_box.activated.emit(dialog.panel_box.currentIndex())
    assert shown(dialog) == ["25"] and "radius" not in dialog.model.columns
    assert shown(dialog, SETTINGS) == ["all as at the start"]


def test_a_column_is_fitted_to_the_texts_of_few_runs_and_only_where_they_are_seen(dialog, monkeypatch):
    dialog.model.rows = dialog.model.rows * 125
    dialog.model.beginResetModel()
    dialog.model.endResetModel()
    asked, data = [], dialog.model.data
    monkeypatch.setattr(dialog.model, "data", lambda index, role: asked.append(index.row()) or data(index, role))
    themes.changed.emit()
    assert 40 <= len(set(asked)) < 100
    asked.clear()
    dialog.hide()
    themes.changed.emit()
    assert asked == []
