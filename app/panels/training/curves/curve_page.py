"""What the pages of the strip beside the picture of the GAN lab are made of: views side by side, curves of one run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.change_marks import change_marks
from app.panels.metric_names import metric_tip
from app.panels.training.curves.frame_history import FrameHistory
from widgets.language import _
from widgets.layout.turning_row import TurningRow
from widgets.plots.curves.view import CurvesView

#: A step beyond all others: nothing that was seen is forgotten.
EVERYTHING = 2**62
NOTHING = np.zeros(0)


class RunCurves(CurvesView):
    """Curves of one run by name. Most are columns of the trace, which has a number for every step, or are measured at
    some steps.

    seen: {curve: name of a number of the frame}, for numbers that are only known of the steps that were observed.
    """

    def __init__(self, title: str, seen: Mapping[str, str] | None = None, **options):
        super().__init__(title, cornered=True, noisy=True, **options)
        self.legend.explain(metric_tip)
        self._seen = dict(seen or {})       # name of a curve -> name of a number of the frame
        self._measured: set[str] = set()    # names of measured numbers that have been told of once

    def show_run(self, run: RunReport, kept: int) -> None:
        """Append what a report brings. kept: the step up to which numbers of earlier frames still hold."""
        if run.trace_start == 0:            # another run, or this one begun anew
            self.fit()
        for name in self._seen:
            self.cut_curve(name, kept + 1)
        if run.measured is not None:
            self._measured |= run.measured.keys()
            for name in self._measured & self._item.curves.keys():
                self.set_points(name, *run.measured.get(name, (NOTHING, NOTHING)))
        self.replace_trace(run.trace_start, {name: run.trace.get(name, NOTHING) for name in self._item.curves
                                             if name not in self._seen and name not in self._measured})
        if run.frame.phase == 0:
            self.extend(run.frame.step, {name: [run.frame.numbers[number]] for name, number in self._seen.items()
                                         if number in run.frame.numbers})
        self.set_cursor(run.frame.step)
        self.set_marks(change_marks(run.log["events"], type(run.params)))


class Page(QWidget):
    """One page. name: by which a preset asks for it. title: on its tab; says: what is to be seen on it (translatable).
    curves: its plots of curves, which share one range of steps.

    It is empty until it is completed: the plots of a page take 20 ms to be made, and one of eleven is seen at first.

    at_first: whether it has its tab before anything is known of the run. step_clicked(step): in one of its curves.
    completed: it has its views from now on.
    """

    step_clicked = Signal(int)
    completed = Signal()

    name = ""
    title = ""
    says = ""
    at_first = True

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._row = TurningRow(self)
        self._row.setContentsMargins(4, 0, 0, 0)                 # so much for the frame of the focus
        self._row.setSpacing(6)
        self.curves: list[RunCurves] = []
        self._column: QBoxLayout | None = None
        self.is_complete = False

    def build(self) -> None:
        """Put the views in, with `add` and `add_column`; called once, before anything is shown."""
        raise NotImplementedError

    def complete(self) -> Page:
        """Build it now, where that has not been done; returns the page."""
        if not self.is_complete:
            self.is_complete = True
            self.build()
            self.completed.emit()
        return self

    def add(self, view: QWidget, stretch: int = 1) -> QWidget:
        """Put a view to the right of the others; returns it."""
        self._row.addWidget(view, stretch)
        if isinstance(view, RunCurves):
            self._take(view)
        return view

    def _take(self, view: RunCurves) -> None:
        if self.curves:
            view.link(self.curves[0])
        self.curves.append(view)
        view.step_clicked.connect(self.step_clicked)

    def arrange_views(self, narrow: bool, low: bool) -> None:
        """Put the views below one another where there is little width, or less than they need, else side by side; those
        of a column, too, where there is little height."""
        self._row.turn(narrow)
        if self._column is not None:
            flat = low and not narrow
            self._column.setDirection(QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom)
            views = [self._column.itemAt(k).widget() for k in range(self._column.count())]
            self._row.setStretchFactor(self._column, self._column_stretch * (len(views) if flat or narrow else 1))
            for view in views:
                view.show_steps(flat or view is views[-1])

    def tab_text(self, run: RunReport) -> str:
        """What its tab is called for this run, translated."""
        return _(self.title)

    def add_column(self, *views: RunCurves, stretch: int = 1) -> None:
        """Put plots one above the other to the right of the others; the lowest has the numbers of the steps."""
        self._column, self._column_stretch = QVBoxLayout(), stretch
        self._column.setSpacing(0)
        for view in views:
            self._take(view)
            view.show_steps(view is views[-1])
            self._column.addWidget(view, 1)
        self._row.addLayout(self._column, stretch)

    def suits(self, run: RunReport) -> bool:
        """Whether this page says anything of this run."""
        return True

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        """Show a report. kept: as in `RunCurves.show_run`. history: rows of earlier frames, this one included."""
        for view in self.curves:
            view.show_run(run, kept)
