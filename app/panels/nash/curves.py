"""The curves of the Nash panel: x, y, V and the radius of every run over the steps, the radius with its theory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panels.change_marks import change_marks
from app.panels.nash.runs import ShownRun
from sims.nash.games import LETTERS
from sims.nash.simulation import NashParams, payoff
from widgets.language import _
from widgets.plots.curves.view import CurvesView

#: How many times as far out as the others a run must be to be left out of the range of values.
FAR = 3.0


class NashCurvesView(QWidget):
    """Four plots over the same steps, without legends of their own. step_clicked(step): the user has clicked there."""

    step_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.views = {name: CurvesView("x", "", legend=False, least_height=74) for name in ("x", "y", "value")}
        self.views["radius"] = CurvesView(_("radius (dotted: theory)"), legend=False, decades=True, cornered=True,
                                          least_height=112)
        for name in ("y", "value", "radius"):
            self.views[name].link(self.views["x"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for name, view in self.views.items():
            view.setObjectName(name)            # a plot of one number, whose curves are runs
            view.step_clicked.connect(self.step_clicked)
            view.show_steps(name == "radius")
            layout.addWidget(view, 4 if name == "radius" else 3)
        self.views["radius"].plot.set_axis_names(_("step"), "")
        self._keys: tuple[str, ...] = ()
        self._game = ""
        self._name("bilinear")

    def show_runs(self, runs: Sequence[ShownRun], visible: set[str], cursor: int) -> None:
        """visible: keys of the runs to draw. cursor: the step that is looked at."""
        self._name(runs[0].params.game)
        keys = tuple(run.key for run in runs)
        if keys != self._keys:
            self._replace_curves(runs)
        if all(run.report.trace_start == 0 for run in runs):
            for view in self.views.values():
                view.cut(0)                         # begun anew: the automatic ranges too
                view.fit()
        for run in runs:
            self._extend(run)
            for view in self.views.values():
                view.show_curve(run.key, run.key in visible)
            radius = self.views["radius"]
            radius.set_line(run.key, run.theory_line(partial(radius.value_at, run.key)), run.entry.colour)
            radius.show_line(run.key, run.key in visible)
        away = far_away([run for run in runs if run.key in visible])
        for name in ("x", "y", "value"):
            self.views[name].set_ranged(visible - {run.key for run in away} if away else None)
        self.views["x"].set_note(_("Outside this picture: {runs}.").format(
            runs=", ".join(run.label for run in away)) if away else "")
        events = change_marks(runs[0].report.log["events"], NashParams)
        for view in self.views.values():
            view.set_cursor(cursor)
            view.set_marks(events)

    def draw_now(self) -> None:
        """Draw at once what would be drawn when its timer is due."""
        for view in self.views.values():
            view.redraw()

    def _name(self, game: str) -> None:
        if game != self._game:
            self._game = game
            for name, title in zip(("x", "y", "value"),
                                   (*LETTERS[game], "V = xy" if game == "bilinear" else "V")):
                self.views[name].set_title(title)

    def _replace_curves(self, runs: Sequence[ShownRun]) -> None:
        for view in self.views.values():
            for key in self._keys:
                view.remove_curve(key)
                view.set_line(key, None)
            for run in runs:
                view.add_curve(run.key, run.label, run.entry.colour, run.entry.dash)
        self._keys = tuple(run.key for run in runs)

    def _extend(self, run: ShownRun) -> None:
        """The start is row 0, which no trace has."""
        report = run.report
        start, base = report.trace_start, report.log["params"]
        if start == 0:
            x, y = base["x0"], base["y0"]
            rows = {"x": [x], "y": [y], "value": [float(payoff(NashParams(**base), x, y))],
                    "radius": logarithm([np.hypot(x, y)])}
            for name, view in self.views.items():
                view.cut_curve(run.key, 0)
                view.extend(0, {run.key: np.array(rows[name], float)})
        for name, view in self.views.items():
            values = report.trace.get(name, np.zeros(0))
            view.replace_trace(start, {run.key: logarithm(values) if name == "radius" else values})


def far_away(runs: Sequence[ShownRun]) -> list[ShownRun]:
    """The runs beside which all others would be a flat line: more than FAR times as far out as those that stay near the
    start have ever been. Empty where all runs leave, or none."""
    near = [run.history.greatest for run in runs if run.history.greatest <= FAR * _start(run)]
    return [run for run in runs if run.history.greatest > FAR * max(_start(run), *near)] if near else []


def _start(run: ShownRun) -> float:
    base = run.report.log["params"]
    return max(abs(base["x0"]), abs(base["y0"]), 1e-9)


def logarithm(values: Sequence[float]) -> np.ndarray:
    """The logarithm to base 10; NaN for 0 and below."""
    values = np.asarray(values, float)
    return np.log10(np.where(values > 0, values, np.nan))
