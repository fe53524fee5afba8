"""A grid of values as colours, with named axes, a colour bar, and a cell that is pointed at by mouse or arrow keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QBrush, QColor, QFontMetricsF, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.colours import rgb, value_table
from widgets.language import _, ngettext
from widgets.numbers import number
from widgets.spoken import Spoken
from widgets.theme import themes

#: How much of its colour a cell has whose value is only that of the nearest one that is known.
GUESSED = 0.3
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_GAP, _BAR = 6, 16              # pixels at scale 1


@dataclass(frozen=True)
class HeatAxis:
    """name: of the axis. texts: one for each column or row, in their order."""

    name: str
    texts: tuple[str, ...]


class HeatMap(QWidget, Spoken):
    """Cells with the first column at the left and the first row at the bottom.

    A cell whose value is known has its full colour; one that is not yet has the colour of the nearest one that is,
    pale. A known value that is not defined is hatched, a marked cell has a cross. pointed(column, row): another cell is
    pointed at, (-1, -1) for none. chosen(column, row): a click on a cell, or Return.
    """

    spoken_role = QAccessible.Role.Chart

    pointed = Signal(int, int)
    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._x = self._y = HeatAxis("", ())
        self._name = ""
        self._values = np.zeros((0, 0))
        self._known = self._marked = np.zeros((0, 0), bool)
        self._low, self._high = 0.0, 1.0
        self.cell = (-1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_axes(self, x: HeatAxis, y: HeatAxis) -> None:
        """Begin a map of these columns and rows, of which nothing is known."""
        self._x, self._y = x, y
        empty = np.zeros((len(y.texts), len(x.texts)), bool)
        self._values, self._known, self._marked = np.full(empty.shape, math.nan), empty, empty
        self.point_at(-1, -1)
        self.update()

    def show_values(self, name: str, values: np.ndarray, known: np.ndarray, marked: np.ndarray,
                    least: float | None = None, most: float | None = None) -> None:
        """values, known, marked (rows, columns). name: of the values.

        least, most: the ends of the colours; None: those of the values in cells that are not marked.
        """
        self._name, self._values, self._known, self._marked = name, values, known, marked
        finite = np.isfinite(values) & known
        usual = values[finite & ~marked] if (finite & ~marked).any() else values[finite]
        self._low = float(usual.min(initial=math.inf)) if least is None else least
        self._high = float(usual.max(initial=-math.inf)) if most is None else most
        if not self._low < self._high:
            middle = self._low if math.isfinite(self._low) else 0.0
            self._low, self._high = middle - 0.5, middle + 0.5
        self.update()

    @property
    def ends(self) -> tuple[float, float]:
        """The values of the first and of the last colour."""
        return self._low, self._high

    def spoken_value(self) -> str:
        """The cell that is pointed at, or how much is known."""
        column, row = self.cell
        if self.cell == (-1, -1):
            return ngettext("{name}: {known} of {count} cell known", "{name}: {known} of {count} cells known",
                            self._known.size).format(
                known=int(self._known.sum()), count=self._known.size, name=self._name)
        value = number(float(self._values[row, column])) if self._known[row, column] else _("not known yet")
        return _("{x} = {at_x}, {y} = {at_y}: {name} {value}").format(
            x=self._x.name, at_x=self._x.texts[column], y=self._y.name, at_y=self._y.texts[row], name=self._name,
            value=value)

    # Pointing --------------------------------------------------------------------------------------------------------

    def point_at(self, column: int, row: int) -> None:
        """Point at a cell, (-1, -1) for none."""
        if (column, row) != self.cell:
            self.cell = (column, row)
            self.pointed.emit(column, row)
            self.update()

    def cell_at(self, place: QPointF) -> tuple[int, int]:
        """The (column, row) at a place of the widget, (-1, -1) for none."""
        box = self.plane()
        if not box.contains(place) or not self._values.size:
            return -1, -1
        rows, columns = self._values.shape
        column = int((place.x() - box.left()) / box.width() * columns)
        row = int((box.bottom() - place.y()) / box.height() * rows)
        return min(column, columns - 1), min(row, rows - 1)

    def middle_of(self, column: int, row: int) -> QPointF:
        """The middle of a cell."""
        return self._box(column, row).center()

    def mouseMoveEvent(self, event) -> None:
        self.point_at(*self.cell_at(event.position()))

    def leaveEvent(self, event) -> None:
        if not self.hasFocus():
            self.point_at(-1, -1)

    def mouseReleaseEvent(self, event) -> None:
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell != (-1, -1):
            self.point_at(*cell)
            self.chosen.emit(*cell)

    def event(self, event: QEvent) -> bool:
        """The arrows and Return belong to the map as long as it has the focus, whatever else they mean."""
        if (event.type() == QEvent.Type.ShortcutOverride and self._values.size
                and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
                and (event.key() in ARROWS or event.key() in ENTER)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        column, row = self.cell
        if event.key() in ARROWS and self._values.size:
            rows, columns = self._values.shape
            by = ARROWS[event.key()] if self.cell != (-1, -1) else (1, 1)
            self.point_at(min(max(column + by[0], 0), columns - 1), min(max(row + by[1], 0), rows - 1))
        elif event.key() in ENTER and self.cell != (-1, -1):
            self.chosen.emit(column, row)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    # Painting --------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(themes.current.pixels(480), themes.current.pixels(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current.pixels(240), themes.current.pixels(180))

    def plane(self) -> QRectF:
        """Where the cells are."""
        metrics, gap = self._metrics(), self._gap()
        widest = max((metrics.horizontalAdvance(text) for text in self._y.texts), default=0.0)
        left = min(widest, self.width() / 4) + 2 * gap + metrics.height()
        right = 2 * gap + themes.current.pixels(_BAR) + self._bar_text_width() + metrics.height() + 3 * gap
        bottom = 2 * metrics.height() + 2 * gap
        return QRectF(left, gap + metrics.height() / 2, max(self.width() - left - right, 10.0),
                      max(self.height() - bottom - gap - metrics.height() / 2, 10.0))

    def colours(self) -> np.ndarray:
        """The colour of every cell as it is painted, uint8 (rows, columns, 3)."""
        theme = themes.current
        ground = rgb(theme.ground)
        if not self._known.any():
            return np.broadcast_to(ground.astype(np.uint8), (*self._values.shape, 3))
        values = _of_the_nearest(self._values, self._known)
        share = (np.clip(values, self._low, self._high) - self._low) / (self._high - self._low)
        table = value_table(theme).astype(float)
        colours = table[np.rint(255 * np.nan_to_num(share)).astype(int)]
        colours[np.isnan(values)] = rgb(theme.grid)
        part = np.where(self._known, 1.0, GUESSED)[..., None]
        return np.rint(ground * (1 - part) + colours * part).astype(np.uint8)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), themes.current.colour("ground"))
        if self._values.size:
            self._paint_cells(painter)
            self._paint_axes(painter)
            if self._known.any():
                self._paint_bar(painter)
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        theme, colours = themes.current, self.colours()
        plane = self.plane()                            # once: there may be thousands of cells
        rows, columns = self._values.shape
        hatched = QBrush(theme.colour("muted"), Qt.BrushStyle.BDiagPattern)
        for row in range(rows):
            for column in range(columns):
                box, colour = self._box(column, row, plane), QColor(*colours[row, column].tolist())
                painter.fillRect(box, colour)
                if self._known[row, column] and math.isnan(self._values[row, column]):
                    painter.fillRect(box, hatched)
                if self._marked[row, column]:
                    self._paint_cross(painter, box, colour)
                if not self._known.any():
                    painter.setPen(QPen(theme.colour("grid"), 1))
                    painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawRect(plane)
        if self.cell != (-1, -1) and self.cell[0] < columns and self.cell[1] < rows:
            box = self._box(*self.cell)
            for role, wide in (("ground", 4.0), ("ink", 2.0)):
                painter.setPen(QPen(theme.colour(role), wide * (1 + self.hasFocus()) / 2 + 0.5))
                painter.drawRect(box)

    def _paint_cross(self, painter: QPainter, box: QRectF, colour: QColor) -> None:
        arm = min(0.25 * min(box.width(), box.height()), themes.current.pixels(6))
        painter.setPen(QPen(QColor("black" if colour.lightnessF() > 0.5 else "white"), 1.5))
        for sign in (-1, 1):
            painter.drawLine(box.center() + QPointF(-arm, sign * arm), box.center() + QPointF(arm, -sign * arm))

    def _paint_axes(self, painter: QPainter) -> None:
        theme, metrics, gap, box = themes.current, self._metrics(), self._gap(), self.plane()
        rows, columns = self._values.shape
        painter.setFont(theme.font(tabular=True))
        painter.setPen(theme.colour("ink"))
        # The first and every so many after it, as there is room.
        widest = max(metrics.horizontalAdvance(text) for text in self._x.texts) + 2 * gap
        for column in range(0, columns, max(1, math.ceil(widest / (box.width() / columns)))):
            middle = self._box(column, 0).center().x()
            # Not over the edge of the widget, as the text of one wide column would be.
            left = min(max(middle - widest / 2, 0.0), self.width() - widest)
            painter.drawText(QRectF(left, box.bottom() + gap / 2, widest, metrics.height()),
                             Qt.AlignmentFlag.AlignCenter, self._x.texts[column])
        for row in range(0, rows, max(1, math.ceil(1.1 * metrics.height() / (box.height() / rows)))):
            middle = self._box(0, row).center().y()
            room = QRectF(metrics.height() + gap, middle - metrics.height() / 2,
                          box.left() - metrics.height() - 2 * gap, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             metrics.elidedText(self._y.texts[row], Qt.TextElideMode.ElideRight, room.width() + 1))
        painter.setFont(theme.font(bold=True))
        painter.drawText(QRectF(box.left(), box.bottom() + gap / 2 + metrics.height(), box.width(), metrics.height()),
                         Qt.AlignmentFlag.AlignCenter, self._x.name)
        self._paint_upright(painter, self._y.name, 0.0)

    def _paint_bar(self, painter: QPainter) -> None:
        theme, metrics, gap, box = themes.current, self._metrics(), self._gap(), self.plane()
        bar = QRectF(box.right() + 2 * gap, box.top(), theme.pixels(_BAR), box.height())
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for place in range(0, 256, 15):
            gradient.setColorAt(place / 255, QColor(*value_table(theme)[place].tolist()))
        painter.fillRect(bar, gradient)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawRect(bar)
        painter.setFont(theme.font(tabular=True))
        painter.setPen(theme.colour("ink"))
        for share, text in self._bar_texts():
            middle = bar.bottom() - share * bar.height()
            painter.drawText(QRectF(bar.right() + gap, middle - metrics.height() / 2, self._bar_text_width() + gap,
                                    metrics.height()), Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(theme.font(bold=True))
        self._paint_upright(painter, self._name, self.width() - metrics.height() - 1)

    def _paint_upright(self, painter: QPainter, text: str, left: float) -> None:
        """A text that is read upwards."""
        height = self._metrics().height()
        shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, self.height())
        painter.save()
        painter.translate(left, self.height())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, self.height(), height), Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()

    def _bar_texts(self) -> Sequence[tuple[float, str]]:
        """(share of the bar, number) of what stands beside it: the values beyond the ends have their colours."""
        beyond = self._values[self._known & ~np.isnan(self._values)]
        texts = []
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            text = number(self._low + share * (self._high - self._low), 3)
            if share == 0.0 and (beyond < self._low).any():
                text = f"≤ {text}"
            if share == 1.0 and (beyond > self._high).any():
                text = f"≥ {text}"
            texts.append((share, text))
        return texts

    def _bar_text_width(self) -> float:
        return max(self._metrics().horizontalAdvance(text) for _share, text in self._bar_texts())

    def _box(self, column: int, row: int, plane: QRectF | None = None) -> QRectF:
        box = plane or self.plane()
        rows, columns = self._values.shape
        width, height = box.width() / columns, box.height() / rows
        return QRectF(box.left() + column * width, box.bottom() - (row + 1) * height, width, height)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(themes.current.font(tabular=True))

    def _gap(self) -> int:
        return themes.current.pixels(_GAP)


def _of_the_nearest(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """values (rows, columns) with those that are not known taken from the nearest known place; at least one is."""
    rows, columns = np.nonzero(known)
    here = np.indices(values.shape).reshape(2, -1)
    nearest = ((here[0][:, None] - rows) ** 2 + (here[1][:, None] - columns) ** 2).argmin(1)
    return values[rows[nearest], columns[nearest]].reshape(values.shape)
