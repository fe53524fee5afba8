"""A derivation that is stepped: its lines so far, one below the other, and what the last of them says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from widgets.formulas.view import TypesetFormula
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.layout.height_fitting import FittingColumn
from widgets.spoken import Spoken
from widgets.theme import themes

#: Key -> by how many lines, as far as there are any.
KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -1,
        Qt.Key.Key_Home: -10**6, Qt.Key.Key_End: 10**6}
MARK = 4                            # pixels at scale 1: the stroke beside the line that is lit


class ShownLine(NamedTuple):
    """html, numbers: as TypesetFormula takes them. says: one translated sentence or two."""

    html: str
    says: str
    numbers: str = ""


class DerivationView(QWidget, Spoken):
    """Goes on and back by its buttons, by Down, Up, Page Down, Page Up, Home and End, and by a click on a line.

    index: of the line that is lit, the last one seen. turned(index): it is another one.
    """

    spoken_role = QAccessible.Role.List

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.index = 0
        self._lines: tuple[ShownLine, ...] = ()
        self.views: list[_LineView] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Derivation"))
        self.setToolTip(_("Down and Up: next line and back; Home and End: first and last"))
        self.back, self.on = self._button(_("‹ Back"), -1), self._button(_("Next line ›"), 1)
        self.place = QLabel()
        self.place.setAccessibleName(_("Which line it is"))
        row = FlowLayout()
        for widget in (self.back, self.on, self.place):
            row.addWidget(widget)
        self.column = _Lines(spacing=8)
        self.column.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.column, 1)
        themes.changed.connect(self._scroll_later)

    def _button(self, text: str, by: int) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: self.turn(by))
        return button

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current.pixels(230), themes.current.pixels(150))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def show_lines(self, lines: Sequence[ShownLine]) -> None:
        """Show these; where their formulas are those of the last time, where it stands, else from the first on."""
        lines = tuple(lines)
        if lines == self._lines:
            return
        if [line.html for line in lines] != [line.html for line in self._lines]:
            self.index = 0
            for view in self.views:
                self.column.column.removeWidget(view)
                view.deleteLater()
            self.views = []
        self._lines = lines
        self._show()

    def turn(self, by: int) -> None:
        """Go on (or, below 0, back) by so many lines, as far as there are any."""
        self.go_to(self.index + by)

    def go_to(self, index: int) -> None:
        """Light this line, or the nearest that there is."""
        index = min(max(index, 0), len(self._lines) - 1)
        if index != self.index and self._lines:
            self.index = index
            self._show()
            self.turned.emit(index)

    def _show(self) -> None:
        while len(self.views) < min(self.index + 1, len(self._lines)):
            view = _LineView(len(self.views))
            view.clicked.connect(self.go_to)
            self.column.column.addWidget(view)
            self.views.append(view)
        for number, view in enumerate(self.views):
            view.setVisible(number <= self.index)
            if number <= self.index:
                view.show_line(self._lines[number], number == self.index)
        self.place.setText(_("{number} of {count}").format(number=self.index + 1, count=len(self._lines)))
        self.setAccessibleDescription(" ".join((self.place.text(), *(line.says for line in
                                                                      self._lines[self.index:self.index + 1]))))
        self.back.setEnabled(self.index > 0)
        self.on.setEnabled(self.index < len(self._lines) - 1)
        self._scroll_later()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._scroll_later()

    def _scroll_later(self) -> None:
        """Once the lines have their places."""
        QTimer.singleShot(0, self, self._scroll)

    def _scroll(self) -> None:
        if self.views:
            view = self.views[min(self.index, len(self.views) - 1)]
            for place in (view.geometry().bottom(), view.geometry().top()):     # its beginning, if not all of it
                self.column.ensureVisible(0, place, 0, 0)

    # Keys ------------------------------------------------------------------------------------------------------------

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _wanted(event) and not self._turns_the_page(event):
            event.accept()                  # else Home would begin the run anew
            return True
        return super().event(event)

    def _turns_the_page(self, event) -> bool:
        """Whether Page Down or Page Up has no more line to go to: in a lesson it goes on with that."""
        return (event.key(), self.index) in ((Qt.Key.Key_PageDown, len(self._lines) - 1), (Qt.Key.Key_PageUp, 0))

    def keyPressEvent(self, event) -> None:
        self.turn(KEYS[event.key()]) if _wanted(event) else event.ignore()

    def mousePressEvent(self, event) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.OtherFocusReason)          # so that its keys work at once


def _wanted(event) -> bool:
    return event.key() in KEYS and event.modifiers() in (Qt.KeyboardModifier.NoModifier,
                                                         Qt.KeyboardModifier.KeypadModifier)


class _Lines(FittingColumn):
    """Takes the height that there is, and scrolls; its keys belong to the derivation."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def keyPressEvent(self, event) -> None:
        event.ignore()


class _LineView(QWidget, Spoken):
    """One line: its formula and, while it is lit, a stroke to the left of it and what it says.

    clicked(number): a person wants it lit.
    """

    spoken_role = QAccessible.Role.ListItem

    clicked = Signal(int)

    def __init__(self, number: int):
        super().__init__()
        self.number, self.lit = number, False
        self.formula, self.others, self.says = TypesetFormula(), _wrapping(), _wrapping()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * MARK, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self.formula, self.others, self.says):
            layout.addWidget(widget)

    def show_line(self, line: ShownLine, lit: bool) -> None:
        self.lit = lit
        self.setAccessibleName(_("Line {number}").format(number=self.number + 1))
        self.setAccessibleDescription(line.says)
        others = self.formula.show_formula(line.html, line.numbers)
        for label, text in ((self.others, others), (self.says, line.says if lit else "")):
            label.setText(text)
            label.setVisible(bool(text))
        self.update()

    def mousePressEvent(self, event) -> None:
        self.clicked.emit(self.number)
        event.ignore()                      # the derivation takes the focus

    def paintEvent(self, event) -> None:
        if self.lit:
            QPainter(self).fillRect(QRect(0, 0, themes.current.pixels(MARK), self.height()),
                                    themes.current.colour("accent"))


def _wrapping() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
