"""The dialog about a table of points: what it proposes, what it shows, and when it can be accepted."""

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from app.panels.gan.table_dialog import TableDialog
from app.point_tables.reader import AmbiguousTable, Layout, read

RAW = b"1,5,2,5\n3,5,4,5\n"


@pytest.fixture
def dialog(calm_theme, qtbot):
    with pytest.raises(AmbiguousTable) as refused:
        read(RAW, "points.csv")
    made = TableDialog(RAW, "points.csv", refused.value.layout)
    qtbot.addWidget(made)
    return made


def shown(dialog):
    preview = dialog.preview
    return [[preview.item(row, column).text() for column in range(preview.columnCount())]
            for row in range(preview.rowCount())]


def ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_it_opens_with_the_likelier_reading(dialog):
    assert dialog.layout_chosen == Layout(",", ".", 0, (0, 1))
    assert shown(dialog) == [["1", "5", "2", "5"], ["3", "5", "4", "5"]]
    assert "2 points" in dialog.message.text() and ok(dialog).isEnabled()


def test_another_decimal_sign_shows_the_other_numbers(dialog):
    dialog.decimal.setCurrentIndex(1)
    assert shown(dialog) == [["1.5", "2.5"], ["3.5", "4.5"]]
    assert read(RAW, "points.csv", dialog.layout_chosen).points.tolist() == [[1.5, 2.5], [3.5, 4.5]]


def test_it_cannot_be_accepted_while_the_file_cannot_be_read_so(dialog):
    dialog.separator.setCurrentIndex(0)                     # semicolons, of which there are none
    assert not ok(dialog).isEnabled()
    assert "Line 1" in dialog.message.text()
    dialog.separator.setCurrentIndex(2)
    assert ok(dialog).isEnabled()


def test_columns_and_rows_above_are_taken(dialog):
    dialog.skipped.setValue(1)
    dialog.x.setCurrentIndex(2)
    assert read(RAW, "points.csv", dialog.layout_chosen).points.tolist() == [[4, 5]]
