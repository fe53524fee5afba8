"""A widget that shows a typeset formula, with the numbers of a step beneath the symbols that they belong to."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFont, QFontMetricsF, QGuiApplication, QKeySequence, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.formulas import mathml
from widgets.formulas.placing import Placed, place
from widgets.formulas.symbols import Hit, SymbolsWidget, all_in, found_in
from widgets.formulas.terms import Line, layout, placed, split_numbers
from widgets.formulas.typeset import INK, typeset
from widgets.language import _
from widgets.theme import themes

#: Of the smallest text of the theme.
SIZE = 1.3
#: Milliseconds from a first picture to `typeset.prepare`: it must be painted, and nobody asks for a step sooner.
READING_TIME = 500


class TypesetFormula(SymbolsWidget):
    """Breaks between terms, never in one; a line with a term that is wider than the widget becomes smaller.

    Its accessible name is the formula in lines of type; Ctrl+C and the menu of the right button copy that.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._html, self._formula = "", ()
        self._numbers: dict[str, str] = {}
        self._room: dict[str, float] = {}
        self._placed: tuple[int, Placed] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction(_("Copy formula"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.addAction(copy)
        themes.changed.connect(self._apply_theme)

    def show_formula(self, html: str, numbers_html: str = "") -> str:
        """Show a formula. Returns those of its numbers (HTML) that belong to no symbol of it."""
        values, parts = split_numbers(numbers_html)
        formula: tuple[Line, ...] = layout(html, tuple(name for name in values if "<" not in values[name]))
        beneath = placed(formula)
        numbers = {name: value for name, value in values.items() if name in beneath}
        if (html, formula, numbers) != (self._html, self._formula, self._numbers):
            if formula != self._formula:
                self._room = {}
                self._placed = None
            self._html, self._formula, self._numbers = html, formula, numbers
            self._make_room()
            self.setAccessibleName(self.text() or _("Formula"))
            self.update()
        return ", &nbsp; ".join(dict.fromkeys(parts[name] for name in values if name not in beneath))

    def text(self) -> str:
        """The formula in lines of type, and its numbers."""
        said = [mathml.plain(line) for line in mathml.lines(self._html)]
        return "\n".join(said + [f"{piece.text} = {self._numbers[piece.name]}" for line in self._formula
                                 for term in line for piece in term.pieces if piece.name])

    def placed(self, width: int) -> Placed:
        """Where everything stands at a width, in pixels."""
        if self._placed is None or self._placed[0] != width:
            em = themes.current.font_points * SIZE * self.logicalDpiY() / 72
            self._placed = width, place(self._formula, self._room, width, em, self._metrics().height())
        return self._placed[1]

    def symbol_at(self, x: float, y: float) -> Hit | None:
        """The symbol at a place, in pixels, or the one whose number stands there; None where there is neither."""
        height = self._metrics().height()
        for row in self.placed(self.width()).rows:
            for each in row.places:
                numbers = QRectF(each.left, row.numbers_at, each.width, height)
                if each.piece.name and numbers.contains(x, y):
                    return Hit((each.piece.text,), numbers)
                if hit := found_in(each.piece.mathml, each.x, row.base_line, row.em, x, y):
                    return hit
        return None

    def places_of(self, text: str) -> list[QRectF]:
        return [rect for row in self.placed(self.width()).rows for each in row.places
                for rect in all_in(each.piece.mathml, each.x, row.base_line, row.em, text)]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self.placed(width).height)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._metrics().lineSpacing())

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        painter.setPen(theme.colour("accent"))
        for row in self.placed(self.width()).rows:
            for each in row.places:
                paint(painter, each.piece.mathml, each.x, row.base_line, row.em, theme.ink)
                if each.piece.name:
                    painter.drawText(QRectF(each.left, row.numbers_at, each.width, self._metrics().height()),
                                     Qt.AlignmentFlag.AlignCenter, self._numbers[each.piece.name])

    def _font(self) -> QFont:
        return themes.current.font(tabular=True)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._font(), self)

    def _make_room(self) -> None:
        """For the widest number that each symbol has had: a formula must not tremble as its numbers change."""
        metrics = self._metrics()
        for name, value in self._numbers.items():
            needed = metrics.horizontalAdvance(value)
            if needed > self._room.get(name, 0.0):
                self._room[name] = needed
                self._placed = None
        if self._placed is None:
            self.updateGeometry()

    def _apply_theme(self) -> None:
        self._room, self._placed = {}, None
        self._make_room()
        self.update()


@lru_cache(maxsize=512)
def _renderer(mathml: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(typeset(mathml).svg.replace(INK, colour).encode()))


def paint(painter: QPainter, mathml: str, x: float, base_line: float, em: float, colour: str) -> None:
    """A <math> element from x on, on a base line, in pixels; em: the size of the font."""
    made = typeset(mathml)
    _renderer(mathml, colour).render(
        painter, QRectF(x + made.left * em, base_line + made.top * em, made.width * em, made.height * em))
