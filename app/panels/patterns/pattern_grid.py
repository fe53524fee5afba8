"""Patterns as small pictures in a grid: slots in a row or pixels in a square, the score of D under each."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.language import _
from widgets.numbers import number
from widgets.theme import themes

GAP = 10                        # pixels between two patterns, at scale 1
LARGEST = 34                    # pixels of a slot, at scale 1


class PatternGrid(QWidget):
    """title: above all. role: the colour of what is on. A pattern that breaks the rule has a cross beside its score."""

    def __init__(self, title: str, role: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._title, self._role = title, role
        self._patterns, self._scores = np.zeros((0, 1)), np.zeros(0)
        self._keeps = np.zeros(0, bool)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_patterns(self, patterns: np.ndarray, scores: np.ndarray, keeps: np.ndarray) -> None:
        """patterns (n, width), a multiple of 8 slots, from 0 to 1; scores (n,) of D; keeps (n,): the rule, or not."""
        self._patterns, self._scores, self._keeps = np.clip(np.nan_to_num(patterns), 0, 1), scores, keeps
        self.setAccessibleDescription(_("{kept} of {count} keep the rule").format(kept=int(keeps.sum()),
                                                                                   count=len(keeps)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current.pixels(160), themes.current.pixels(120))

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("ground"))
        painter.setFont(theme.font(bold=True))
        line = painter.fontMetrics().height()
        painter.setPen(theme.colour("ink"))
        painter.drawText(QPointF(theme.pixels(GAP), line), self._title)
        painter.setFont(theme.font(tabular=True))
        if len(self._patterns):
            self._draw_patterns(painter, line)
        painter.end()

    def _draw_patterns(self, painter: QPainter, line: int) -> None:
        theme, gap = themes.current, themes.current.pixels(GAP)
        rows, columns = max(1, self._patterns.shape[1] // 8), min(8, self._patterns.shape[1])
        room = QRectF(gap, line + gap, self.width() - 2 * gap, self.height() - line - 2 * gap)
        across, side = _arranged(len(self._patterns), columns, rows, room, gap, line, theme.pixels(LARGEST))
        for index, pattern in enumerate(self._patterns):
            down, right = divmod(index, across)
            corner = QPointF(room.left() + right * (columns * side + gap),
                             room.top() + down * (rows * side + line + gap))
            self._draw_pattern(painter, pattern.reshape(rows, columns), corner, side)
            below = QRectF(corner.x(), corner.y() + rows * side, columns * side + gap, line)
            painter.setPen(theme.colour("ink" if self._keeps[index] else "warning"))
            mark = "" if self._keeps[index] else "✗ "
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                             mark + number(float(self._scores[index]), 2))

    def _draw_pattern(self, painter: QPainter, slots: np.ndarray, corner: QPointF, side: float) -> None:
        theme, pixels = themes.current, len(slots) > 1
        colour = theme.colour(self._role)
        for (row, column), value in np.ndenumerate(slots):
            cell = QRectF(corner.x() + column * side, corner.y() + row * side, side, side)
            colour.setAlphaF(float(value))
            painter.setPen(QPen(theme.colour("grid" if pixels else "border"), 1))
            painter.setBrush(colour)
            if pixels:
                painter.drawRect(cell)
            else:
                painter.drawEllipse(cell.adjusted(1, 1, -1, -1))


def _arranged(count: int, columns: int, rows: int, room: QRectF, gap: int, line: int, largest: int
              ) -> tuple[int, float]:
    """(patterns side by side, side of a slot): with the largest slots that fit."""
    best = 1, 1.0
    for across in range(1, count + 1):
        down = math.ceil(count / across)
        side = min(largest, (room.width() / across - gap) / columns, (room.height() / down - line - gap) / rows)
        best = max(best, (across, side), key=lambda found: found[1])
    return best
