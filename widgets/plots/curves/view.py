"""A plot of several named curves over the steps of a run, with a legend above it that hides and shows them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.language import _
from widgets.layout.flow import FlowLabel
from widgets.layout.hiding import show_if
from widgets.numbers import number
from widgets.plots.curves.curve_item import Curve, CurvesItem, Line, Reference
from widgets.plots.curves.curve_mouse import CurveMouse
from widgets.plots.curves.linked_steps import LinkedSteps
from widgets.plots.curves.points_buffer import PointsBuffer
from widgets.plots.curves.smoothing import PointsSmoothing, Smoothing
from widgets.plots.extent import SteadyRange, extent, robust_extent
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.plots.ticks import power_text
from widgets.theme import themes

REDRAW_MILLISECONDS = 66
APART_MILLISECONDS = 12         # two redraws: several plots at once would make the pictures beside them wait
#: How many columns tell the automatic range of values.
_RANGE_COLUMNS = 256
#: Height of a row of the legend at scale 1.
ROW = 20
#: The weight of noisy curves until another is chosen: a memory of fifty steps.
DEFAULT_SMOOTHING = 0.98


class CurvesView(QWidget):
    """A titled plot of named curves; row i of a curve is the number after i steps. Redraws at most 15 times a second.

    log_y: a logarithmic axis. decades: the same, for curves that are given as their logarithm to base 10, because
    the numbers themselves would overflow or underflow. legend: whether the curves have entries above the plot.
    least_height: in pixels with one row of legend, at scale 1. cornered: see Plot. noisy: whether its curves are
    smoothed (see `set_smoothing`). step_clicked(step): a person has clicked at this step, 0 to length - 1.
    """

    step_clicked = Signal(int)

    def __init__(self, title: str = "", x_name: str | None = None, y_name: str = "", *, log_y: bool = False,
                 decades: bool = False, legend: bool = True, least_height: int = 110, cornered: bool = False,
                 noisy: bool = False, parent=None):
        super().__init__(parent)
        self._noisy, self._smoothing = noisy, DEFAULT_SMOOTHING
        self._decades, self._has_legend, self._least_height = decades, legend, least_height
        self.plot = Plot(_("step") if x_name is None else x_name, y_name, cornered=cornered)
        self._item = CurvesItem()
        self._item.decades = decades
        self.plot.addItem(self._item)
        self._title = FlowLabel(title)
        self._title.setProperty("title", True)
        self.legend = Legend(heading=(self._title,), parent=self)
        show_if(self._title, bool(title))           # only now: without a parent it would be a window of its own
        show_if(self.legend, legend or bool(title))
        self.legend.toggled.connect(self._show_entry)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.legend)
        layout.addWidget(self._note)
        layout.addWidget(self.plot, 1)
        self.setAccessibleName(title or _("Curves"))
        self.plot.setAccessibleName(title or _("Curves"))
        self.plot.says = self.last_readings

        self._ranged: frozenset[str] | None = None          # which curves tell it; None: all
        self._covered: tuple[float, ...] = ()               # values that it always has
        self._range = SteadyRange()                         # the automatic range of y, in drawn units
        self._steps = LinkedSteps(self)
        self._timer = _RedrawTimer(self)
        self._timer.redraw.connect(self.redraw)
        self._mouse = CurveMouse(self.plot, waits=lambda: self._steps.by_hand is not None)  # a double click zooms out
        self._mouse.hovered.connect(lambda step: self._steps.hover(step))
        self._mouse.step_clicked.connect(
            lambda step: self.step_clicked.emit(int(min(max(step, 0), max(self.length - 1, 0)))))
        self.plot.touched_by_hand.connect(
            lambda: self._steps.show(self, tuple(self.plot.getViewBox().viewRange()[0])))
        self.plot.fitted.connect(lambda: self._steps.fit(self))
        themes.changed.connect(self._apply_theme)
        self._apply_theme()
        self.set_log_y(log_y)
        self.redraw()

    # -- what is shown

    def add_curve(self, name: str, label: str, colour: str | int | None = None, dash=None) -> None:
        """A new, empty curve. colour: a role of the theme or an index of its series, None for the next of the series.

        dash: "dash", "dot", "dashdot", "long", a pattern in line widths, or None for a solid line.
        """
        curve = self._item.curves[name] = Curve(label, len(self._item.curves) if colour is None else colour, dash)
        if self._noisy:
            curve.smoothing = Smoothing(curve.trace, self._smoothing)
        self._add_entry(name, curve)

    def add_band(self, low: str, high: str, colour: str | int) -> None:
        """A band between two new curves of these names, which have no lines of their own."""
        for name in (low, high):
            self._item.curves[name] = Curve("", colour, edge=True)
        self._item.bands.append((low, high, colour))

    def reference(self, name: str, value: float | np.ndarray | None, label: str = "", colour: str | int = "muted",
                  dash: str = "dash") -> None:
        """Dashed horizontal line(s) at one value or several; None takes them away."""
        if value is None:
            self._item.references.pop(name, None)
            self.legend.remove(name)
        else:
            values = np.unique(np.atleast_1d(np.asarray(value, float)))
            known = self._item.references.get(name)
            if known is None:
                known = self._item.references[name] = Reference(label, values, True, colour, dash)
                self._add_entry(name, known)
            else:
                known.values = values
        self._later()

    def extend(self, start: int, columns: Mapping[str, np.ndarray]) -> None:
        """Write rows start, start + 1, ... of the named curves; NaN where nothing was measured."""
        for name, values in columns.items():
            if name in self._item.curves:
                self._item.curves[name].trace.write(start, values)
        self._later()

    def replace_trace(self, start: int, columns: Mapping[str, np.ndarray]) -> None:
        """Replace what these curves have of the trace of a run from its row `start` on.

        Row k of a trace holds the numbers after step k + 1, which a table of it calls step k + 1; so do the curves.
        """
        for name in columns:
            self.cut_curve(name, start + 1)
        self.extend(start + 1, columns)

    def set_points(self, name: str, steps: np.ndarray, numbers: np.ndarray) -> None:
        """The numbers of a curve that is known at these steps only, all of them."""
        curve = self._item.curves[name]
        curve.trace = PointsBuffer(steps, numbers)
        if self._noisy:
            curve.smoothing = PointsSmoothing(curve.trace, self._smoothing)
        self._later()

    def remove_curve(self, name: str) -> None:
        """Take a curve away with its rows."""
        self._item.curves.pop(name, None)
        self.legend.remove(name)
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
        if name in self.legend:
            self.legend.set_shown(name, on)
        elif self._item.curves[name].visible != on:
            self._item.curves[name].visible = on
            self._range.forget()
            self._later()

    def cut(self, length: int) -> None:
        """Forget the rows from `length` on, in every curve."""
        for curve in self._item.curves.values():
            curve.trace.cut(length)
        if length == 0:
            self._range.forget()
        self._later()

    def cut_curve(self, name: str, length: int) -> None:
        """Forget the rows of one curve from `length` on."""
        self._item.curves[name].trace.cut(length)
        self._later()

    def set_ranged(self, names: Iterable[str] | None) -> None:
        """Only these curves tell the automatic range of values; None: all. Those that leave it are cut at its edge."""
        names = None if names is None else frozenset(names)
        if names != self._ranged:
            self._ranged = names
            self._range.forget()
            self._later()

    def set_covered(self, *values: float) -> None:
        """The automatic range of values reaches these, and no further unless a curve does."""
        if values != self._covered:
            self._covered = values
            self._range.forget()
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

    def set_smoothing(self, weight: float) -> None:
        """Of noisy curves, 0 to below 1: see `Smoothing`. 0 draws the values themselves."""
        self._smoothing = weight
        for curve in self._item.curves.values():
            if curve.smoothing is not None:
                curve.smoothing.set_weight(weight)
        self._later()

    def show_hovered(self, step: float | None) -> None:
        """Read out the values at a step; None: no longer."""
        if step is not None:
            step = min(max(round(step), 0), max(self.length - 1, 0))
        if step != self._item.hovered:
            self._item.hovered = step
            self._item.update()

    def set_log_y(self, on: bool) -> None:
        self._item.log_y = bool(on) and not self._decades
        self.plot.getAxis("left").setLogMode(bool(on) or self._decades)
        self._range.forget()
        self._later()

    @property
    def length(self) -> int:
        """Number of rows in the longest curve."""
        return max((curve.trace.length for curve in self._item.curves.values()), default=0)

    def show_steps(self, on: bool) -> None:
        """Numbers along the axis of steps; of plots over the same steps, one below the other, the last has them."""
        self.plot.getAxis("bottom").setStyle(showValues=on)

    def fit(self) -> None:
        """Show the automatic range again, where a person has taken another."""
        if self.plot.touched:
            self.plot.fit()

    def setToolTip(self, text: str) -> None:
        """Over the title and the legend; in the plot the mouse reads out values."""
        self.legend.setToolTip(text)

    def toolTip(self) -> str:
        return self.legend.toolTip()

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)
        self.plot.setAccessibleName(title)

    def value_at(self, name: str, row: int) -> float:
        """The number of a row of a curve, NaN where there is none."""
        return self._item.curves[name].trace.value_at(row)

    def __contains__(self, name: str) -> bool:
        """Whether it has a curve of this name."""
        return name in self._item.curves

    def drawn(self, step: float, value: float) -> tuple[float, float]:
        """Where the plot has a value of its curves at a step; NaN where a logarithmic axis has it nowhere."""
        if self._decades:
            return step, math.log10(value) if value > 0 else math.nan
        return step, float(self._item.scaled(np.array(value)))

    def values(self, name: str) -> np.ndarray:
        """The rows of a curve so far, float32."""
        return self._item.curves[name].trace.values

    def last_readings(self) -> str:
        """The last number of every curve that is shown, in words."""
        said = []
        for curve in self._item.curves.values():
            values = curve.trace.values
            values = values[np.isfinite(values)]
            if curve.visible and curve.label and len(values):
                text = power_text if self._decades else number
                said.append(_("{curve}: {value}").format(curve=curve.label, value=text(float(values[-1]))))
        return "; ".join(said) or _("no numbers yet")

    def link(self, other: CurvesView) -> None:
        """Show the same steps as `other` from now on, whichever of them is moved."""
        if other._steps is not self._steps:
            self._steps.join(other._steps)
            for view in other._steps.views:
                view._steps = self._steps
            self.redraw()

    # -- how it is drawn

    def redraw(self) -> None:
        """Draw now. Called by itself, at most every 66 ms."""
        low, high = self._value_range()
        first, last = self._steps.steps()
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
        if self.isVisible():
            self._timer.ask()

    def _value_range(self) -> tuple[float, float]:
        """The range of y in drawn units: round, robust, and the last one again while it still fits."""
        parts = [values for name, curve in self._item.curves.items()
                 if curve.visible and (self._ranged is None or name in self._ranged)
                 for values in self._item.columns(curve, 0, curve.trace.length, _RANGE_COLUMNS)[1:3]]
        values = np.concatenate([*parts, np.zeros(0)])
        # In decades nothing stands so far off that the rest would be a flat line.
        need = robust_extent(values) if not self._decades else extent(values)
        fixed = [self._item.scaled(self._covered)]
        fixed += [self._item.scaled(reference.values) for reference in self._item.references.values()
                  if reference.visible]
        fixed = np.concatenate([*fixed, np.array([] if need is None else need)])
        fixed = fixed[np.isfinite(fixed)]
        if not len(fixed):
            return self._range.now or (0.0, 1.0)
        low, high = float(fixed.min()), float(fixed.max())
        if self._covered and (low, high) == (min(self._covered), max(self._covered)):
            margin = (high - low) / 25          # exactly these, and a line at the very edge is seen
            return low - margin, high + margin
        return self._range.cover(low, high)

    def _add_entry(self, name: str, line: Curve | Reference) -> None:
        if line.label and self._has_legend and name not in self.legend:
            self.legend.add(Entry(name, line.label, line.colour, line.dash))

    def _show_entry(self, name: str, on: bool) -> None:
        (self._item.curves.get(name) or self._item.references[name]).visible = on
        self._later()

    def _apply_theme(self) -> None:
        theme = themes.current
        # Of the plot, not of all: of what has a height for a width, such as the legend, layouts ask no other least one.
        self.plot.setMinimumHeight(round(self._least_height * theme.plot_scale) - theme.pixels(ROW))
        self._title.setContentsMargins(0, theme.pixels(3), theme.pixels(6), 0)
        self._note.setStyleSheet(f"color: {theme.muted};")
        self.plot.getAxis("left").setWidth(theme.pixels(62))


class _RedrawTimer(QTimer):
    """redraw: comes REDRAW_MILLISECONDS after `ask`, and never for two views within APART_MILLISECONDS."""

    redraw = Signal()
    _next_turn = 0.0                # by time.monotonic(): when any view may be redrawn again

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setSingleShot(True)
        self.timeout.connect(self._take_turn)

    def ask(self) -> None:
        if not self.isActive():
            self.start(REDRAW_MILLISECONDS)

    def _take_turn(self) -> None:
        wait = _RedrawTimer._next_turn - time.monotonic()
        if wait > 0:
            self.start(math.ceil(1000 * wait))
            return
        _RedrawTimer._next_turn = time.monotonic() + APART_MILLISECONDS / 1000
        self.redraw.emit()
