"""The list of files in Qt's own dialog, said in the language of the window; most systems have a dialog of theirs.

Qt takes the kinds of files from a database of the system, which may have them in another language or not be there, and
writes dates as the system does. It asks for them in a thread of its own, so what it found is replaced where it is
drawn.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QLocale, QModelIndex
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QHeaderView, QListView, QStyledItemDelegate, QTreeView

from sims.params import N_
from widgets.language import _

NAME, SIZE, KIND, DATE = range(4)           # the columns of QFileSystemModel
RUN, PICTURE, FILM, TABLE, PAGES, TEXT = (
    N_("Saddle run"), N_("Picture"), N_("Film"), N_("Table of numbers"), N_("Pages"), N_("Text"))
#: What is in a file, by the ending of its name.
KINDS = {"saddle": RUN, "png": PICTURE, "jpg": PICTURE, "jpeg": PICTURE, "svg": PICTURE, "gif": FILM, "mp4": FILM,
         "csv": TABLE, "npy": TABLE, "npz": TABLE, "pdf": PAGES, "html": PAGES, "htm": PAGES, "md": TEXT, "txt": TEXT}


def kind_of(name: str) -> str:
    """What to call the kind of a file of this name."""
    ending = name.rpartition(".")[2].lower() if "." in name[1:] else ""
    if ending in KINDS:
        return _(KINDS[ending])
    return _("{ending} file").format(ending=ending.upper()) if ending else _("File")


def dress(dialog: QFileDialog) -> None:
    """Say it in the language of now, and make the columns as wide as that; nothing where the dialog is the system's."""
    tree = dialog.findChild(QTreeView, "treeView")
    if tree is None or not isinstance(tree.model(), QFileSystemModel):
        return
    tree.setItemDelegate(_lines())
    # Before it has read the folder Qt sets other widths. That it is said of the dialog keeps Python's view of it alive.
    tree.model().directoryLoaded.connect(lambda _folder: _fit(dialog))


def _fit(dialog: QFileDialog) -> None:
    """Every column but that of the names as wide as what stands in it, and so the places beside them."""
    places = dialog.findChild(QListView, "sidebar")
    places.setMinimumWidth(places.sizeHintForColumn(0) + 2 * places.frameWidth())
    header = dialog.findChild(QTreeView, "treeView").header()
    header.setStretchLastSection(False)
    for column in (SIZE, KIND, DATE):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)


class _Lines(QStyledItemDelegate):
    def initStyleOption(self, option, index: QModelIndex) -> None:
        super().initStyleOption(option, index)
        files = index.model()
        if index.column() == KIND:
            option.text = _("Folder") if files.isDir(index) else kind_of(files.fileName(index))
        elif index.column() == DATE:
            option.text = QLocale().toString(files.lastModified(index), QLocale.FormatType.ShortFormat)


@cache
def _lines() -> _Lines:
    """One for all dialogs: nothing of Python keeps what belongs to a dialog of Qt."""
    return _Lines()
