"""A small table of numbers as horizontal bars: name, bar and value in a row each."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QBrush, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.language import _
from widgets.numbers import number
from widgets.plots.ticks import round_up
from widgets.spoken import Spoken
from widgets.theme import themes

ZERO = 1e-9                     # where no value of a group is larger, their bars are empty: rounding is not a length
#: Height of a row in heights of its text: as it is drawn, and where room is short.
ROW, LEAST_ROW = 1.35, 0.98


@dataclass(frozen=True)
class Bar:
    """One row. role: its colour, a role of the theme or an index of its series.

    most: the value of a full bar; None for an automatic scale, shared by the rows of a group. signed: 0 is in the
    middle of the bar. help: a sentence for the tool tip, already translated.
    """

    key: str
    name: str
    role: str | int = "accent"
    most: float | None = None
    group: str = ""
    signed: bool = False
    help: str = ""


class BarsView(QWidget, Spoken):
    """Rows of bars under a title. An automatic scale has a round end, grows at once, and shrinks only when less than a
    tenth of it is used.
    """

    spoken_role = QAccessible.Role.Chart

    def __init__(self, title: str, bars: Iterable[Bar], parent=None):
        super().__init__(parent)
        self.bars = tuple(bars)
        self._values: dict[str, float] = {}
        self._scales: dict[str, float] = {}
        self._title = title
        self.setAccessibleName(title)
        self.setToolTip("\n".join(_("{name}: {help}").format(name=bar.name, help=bar.help)
                                  for bar in self.bars if bar.help))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        themes.changed.connect(self._apply_theme)

    def __contains__(self, key: str) -> bool:
        """Whether it has a bar of this name."""
        return any(bar.key == key for bar in self.bars)

    def show_values(self, values) -> None:
        """Show {key: number}. Infinity is a hatched bar with an arrow; NaN, or a missing key, has none."""
        self._values = {bar.key: float(values.get(bar.key, math.nan)) for bar in self.bars}
        for group in {bar.group for bar in self.bars if bar.most is None}:
            sizes = [abs(self._values[bar.key]) for bar in self.bars if bar.most is None and bar.group == group]
            largest = max([size for size in sizes if math.isfinite(size)], default=0.0)
            now = self._scales.get(group, 0.0)
            if largest > now or largest < 0.1 * now:
                self._scales[group] = round_up(largest) if largest > ZERO else 1.0
        self.setAccessibleDescription("; ".join(f"{bar.name} {self.text(bar.key)}" for bar in self.bars))
        self.update()

    def value(self, key: str) -> float:
        """The number of a row, NaN where it has none."""
        return self._values.get(key, math.nan)

    def text(self, key: str) -> str:
        """The number as it is printed beside its bar."""
        return number(self.value(key))

    def scale(self, bar: Bar) -> float:
        """The value of a full bar, as it is now."""
        return self._scales.get(bar.group, 1.0) if bar.most is None else bar.most

    @property
    def _rows(self) -> int:
        return len(self.bars) + bool(self._title)

    def sizeHint(self) -> QSize:
        return QSize(self._name_width() + self._value_width() + themes.current.pixels(90),
                     round(self._rows * self.fontMetrics().height() * ROW))

    def minimumSizeHint(self) -> QSize:
        title = QFontMetrics(themes.current.font(bold=True)).horizontalAdvance(self._title) + 4
        width = max(self._name_width() + self._value_width() + themes.current.pixels(40), title)
        return QSize(width, math.ceil(self._rows * self.fontMetrics().height() * LEAST_ROW))

    def _name_width(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(bar.name) for bar in self.bars) + 8

    def _value_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("−0.000000") + 8

    def _apply_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event) -> None:
        theme, metrics = themes.current, self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = min(metrics.height() * ROW, self.height() / max(self._rows, 1))
        y = 0.0
        if self._title:
            painter.setFont(theme.font(bold=True))
            painter.setPen(theme.colour("ink"))
            painter.drawText(QRectF(0, 0, self.width(), row), Qt.AlignmentFlag.AlignVCenter, self._title)
            y = row
        values = max(metrics.horizontalAdvance(self.text(bar.key)) for bar in self.bars)
        left, right = self._name_width(), self.width() - max(self._value_width(), values + 8)
        for bar in self.bars:
            painter.setFont(theme.font(tabular=True))
            painter.setPen(theme.colour("ink"))
            painter.drawText(QRectF(0, y, left, row), Qt.AlignmentFlag.AlignVCenter, bar.name)
            painter.drawText(QRectF(right, y, self.width() - right, row),
                             Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.text(bar.key))
            self._paint_bar(painter, bar, QRectF(left, y + 0.24 * row, max(right - left - 4, 4), 0.52 * row))
            y += row
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: Bar, room: QRectF) -> None:
        theme, value = themes.current, self.value(bar.key)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("grid"))
        painter.drawRect(room)
        colour = theme.colour(bar.role)
        if math.isnan(value):
            return
        if math.isinf(value):
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.drawRect(room)
            tip = room.height() * 0.9
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(room.right() - tip, room.top() - 2), QPointF(room.right(),
                                           room.center().y()), QPointF(room.right() - tip, room.bottom() + 2)]))
            return
        share = min(max(value / self.scale(bar), -1.0), 1.0)
        painter.setBrush(colour)
        if bar.signed:
            middle = room.center().x()
            painter.drawRect(QRectF(middle, room.top(), share * room.width() / 2, room.height()).normalized())
            painter.setPen(QPen(theme.colour("ink"), 1))
            painter.drawLine(QPointF(middle, room.top() - 2), QPointF(middle, room.bottom() + 2))
        else:
            painter.drawRect(QRectF(room.left(), room.top(), max(share, 0) * room.width(), room.height()))
