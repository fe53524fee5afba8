"""The panel of the GAN on a line: two modes as densities, D over them, and D drawn by hand while G answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.engine.messages import Opening, Report
from app.panels.gan.panel import without_effect
from app.panels.gan.wanted_answers import WantedAnswers
from app.panels.line.picture import LinePicture
from app.panels.line.scores import ScoresView
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from app.panels.side import side_of
from app.panels.step_view import StepView
from sims.gan.formulas import formula_of
from sims.line.curve import FLAT, curve_text
from sims.line.params import LineParams
from sims.line.presets import PRESETS
from sims.params import change, parameters, plain
from sims.simulation import Preset
from widgets.controls.parameter_search import ParameterSearch
from widgets.language import _

#: One GAN is on the screen, and a hand draws its curve in the picture.
HIDDEN = ("members", "curve")


class LinePanel(RunPanel):
    """Shows the run group "line": one GAN, or one whose D a hand draws beside one whose D is a network."""

    group = "line"
    fixed = ("members",)
    default_speed = "step_100"
    offers = ("find_setting", "all_settings")
    metrics = ("modes", "w1", "value", "mode_kl", "kl", "loss_d", "loss_g")

    def params_type(self) -> type:
        return LineParams

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(LineParams) if name not in HIDDEN)

    def opening(self) -> Opening:
        return Opening("line", (({}, 0),), device=self.device)

    def starts(self) -> list[tuple[dict[str, Any], tuple, int]]:
        return [(asdict(change(LineParams(), **preset.values)),
                 tuple((step, 0, name, value) for step, name, value in preset.events), 0)
                for preset in (Preset("", {}), *PRESETS.values())]

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return count <= 2 and super().shows(simulation, count)

    @classmethod
    def preset_titles(cls) -> dict[str, str]:
        return {name: _(preset.title) for name, preset in PRESETS.items()}

    # Building ---------------------------------------------------------------------------------------------------------

    def build_picture(self) -> QWidget:
        self.line, self.scores = LinePicture(), ScoresView()
        self.line.curve_drawn.connect(self._draw)
        self.scores.hand_asked.connect(self._begin_drawing)
        self.scores.network_asked.connect(lambda: self._set_curve(""))
        self.scores.step_clicked.connect(lambda step: self.command("seek", step=step))
        self.steps = StepView(formula_of, WantedAnswers())
        self.steps.phase_asked.connect(lambda step, phase: self.command("seek", step=step, phase=phase))
        row = QSplitter(Qt.Orientation.Horizontal)
        row.setChildrenCollapsible(False)
        for widget, stretch in ((self.steps, 0), (self.line, 5), (self.scores, 3)):
            row.addWidget(widget)
            row.setStretchFactor(row.count() - 1, stretch)
        row.setSizes([220, 500, 300])
        return row

    def build_presets(self) -> PresetBox:
        return PresetBox(PRESETS, LineParams())

    def build_side(self) -> QWidget:
        self.search = ParameterSearch(self.controls, self.actions["find_setting"], self.actions["all_settings"])
        return side_of((self.presets, self.search), self.controls)

    # What the user does -----------------------------------------------------------------------------------------------

    def use_preset(self, name: str) -> None:
        """Start anew with the parameters, the seed and the events of a preset, playing up to its step."""
        preset = PRESETS[name]
        self.presets.choose(name)
        self.command("use", values=preset.values, seed=preset.seed, events=preset.events, stop=preset.steps)
        self.command("play")

    def reset(self) -> None:
        self.presets.choose("")
        super().reset()

    def show_all_settings(self, on: bool) -> None:
        self.controls.show_all(on)

    def find_setting(self) -> None:
        self.search.begin()

    def disabled_reasons(self, params: LineParams) -> dict[str, str]:
        if not params.curve:
            return without_effect(params)
        text = _("D is drawn by hand: nothing that is only about its training has an effect.")
        return {**without_effect(params), **dict.fromkeys(
            ("learning_rate_d", "n_critic", "r1", "r2", "gradient_penalty", "dragan", "weight_clip", "freeze_d"), text)}

    def _begin_drawing(self) -> None:
        """Two runs from step 0 with the settings as they are: D's network, and a flat D for the hand; paused."""
        first = self.report.runs[0]
        values = {**plain(first.params), "curve": ""}
        self.presets.choose("")
        self.command("arrange", runs=((values, first.seed), ({**values, "curve": curve_text(FLAT)}, first.seed)))
        self.command("pause")

    def _draw(self, values: tuple[float, ...]) -> None:
        self._set_curve(curve_text(values))

    def _set_curve(self, text: str) -> None:
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
        if part == "steps":
            self.steps.setVisible(on)
        if part == "curves":
            self.scores.setVisible(on)
