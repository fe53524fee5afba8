"""The branches of a run as a small tree along the time line: where each leaves another, how far it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.controls.time_line import TimeLine
from widgets.language import _
from widgets.numbers import whole
from widgets.spoken import Spoken
from widgets.theme import themes

SHOWN, HEIGHT = 4, 19                # rows that are seen without scrolling, and pixels of one at scale 1
LEAST_NAME, LEAST_LINE = 150, 120   # pixels at scale 1


@dataclass(frozen=True)
class Row:
    """One branch. text: its name, translated. parent: number of the one that it leaves at step `fork`; 0: none. here:
    it is on the screen. named: by a person."""

    number: int
    text: str
    parent: int
    fork: int
    furthest: int
    here: bool = False
    pinned: bool = False
    named: bool = False


class BranchTree(QScrollArea):
    """Hidden where there is only one branch. Its lines lie under those of `line`, where there is room.

    chosen(number, step): a person wants to go on with a branch, at this step of it or (-1) at its end. compare_asked:
    beside the run on the screen. renamed(number, name): "" for the name that its change gives it. pinned(number, on).
    deleted(number). comparable: whether there is a place where two runs are compared.
    """

    chosen = Signal(int, int)
    compare_asked = Signal(int)
    renamed = Signal(int, str)
    pinned = Signal(int, bool)
    deleted = Signal(int)

    def __init__(self, line: TimeLine, comparable: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self._line, self.comparable = line, comparable
        self.rows: tuple[Row, ...] = ()
        self.step = 0
        self.views: dict[int, _RowView] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Branches"))
        inner = QWidget()
        inner.setObjectName("contents")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(inner)
        line.placed.connect(self._place)
        themes.changed.connect(self._build)
        self.hide()

    def show_rows(self, rows: Sequence[Row], step: int) -> None:
        """The branches in the order in which they began, and the step where the run is; no rows hide the tree."""
        rows = tuple(rows)
        if (rows, step) == (self.rows, self.step):
            return
        same = [replace(row, furthest=0) for row in rows] == [replace(row, furthest=0) for row in self.rows]
        self.rows, self.step = rows, step
        if not same:
            self._build()
        for row in rows:
            self.views[row.number].show_row(row)

    def begin(self) -> None:
        """Put the focus on the branch that is here."""
        for row in self.rows:
            if row.here:
                self.views[row.number].name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        focused = next((number for number, view in self.views.items() if view.isAncestorOf(self.focusWidget())), 0)
        while item := self._column.takeAt(0):
            item.widget().hide()
            item.widget().deleteLater()
        self.views = {}
        for row in self.rows:
            self.views[row.number] = view = _RowView(self, row)
            view.show_row(row)
            self._column.addWidget(view)
        self.setVisible(bool(self.rows))
        if self.rows:
            self.setFixedHeight(min(len(self.rows), SHOWN) * themes.current.pixels(HEIGHT) + themes.current.pixels(3))
            self._place()
            here = next(row.number for row in self.rows if row.here)
            self.ensureWidgetVisible(self.views[here], 0, 0)
        if focused in self.views:
            self.views[focused].name.setFocus()

    def _place(self) -> None:
        """The lines of the rows under the time line; beside names that can be read where that is short."""
        scale = themes.current.pixels
        left, width = self._line.x(), self._line.width()
        if left < scale(LEAST_NAME) or width < scale(LEAST_LINE):
            left, width = self.width() * 2 // 5, self.width() // 4
        for view in self.views.values():
            view.place(left, width)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place()

    def x_of(self, step: int, width: int) -> float:
        """Where a step lies on a line of this width: as on the time line where that is as wide."""
        return self._line.x_of(step) * width / max(1, self._line.width())

    def step_at(self, x: float, width: int) -> int:
        """The step at this place of a line."""
        first, last = self.x_of(0, width), self.x_of(self._line.maximum(), width)
        share = (x - first) / max(1.0, last - first)
        return round(min(max(share, 0.0), 1.0) * self._line.maximum())

    # Of one branch ---------------------------------------------------------------------------------------------------

    def menu_of(self, row: Row) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add(text: str, do: Callable[[], object], able: bool = True) -> None:
            menu.addAction(text, do).setEnabled(able)
        add(_("Go to its end, step {step}").format(step=whole(row.furthest)), lambda: self.chosen.emit(row.number, -1))
        add(_("Go there at step {step}, as here").format(step=whole(min(self.step, row.furthest))),
            lambda: self.chosen.emit(row.number, self.step), not row.here)
        if self.comparable:
            add(_("Compare: this run as A, this branch as B"), lambda: self.compare_asked.emit(row.number),
                not row.here)
        menu.addSeparator()
        add(_("Rename…"), partial(self.rename, row))
        add(_("Unpin") if row.pinned else _("Pin: keep it, however many there are"),
            lambda: self.pinned.emit(row.number, not row.pinned))
        add(_("Delete"), lambda: self.deleted.emit(row.number), not row.here)
        return menu

    def rename(self, row: Row) -> None:
        """Ask for a name."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(_("Rename branch"))
        dialog.setLabelText(_("Name; empty for the one that its change gives it"))
        dialog.setTextValue(row.text if row.named else "")
        dialog.textValueSelected.connect(lambda text: self.renamed.emit(row.number, text.strip()[:60]))
        dialog.open()


class _RowView(QWidget):
    """One branch: its name, a button that goes to its end; its line; how far it goes; and what else can be done."""

    def __init__(self, tree: BranchTree, row: Row):
        super().__init__()
        self.tree, self.row = tree, row
        self.setFixedHeight(themes.current.pixels(HEIGHT))
        self.name = _Name()
        self.name.setProperty("branch", True)
        self.name.setAutoDefault(False)
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.name.clicked.connect(lambda _checked=False: tree.chosen.emit(self.row.number, -1))
        self.line = _Line(self)
        self.end = QLabel()
        self.compare, self.more = QToolButton(), QToolButton()
        self.compare.setText(_("compare"))
        self.compare.setToolTip(_("This run as A, this branch as B, both at the step where this run is"))
        self.compare.clicked.connect(lambda _checked=False: tree.compare_asked.emit(self.row.number))
        policy = self.compare.sizePolicy()
        policy.setRetainSizeWhenHidden(tree.comparable)
        self.compare.setSizePolicy(policy)
        self.compare.setVisible(tree.comparable and not row.here)
        self.more.setText("⋯")
        for button in (self.compare, self.more):
            button.setProperty("small", True)
        self.more.clicked.connect(lambda _checked=False: self.open_menu(self.more.mapToGlobal(QPointF(0, 0)).toPoint()))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 8, 0)
        self._row.setSpacing(4)
        for widget in (self.name, self.line, self.end, self.compare, self.more):
            self._row.addWidget(widget)
        self._row.addStretch(1)

    def show_row(self, row: Row) -> None:
        self.row = row
        self.end.setText(_("to step {step}").format(step=whole(row.furthest)))
        self.setToolTip(_tip(row))
        self.line.setAccessibleName(_("Steps of branch {name}").format(name=row.text))
        self.line.setAccessibleDescription(_tip(row))
        self.name.setAccessibleName(_("Branch {name}").format(name=_tip(row)))
        self.compare.setAccessibleName(_("Compare with branch {name}").format(name=row.text))
        self.more.setAccessibleName(_("More of branch {name}").format(name=row.text))
        self.more.setToolTip(_("Compare, rename, pin, delete"))
        self._show_name()
        self.line.update()

    def place(self, left: int, width: int) -> None:
        """The line begins there and is that wide."""
        self._row.setContentsMargins(8, 0, 8, 0)
        self.name.setFixedWidth(max(1, left - 8 - self._row.spacing()))
        self.line.setFixedWidth(max(1, width))
        self._show_name()

    def _show_name(self) -> None:
        mark = "●" if self.row.here else "○"
        text = f"{mark}{' ⚲' if self.row.pinned else ''} {self.row.text}"
        room = self.name.width() - themes.current.pixels(10)
        self.name.setText(self.name.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))

    def open_menu(self, where) -> None:
        self.tree.menu_of(self.row).popup(where)

    def contextMenuEvent(self, event) -> None:
        self.open_menu(event.globalPos())

    def keyPressEvent(self, event) -> None:
        """Up and Down go through the branches; F2 renames, Delete deletes."""
        numbers = [row.number for row in self.tree.rows]
        at = numbers.index(self.row.number)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = min(max(at + (1 if event.key() == Qt.Key.Key_Down else -1), 0), len(numbers) - 1)
            self.tree.views[numbers[to]].name.setFocus(Qt.FocusReason.TabFocusReason)
            self.tree.ensureWidgetVisible(self.tree.views[numbers[to]], 0, 0)
        elif event.key() == Qt.Key.Key_F2:
            self.tree.rename(self.row)
        elif event.key() == Qt.Key.Key_Delete and not self.row.here:
            self.tree.deleted.emit(self.row.number)
        else:
            super().keyPressEvent(event)


class _Name(QPushButton):
    """Leaves Up and Down to its row, in place of going to the button beside it."""

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Line(QWidget, Spoken):
    """The steps of one branch, and what connects it with the others. A click goes to the step there."""

    def __init__(self, view: _RowView):
        super().__init__(view)
        self.view = view
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(LEAST_LINE, themes.current.pixels(20))

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            row = self.view.row
            step = self.view.tree.step_at(event.position().x(), self.width())
            self.view.tree.chosen.emit(row.number, min(step, row.furthest))

    def paintEvent(self, event) -> None:
        theme, tree, row = themes.current, self.view.tree, self.view.row
        rows = {each.number: place for place, each in enumerate(tree.rows)}
        mine, middle = rows[row.number], self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("border"), theme.pixels(1.5)))
        for other in tree.rows:                         # what passes here, from a branch above to one below
            above, below = rows.get(other.parent, rows[other.number]), rows[other.number]
            if above < below and above <= mine <= below:
                x, top = tree.x_of(other.fork, self.width()), middle if mine == above else 0
                painter.drawLine(QPointF(x, top), QPointF(x, middle if mine == below else self.height()))
        colour = theme.colour("accent" if row.here else "muted")
        painter.setPen(QPen(colour, theme.pixels(3 if row.here else 2)))
        first, last = tree.x_of(row.fork, self.width()), tree.x_of(row.furthest, self.width())
        painter.drawLine(QPointF(first, middle), QPointF(max(last, first + 1), middle))
        painter.setPen(QPen(colour, theme.pixels(2)))
        painter.setBrush(colour if row.here else theme.colour("panel"))
        x = tree.x_of(tree.step, self.width()) if row.here else last
        painter.drawEllipse(QPointF(x, middle), theme.pixels(4), theme.pixels(4))


def _tip(row: Row) -> str:
    if row.here:
        return _("{name}: on the screen, to step {end}").format(name=row.text, end=whole(row.furthest))
    return _("{name}: from step {fork} to step {end}").format(name=row.text, fork=whole(row.fork),
                                                            end=whole(row.furthest))
