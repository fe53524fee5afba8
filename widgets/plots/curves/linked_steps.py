"""Plots of curves that show the same range of steps, whichever of them a person moves."""

from __future__ import annotations

from typing import Protocol

from widgets.plots.plot import Plot
from widgets.plots.ticks import round_up

#: The shortest automatic range of steps.
FIRST_STEPS = 20


class StepsView(Protocol):
    """A plot over steps; length: the number of rows of its longest curve."""

    plot: Plot

    @property
    def length(self) -> int: ...

    def redraw(self) -> None: ...

    def show_hovered(self, step: float | None) -> None: ...


class LinkedSteps:
    """The range of steps that several views share. by_hand: the range a person has set; None: automatic."""

    def __init__(self, view: StepsView):
        self.views = [view]
        self.by_hand: tuple[float, float] | None = None
        self._busy = False              # the other plots are being moved, which is nobody's wish of its own

    def join(self, other: LinkedSteps) -> None:
        """Take over all views of another group."""
        self.views += other.views

    def steps(self) -> tuple[float, float]:
        """The range to show: that set by hand, or from 0 to a round number beyond the longest curve."""
        if self.by_hand is not None:
            return self.by_hand
        return 0.0, round_up(max(FIRST_STEPS, *(view.length - 1 for view in self.views)))

    def show(self, source: StepsView, steps: tuple[float, float]) -> None:
        """A person has moved `source` to this range: the others follow."""
        self.by_hand, self._busy = steps, True
        for view in self.views:
            if view is not source:
                view.plot.getViewBox().setXRange(*steps, padding=0)
                view.redraw()
        self._busy = False

    def hover(self, step: float | None) -> None:
        """The mouse is at this step in one of the views: all read it out. None: it has left."""
        for view in self.views:
            view.show_hovered(step)

    def fit(self, source: StepsView) -> None:
        """A person has given `source` its automatic range back: the others take theirs, too."""
        if self._busy:
            return
        self.by_hand, self._busy = None, True
        for view in self.views:
            if view is not source and view.plot.touched:
                view.plot.fit()
            view.redraw()
        self._busy = False
