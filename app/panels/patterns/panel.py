"""The panel of the patterns: what two dimensions cannot show, trained as in the GAN lab."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.engine.messages import Report
from app.panels.patterns.pages import ClassesPage, PairsPage, RulePage, TrainingPage, TranslationPage, shares_over_time
from app.panels.patterns.picture import PatternsPicture
from app.panels.training.panel import CurvesPanel
from sims.patterns.formulas import formula_of
from sims.patterns.params import PatternParams
from sims.patterns.presets import PRESETS
from widgets.language import _

PAGES = (RulePage, ClassesPage, PairsPage, TranslationPage, TrainingPage)


class PatternsPanel(CurvesPanel):
    """Shows the run group "patterns": one GAN on patterns of one scene."""

    group = "patterns"
    params, catalogue = PatternParams, PRESETS
    default_speed = "step_500"
    offers = ("find_setting", "all_settings", "step_d", "step_g")
    metrics = ("correct", "loss_d", "loss_g", "accuracy_d", "score_real", "score_fake", "grad_norm_d", "grad_norm_g")

    def build_picture(self) -> QWidget:
        self.patterns = PatternsPicture()
        self.build_steps(formula_of)
        return self.beside_steps(self.patterns, tuple(page() for page in PAGES), shares_over_time)

    @classmethod
    def view_titles(cls) -> Mapping[str, str]:
        return {"steps": _("Step by step"), **{page.name: _(page.title) for page in PAGES}}

    @classmethod
    def view_sentences(cls) -> Mapping[str, str]:
        return {page.name: _(page.says) for page in PAGES}

    def open_view(self, name: str) -> None:
        if name == "steps":
            self.unfold(name)
        else:
            self.unfold("curves")
            self.curves.open_named(name)

    def show_report(self, report: Report) -> None:
        run = report.runs[0]
        self.patterns.show_frame(run.frame, run.params)
        if report.glance:
            return
        self.steps.show_step(run.frame, run.in_force)
        self.curves.show_run(run)
        self.presets.show_in_force(run.params)
