"""Many small pictures of points in one grid with the same axes; one of them has the focus."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from widgets.plots.items.item import finite_rows
from widgets.spoken import Spoken
from widgets.theme import themes

GAP = 4                         # pixels between two pictures, at scale 1
KEYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Multiple:
    """A picture: points (n, 2), a title, what is said of it in short (note) and in full (says). short: in place of the
    title where there is no room for both.

    colour: of its frame, as Theme.colour. dash: of the frame, None for solid. share: from 0 to 1, as a pie beside the
    note; NaN for none. crossed: whether a cross lies over it.
    """

    points: np.ndarray
    title: str
    short: str = ""
    note: str = ""
    says: str = ""
    colour: str = "border"
    dash: tuple[float, ...] | None = None
    share: float = math.nan
    crossed: bool = False


class SmallMultiples(QWidget, Spoken):
    """opened(index): a person has clicked on one, or pressed Return while it has the focus. Arrow keys move that."""

    spoken_role = QAccessible.Role.List
    shows_focus = True

    opened = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.multiples: tuple[Multiple, ...] = ()
        self.current = 0
        self._behind = np.zeros((0, 2))
        self._extent = 1.0
        self._rectangles = PrimitiveArray(QRectF, 4)
        self._name = name
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_multiples(self, multiples: Sequence[Multiple], behind: np.ndarray, extent: float) -> None:
        """behind: points (n, 2) that lie faintly under all. extent: the axes go from minus to plus it."""
        self.multiples, self._behind, self._extent = tuple(multiples), finite_rows(behind, 2), max(extent, 1e-9)
        self.current = min(self.current, max(0, len(self.multiples) - 1))
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)

    # Where ------------------------------------------------------------------------------------------------------------

    @property
    def columns(self) -> int:
        """As many as leave the pictures the most room."""
        count = max(1, len(self.multiples))

        def side(columns: int) -> float:
            rows = math.ceil(count / columns)
            return min(self.width() / columns, self.height() / rows - self._line())
        return max(range(1, count + 1), key=side)

    def _line(self) -> float:
        return QFontMetricsF(themes.current.font()).height()

    def cell(self, index: int) -> QRectF:
        """Where a picture is, with its title."""
        columns = self.columns
        rows = math.ceil(max(1, len(self.multiples)) / columns)
        width, height = self.width() / columns, self.height() / rows
        return QRectF(index % columns * width, index // columns * height, width, height)

    def index_at(self, place: QPointF) -> int | None:
        return next((index for index in range(len(self.multiples)) if self.cell(index).contains(place)), None)

    # Painting ---------------------------------------------------------------------------------------------------------

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        theme = themes.current
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.setFont(theme.font())
        faint = _mixed(theme.colour("real"), theme.colour("ground"), 0.6)
        for index, multiple in enumerate(self.multiples):
            self._paint_one(painter, index, multiple, faint)
        painter.end()

    def _paint_one(self, painter: QPainter, index: int, multiple: Multiple, faint: QColor) -> None:
        theme, line = themes.current, self._line()
        cell = self.cell(index).adjusted(*(theme.pixels(GAP) / 2 * sign for sign in (1, 1, -1, -1)))
        side = max(8.0, min(cell.width(), cell.height() - line))
        area = QRectF(cell.center().x() - side / 2, cell.top() + line, side, side)
        self._paint_title(painter, multiple, QRectF(cell.left(), cell.top(), cell.width(), line))
        painter.fillRect(area, theme.colour("ground"))
        painter.setClipRect(area)
        size = max(1.5, round(side / 70)) * (1.0 if theme.scale < 1.4 else 1.3)
        self._paint_points(painter, self._behind, area, 2 * size, faint)
        self._paint_points(painter, finite_rows(multiple.points, 2), area, size, theme.colour("generated"))
        painter.setClipping(False)
        pen = QPen(theme.colour(multiple.colour), theme.pixels(2))
        if multiple.dash:
            pen.setDashPattern(list(multiple.dash))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(1, 1, -1, -1))
        if multiple.crossed:
            painter.drawLine(area.topLeft(), area.bottomRight())
            painter.drawLine(area.topRight(), area.bottomLeft())
        if index == self.current and self.hasFocus():
            painter.setPen(QPen(theme.colour("ink"), theme.pixels(2)))
            painter.drawRect(area.adjusted(4, 4, -4, -4))

    def _paint_title(self, painter: QPainter, multiple: Multiple, area: QRectF) -> None:
        theme, metrics = themes.current, QFontMetricsF(painter.font())
        pie = 0.0
        if math.isfinite(multiple.share):
            pie = area.height() * 0.7
            circle = QRectF(area.right() - pie, area.top() + area.height() * 0.15, pie, pie)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("muted"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle)
            painter.setBrush(theme.colour("generated"))
            painter.drawPie(circle, 90 * 16, -round(360 * 16 * min(max(multiple.share, 0.0), 1.0)))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        room = area.width() - pie - (4 if pie else 0)
        note = metrics.horizontalAdvance(multiple.note)
        title = next((text for text in (multiple.title, multiple.short)
                      if metrics.horizontalAdvance(text) + note + 6 <= room), None)
        base = area.top() + metrics.ascent()        # not a rectangle: another font's signs would push the line down
        if title is not None:
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(area.left() + room - note, base), multiple.note)
        painter.setPen(theme.colour("ink"))
        painter.drawText(QPointF(area.left(), base), title if title is not None else
                         metrics.elidedText(multiple.title, Qt.TextElideMode.ElideRight, max(0.0, room)))

    def _paint_points(self, painter: QPainter, points: np.ndarray, area: QRectF, size: float, colour: QColor) -> None:
        """Small squares: of all that Qt draws these take the least time."""
        if not len(points):
            return
        scale = area.width() / (2 * self._extent)
        places = np.clip(points * (scale, -scale), -1e4, 1e4) + (area.center().x() - size / 2,
                                                               area.center().y() - size / 2)
        self._rectangles.resize(len(places))
        table = self._rectangles.ndarray()
        table[:, :2], table[:, 2:] = places, size
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(*self._rectangles.drawargs())

    # Hands ------------------------------------------------------------------------------------------------------------

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and (event.key() in KEYS or event.key() in OPEN) \
                and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            event.accept()              # here the arrows go from picture to picture, and not from step to step
            return True
        if event.type() == QEvent.Type.ToolTip:
            index = self.index_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if index is None else self.multiples[index].says, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() in OPEN and self.multiples:
            self.opened.emit(self.current)
        elif event.key() in KEYS:
            x, y = KEYS[event.key()]
            to = self.current + x + y * self.columns
            if 0 <= to < len(self.multiples):
                self.current = to
                self._tell()
                self.update()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event) -> None:
        index = self.index_at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current = index
            self._tell()
            self.update()
            self.opened.emit(index)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def _tell(self) -> None:
        """Say to those who do not see it which one has the focus."""
        said = self.multiples[self.current].says if self.multiples else ""
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """`share` of a colour on an opaque ground: quicker to paint than one that lets it through."""
    return QColor(*(round(share * one + (1 - share) * other)
                    for one, other in zip(colour.getRgb()[:3], ground.getRgb()[:3])))
