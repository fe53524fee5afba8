"""Patterns as small pictures in a grid, each with what D says of it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panels.patterns.drawings import DRAWINGS
from widgets.language import _
from widgets.numbers import in_language
from widgets.spoken import Spoken
from widgets.theme import themes

GAP = 10                        # pixels between two patterns, at scale 1
LARGEST = 34                    # pixels of a unit of a drawing, at scale 1
WRONG = "✗ "                    # before what D says of a pattern that breaks the rule


class _Arrangement(NamedTuple):
    """How many patterns are shown, how many side by side; pixels of a unit of a drawing, and of a column."""

    shown: int
    across: int
    unit: float
    wide: float


class PatternGrid(QWidget, Spoken):
    """title: above all. role: the colour of what is on. A pattern that breaks the rule has a cross beside its answer.

    Where there is little room it shows fewer patterns.
    """

    def __init__(self, title: str, role: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._title, self._role = title, role
        self._patterns, self._answers = np.zeros((0, 1)), np.zeros(0)
        self._keeps = np.zeros(0, bool)
        self._drawing = DRAWINGS["counting"]
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_patterns(self, scene: str, patterns: np.ndarray, answers: np.ndarray, keeps: np.ndarray) -> None:
        """patterns (n, width) of a scene that has a drawing; answers (n,) of D; keeps (n,): the rule, or not."""
        self._drawing = DRAWINGS[scene]
        self._patterns, self._answers, self._keeps = np.clip(np.nan_to_num(patterns), *_range(scene)), answers, keeps
        self.setAccessibleDescription(_("The rule is kept by {kept} of {count}").format(kept=int(keeps.sum()),
                                                                                   count=len(keeps)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current.pixels(160), themes.current.pixels(90))

    def room(self, width: int, height: int) -> tuple[int, float]:
        """(patterns that a grid of this size would show, pixels of a unit of their drawings)."""
        found = self._arranged(width, height, QFontMetrics(themes.current.font(tabular=True)))
        return found.shown, found.unit

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("ground"))
        painter.setFont(theme.font(bold=True))
        line, gap = painter.fontMetrics().height(), theme.pixels(GAP)
        painter.setPen(theme.colour("ink"))
        painter.drawText(QPointF(gap, line), self._title)
        after = 2 * gap + painter.fontMetrics().horizontalAdvance(self._title)
        painter.setFont(theme.font(tabular=True))
        painter.setPen(theme.colour("muted"))
        found = self._arranged(self.width(), self.height(), painter.fontMetrics())
        kept = _("{kept} of {count} right").format(kept=int(self._keeps[:found.shown].sum()), count=found.shown)
        painter.drawText(QPointF(after, line), painter.fontMetrics().elidedText(
            kept, Qt.TextElideMode.ElideRight, self.width() - after - gap // 2))
        self._draw_patterns(painter, found)
        painter.end()

    def _draw_patterns(self, painter: QPainter, found: _Arrangement) -> None:
        theme, gap, drawing = themes.current, themes.current.pixels(GAP), self._drawing
        line, size = painter.fontMetrics().height(), (drawing.columns * found.unit, drawing.rows * found.unit)
        for index, pattern in enumerate(self._patterns[:found.shown]):
            down, right = divmod(index, found.across)
            where = QRectF(gap + right * (found.wide + gap), line + gap + down * (size[1] + line + gap), *size)
            drawing.draw(painter, pattern, where, theme.colour(self._role))
            painter.setPen(theme.colour("ink" if self._keeps[index] else "warning"))
            painter.drawText(QRectF(where.x(), where.bottom(), found.wide + gap, line),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._text(index))

    def _text(self, index: int) -> str:
        answer = _number(self._answers[index])
        return answer if self._keeps[index] else WRONG + answer

    def _arranged(self, width: int, height: int, metrics: QFontMetrics) -> _Arrangement:
        """As many patterns as fit at the least size, and these as large as they can be."""
        theme, drawing, count = themes.current, self._drawing, len(self._patterns)
        line, gap = metrics.height(), theme.pixels(GAP)
        width, height = width - 2 * gap, height - line - gap
        text = metrics.horizontalAdvance(WRONG) + max(
            (metrics.horizontalAdvance(_number(answer)) for answer in self._answers), default=0)
        least, largest = theme.pixels(drawing.least), theme.pixels(LARGEST)
        best = _Arrangement(min(1, count), 1, 1.0, text)
        for across in range(1, count + 1):
            if across > 1 and across * (text + gap) > width:
                break
            for down in range(1, math.ceil(count / across) + 1):
                unit = min(largest, (width / across - gap) / drawing.columns,
                           (height / down - line - gap) / drawing.rows)
                if unit >= least:
                    best = max(best, _Arrangement(min(count, across * down), across, unit,
                                                  max(unit * drawing.columns, text)),
                               key=lambda found: (found.shown, found.unit))
        return best


def _range(scene: str) -> tuple[float, float]:
    """What a number of a pattern is cut to: of slots it is an opacity."""
    return (-10.0, 10.0) if scene == "perspective" else (0.0, 1.0)


def _number(answer: float) -> str:
    return in_language(f"{answer:.2f}").replace("-", "−")
