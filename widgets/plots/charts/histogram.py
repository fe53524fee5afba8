"""A plot of columns between edges, with vertical lines at certain values and horizontal levels to compare with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.plots.curves.curve_item import pen_for
from widgets.plots.items.item import ItemView
from widgets.plots.plot import Plot
from widgets.plots.ticks import round_up
from widgets.theme import themes


class ColumnsItem(ItemView):
    """Draws what its owner keeps in `heights` (n,), paler `behind` (n,), `edges` (n + 1,), `lines` and `levels`."""

    def __init__(self, role: str | int):
        super().__init__()
        self.role = role
        self.heights, self.behind, self.edges = np.zeros(0), np.zeros(0), np.zeros(1)
        self.lines: tuple[float, ...] = ()
        self.levels: tuple[float, ...] = ()
        self.gap = 0.0                  # between columns, as a share of their width

    def paint(self, painter: QPainter, option=None, widget=None) -> None:
        view, transform = self.viewRect(), painter.transform()
        if view is None or not len(self.heights):
            return
        theme, scale = themes.current, self.pixel_scale()
        painter.save()
        painter.resetTransform()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self.role))
        base = transform.map(QPointF(0.0, 0.0)).y()
        for heights, opacity in ((self.behind, 0.35), (self.heights, 1.0)):
            painter.setOpacity(opacity)
            for height, left, right in zip(heights, self.edges[:-1], self.edges[1:]):
                if height > 0:
                    margin = 0.5 * self.gap * (right - left)
                    corner = transform.map(QPointF(left + margin, height))
                    x = transform.map(QPointF(right - margin, 0.0)).x()
                    painter.drawRect(QRectF(corner.x(), corner.y(), max(x - corner.x(), scale), base - corner.y()))
        painter.setOpacity(1.0)
        for values, vertical, colour in ((self.levels, False, "muted"), (self.lines, True, "warning")):
            painter.setPen(pen_for(theme.colour(colour), "dash", (1.5 if vertical else 1) * theme.line_width * scale))
            for value in values:
                ends = ((value, view.top()), (value, view.bottom())) if vertical else \
                    ((view.left(), value), (view.right(), value))
                painter.drawLine(*(transform.map(QPointF(*end)) for end in ends))
        painter.restore()


class HistogramView(QWidget):
    """A titled plot of columns. The range of heights grows at once and shrinks when less than a third of it is used."""

    def __init__(self, title: str, x_name: str = "", *, role: str | int = "critic", gap: float = 0.0,
                 least_height: int = 130, parent: QWidget | None = None):
        super().__init__(parent)
        self._least_height = least_height
        self._title = QLabel(title)
        self._title.setProperty("title", True)
        self._title.setWordWrap(True)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._note.hide()
        self.plot = Plot(x_name, "", cornered=True)
        self.plot.setAccessibleName(title)
        self.setAccessibleName(title)
        self.item = ColumnsItem(role)
        self.item.gap = gap
        self.plot.addItem(self.item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        layout.addWidget(self._note)
        layout.addWidget(self.plot, 1)
        self._top = 0.0
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def note(self) -> str:
        """The line under the title."""
        return self._note.text()

    def set_histogram(self, heights: np.ndarray, edges: np.ndarray, *, behind: np.ndarray | None = None,
                      most: float | None = None) -> None:
        """heights (n,) between edges (n + 1,); behind: paler columns; most: the height that fills the plot."""
        self.item.behind = np.zeros(0) if behind is None else np.asarray(behind, float)
        self.item.heights, self.item.edges = np.asarray(heights, float), np.asarray(edges, float)
        need = float(np.nanmax(self.item.heights, initial=0.0)) if most is None else most
        if need > self._top or need < self._top / 3:
            self._top = round_up(need) if need > 0 else 1.0
        if most is not None:
            self._top = most
        if len(self.item.edges) > 1:
            self.plot.set_view((self.item.edges[0], 0.0, self.item.edges[-1], self._top))
        self.item.update()

    def set_lines(self, values: Iterable[float] = ()) -> None:
        """Vertical dashed lines: the ends of a band, say."""
        self.item.lines = tuple(values)
        self.item.update()

    def set_levels(self, values: Iterable[float] = ()) -> None:
        """Horizontal dashed lines."""
        self.item.levels = tuple(values)
        self.item.update()

    def set_note(self, text: str) -> None:
        """A line under the title; "" for none."""
        if text != self._note.text():
            self._note.setText(text)
            self._note.setVisible(bool(text))

    def _apply_theme(self) -> None:
        theme = themes.current
        self.setMinimumHeight(round(self._least_height * theme.plot_scale))
        self._title.setContentsMargins(0, theme.pixels(3), theme.pixels(6), 0)
        self._note.setStyleSheet(f"color: {theme.muted};")
        self.plot.getAxis("left").setWidth(theme.pixels(52))
