"""How a hand that draws D does beside D's own network: buttons, numbers, and both over the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.engine.messages import RunReport
from app.panels.change_marks import change_marks
from app.panels.notes import wrapped
from app.panels.side import push_button
from app.words.curves import tips_of
from sims.line.params import LineParams
from sims.params import N_
from widgets.language import _
from widgets.layout.flow import FlowLayout
from widgets.numbers import number
from widgets.plots.curves.view import CurvesView

NETWORK, HAND = "network", "hand"
NAMES = {NETWORK: N_("D’s network"), HAND: N_("your D")}
COLUMNS = {"w1": N_("W₁ to the data"), "value": N_("V, which D raises")}
NOTHING = np.zeros(0)
LEAST_WIDTH = 200
HELP = N_("Drag D’s handles, also while it plays: G follows its gradient against your D. Beside it another G plays "
          "against a network. As D you want V large; a good teacher wants W₁ small.")


def player_of(run: RunReport) -> str:
    """Who plays D in this run now."""
    return HAND if run.params.curve else NETWORK


class ScoresView(QWidget):
    """hand_asked: the user wants to draw D, from step 0 and beside the network. network_asked: to let it play again.

    step_clicked(step): has clicked on a curve.
    """

    hand_asked = Signal()
    network_asked = Signal()
    step_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.draw = push_button(_("Draw D yourself"), _("From step 0, beside a run in which D’s network plays"),
                                self.hand_asked.emit)
        self.give_back = push_button(_("Let the network play"), _("D’s network plays from here on"),
                                     self.network_asked.emit)
        buttons = QWidget()
        row = FlowLayout(buttons, spacing=6)
        row.addWidget(self.draw)
        row.addWidget(self.give_back)
        self.numbers, self.help = wrapped(""), wrapped(_(HELP), "muted")
        self.views = {column: CurvesView(_(title), cornered=True, legend=column == "w1")
                      for column, title in COLUMNS.items()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(4)
        for part in (buttons, self.numbers, self.help):
            layout.addWidget(part)
        for column, view in self.views.items():
            view.legend.explain(tips_of("line"))
            view.add_curve(NETWORK, _(NAMES[NETWORK]), "muted", "dash")
            view.add_curve(HAND, _(NAMES[HAND]), "critic")
            view.step_clicked.connect(self.step_clicked)
            if column != "w1":
                view.link(self.views["w1"])
            layout.addWidget(view, 1)
        layout.addStretch(0)

    def minimumSizeHint(self) -> QSize:
        """As wide as its buttons; the titles of its views wrap."""
        wide = max(LEAST_WIDTH, *(button.sizeHint().width() + 8 for button in (self.draw, self.give_back)))
        return QSize(wide, super().minimumSizeHint().height())

    def show_runs(self, runs: Sequence[RunReport], step: int) -> None:
        """step: where they stand."""
        hand = any(run.params.curve for run in runs)
        self.give_back.setVisible(hand)
        begins = hand and step == 0
        self.help.setVisible(begins)            # there are no curves yet, so it takes no room from them
        for view in self.views.values():
            view.setVisible(not begins)
        self.numbers.setText("\n".join(_sentence(run, len(runs) > 1 or hand) for run in runs))
        for name in NAMES:
            run = next((run for index, run in enumerate(runs) if _curve_of(index, runs) == name), None)
            for column, view in self.views.items():
                view.show_curve(name, run is not None)
                if run is None:
                    view.set_points(name, NOTHING, NOTHING)
                elif run.measured is not None:
                    view.set_points(name, *run.measured.get(column, (NOTHING, NOTHING)))
        marks = change_marks(runs[0].log["events"], LineParams)
        for view in self.views.values():
            view.set_cursor(step)
            view.set_marks(marks)


def _curve_of(index: int, runs: Sequence[RunReport]) -> str:
    """Of two runs the first is the network's, also while nobody has drawn anything in the second."""
    return (NETWORK, HAND)[index] if len(runs) > 1 else player_of(runs[index])


def _sentence(run: RunReport, named: bool) -> str:
    found = run.frame.numbers
    w1, value, kl = (number(found.get(name, np.nan), 3) for name in ("w1", "value", "kl"))
    text = _("W₁ {w1}, V {value}, KL(q‖p) {kl}").format(w1=w1, value=value, kl=kl)
    return _("{player}: {numbers}").format(player=_(NAMES[player_of(run)]), numbers=text) if named else text
