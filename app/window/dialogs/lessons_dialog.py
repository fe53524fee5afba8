"""The list of the lessons in the order of the course, with how far one has come in each."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.lessons import course
from app.lessons.lesson import Lesson
from app.panels.notes import wrapped
from app.window.lessons.progress import Progress
from widgets.language import _
from widgets.theme import themes

WANTED = QSize(800, 460)


class LessonsDialog(QDialog):
    """chosen(lesson): a person wants to go through it. print_asked(lesson): wants it as a hand-out. The dialog goes."""

    chosen, print_asked = Signal(object), Signal(object)

    def __init__(self, parent: QWidget, progress: Progress):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Lessons"))
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("Lessons"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([_("No."), _("Lesson"), _("Minutes"), _("Stops"), _("Seen")])
        header = self.list.header()
        header.setStretchLastSection(False)
        for column in range(5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column == 1
                                        else QHeaderView.ResizeMode.ResizeToContents)
        for lesson in course.lessons():
            self.list.addTopLevelItem(_row(lesson, progress.reached(lesson.key)))
        self.about = wrapped("")
        self.about.setMinimumHeight(2 * self.about.fontMetrics().lineSpacing())
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Close)
        self.printing = buttons.addButton(_("Print…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.printing.setToolTip(_("A hand-out with pictures of the scenes: PDF or HTML"))
        self.printing.clicked.connect(self._print)
        for button in buttons.buttons():
            button.setIcon(QIcon())             # drawn for light themes only
            button.setAutoDefault(False)
        self.go = buttons.button(QDialogButtonBox.StandardButton.Open)
        self.go.setText(_("Begin or go on"))
        self.go.setDefault(True)
        self.go.clicked.connect(self._open)
        buttons.rejected.connect(self.reject)
        self.list.currentItemChanged.connect(self._tell)
        self.list.itemActivated.connect(self._open)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.about)
        layout.addWidget(buttons)
        self.resize(QSize(*map(themes.current.pixels, WANTED.toTuple())).boundedTo(parent.size() - QSize(40, 60)))
        rows = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        self.list.setCurrentItem(next((row for row in rows if progress.reached(_lesson(row).key)
                                       < len(_lesson(row).stops)), rows[0] if rows else None))
        self.list.setFocus()

    def _tell(self) -> None:
        self.about.setText(_(_lesson(self.list.currentItem()).about))

    def _open(self, *_ignored: object) -> None:
        self._give(self.chosen)

    def _print(self) -> None:
        self._give(self.print_asked)

    def _give(self, wanted: SignalInstance) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            wanted.emit(_lesson(item))


def _lesson(row: QTreeWidgetItem) -> Lesson:
    return row.data(0, Qt.ItemDataRole.UserRole)


def _row(lesson: Lesson, reached: int) -> QTreeWidgetItem:
    count = len(lesson.stops)
    seen = _("✓ all") if reached >= count else _("{number} of {count}").format(number=reached, count=count) \
        if reached else "–"
    row = QTreeWidgetItem(["" if lesson.number is None else str(lesson.number), _(lesson.title), str(lesson.minutes),
                           str(count), seen])
    row.setData(0, Qt.ItemDataRole.UserRole, lesson)
    for column in (0, 2, 3):
        row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return row
