"""The checklist "debug first": three checks, each with its button, its number and whether it is passed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from app.panels.gan.experiments.experiment_views import ExperimentView, Rows, column, last_of, log_range, plot
from app.panels.notes import wrapped
from sims.params import N_
from widgets.language import _
from widgets.numbers import number, short, whole

CHECKS = {
    # key: (on its button, what is done, its result)
    "gradient_check": (N_("Check the gradients"), N_("Autograd against differences of both losses, weight by weight."),
                       N_("relative error {number} of {limit} allowed, {step} weights")),
    "two_points": (N_("D learns two points"), N_("A fresh D learns one real and one generated point by heart."),
                   N_("loss {number} of {limit} allowed, {step} updates")),
    "fixed_d": (N_("G fits a fixed D"), N_("A fresh G climbs a D that rests, a paraboloid with its top at (1, 0.5)."),
                N_("distance {number} of {limit} allowed, {step} updates")),
}


class ChecklistView(ExperimentView):
    """asked(key): a person wants this check to run. verdicts: by key of the check, whether it is passed, as far as
    known."""

    asked = Signal(str)

    def __init__(self):
        self.verdicts: dict[str, bool] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.results: dict[str, QLabel] = {}
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (key, (title, does, _result)) in enumerate(CHECKS.items()):
            button = self.buttons[key] = QPushButton(_(title))
            button.setToolTip(_(does))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, key=key: self.asked.emit(key))
            self.results[key] = wrapped(_(does))
            self.results[key].setAccessibleName(_("Result of the check “{title}”").format(title=_(title)))
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self.results[key], row, 1)
        grid.setRowStretch(len(CHECKS), 1)
        self.plot = plot(_("How near each is to its limit"), _("updates"), _("number / limit"), log_x=True,
                                 log_y=True)
        self.plot.setToolTip(_("Below 1 the check is passed."))
        for key, role, dash in (("two_points", "critic", None), ("fixed_d", "generator", "dash")):
            self.plot.add(key, _(CHECKS[key][0]), role, dash)
        self.plot.add("limit", _("limit"), "muted", "dot")
        super().__init__((table, 3), (self.plot, 2))

    def let_run(self, on: bool) -> None:
        """Whether a check may be begun now."""
        for button in self.buttons.values():
            button.setEnabled(on)

    def show_rows(self, rows: Rows) -> None:
        found = {key: [row for row in rows if key in row] for key in CHECKS}
        for key, (_title, _does, result) in CHECKS.items():
            if found[key]:
                last = found[key][-1]
                self.verdicts[key] = passed = bool(last[key] < last["limit"])
                said = _(result).format(number=number(last[key], 2), limit=short(last["limit"]),
                                        step=whole(last['step']))
                self.results[key].setText((_("Passed: {result}.") if passed else _("Not passed: {result}.")).format(
                    result=said))
        shares = {key: column(found[key], key) / column(found[key], "limit") for key in ("two_points", "fixed_d")}
        steps = {key: column(found[key], "step") + 1 for key in shares}
        for key, share in shares.items():
            if len(share):
                self.plot.show_function(key, steps[key], share)
        shown = [share for share in shares.values() if len(share)]
        if shown:
            last = max(last_of(step) for step in steps.values() if len(step))
            self.plot.show_function("limit", np.array([1.0, last]), np.ones(2))
            reach = log_range(*shown, np.ones(1))
            if reach is not None:
                self.plot.set_view((1, last), reach)
