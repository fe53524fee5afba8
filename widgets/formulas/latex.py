"""A formula that is written in LaTeX, typeset on a line of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.formulas.symbols import Hit, SymbolsWidget, all_in, found_in
from widgets.formulas.typeset import Typeset, typeset
from widgets.formulas.view import SIZE, paint
from widgets.theme import themes

MARGIN = 0.3                            # above and below, in em
_OUTER = re.compile(r"^\s*<math[^>]*>|</math>\s*$")


@lru_cache(maxsize=256)
def mathml_of(latex: str) -> str:
    """A <math> element in display style. Raises ValueError for what is no formula, or one that cannot be typeset."""
    try:
        from ziamath.tex import tex2mml  # not before the window is painted

        found = f'<math><mstyle displaystyle="true">{_OUTER.sub("", tex2mml(latex.strip()))}</mstyle></math>'
        typeset(found)
    except Exception as error:          # whatever the libraries stumble over in what somebody has written
        raise ValueError(latex) from error
    return found


class LatexFormula(SymbolsWidget):
    """Stands in the middle; it becomes smaller where it is wider than the widget.

    Its accessible name is the LaTeX. Raises ValueError for what cannot be typeset.
    """

    def __init__(self, latex: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._mathml = mathml_of(latex)
        self.setAccessibleName(latex.strip())
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        themes.changed.connect(self._apply_theme)

    @property
    def _made(self) -> Typeset:
        return typeset(self._mathml)

    def em(self, width: int) -> float:
        """The size at a width, in pixels: that of other formulas, or what fits."""
        wanted = themes.current.font_points * SIZE * self.logicalDpiY() / 72
        return min(wanted, max(width, 1) / self._made.width)

    def symbol_at(self, x: float, y: float) -> Hit | None:
        return found_in(self._mathml, *self._start(), x, y)

    def places_of(self, text: str) -> list[QRectF]:
        return all_in(self._mathml, *self._start(), text)

    def _start(self) -> tuple[float, float, float]:
        """Where it begins, its base line and its size, in pixels."""
        made, em = self._made, self.em(self.width())
        return (self.width() - made.width * em) / 2 - made.left * em, (MARGIN - made.top) * em, em

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round((self._made.height + 2 * MARGIN) * self.em(width))

    def sizeHint(self) -> QSize:
        width = max(self.width(), 240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.heightForWidth(60))

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, self._mathml, *self._start(), themes.current.ink)

    def _apply_theme(self) -> None:
        self.updateGeometry()
        self.update()
