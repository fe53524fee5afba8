"""Numbers over steps: several curves in one small plot, with a legend above it that hides and shows them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QToolButton, QToolTip, QVBoxLayout, QWidget

from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.plots.curve_item import Curve, CurvesItem, Line, Reference, pen_for
from widgets.plots.extent import extent, robust_extent
from widgets.plots.plot import Plot, round_up, rounded_range
from widgets.theme import themes

REDRAW_MILLISECONDS = 66
APART_MILLISECONDS = 12         # two redraws: several plots at once would make the pictures beside them wait
#: The shortest automatic range of steps.
FIRST_STEPS = 20
#: How many columns tell the automatic range of values.
_RANGE_COLUMNS = 256


#: Height of a row of the legend at scale 1.
ROW = 20


class CurvesView(QWidget):
    """A titled plot of named curves; row i of a curve is step i. Redraws at most 15 times a second.

    log_y: a logarithmic axis. decades: the same, for curves that are given as their logarithm to base 10, because
    the numbers themselves are too small or too large for one. legend: entries of its own above the plot.
    least_height: with one row of legend, at scale 1.
    """

    step_clicked = Signal(int)
    _next_turn = 0.0                # by the clock: when any of them may be redrawn again

    def __init__(self, title: str = "", x_name: str | None = None, y_name: str = "", *, log_y: bool = False,
                 decades: bool = False, legend: bool = True, least_height: int = 110, cornered: bool = False,
                 parent=None):
        super().__init__(parent)
        self._decades, self._has_legend, self._least_height = decades, legend, least_height
        self.plot = Plot(_("step") if x_name is None else x_name, y_name, cornered=cornered)
        self._item = CurvesItem()
        self.plot.addItem(self._item)
        self._title = QLabel(title)
        self._title.setProperty("title", True)
        self._entries: dict[str, QToolButton] = {}
        self._legend = QWidget(self)            # shown without a parent it would be a window of its own
        self._flow = FlowLayout(self._legend, spacing=2)
        self._flow.addWidget(self._title)
        self._title.setVisible(bool(title))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._legend.setSizePolicy(policy)
        self._legend.setVisible(legend or bool(title))
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._legend)
        layout.addWidget(self._note)
        layout.addWidget(self.plot, 1)
        self.setAccessibleName(title or _("Curves"))
        self.plot.setAccessibleName(title or _("Curves"))

        self._ranged: frozenset[str] | None = None          # which curves tell it; None: all
        self._values: tuple[float, float] | None = None     # the automatic range of y, in drawn units
        self._group = _Group([self])
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._redraw_in_turn)
        self._second_click = QTimer(self)
        self._second_click.setSingleShot(True)
        self._second_click.timeout.connect(lambda: self.step_clicked.emit(self._step))
        self.plot.touched_by_hand.connect(self._moved)
        self.plot.fitted.connect(self._fitted)
        self.plot.scene().sigMouseMoved.connect(self._hovered)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        themes.changed.connect(self._dress)
        self._dress()
        self.set_log_y(log_y)
        self.redraw()

    # -- what is shown

    def add_curve(self, name: str, label: str, colour: str | int | None = None, dash=None) -> None:
        """A new, empty curve. colour: a role of the theme or an index of its series, None for the next of the series.

        dash: "dash", "dot", "dashdot", "long", a pattern in line widths, or None for a solid line.
        """
        self._item.curves[name] = Curve(label, len(self._item.curves) if colour is None else colour, dash)
        self._add_entry(name, label)

    def reference(self, name: str, value: float | np.ndarray | None, label: str = "") -> None:
        """Dashed horizontal line(s) at one value or several; None takes them away."""
        if value is None:
            self._item.references.pop(name, None)
            self._remove_entry(name)
        else:
            values = np.unique(np.atleast_1d(np.asarray(value, float)))
            known = self._item.references.get(name)
            if known is None:
                self._item.references[name] = Reference(label, values)
                self._add_entry(name, label)
            else:
                known.values = values
        self._later()

    def extend(self, start: int, columns: Mapping[str, np.ndarray]) -> None:
        """Write rows start, start + 1, ... of the named curves; NaN where nothing was measured."""
        for name, values in columns.items():
            if name in self._item.curves:
                self._item.curves[name].trace.write(start, values)
        self._later()

    def remove_curve(self, name: str) -> None:
        """Take a curve away with its rows."""
        self._item.curves.pop(name, None)
        self._remove_entry(name)
        self._later()

    def set_line(self, name: str, points: np.ndarray | None, colour: str | int = "muted", dash="dot") -> None:
        """A broken line (n, 2) of (step, value) in the units of the curves; NaN parts it, None takes it away."""
        known = self._item.lines.get(name)
        if points is None:
            self._item.lines.pop(name, None)
        elif known is None:
            self._item.lines[name] = Line(np.asarray(points, float), colour, dash)
        else:
            known.points = np.asarray(points, float)
        self._later()

    def show_line(self, name: str, on: bool) -> None:
        if name in self._item.lines and self._item.lines[name].visible != on:
            self._item.lines[name].visible = on
            self._later()

    def show_curve(self, name: str, on: bool) -> None:
        """Hide or show a curve, as a click on its entry in the legend does."""
        if name in self._entries:
            self._entries[name].setChecked(on)
        elif self._item.curves[name].visible != on:
            self._item.curves[name].visible = on
            self._values = None
            self._later()

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on, in every curve."""
        for curve in self._item.curves.values():
            curve.trace.cut(length)
        if length == 0:
            self._values = None
        self._later()

    def cut_curve(self, name: str, length: int) -> None:
        """Forget the rows of one curve from `length` on."""
        self._item.curves[name].trace.cut(length)
        self._later()

    def set_ranged(self, names: Iterable[str] | None) -> None:
        """Only these curves tell the automatic range of values; None: all. Those that leave it are cut at its edge."""
        names = None if names is None else frozenset(names)
        if names != self._ranged:
            self._ranged, self._values = names, None
            self._later()

    def set_marks(self, marks: Iterable[tuple[float, str]]) -> None:
        """Events as (step, text): a vertical line whose text is its tool tip."""
        self._item.marks = [(float(step), text) for step, text in marks]
        self._later()

    def set_cursor(self, step: float | None) -> None:
        """The step that is looked at, None for no line."""
        if step != self._item.cursor:
            self._item.cursor = step
            self._later()

    def set_log_y(self, on: bool) -> None:
        self._item.log_y = bool(on) and not self._decades
        self.plot.getAxis("left").setLogMode(bool(on) or self._decades)
        self._values = None
        self._later()

    @property
    def length(self) -> int:
        """Number of rows in the longest curve."""
        return max((curve.trace.length for curve in self._item.curves.values()), default=0)

    def show_steps(self, on: bool) -> None:
        """Numbers along the axis of steps; of plots over the same steps, one below the other, the last has them."""
        self.plot.getAxis("bottom").setStyle(showValues=on)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)
        self.plot.setAccessibleName(title)

    def value_at(self, name: str, row: int) -> float:
        """The number of a row of a curve, NaN where there is none."""
        return self._item.curves[name].trace.value_at(row)

    def values(self, name: str) -> np.ndarray:
        """The rows of a curve so far, float32."""
        return self._item.curves[name].trace.values

    def link(self, other: CurvesView) -> None:
        """Show the same steps as `other` from now on, whichever of them is moved."""
        if other._group is not self._group:
            self._group.views += other._group.views
            for view in other._group.views:
                view._group = self._group
            self.redraw()

    # -- how it is drawn

    def _redraw_in_turn(self) -> None:
        wait = CurvesView._next_turn - time.monotonic()
        if wait > 0:
            self._timer.start(math.ceil(1000 * wait))
            return
        CurvesView._next_turn = time.monotonic() + APART_MILLISECONDS / 1000
        self.redraw()

    def redraw(self) -> None:
        """Draw now. Called by itself, at most every 66 ms."""
        low, high = self._value_range()
        first, last = self._group.steps()
        self.plot.set_view((first, low, last, high))
        self._item.update()

    def set_note(self, text: str) -> None:
        """A sentence under the legend: why there is nothing to be seen, for instance; "" for none."""
        if text != self._note.text():
            self._note.setText(text)
            self._note.setVisible(bool(text))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._later()

    def _later(self) -> None:
        if not self._timer.isActive() and self.isVisible():
            self._timer.start(REDRAW_MILLISECONDS)

    def _value_range(self) -> tuple[float, float]:
        """The range of y in drawn units: round, robust, and the last one again while it still fits."""
        parts = [values for name, curve in self._item.curves.items()
                 if curve.visible and (self._ranged is None or name in self._ranged)
                 for values in self._item.columns(curve, 0, curve.trace.length, _RANGE_COLUMNS)[1:3]]
        values = np.concatenate([*parts, np.zeros(0)])
        # In decades nothing stands so far off that the rest would be a flat line.
        need = robust_extent(values) if not self._decades else extent(values)
        fixed = [self._item.scaled(reference.values) for reference in self._item.references.values()
                 if reference.visible]
        fixed = np.concatenate([*fixed, np.array([] if need is None else need)])
        fixed = fixed[np.isfinite(fixed)]
        if not len(fixed):
            return self._values or (0.0, 1.0)
        low, high = float(fixed.min()), float(fixed.max())
        now = self._values
        if now is None or low < now[0] or high > now[1] or (high - low) < 0.35 * (now[1] - now[0]):
            self._values = rounded_range(low, high)
        return self._values

    def _moved(self) -> None:
        self._group.show(self, tuple(self.plot.getViewBox().viewRange()[0]))

    def _fitted(self) -> None:
        self._group.fit(self)

    # -- legend and mouse

    def _add_entry(self, name: str, label: str) -> None:
        if name in self._entries or not label or not self._has_legend:
            return
        button = QToolButton()
        button.setProperty("legend", True)
        button.setCheckable(True)
        button.setChecked(True)
        button.setText(label)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(_("Show {curve}").format(curve=label))
        button.setToolTip(_("Click to hide or show {curve}").format(curve=label))
        button.toggled.connect(lambda on, name=name: self._show_curve(name, on))
        self._entries[name] = button
        self._flow.addWidget(button)
        self._dress_entry(name)

    def _remove_entry(self, name: str) -> None:
        button = self._entries.pop(name, None)
        if button is not None:
            self._flow.removeWidget(button)
            button.deleteLater()

    def _show_curve(self, name: str, on: bool) -> None:
        (self._item.curves.get(name) or self._item.references[name]).visible = on
        self._dress_entry(name)
        self._later()

    def _dress(self) -> None:
        theme = themes.current
        # Of the plot, not of all: of what has a height for a width, such as the legend, layouts ask no other least one.
        self.plot.setMinimumHeight(round(self._least_height * theme.plot_scale) - theme.pixels(ROW))
        self._title.setContentsMargins(0, theme.pixels(3), theme.pixels(6), 0)
        self._note.setStyleSheet(f"color: {theme.muted};")
        self.plot.getAxis("left").setWidth(theme.pixels(62))
        for name in self._entries:
            self._dress_entry(name)

    def _dress_entry(self, name: str) -> None:
        theme, button = themes.current, self._entries[name]
        line = self._item.curves.get(name) or self._item.references[name]
        size = QSize(theme.pixels(26), theme.pixels(12))
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setPen(pen_for(theme.colour(line.colour if line.visible else "border"), line.dash,
                               2 * theme.scale if theme.scale < 1.4 else theme.line_width * 1.5))
        painter.drawLine(QPointF(1, size.height() / 2), QPointF(size.width() - 1, size.height() / 2))
        painter.end()
        button.setIcon(QIcon(pixmap))
        button.setIconSize(size)

    def _hovered(self, position) -> None:
        if not self._item.marks:
            return
        box = self.plot.getViewBox()
        reach = abs(box.viewPixelSize()[0]) * 6
        x = box.mapSceneToView(position).x()
        near = [(abs(step - x), text) for step, text in self._item.marks if abs(step - x) <= reach]
        if near and box.sceneBoundingRect().contains(position):
            text = "\n".join(text for _distance, text in sorted(near))
            QToolTip.showText(self.plot.mapToGlobal(self.plot.mapFromScene(position)), text, self.plot)

    def _clicked(self, event) -> None:
        box = self.plot.getViewBox()
        if event.button() == Qt.MouseButton.LeftButton and not event.double() \
                and box.sceneBoundingRect().contains(event.scenePos()):
            x = box.mapSceneToView(event.scenePos()).x()
            if math.isfinite(x):
                self._step = int(min(max(round(x), 0), max(self.length - 1, 0)))
                # Where a second click would give the range back, it is waited for: who zooms out wants to go nowhere.
                self._second_click.start(0 if self._group.by_hand is None else QApplication.doubleClickInterval())
        elif event.double():
            self._second_click.stop()


class _Group:
    """CurvesViews that show the same steps; `by_hand` is the range that a hand has set."""

    def __init__(self, views: list[CurvesView]):
        self.views = views
        self.by_hand: tuple[float, float] | None = None
        self.busy = False

    def steps(self) -> tuple[float, float]:
        if self.by_hand is not None:
            return self.by_hand
        return 0.0, round_up(max(FIRST_STEPS, *(view.length - 1 for view in self.views)))

    def show(self, source: CurvesView, steps: tuple[float, float]) -> None:
        self.by_hand, self.busy = steps, True
        for view in self.views:
            if view is not source:
                view.plot.getViewBox().setXRange(*steps, padding=0)
                view.redraw()
        self.busy = False

    def fit(self, source: CurvesView) -> None:
        if self.busy:
            return
        self.by_hand, self.busy = None, True
        for view in self.views:
            if view is not source and view.plot.touched:
                view.plot.fit()
            view.redraw()
        self.busy = False
