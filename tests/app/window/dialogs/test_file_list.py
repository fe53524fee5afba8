"""Qt's own dialog of files says what kind a file is, and when it was written, in the language of the window."""

import re

import pytest
from PySide6.QtCore import QDate, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QListView, QStyleOptionViewItem, QTreeView

from app.window import language_menu
from app.window.dialogs.file_list import DATE, KIND, SIZE, kind_of
from app.window.window import Window
from widgets import language
from widgets.theme import themes

NAMES = ("run.saddle", "points.csv", "film.mp4", "notes.md", "data.xyz", "noending")


@pytest.fixture(params=[(code, scale) for code in language.languages() for scale in (1.0, 1.5)], ids=str)
def spoken(qapp, calm_theme, request):
    code, scale = request.param
    themes.apply(qapp)
    themes.enlarge(scale)
    language_menu.use(code)
    yield code
    language_menu.use(language.ENGLISH)
    themes.enlarge(1.0)


def texts(tree, column):
    """What is drawn there, and whether it is whole."""
    found = []
    for row in range(tree.model().rowCount(tree.rootIndex())):
        index = tree.model().index(row, column, tree.rootIndex())
        option = QStyleOptionViewItem()
        tree.initViewItemOption(option)
        tree.itemDelegateForIndex(index).initStyleOption(option, index)
        assert option.fontMetrics.horizontalAdvance(option.text) < tree.columnWidth(column)
        found.append(option.text)
    return found


def test_kinds_and_dates_are_said_in_the_language_and_no_column_cuts_them(spoken, qtbot, tmp_path):
    for name in NAMES:
        (tmp_path / name).write_text("x")
    (tmp_path / "folder").mkdir()
    window = Window()
    qtbot.addWidget(window)
    window.show()
    seen = {}

    def look():
        dialog = QApplication.activeModalWidget()
        tree = dialog.findChild(QTreeView, "treeView")
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) == len(NAMES) + 1
                        and tree.columnWidth(KIND) >= tree.sizeHintForColumn(KIND))
        places = dialog.findChild(QListView, "sidebar")
        seen.update(kinds=texts(tree, KIND), dates=texts(tree, DATE), sizes=texts(tree, SIZE),
                    places=places.viewport().width() >= places.sizeHintForColumn(0))
        dialog.reject()
    QTimer.singleShot(0, look)
    QFileDialog.getOpenFileName(window, "", str(tmp_path), "", options=QFileDialog.Option.DontUseNativeDialog)
    expected = sorted([*map(kind_of, NAMES), language._("Folder")])
    assert sorted(seen["kinds"]) == expected and seen["places"]
    if spoken == "zh_CN":
        assert set(re.findall("[A-Za-z]+", " ".join(expected))) == {"Saddle", "XYZ"}
    today = QLocale(spoken).toString(QDate.currentDate(), QLocale.FormatType.ShortFormat)
    assert all(today in text for text in seen["dates"])


def test_a_name_that_only_begins_with_a_dot_has_no_ending(qapp):
    assert kind_of(".config") == kind_of("noending") == "File"
    assert kind_of("a.tar.GZ") == "GZ file" and kind_of("A.PNG") == "Picture"
