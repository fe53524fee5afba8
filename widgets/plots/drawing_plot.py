"""A plot on which a person draws a curve, with the mouse or with the arrow keys, before another is shown beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent

from widgets.language import _
from widgets.numbers import number
from widgets.plots.function_plot import FunctionPlot
from widgets.plots.items.point_cloud import PointCloudView

#: The drawn curve is a straight line between points at so many places, from one end of the plot to the other.
PLACES = 65
#: With the arrow keys a person moves every 8th of these, by so many parts of the height; with Shift by a fifth of one.
BETWEEN, PARTS, FINE = 8, 20, 5
DRAWN, CAME = "drawn", "came"
HEIGHT = 150                        # pixels at any scale: where the type is large, there is no more room
Range = tuple[float, float]


class DrawingPlot(FunctionPlot):
    """values: of the drawn curve at `places`, float64 (PLACES,); NaN where nothing is drawn.

    changed: a person has drawn something, or taken it away. entered: Return was pressed on it.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self):
        super().__init__("", "")
        self.plot.setAccessibleName(_("Your curve"))
        self.add(DRAWN, _("your curve"), "accent", "dash")
        self.add(CAME, _("what came"), "ink")
        self._pen = PointCloudView("circle", "accent", size=9)
        self.plot.addItem(self._pen)
        self.plot.getViewBox().setMouseEnabled(x=False, y=False)
        self.plot.setToolTip(_("Draw with the mouse. Or by keys: Left and Right choose a point, Up and Down move it "
                               "(with Shift a little), Delete takes all away."))
        self.plot.setCursor(Qt.CursorShape.CrossCursor)
        self._x, self._y, self._open, self._last, self._at = (0.0, 1.0), (0.0, 1.0), False, None, 0
        self.values = np.full(PLACES, np.nan)
        self.plot.installEventFilter(self)
        self.plot.viewport().installEventFilter(self)

    def begin(self, title: str, x_name: str, x: Range, y: Range) -> None:
        """Ask for a curve of what is called `title` between these ends of both axes: nothing is drawn yet."""
        self._x, self._y, self._open, self._at = x, y, True, 0
        self.title.setText(_("{metric} over {axis}").format(metric=title, axis=x_name))
        self.plot.setAccessibleName(_("Draw the curve of {title}").format(title=title))
        self.plot.fit()
        self.set_view(x, y)
        self.show_came((), ())
        self.draw(np.full(PLACES, np.nan))

    def lock(self) -> None:
        """Nothing more can be drawn. Between what is drawn lines go on, and levelly to both ends."""
        self._open = False
        drawn = np.isfinite(self.values)
        if drawn.any():
            self.values = np.interp(self.places, self.places[drawn], self.values[drawn])
        self._show()

    @property
    def places(self) -> np.ndarray:
        """Where the drawn curve has its values, float64 (PLACES,)."""
        return np.linspace(*self._x, PLACES)

    def draw(self, values: Sequence[float]) -> None:
        """Show this as drawn, (PLACES,)."""
        self.values = np.array(values, float)
        self._show()

    def draw_through(self, values: Sequence[float]) -> None:
        """Draw straight lines through these values, which stand at even distances from end to end; none: nothing."""
        at = np.linspace(*self._x, max(len(values), 1))
        self.draw(np.interp(self.places, at, values) if len(values) else np.full(PLACES, np.nan))

    def show_came(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Show beside it what has come of it so far. Where that leaves the plot, its height grows."""
        y = np.asarray(y, float)
        self.show_function(CAME, x, y)
        finite = y[np.isfinite(y)]
        if len(finite):
            self.set_view(self._x, (min(self._y[0], float(finite.min())), max(self._y[1], float(finite.max()))))

    # By hand ---------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.plot:
            if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self._show()
            if kind == QEvent.Type.ShortcutOverride and self._open and event.key() in _KEYS:
                event.accept()                  # else they step the run
                return True                     # before the view ignores it
            if kind == QEvent.Type.KeyPress and self._open and event.key() in _KEYS:
                self._take_key(event)
                return True
            if kind == QEvent.Type.KeyPress and self._open and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.entered.emit()
                return True
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
                                     QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick):
            return self._take_mouse(kind, event)
        return super().eventFilter(watched, event)

    def _take_mouse(self, kind: QEvent.Type, event) -> bool:
        if kind == QEvent.Type.MouseButtonRelease:
            self._last = None
            return True
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        if not self._open:                      # nor is the plot moved
            return True
        self.plot.setFocus()
        place, value = self._place_at(event.position().toPoint())
        first = self._last if self._last is not None else (place, value)
        self._last = place, value
        (from_, low), (to, high) = sorted((first, (place, value)))
        between = np.arange(from_, to + 1)
        values = self.values.copy()
        values[between] = np.interp(between, [from_, to], [low, high]) if to > from_ else value
        self._at = round(place / BETWEEN) * BETWEEN
        self.draw(values)
        self.changed.emit()
        return True

    def _place_at(self, pixel: QPoint) -> tuple[int, float]:
        """(the nearest of the places, the value there), both within the plot."""
        at = self.plot.getViewBox().mapSceneToView(self.plot.mapToScene(pixel))
        share = (at.x() - self._x[0]) / (self._x[1] - self._x[0])
        return (min(max(round(share * (PLACES - 1)), 0), PLACES - 1), min(max(at.y(), self._y[0]), self._y[1]))

    def _take_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._at = min(max(self._at + (BETWEEN if key == Qt.Key.Key_Right else -BETWEEN), 0), PLACES - 1)
            self._show()
            return
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.draw(np.full(PLACES, np.nan))
        else:
            part = (self._y[1] - self._y[0]) / PARTS
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                part /= FINE
            self._move(part if key == Qt.Key.Key_Up else -part)
        self.changed.emit()

    def _move(self, by: float) -> None:
        """Move the chosen point, and the lines that lead to it from its neighbours. What is not drawn yet begins at the
        height of its neighbour, and the first point in the middle."""
        values = self.values.copy()
        chosen = self._at
        if not np.isfinite(values[chosen]):
            drawn = np.flatnonzero(np.isfinite(values))
            values[chosen] = values[drawn[np.argmin(abs(drawn - chosen))]] if len(drawn) else sum(self._y) / 2
        values[chosen] = min(max(values[chosen] + by, self._y[0]), self._y[1])
        for side in (values[:chosen + 1][::-1], values[chosen:]):       # away from the point on either side
            knots = np.arange(BETWEEN, len(side), BETWEEN)
            drawn = knots[np.isfinite(side[knots])]
            if len(drawn):
                side[:drawn[0] + 1] = np.linspace(side[0], side[drawn[0]], drawn[0] + 1)
        self.draw(values)

    def _apply_theme(self) -> None:
        super()._apply_theme()
        self.plot.setMinimumHeight(HEIGHT)

    def _show(self) -> None:
        self.show_function(DRAWN, self.places, self.values)
        at, value = self.places[self._at], self.values[self._at]
        by_keys = self._open and self.plot.hasFocus()
        height = value if np.isfinite(value) else sum(self._y) / 2
        self._pen.set_points(np.array([[at, height]]) if by_keys else np.zeros((0, 2)))
        said = _("at {place}: {value}").format(place=number(at, 4), value=number(value, 3)) if by_keys else ""
        self.set_readout(said)
        self.plot.setAccessibleDescription(said)


_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
