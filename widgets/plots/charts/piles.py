"""Optimal transport on a line, drawn as the moving of earth; the piles and the holes can be changed by the mouse.

Supply is a row of piles of unit boxes above the line, demand one of holes below it, and a transport plan is drawn as
arcs from piles to holes, each with the mass that it moves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.language import _
from widgets.numbers import in_language, listed
from widgets.plots.ticks import round_up
from widgets.spoken import Spoken
from widgets.theme import themes

Stacks = tuple[tuple[float, float], ...]        # (position, mass), rising
Move = tuple[float, float, float]               # (from, to, mass)
MOST_BOXES = 24                                 # that piles and holes may be high together; then a box is 10, 100, ...
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class PilesView(QWidget, Spoken):
    """Positions are whole numbers from low to high. Dragging moves a box; a double click adds one.

    Keys: Page Up and Page Down choose a position, Up and Down the side (pile or hole), + and − add or remove a box.
    edited(piles, holes): the stacks after the user has changed them, each a tuple of (position, mass).
    """

    spoken_role = QAccessible.Role.Chart

    edited = Signal(object, object)

    def __init__(self, low: int = 0, high: int = 10, parent=None):
        super().__init__(parent)
        self.low, self.high = low, high
        self._piles: Stacks = ()
        self._holes: Stacks = ()
        self._plans: tuple[tuple[tuple[Move, ...], str | int, str | None], ...] = ()
        self._carried: Move | None = None                   # in the air
        self._moved: tuple[Move, ...] = ()                  # in its hole
        self._held: tuple[bool, float] | None = None        # (a hole, from where)
        self._hand = QPointF()
        self._cursor = (low + (high - low) // 2, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(_("Piles and holes"))
        self.setToolTip(_("Drag a box to another place. Double click or + puts one there, − takes one away; "
                          "Page Up, Page Down, Up and Down choose the place."))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_stacks(self, piles: Sequence, holes: Sequence) -> None:
        """Show these stacks, each as (position, mass)."""
        self._piles, self._holes = (tuple(sorted((float(x), float(m)) for x, m in side)) for side in (piles, holes))
        self.setAccessibleDescription(_("piles {piles}; holes {holes}").format(
            piles=_spelled(self._piles), holes=_spelled(self._holes)))
        self.update()

    def show_plans(self, plans) -> None:
        """Show transport plans as arcs, each as (moves, colour role, dash); every further plan stands higher.

        moves: (from, to, mass) each. dash: None for solid arcs.
        """
        self._plans = tuple((tuple(moves), role, dash) for moves, role, dash in plans)
        self.update()

    def show_loads(self, moved: Sequence[Move], carried: Move | None) -> None:
        """Show loads as (from, to, mass) each: those that have left their piles for their holes, and one in the air."""
        self._moved, self._carried = tuple(moved), carried
        self.update()

    # Geometry ---------------------------------------------------------------------------------------------------------

    @property
    def _tallest(self) -> tuple[float, float]:
        return tuple(max([m for _, m in side], default=0.0) for side in (self._piles, self._holes))

    @property
    def box(self) -> float:
        """The mass of a box as it is drawn: 1, or a power of ten where the piles are too high for unit boxes."""
        return 10.0 ** max(0, math.ceil(math.log10(max(sum(self._tallest), 1.0) / MOST_BOXES)))

    def _boxes(self, mass: float) -> float:
        return mass / self.box

    def _unit(self) -> float:
        """The side of a box in pixels, so that everything fits."""
        above, below = map(self._boxes, self._tallest)
        wide = self.width() / (self.high - self.low + 1)
        tall = (self.height() - self._label() * 2.4 - self._arch()) / max(above + below, 2.0)
        return max(min(wide * 0.86, tall), 4.0)

    def _label(self) -> float:
        return self.fontMetrics().height()

    def _arch(self) -> float:
        return self.height() * 0.26

    def _ground(self) -> float:
        above, below = map(self._boxes, self._tallest)
        free = self.height() - self._label() * 2.4 - self._arch() - self._unit() * (above + below)
        return self._arch() + max(free, 0) * 0.5 + self._unit() * above

    def _at(self, position: float) -> float:
        return (position - self.low + 0.5) * self.width() / (self.high - self.low + 1)

    def _position(self, x: float) -> int:
        return min(max(round(x * (self.high - self.low + 1) / self.width() + self.low - 0.5), self.low), self.high)

    def _is_hole(self, y: float) -> bool:
        return y > self._ground() + self._label() * 0.6

    # Input ------------------------------------------------------------------------------------------------------------

    def _mass(self, hole: bool, position: float) -> float:
        return dict(self._holes if hole else self._piles).get(float(position), 0.0)

    def _change(self, hole: bool, position: float, by: float) -> None:
        self._emit([(hole, position, by)])

    def _emit(self, changes) -> None:
        sides = [dict(self._piles), dict(self._holes)]
        for hole, position, by in changes:
            side = sides[int(hole)]
            side[float(position)] = max(side.get(float(position), 0.0) + by, 0.0)
        piles, holes = (tuple(sorted((x, m) for x, m in side.items() if m > 1e-12)) for side in sides)
        if piles and holes:                     # the last box of a side stays
            self.edited.emit(piles, holes)

    def mousePressEvent(self, event) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place, hole = self._position(event.position().x()), self._is_hole(event.position().y())
        self._cursor = (place, hole)
        nearest = [x for x, _ in (self._holes if hole else self._piles) if abs(self._at(x) - event.position().x()) <
                   0.6 * self.width() / (self.high - self.low + 1)]
        if nearest:
            self._held = (hole, min(nearest, key=lambda x: abs(self._at(x) - event.position().x())))
            self._hand = event.position()
        self.update()

    def mouseMoveEvent(self, event) -> None:
        if self._held is None:
            return
        self._hand = event.position()
        hole, source = self._held
        target = self._position(event.position().x())
        if target != source:
            load = min(self.box, self._mass(hole, source))
            self._held = (hole, float(target))
            self._cursor = (target, hole)
            self._emit([(hole, source, -load), (hole, target, load)])
        self.update()

    def mouseReleaseEvent(self, event) -> None:
        self._held = None
        self.update()

    def mouseDoubleClickEvent(self, event) -> None:
        self._change(self._is_hole(event.position().y()), self._position(event.position().x()), self.box)

    def keyPressEvent(self, event) -> None:
        place, hole = self._cursor
        if event.key() in _PAGES:
            self._cursor = (min(max(place + _PAGES[event.key()], self.low), self.high), hole)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self._cursor = (place, event.key() == Qt.Key.Key_Down)
        elif event.text() in ("+", "="):
            self._change(hole, place, self.box)
        elif event.text() == "-":
            self._change(hole, place, -min(self.box, self._mass(hole, place)))
        else:
            event.ignore()
            return
        self.update()

    def focusInEvent(self, event) -> None:
        self.update()

    def focusOutEvent(self, event) -> None:
        self.update()

    # Painting ---------------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        return QSize(themes.current.pixels(260), themes.current.pixels(190))

    def _apply_theme(self) -> None:
        self.setMinimumHeight(themes.current.pixels(190))
        self.update()

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("ground"))
        ground, unit = self._ground(), self._unit()
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            place, hole = self._cursor
            top = ground + (self._label() * 1.2 if hole else -1.08 * unit)
            painter.drawRect(QRectF(self._at(place) - 0.54 * unit, top, 1.08 * unit, 1.08 * unit))
        gone, come = ({}, {})
        for start, _end, mass in (*self._moved, *([self._carried] if self._carried is not None else [])):
            gone[start] = gone.get(start, 0.0) + mass
        for _start, end, mass in self._moved:
            come[end] = come.get(end, 0.0) + mass
        hollow = ground + self._label() * 1.2
        for position, mass in self._piles:
            self._paint_stack(painter, self._at(position), ground, mass - gone.get(position, 0.0), unit, -1,
                              theme.colour("real"))
        for position, mass in self._holes:
            self._paint_stack(painter, self._at(position), hollow, mass, unit, 1, theme.colour("generated"))
            self._paint_stack(painter, self._at(position), hollow, come.get(position, 0.0), unit, 1,
                              theme.colour("real"), filled=True)
        painter.setPen(QPen(theme.colour("border"), theme.line_width))
        for y in (ground, ground + 1.2 * self._label()):
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        painter.setPen(theme.colour("muted"))
        places = self.high - self.low + 1
        widest = max(self.fontMetrics().horizontalAdvance(f"{place}  ") for place in (self.low, self.high))
        every = round(round_up(max(1.0, widest * places / max(1, self.width()))))
        for place in range(-(-self.low // every) * every, self.high + 1, every):
            painter.drawText(QRectF(self._at(place) - 40, ground + 0.1 * self._label(), 80, self._label()),
                             Qt.AlignmentFlag.AlignCenter, str(place))
        for height, (moves, role, dash) in enumerate(self._plans):
            self._paint_moves(painter, moves, theme.colour(role), dash, height, ground, unit)
        if self.box > 1:
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(6, 2, self.width() - 12, self._label()), Qt.AlignmentFlag.AlignLeft,
                             _("one box: {mass}").format(mass=in_language(f"{self.box:,.0f}")))
        if self._carried is not None:
            start, end, mass = self._carried
            middle = (self._at(start) + self._at(end)) / 2
            painter.setBrush(theme.colour("real"))
            painter.setPen(QPen(theme.colour("ink"), 2))
            side = unit * min(self._boxes(mass), 1.0)
            painter.drawRect(QRectF(middle - side / 2, 4 + self._label(), side, side))
        painter.end()

    def _paint_stack(self, painter: QPainter, x: float, foot: float, mass: float, unit: float, sign: int,
                     colour: QColor, filled: bool = False) -> None:
        """Boxes from the ground on. filled: loads that lie in a hole."""
        solid = sign < 0 or filled
        fill = QColor(colour)
        fill.setAlphaF(0.75 if solid else 0.2)
        painter.setBrush(fill)
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine if solid else Qt.PenStyle.DashLine))
        boxes = self._boxes(mass)
        for k in range(math.ceil(boxes - 1e-9)):
            part = min(boxes - k, 1.0)
            top = foot + sign * k * unit
            painter.drawRect(QRectF(x - unit / 2, min(top, top + sign * part * unit), unit, part * unit))

    def _paint_moves(self, painter: QPainter, moves, colour, dash, height: int, ground: float, unit: float) -> None:
        theme = themes.current
        reach = max([abs(end - start) for start, end, _ in moves], default=1.0) or 1.0
        for start, end, mass in moves:
            a, b = self._at(start), self._at(end)
            foot = ground - unit * self._boxes(self._mass(False, start))
            pen = QPen(colour, theme.line_width * (1.2 + 1.6 * min(self._boxes(mass), 3.0)))
            if dash:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # The arc stays inside the room above the stacks, higher for a longer way and for a later plan
            share = (0.35 + 0.5 * abs(end - start) / reach) * (0.75 + 0.25 * height)
            peak = max(self._label() * 1.1, foot - (foot - self._label()) * share)
            head = ground - unit * self._boxes(self._mass(False, end)) - 4
            path = QPainterPath(QPointF(a, foot))
            path.cubicTo(QPointF(a, 2 * peak - foot if foot - peak < 20 else peak - (foot - peak) / 3),
                         QPointF(b, peak - (foot - peak) / 3), QPointF(b, head))
            if a != b:
                painter.drawPath(path)
            else:
                painter.drawEllipse(QPointF(a, foot - 8), 5, 5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            side = 5 * theme.scale
            painter.drawPolygon(QPolygonF([QPointF(b, head + side), QPointF(b - side, head - side),
                                           QPointF(b + side, head - side)]))
            painter.setPen(colour)
            top = path.pointAtPercent(0.5)
            text = in_language(f"{mass:.3g}")
            wide, back = painter.fontMetrics().horizontalAdvance(text) + 4, theme.colour("ground")
            painter.fillRect(QRectF(top.x() - wide / 2, max(top.y() - self._label(), 0), wide, 0.9 * self._label()),
                             back)
            painter.drawText(QRectF(top.x() - 40, max(top.y() - 1.05 * self._label(), 0), 80, self._label()),
                             Qt.AlignmentFlag.AlignCenter, text)


def _spelled(side: Stacks) -> str:
    return listed(in_language(f"{x:g}: {m:g}") for x, m in side)
