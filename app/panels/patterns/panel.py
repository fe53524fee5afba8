"""The panel of the patterns: what two dimensions cannot show, trained as in the GAN lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.engine.messages import Opening, Report
from app.panels.gan.curves.strip import CurvesStrip
from app.panels.gan.panel import without_effect
from app.panels.gan.wanted_answers import WantedAnswers
from app.panels.patterns.pages import ClassesPage, PairsPage, RulePage, TrainingPage, TranslationPage, shares_over_time
from app.panels.patterns.picture import PatternsPicture
from app.panels.presets.preset_box import PresetBox
from app.panels.run_panel import RunPanel
from app.panels.side import side_of
from app.panels.step_view import StepView
from sims.params import change, parameters
from sims.patterns.formulas import formula_of
from sims.patterns.params import PatternParams
from sims.patterns.presets import PRESETS
from sims.simulation import Preset
from widgets.controls.parameter_search import ParameterSearch
from widgets.language import _
from widgets.layout.picture_splitter import PictureSplitter

HIDDEN = ("members",)                   # one GAN is on the screen
PAGES = (RulePage, ClassesPage, PairsPage, TranslationPage, TrainingPage)


class PatternsPanel(RunPanel):
    """Shows the run group "patterns": one GAN on patterns of one scene."""

    group = "patterns"
    fixed = HIDDEN
    default_speed = "step_500"
    offers = ("find_setting", "all_settings", "step_d", "step_g")
    buttons = ("restart", "back", "sub_back", "play", "sub_step", "step", "step_d", "step_g", "new_seed", "reset")
    asks_to_save = True
    metrics = ("correct", "loss_d", "loss_g", "accuracy_d", "score_real", "score_fake", "grad_norm_d", "grad_norm_g")

    def params_type(self) -> type:
        return PatternParams

    def control_names(self) -> tuple[str, ...]:
        return tuple(name for name in parameters(PatternParams) if name not in HIDDEN)

    def opening(self) -> Opening:
        return Opening("patterns", (({}, 0),), device=self.device)

    def starts(self) -> list[tuple[dict[str, Any], tuple, int]]:
        return [(asdict(change(PatternParams(), **preset.values)), (), 0)
                for preset in (Preset("", {}), *PRESETS.values())]

    @classmethod
    def shows(cls, simulation: str, count: int) -> bool:
        return count == 1 and super().shows(simulation, count)

    # Building ---------------------------------------------------------------------------------------------------------

    def build_picture(self) -> QWidget:
        self.patterns = PatternsPicture()
        self.steps = StepView(formula_of, WantedAnswers())
        self.steps.phase_asked.connect(lambda step, phase: self.command("seek", step=step, phase=phase))
        self.curves = CurvesStrip(tuple(page() for page in PAGES), shares_over_time)
        for page in self.curves.pages:
            for view in page.curves:
                view.step_clicked.connect(lambda step: self.command("seek", step=step))
        self.picture = PictureSplitter()
        self.picture.addWidget(self.patterns)
        self.picture.addWidget(self.curves)
        row = QSplitter(Qt.Orientation.Horizontal)
        row.setChildrenCollapsible(False)
        row.addWidget(self.steps)
        row.addWidget(self.picture)
        row.setStretchFactor(0, 0)
        row.setStretchFactor(1, 1)
        row.setSizes([270, 700])
        return row

    def build_presets(self) -> PresetBox:
        return PresetBox(PRESETS, PatternParams())

    def build_side(self) -> QWidget:
        self.search = ParameterSearch(self.controls, self.actions["find_setting"], self.actions["all_settings"])
        return side_of((self.presets, self.search), self.controls)

    # What the user does -----------------------------------------------------------------------------------------------

    @classmethod
    def preset_titles(cls) -> Mapping[str, str]:
        return {name: _(preset.title) for name, preset in PRESETS.items()}

    @classmethod
    def view_titles(cls) -> Mapping[str, str]:
        return {"steps": _("Step by step"), **{page.name: _(page.title) for page in PAGES}}

    def open_view(self, name: str) -> None:
        if name == "steps":
            self.unfold(name)
        else:
            self.unfold("curves")
            self.curves.open_named(name)

    def use_preset(self, name: str) -> None:
        """Start anew with the parameters and the seed of a preset, playing up to its step, with its page open."""
        preset = PRESETS[name]
        self.presets.choose(name)
        self.command("use", values=preset.values, seed=preset.seed, stop=preset.steps)
        self.command("play")
        if preset.page:
            self.curves.open_named(preset.page)

    def reset(self) -> None:
        self.presets.choose("")
        super().reset()

    def show_all_settings(self, on: bool) -> None:
        self.controls.show_all(on)

    def find_setting(self) -> None:
        self.search.begin()

    def step_of(self, player: str) -> None:
        self.command("step_with", values={"freeze_d": player != "d", "freeze_g": player != "g"})

    def choices(self) -> dict[str, str]:
        return {**super().choices(), f"{self.group}.smoothing": f"{self.curves.smoothing.weight:.4f}"}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        super().take_choices(choices)
        self.curves.smoothing.set_weight(float(choices.get(f"{self.group}.smoothing", self.curves.smoothing.weight)))

    def availability(self) -> dict[str, bool]:
        found = super().availability()
        return {**found, "step_d": found["step"], "step_g": found["step"]}

    def disabled_reasons(self, params: PatternParams) -> dict[str, str]:
        return without_effect(params)

    # Reports ----------------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        run = report.runs[0]
        self.patterns.show_frame(run.frame, run.params)
        if report.glance:
            return
        self.steps.show_step(run.frame, run.in_force)
        self.curves.show_run(run)
        self.presets.show_in_force(run.params)

    def show_part(self, part: str, on: bool) -> None:
        super().show_part(part, on)
        if part == "steps":
            self.steps.setVisible(on)
        if part == "curves":
            self.curves.setVisible(on)
            self.picture.divide()
