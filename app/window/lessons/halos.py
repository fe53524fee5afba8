"""Rings around what a stop draws attention to, for as long as one is at it and it is to be seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.lessons.lesson import Stop
from app.lessons.lit import Lit
from app.panels.panel import Panel
from app.window.lessons.lit_places import Spot, bring_to_sight, spots_of
from sims.params import N_
from widgets.language import _
from widgets.theme import themes

LOOK_MILLISECONDS = 120             # a plot is zoomed, a column scrolled: the rings go along
#: Looks after which things are searched for anew, and searches after which what is still not found is none.
LOOKS, PATIENCE = 8, 6
#: Pixels at scale 1: of the ring, and of the line in the colour of the ground at its inner edge.
WIDTH, INNER = 3, 1
NOT_FOUND = N_("Line {line}: nothing here is called “{name}”.")


class Halos(QObject):
    """frame: over which they lie. text: of the stops, in the card. tell(panel, sentence): says what is not found."""

    def __init__(self, frame: QWidget, text: QWidget, tell: Callable[[Panel, str], None]):
        super().__init__(frame)
        self._frame, self._text, self._tell = frame, text, tell
        self._panel: Panel | None = None
        self._stop: Stop | None = None
        self._searched: dict[Lit, int] = {}             # of what is not found yet, how often
        self._spots: list[Spot] = []
        self._turn = 0
        self.rings: list[Ring] = []
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    @property
    def missing(self) -> list[str]:
        """What the stop names and is not found, as it is spelled."""
        return [lit.spelled for lit in self._searched]

    def light(self, panel: Panel, stop: Stop) -> None:
        """Bring to sight what the stop names, and put rings around it."""
        self.clear()
        for lit in stop.lit:
            bring_to_sight(panel, lit)
        if stop.lit:
            self._panel, self._stop, self._searched = panel, stop, dict.fromkeys(stop.lit, 0)
            self._turn = 0
            self._timer.start()

    def clear(self) -> None:
        """Take all away."""
        self._timer.stop()
        self._panel = self._stop = None
        self._spots, self._searched = [], {}
        self._show([])

    def look(self) -> None:
        """Put the rings where things are now. Called by itself, again and again."""
        if not self._panel.isVisible():                 # one has gone elsewhere
            self._show([])
            return
        if self._turn % LOOKS == 0 or not all(isValid(spot.widget) for spot in self._spots):
            self._search()
        self._turn += 1
        self._show([(self._seen(spot, rect), spot.round) for spot in self._spots if spot.widget.isVisible()
                    for rect in spot.rects()])

    def _search(self) -> None:
        self._spots = []
        for lit in self._stop.lit:
            found = spots_of(self._panel, self._text, lit)
            self._spots += found
            if found:
                self._searched.pop(lit, None)
            elif lit in self._searched:
                self._searched[lit] += 1
                if self._searched[lit] == PATIENCE:
                    self._tell(self._panel, _(NOT_FOUND).format(line=self._stop.lines["lit"], name=lit.spelled))

    def _show(self, places: list[tuple[QRect, bool]]) -> None:
        seen = [(rect, is_round) for rect, is_round in places if not rect.isEmpty()]
        while len(self.rings) < len(seen):
            self.rings.append(Ring(self._frame))
        while len(self.rings) > len(seen):
            ring = self.rings.pop()
            ring.hide()
            ring.deleteLater()
        for ring, (rect, is_round) in zip(self.rings, seen):
            ring.surround(rect, is_round)

    def _seen(self, spot: Spot, rect: QRect) -> QRect:
        """Where it is in the frame, as far as it is scrolled to sight; a point is so as a whole."""
        seen, around = rect, spot.widget
        while around is not self._frame and around is not None:
            seen = (seen & around.rect()).translated(around.pos())
            around = around.parentWidget()
        return QRect() if spot.round and seen.size() != rect.size() else seen


class Ring(QWidget):
    """Lies around a rectangle, or in it where it is round; what is within is left free."""

    def __init__(self, frame: QWidget):
        super().__init__(frame)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._is: tuple = ()

    def surround(self, rect: QRect, is_round: bool) -> None:
        """Lie around this part of the frame."""
        width, inner = (max(1, themes.current.pixels(pixels)) for pixels in (WIDTH, INNER))
        state = (rect, is_round, width, themes.current.name)
        if state == self._is and self.isVisible():
            return
        self._is, self._width = state, width
        outer = rect.adjusted(-width - inner, -width - inner, width + inner, width + inner)
        outer &= self.parentWidget().rect()
        kind = QRegion.RegionType.Ellipse if is_round else QRegion.RegionType.Rectangle
        self.setGeometry(outer)
        edge = width + inner
        hole = QRegion(QRect(QPoint(edge, edge), outer.size()).adjusted(0, 0, -2 * edge, -2 * edge), kind)
        self._hole = QRegion(QRect(QPoint(width, width), outer.size()).adjusted(0, 0, -2 * width, -2 * width), kind)
        self.setMask(QRegion(QRect(QPoint(0, 0), outer.size()), kind) - hole)
        self.update()
        self.show()
        self.raise_()

    def paintEvent(self, event) -> None:
        theme = themes.current
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("accent"))
        painter.setClipRegion(self._hole)
        painter.fillRect(self.rect(), theme.colour("ground"))
