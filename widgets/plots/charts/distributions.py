"""Rows of values, all of them drawn: strip plots, and box plots with their points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.language import _
from widgets.numbers import number
from widgets.plots.ticks import round_up, rounded_range
from widgets.spoken import Spoken
from widgets.theme import themes

QUARTILES = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_TICKS = 5
#: The ends of a row are mostly no wider than this.
ENDS = "0.00 – 0.00"
#: How far points are moved apart, as a share of half a row, one after the other.
SCATTER = (0.0, 0.5, -0.5, 0.25, -0.25, 0.75, -0.75)


@dataclass(frozen=True)
class Distribution:
    """A row: its label and its values, of which those that are not finite are only counted. colour: as Theme.colour."""

    label: str
    values: np.ndarray
    colour: str | int = "real"

    @property
    def finite(self) -> np.ndarray:
        values = np.asarray(self.values, float)
        return values[np.isfinite(values)]


class DistributionsView(QWidget, Spoken):
    """One row below the other: every value a point, under them a box from quartile to quartile with the median.

    shared: whether all rows have one scale, with numbers below; else each has its own, with its ends beside it.
    """

    spoken_role = QAccessible.Role.Chart

    def __init__(self, name: str, *, shared: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self.shared = shared
        self.rows: tuple[Distribution, ...] = ()
        self._range: tuple[float, float] | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._apply_theme)

    def show_rows(self, rows: Sequence[Distribution], covered: tuple[float, ...] = ()) -> None:
        """covered: values that a shared scale has in any case."""
        self.rows = tuple(rows)
        known = np.concatenate([np.asarray(covered, float), *(row.finite for row in self.rows), np.zeros(0)])
        self._range = rounded_range(float(known.min()), float(known.max())) if len(known) else None
        self.setAccessibleDescription("; ".join(map(described, self.rows)))
        self._apply_theme()

    def sizeHint(self) -> QSize:
        return QSize(themes.current.pixels(180), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetricsF(themes.current.font())
        line = metrics.height()
        lines = len(self.rows) * (1.0 if self.shared else 2.0) + (1.0 if self.shared else 0.0)
        width = themes.current.pixels(110)
        if not self.shared and self.rows:           # label and ends stand in one line
            told = max(metrics.horizontalAdvance(row.label + ENDS) for row in self.rows)
            width = max(width, round(told) + 2 * themes.current.pixels(6) + 8)
        return QSize(width, round(lines * line * 1.1) + 4)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        theme = themes.current
        painter.fillRect(self.rect(), theme.colour("ground"))
        painter.setFont(theme.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.rows:
            self._paint_shared(painter) if self.shared else self._paint_apart(painter)
        painter.end()

    def _paint_shared(self, painter: QPainter) -> None:
        metrics, theme = QFontMetricsF(painter.font()), themes.current
        names = min(max(metrics.horizontalAdvance(row.label) for row in self.rows) + 8, self.width() * 0.45)
        foot, margin = metrics.height() * 1.1, theme.pixels(22)
        area = QRectF(names + 4, 2, max(10.0, self.width() - names - 4 - margin), max(4.0, self.height() - foot - 4))
        height = area.height() / len(self.rows)
        if self._range is not None:
            low, high = self._range
            for tick in round_ticks(low, high):
                x = area.left() + (tick - low) / (high - low) * area.width()
                painter.setPen(QPen(theme.colour("grid"), 1))
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
                painter.setPen(theme.colour("muted"))
                painter.drawText(QRectF(x - 60, area.bottom() + 1, 120, foot), Qt.AlignmentFlag.AlignHCenter,
                                 number(float(tick), 3))
        for place, row in enumerate(self.rows):
            top = area.top() + place * height
            painter.setPen(theme.colour("ink"))
            painter.drawText(QRectF(2, top, names, height), Qt.AlignmentFlag.AlignVCenter,
                             metrics.elidedText(row.label, Qt.TextElideMode.ElideRight, names - 4))
            if self._range is not None:
                _paint_row(painter, row, QRectF(area.left(), top, area.width(), height), self._range)

    def _paint_apart(self, painter: QPainter) -> None:
        metrics, theme = QFontMetricsF(painter.font()), themes.current
        height, margin = self.height() / len(self.rows), theme.pixels(6)
        for place, row in enumerate(self.rows):
            top, width = place * height, self.width() - 2 * margin
            values = row.finite
            ends = "–" if not len(values) else number(float(values[0]), 2) if values.min() == values.max() else \
                f"{number(float(values.min()), 2)} – {number(float(values.max()), 2)}"
            base = top + metrics.ascent()
            painter.setPen(theme.colour("ink"))
            painter.drawText(QPointF(margin, base), metrics.elidedText(row.label, Qt.TextElideMode.ElideRight, width))
            taken = metrics.horizontalAdvance(ends)
            if metrics.horizontalAdvance(row.label) + taken + 6 <= width:       # the name is worth more than its ends
                painter.setPen(theme.colour("muted"))
                painter.drawText(QPointF(margin + width - taken, base), ends)
            if len(values):
                low, high = float(values.min()), float(values.max())
                low, high = (low, high) if high > low else (low - 1, high + 1)
                inner = QRectF(margin + 4, top + metrics.height(), width - 8, height - metrics.height() - 3)
                if inner.height() > 4:
                    _paint_row(painter, row, inner, (low, high))

    def _apply_theme(self) -> None:
        self.updateGeometry()
        self.update()


def round_ticks(low: float, high: float) -> list[float]:
    """At most MOST_TICKS multiples of a round number between low and high, low < high."""
    step = round_up((high - low) / (MOST_TICKS - 1))
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def quartiles(values: np.ndarray) -> np.ndarray:
    """Least, lower quartile, median, upper quartile and greatest of finite values (n,), n > 0."""
    return np.quantile(np.asarray(values, float), QUARTILES)


def described(row: Distribution) -> str:
    """A row in words."""
    if not len(row.finite):
        return _("{name}: nothing yet").format(name=row.label)
    least, lower, median, upper, greatest = (number(float(value), 3) for value in quartiles(row.finite))
    return _("{name}: median {median}, quartiles {lower} and {upper}, from {least} to {greatest}").format(
        name=row.label, median=median, lower=lower, upper=upper, least=least, greatest=greatest)


def _paint_row(painter: QPainter, row: Distribution, area: QRectF, span: tuple[float, float]) -> None:
    """The box and the points of a row within `area`, whose left and right are the ends of `span`."""
    values, theme = row.finite, themes.current
    if not len(values) or not all(map(math.isfinite, span)):
        return
    x = area.left() + (values - span[0]) / (span[1] - span[0]) * area.width()
    middle, half = area.center().y(), area.height() / 2
    colour = theme.colour(row.colour)
    least, lower, median, upper, greatest = np.quantile(x, QUARTILES)
    reach = min(half * 0.72, theme.pixels(14))
    painter.setPen(QPen(theme.colour("border"), theme.line_width))
    painter.drawLine(QPointF(least, middle), QPointF(greatest, middle))
    box = theme.colour(row.colour)
    box.setAlphaF(0.22)
    painter.setBrush(box)
    painter.drawRect(QRectF(lower, middle - reach, upper - lower, 2 * reach))
    painter.setPen(QPen(theme.colour("ink"), 2 * theme.line_width))
    painter.drawLine(QPointF(median, middle - reach), QPointF(median, middle + reach))
    painter.setPen(QPen(theme.colour("ground"), 0.6))
    painter.setBrush(colour)
    size = min(3.2 * theme.scale, max(1.6, half * 0.4))
    for place, at in enumerate(x.tolist()):
        painter.drawEllipse(QPointF(at, middle + SCATTER[place % len(SCATTER)] * reach * 0.9), size, size)
