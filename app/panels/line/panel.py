"""The panel of the GAN on a line: two modes as densities, D over them, and D drawn by hand while G answers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.engine.messages import Report
from app.panels.line.picture import LinePicture
from app.panels.line.scores import ScoresView
from app.panels.step_view import STEPS_HEIGHT
from app.panels.training.panel import TrainingPanel
from sims.gan.formulas import formula_of
from sims.line.curve import FLAT, curve_text
from sims.line.params import LineParams
from sims.line.presets import PRESETS
from sims.params import N_, plain
from widgets.language import _
from widgets.layout.view_columns import ViewColumns


class LinePanel(TrainingPanel):
    """Shows the run group "line": one GAN, or one whose D a hand draws beside one whose D is a network."""

    group = "line"
    about = N_("Above, the data and what G makes of random numbers; below, what D answers at every place, beside the "
               "best answer there is.")
    params, catalogue = LineParams, PRESETS
    hidden = ("members", "curve")           # a hand draws the curve in the picture
    default_speed = "step_100"
    offers = ("find_setting", "all_settings")
    metrics = ("modes", "w1", "value", "mode_kl", "kl", "loss_d", "loss_g")
    most_runs = 2

    def build_picture(self) -> QWidget:
        self.line, self.scores = LinePicture(), ScoresView()
        self.line.curve_drawn.connect(self._draw)
        self.scores.hand_asked.connect(self._begin_drawing)
        self.scores.network_asked.connect(lambda: self._set_curve(""))
        self.scores.step_clicked.connect(lambda step: self.command("seek", step=step))
        row = ViewColumns()
        row.add_view(self.build_steps(formula_of), 0, 220, STEPS_HEIGHT)
        row.add_view(self.line, 5, 160, 420)
        row.add_view(self.scores, 3, 200, 300)
        row.setSizes([220, 500, 300])
        return row

    # What the user does -----------------------------------------------------------------------------------------------

    def disabled_reasons(self, params: LineParams) -> dict[str, str]:
        reasons = super().disabled_reasons(params)
        if not params.curve:
            return reasons
        text = _("D is drawn by hand: nothing that is only about its training has an effect.")
        return {**reasons, **dict.fromkeys(
            ("learning_rate_d", "n_critic", "r1", "r2", "gradient_penalty", "dragan", "weight_clip", "freeze_d"), text)}

    def _begin_drawing(self) -> None:
        """Two runs from step 0 with the settings as they are: D's network, and a flat D for the hand; paused."""
        if self.report is None:                 # the training process is on its way
            return
        first = self.report.runs[0]
        values = {**plain(first.params), "curve": ""}
        self.presets.choose("")
        self.command("arrange", runs=((values, first.seed), ({**values, "curve": curve_text(FLAT)}, first.seed)))
        self.command("pause")

    def _draw(self, values: tuple[float, ...]) -> None:
        self._set_curve(curve_text(values))

    def _set_curve(self, text: str) -> None:
        if self.report is not None:
            self.command("set", name="curve", value=text, index=len(self.report.runs) - 1)

    # Reports ----------------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        run = report.runs[-1]                   # of two the one that is drawn by hand
        self.line.show_frame(run.frame, run.params, report.runs[0].frame if len(report.runs) > 1 else None)
        if report.glance:
            return
        self.steps.show_step(run.frame, run.in_force)
        self.scores.show_runs(report.runs, report.lead.frame.step)
        self.presets.show_in_force(run.params if len(report.runs) == 1 else None)

    def show_settings(self, report: Report) -> None:
        """Those of the run in the picture; a change is one of both."""
        run = report.runs[-1]
        self.controls.show_values(run.params)
        self.controls.set_disabled_reasons(self.disabled_reasons(run.params))

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "curves":
            self.scores.setVisible(on)
