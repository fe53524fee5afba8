"""The handle by which a person plays one side of the game in the phase plane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.panels.nash.runs import ShownRun
from sims.nash.games import HANDS
from sims.nash.simulation import NashParams
from sims.params import parameters
from widgets.language import _
from widgets.plots.items.grip import GripView
from widgets.plots.plot import Plot


class HandGrips(QObject):
    """A handle that moves along x and one that moves along y, of which that of the first run by hand is shown.

    moved(index, place): the user wants the hand of the run of this index to be there.
    """

    moved = Signal(int, float)

    def __init__(self, plot: Plot):
        super().__init__(plot)
        declared = parameters(NashParams)["hand"]
        self.grips = {method: GripView(plot, _("your hand"), role, axis=axis, shape="diamond", step=0.1,
                                       low=declared.lo, high=declared.hi)
                      for method, axis, role in zip(HANDS, "xy", ("real", "generated"))}
        self._index = 0
        for grip in self.grips.values():
            grip.hide()
            grip.moved.connect(lambda place: self.moved.emit(self._index, place))

    def show_runs(self, runs: Sequence[ShownRun]) -> None:
        """Show the handle where the hand is, beside the player that answers it."""
        played = next(((index, run) for index, run in enumerate(runs) if run.params.method in HANDS), None)
        method = played[1].params.method if played else ""
        for key, grip in self.grips.items():
            grip.setVisible(key == method)
        if played:
            self._index, run = played
            x, y = (float(value) for value in run.report.frame.arrays["position"])
            hand = run.params.hand
            self.grips[method].place(*((hand, y) if method == "hand_x" else (x, hand)))
