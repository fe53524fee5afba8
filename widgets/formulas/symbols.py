"""Which symbol of a formula stands at a place: what the widgets that show formulas have in common."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from widgets.formulas.typeset import typeset
from widgets.language import _
from widgets.spoken import Spoken

_BETWEEN = re.compile(r"[\s/_^]")
#: Pixels around a symbol that still belong to it.
NEAR = 2


class Hit(NamedTuple):
    """texts: as Symbol of widgets.formulas.typeset has them. rect: where it stands, in pixels."""

    texts: tuple[str, ...]
    rect: QRectF


def found_in(mathml: str, left: float, base_line: float, em: float, x: float, y: float) -> Hit | None:
    """The symbol at a place (x, y) of a <math> element that is painted from `left` on, on a base line, in pixels."""
    for symbol in typeset(mathml).symbols:
        rect = QRectF(left + symbol.left * em, base_line - symbol.above * em,
                      (symbol.right - symbol.left) * em, (symbol.above - symbol.below) * em)
        if rect.adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(x, y):
            return Hit(symbol.texts, rect)
    return None


def all_in(mathml: str, left: float, base_line: float, em: float, text: str) -> list[QRectF]:
    """Where a <math> element that is painted so has the symbols of this text, one after the other.

    What only says how they stand counts for nothing: spaces, and the /, _ and ^ of fractions and indices.
    """
    wanted, symbols = _BETWEEN.sub("", text), typeset(mathml).symbols
    said = [_BETWEEN.sub("", symbol.texts[-1]) for symbol in symbols]
    starts = [0, *accumulate(map(len, said))]
    found = []
    for first, start in enumerate(starts[:-1]):
        if wanted and start + len(wanted) in starts and "".join(said).startswith(wanted, start):
            rect = QRectF()
            for symbol in symbols[first:starts.index(start + len(wanted))]:
                rect |= QRectF(left + symbol.left * em, base_line - symbol.above * em,
                               (symbol.right - symbol.left) * em, (symbol.above - symbol.below) * em)
            found.append(rect)
    return found


class SymbolsWidget(QWidget, Spoken):
    """Shows a formula, and has another pointer over its letters: they can be asked about."""

    spoken_role = QAccessible.Role.Equation

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Formula"))

    def symbol_at(self, x: float, y: float) -> Hit | None:
        """The symbol at a place, in pixels; None where there is none."""
        raise NotImplementedError

    def places_of(self, text: str) -> list[QRectF]:
        """Where it has the symbols of this text, in pixels; see `all_in`."""
        raise NotImplementedError

    def mouseMoveEvent(self, event) -> None:
        here = self.symbol_at(event.position().x(), event.position().y())
        lettered = here is not None and any(letter.isalpha() for letter in here.texts[-1])
        self.setCursor(Qt.CursorShape.WhatsThisCursor if lettered else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)
