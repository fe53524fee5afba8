"""A plot of named functions of one variable, with its title, a few numbers and a legend in a row above it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from widgets.language import _
from widgets.layout.flow import FlowLabel, GrowingLabel
from widgets.plots.items.function import FunctionView, MarksView
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.theme import themes


class _ModestPlot(Plot):
    """A plot whose preferred height is its least one: in a column that scrolls, plots share what there is beyond that.
    """

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.minimumHeight())


class FunctionPlot(QWidget):
    """Functions by key. log_x, log_y: values are given as they are, and the axis is logarithmic.

    least_height: of the plot itself in pixels, at scale 1; more where the name of its vertical axis needs it.
    cornered: the name of the x axis takes no row of its own.
    """

    def __init__(self, title: str, x_name: str, y_name: str = "", *, log_x: bool = False, log_y: bool = False,
                 least_height: int = 90, cornered: bool = False, parent=None):
        super().__init__(parent)
        self.log_x, self.log_y, self._least_height = log_x, log_y, least_height
        self.plot = _ModestPlot(x_name, y_name, cornered=cornered)
        self.plot.setAccessibleName(title)
        self.plot.says = lambda: "; ".join(filter(None, (*self.legend.shown_labels(), self.readout.text())))
        self.plot.getViewBox().setMouseEnabled(x=True, y=False)     # who misses a handle moves the plot only sideways
        if log_y:
            self.plot.getAxis("left").setLogMode(False, True)
        if log_x:
            self.plot.getAxis("bottom").setLogMode(True, False)
        self.marks = MarksView()
        self.plot.addItem(self.marks)
        self.functions: dict[str, FunctionView] = {}
        self.bands: dict[str, FunctionView] = {}
        self.title, self.readout = FlowLabel(title), GrowingLabel()
        self.title.setProperty("title", True)
        self.readout.setAccessibleName(_("Numbers of {title}").format(title=title))
        self.readout.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.legend = Legend(heading=(self.title, self.readout))
        self.legend.toggled.connect(self._toggle)
        # Not Minimum: a flow guesses its height from its narrowest width, and would ask for a row for each entry
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.legend.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.legend, 0)
        layout.addWidget(self.plot, 1)
        themes.changed.connect(self._apply_theme)
        self._apply_theme()

    def add(self, key: str, label: str, role: str | int, dash=None, *, shade: float = 0.0, entry: bool = True) -> None:
        """A new, empty function. role: its colour. shade: opacity of the area below it. entry: it is in the legend."""
        view = FunctionView(role, dash=dash, shade=shade, log_y=self.log_y)
        self.functions[key] = view
        self.plot.addItem(view)
        if entry:
            self.legend.add(Entry(key, label, role, dash))

    def show_function(self, key: str, x: np.ndarray, y: np.ndarray, base: np.ndarray | float = 0.0) -> None:
        """x, y (n,), x growing; base: down to where the area is shaded, a number or (n,)."""
        self.functions[key].set_values(self._drawn(x), y, base)

    def show_band(self, key: str, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Shade the area from low to high, both (n,), around a function; it is hidden and shown with it."""
        if key not in self.bands:
            self.bands[key] = FunctionView(self.functions[key].role, shade=0.22, log_y=self.log_y)
            self.bands[key].setZValue(-1)
            self.bands[key].setVisible(self.is_shown(key))
            self.plot.addItem(self.bands[key])
        self.bands[key].set_band(self._drawn(x), low, high)

    def _drawn(self, x: np.ndarray) -> np.ndarray:
        """x as the plot has it: its logarithm to base 10 where the axis is logarithmic, NaN for 0 and below."""
        x = np.asarray(x, float)
        return np.log10(np.where(x > 0, x, np.nan)) if self.log_x else x

    def __contains__(self, key: str) -> bool:
        """Whether it has a function of this name."""
        return key in self.functions

    def drawn(self, x: float, y: float) -> tuple[float, float]:
        """Where the plot has this; NaN where a logarithmic axis has it nowhere."""
        return tuple(float(np.log10(value)) if log and value > 0 else math.nan if log else value
                     for value, log in ((x, self.log_x), (y, self.log_y)))

    def set_shown(self, key: str, on: bool) -> None:
        """As a click on its entry in the legend does."""
        self.legend.set_shown(key, on)

    def is_shown(self, key: str) -> bool:
        return self.functions[key].isVisible()

    def set_readout(self, text: str) -> None:
        """Numbers beside the title. The room for them only grows, so that what stands beside them does not move."""
        if text != self.readout.text():
            self.readout.setText(text)

    def set_view(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The ranges to show until the user moves the plot, in the units of the values also on a logarithmic axis."""
        if self.log_x:
            x = (float(np.log10(x[0])), float(np.log10(x[1])))
        if self.log_y:
            y = (float(np.log10(y[0])), float(np.log10(y[1])))
        self.plot.set_view((x[0], y[0], x[1], y[1]))

    def set_ticks(self, ticks: Iterable[tuple[float, str]]) -> None:
        """Named places on the vertical axis instead of as many numbers as there is room for."""
        self.plot.getAxis("left").setTicks([list(ticks)])

    def _toggle(self, key: str, on: bool) -> None:
        for drawn in (self.functions, self.bands):
            if key in drawn:                    # the entry may stand for what a panel has added to the plot itself
                drawn[key].setVisible(on)

    def _apply_theme(self) -> None:
        theme = themes.current
        # A third as much more as the type is larger: else, on a low screen, all would scroll for the sake of axes.
        self.plot.setMinimumHeight(max(round(self._least_height * (2 + theme.scale) / 3), self.plot.height_of_names()))
        for label in (self.title, self.readout):
            label.setContentsMargins(0, theme.pixels(3), theme.pixels(8), 0)
        self.readout.setFont(theme.font(tabular=True))
        self.plot.getAxis("left").setWidth(theme.pixels(62))


def link_x(plots: Iterable[FunctionPlot]) -> None:
    """Let plots below each other show the same range of x, also after the user has moved one of them."""
    plots = [each.plot for each in plots]
    busy = []

    def follow(source: Plot, fitted: bool) -> None:
        if busy:
            return
        busy.append(source)
        for other in plots:
            if other is source:
                continue
            if fitted:
                other.fit()
            else:
                other._touch()
                other.getViewBox().setXRange(*source.getViewBox().viewRange()[0], padding=0)
        busy.clear()

    for plot in plots:
        plot.touched_by_hand.connect(lambda plot=plot: follow(plot, False))
        plot.fitted.connect(lambda plot=plot: follow(plot, True))
