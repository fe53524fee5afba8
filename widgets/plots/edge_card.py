"""A few words over a plot, along its upper or lower edge: where they hide the fewest points."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtWidgets import QLabel

from widgets.plots.items.item import map_points
from widgets.plots.plot import Plot
from widgets.theme import themes

_MARGIN = 4
MOST = 0.4                      # of the height of the plot
LEAST_WIDTH = 360               # beside what else lies in its corners, in pixels at scale 1


def in_a_row(parts: Iterable[str]) -> str:
    """Parts of HTML text one after the other, between which a row may end."""
    return "&nbsp;&nbsp; ".join(part.replace(" ", "&nbsp;") for part in parts)


class EdgeCard(QLabel):
    """Hidden while it has no text; the mouse goes through it. lower: whether it lies at the lower edge at first.

    Its text is one row, or more where the plot is narrow.
    """

    def __init__(self, plot: Plot, lower: bool = False):
        super().__init__(plot)
        self._plot, self._lower = plot, lower
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        plot.getViewBox().sigResized.connect(self._place_again)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_text(self, html: str) -> None:
        """Show a text where it was before; "" hides it."""
        if html != self.text():
            self.setText(html)
        self.place()

    def choose_edge(self, points: np.ndarray, pointer: QPoint | None = None, taken: QRect | None = None) -> None:
        """Go where the fewest of these points (n, 2), in data coordinates, and neither the pointer nor another card
        are; stay where that is the same."""
        view = self._plot.getViewBox()
        transform = view.childGroup.sceneTransform() * self._plot.viewportTransform()
        x, y = map_points(transform, np.asarray(points, float).reshape(-1, 2)).T

        def hidden(lower: bool) -> float:
            rect = self._rect_at(lower)
            if (pointer is not None and rect.adjusted(-24, -24, 24, 24).contains(pointer)) or (
                    taken is not None and rect.intersects(taken)):
                return np.inf
            return float(((x > rect.left()) & (x < rect.right()) & (y > rect.top()) & (y < rect.bottom())).sum())
        self._lower = min((self._lower, not self._lower), key=hidden)
        self.place()

    def place(self) -> None:
        """Lie at the edge. In a plot so small that it would cover much of it, it is not seen."""
        rect = self._rect_at(self._lower)
        self.setGeometry(rect)
        self.setVisible(bool(self.text()) and rect.height() <= MOST * self._inside().height())

    def _inside(self) -> QRect:
        return self._plot.mapFromScene(QRectF(self._plot.getViewBox().sceneBoundingRect())).boundingRect()

    def _place_again(self) -> None:
        """The plot or the type has another size now."""
        if self.text():
            self.place()

    def _rect_at(self, lower: bool) -> QRect:
        inside = self._inside()
        room, taken = inside.width() - 2 * _MARGIN, 0
        other = self._plot.corner if lower else self._plot.fit_button
        if other is not None and other.isVisible():
            if (beside := room - other.width() - _MARGIN) >= themes.current.pixels(LEAST_WIDTH):
                room = beside
            else:                                       # above the key, below the button
                taken = other.height() + _MARGIN
        width = min(self._text_width(), room)
        size = QSize(width, self.heightForWidth(width))
        y = inside.bottom() - taken - size.height() if lower else inside.top() + taken
        y += -_MARGIN if lower else _MARGIN
        return QRect(QPoint(inside.left() + _MARGIN, y), size)

    def _text_width(self) -> int:
        """Of the text in one row."""
        self.setWordWrap(False)
        width = self.sizeHint().width()
        self.setWordWrap(True)
        return width

    def _apply_theme(self) -> None:
        theme = themes.current
        ground = theme.colour("ground")
        self.setStyleSheet(
            f"QLabel {{ background: rgba({ground.red()}, {ground.green()}, {ground.blue()}, 215); color: {theme.ink}; "
            f"border: 1px solid {theme.grid}; border-radius: {theme.pixels(4)}px; "
            f"padding: {theme.pixels(1)}px {theme.pixels(5)}px; }}")
        self._place_again()
