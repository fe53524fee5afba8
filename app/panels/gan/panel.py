"""The panel of the GAN lab: puts its views together, sends commands to the run, and shows its reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.engine.messages import Notice, Report, Samples
from app.export.samples_csv import samples_csv
from app.panels.gan import named_views
from app.panels.gan.curves.curve_pages import (
    BeganPage,
    DiscriminatorPage,
    LayersPage,
    ModesPage,
    OverviewPage,
    QualityPage,
    nearest_share,
)
from app.panels.gan.curves.overfitting_page import OverfittingPage
from app.panels.gan.curves.practice_page import PracticePage
from app.panels.gan.derivation import DerivationPage
from app.panels.gan.diagram import ModelPage
from app.panels.gan.experiments.page import ExperimentsPage
from app.panels.gan.layers.questions import Questions
from app.panels.gan.picture import LabPicture
from app.panels.gan.scores_dialog import ScoresDialog
from app.panels.gan.sidebar import BROUGHT, GanSideView, notes_on
from app.panels.gan.table_dialog import TableDialog
from app.panels.gan.target_files import load_target, read_file
from app.panels.gan.welcome import WelcomeCard
from app.panels.panel import OFFERS
from app.panels.presets.pictures import path_of, read_picture
from app.panels.presets.preset_box import PresetBox
from app.panels.training.panel import CurvesPanel
from app.point_tables.reader import AmbiguousTable
from app.sessions.saved_run import SavedRun
from sims.gan.data.custom_targets import parse_picture, spell_picture
from sims.gan.formulas import formula_of
from sims.gan.pairs import PAIR_OF
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS, QUESTIONS
from sims.params import N_, ParameterError
from sims.simulation import Frame
from widgets.language import _, sentence

#: Parameters without a control: one GAN is on the screen, and targets as text are set by painting or from a file.
HIDDEN = ("members", "picture", "points")
#: Columns of the trace of every run of the lab.
METRICS = ("modes", "w1", "high_quality", "js", "mode_kl", "sliced_w1", "loss_d", "loss_g", "accuracy_d", "score_real",
           "score_fake", "grad_norm_d", "grad_norm_g")
#: Steps a second from which nobody reads the numbers of one step, and how often they are shown then.
READABLE_RATE, READABLE_SECONDS = 12.0, 0.2


class GanPanel(CurvesPanel):
    """Shows the run group "gan": one GAN on a distribution in the plane."""

    group = "gan"
    about = N_("G turns random numbers into the orange crosses; D colours the plane, blue where it takes a point for "
               "real. G learns to place its crosses on the blue points.")
    params, catalogue, hidden = GanParams, PRESETS, HIDDEN
    _numbers_shown = 0.0                    # when, by the clock
    default_speed = "step_100"
    offers = OFFERS
    metrics = METRICS
    lectured = ("objective", "instance_noise", "weight_clip", "target")
    _began: tuple = ()                      # the settings and the seed that the run shown began with

    def build_picture(self) -> QWidget:
        self.lab = LabPicture()
        self.lab.painted.connect(self._painted)
        self.lab.view_changed.connect(partial(self.client.view, self.group))
        Questions(self.lab, self.client, self.group, lambda: self.playing)
        self.card = WelcomeCard(self.lab, self)
        self.card.watch_asked.connect(self.watch)
        self.card.tour_asked.connect(self.tour_asked)
        self.card.step_asked.connect(self.step_through)
        self.card.open_asked.connect(self.open_asked)
        self.card.dismissed.connect(self.welcomed)
        self.build_steps(formula_of)
        self.overview, self.quality, self.modes, self.discriminator, self.layers, self.model = (
            OverviewPage(), QualityPage(), ModesPage(), DiscriminatorPage(), LayersPage(), ModelPage())
        self.experiments = ExperimentsPage(partial(self.client.ask, self.group))
        self.experiments.table_offered.connect(self.table_offered)
        self.derivation = DerivationPage(partial(self.client.ask, self.group), self.lab)
        beside = self.beside_steps(self.lab, (
            self.overview, self.quality, self.modes, self.discriminator, OverfittingPage(), self.layers, BeganPage(),
            self.model, self.derivation, self.experiments, self._practice()), nearest_share)
        self.curves.tabs.currentChanged.connect(lambda _index: self._show_notes())
        return beside

    def _practice(self) -> PracticePage:
        page = PracticePage()
        page.preset_asked.connect(self.use_preset)
        page.pair_asked.connect(self.pair_asked)
        page.checks_asked.connect(lambda: self.open_view("experiments/debug_first"))
        page.step_asked.connect(lambda step: self.command("seek", step=step))
        return page

    def build_presets(self) -> PresetBox:
        by_question = dict(sorted(PRESETS.items(), key=lambda entry: QUESTIONS.index(entry[1].question)))
        box = PresetBox(by_question, GanParams(), BROUGHT, compared=PAIR_OF,
                        pictures=cache(lambda: {name: read_picture(path_of("gan", name)) for name in PRESETS}))
        box.comparison_asked.connect(lambda name: self.pair_asked.emit(PAIR_OF[name]))
        return box

    def build_side(self) -> QWidget:
        side = GanSideView(self.controls, self.presets, self.actions)
        side.load_asked.connect(self.ask_for_target)
        side.notes.sources_asked.connect(self.sources_asked)
        self.search = side.search
        return side

    def choices(self) -> dict[str, str]:
        same = self.lab.layers.is_shown("same_length")
        return {**super().choices(), f"{self.group}.arrows": "same length" if same else "to scale",
                f"{self.group}.surface": self.lab.surface.chosen}

    def take_choices(self, choices: Mapping[str, str]) -> None:
        super().take_choices(choices)
        self.lab.layers.set_shown("same_length", choices.get(f"{self.group}.arrows") == "same length")
        self.lab.kinds.choose(choices.get(f"{self.group}.surface", ""))

    def command(self, name: str, /, **arguments: Any) -> None:
        if name != "speed":                 # something is asked of the run, so it is to be seen
            self.card.dismiss()
        super().command(name, **arguments)

    def load(self, runs: tuple[SavedRun, ...], origin: str, then: Callable[[object, Notice | None], None]) -> None:
        self.card.hide()                    # but it has not been read: the next start shows it
        super().load(runs, origin, then)

    # The first minute ------------------------------------------------------------------------------------------------

    def welcome(self) -> None:
        self.card.welcome()

    def watch(self) -> None:
        """Play at the speed at which learning is seen."""
        self.choose_speed(self.default_speed)
        self.command("play")

    def step_through(self) -> None:
        """Show the step-by-step view, and do the first phase."""
        self.unfold("steps")
        self.command("pause")
        self.command("sub_step")

    # What the user does -----------------------------------------------------------------------------------------------

    @classmethod
    def view_titles(cls) -> dict[str, str]:
        return named_views.titles()

    @classmethod
    def view_sentences(cls) -> dict[str, str]:
        return named_views.sentences()

    def open_view(self, name: str) -> None:
        self.card.dismiss()
        named_views.show(name, self.lab, self.curves, self.unfold)

    def seen(self, name: str) -> QWidget | None:
        if name.startswith(f"{ExperimentsPage.name}/"):
            return self.experiments.complete().button   # the page is open; what is done is to start it
        return named_views.entry(name, self.lab) or super().seen(name)

    def close_view(self, name: str) -> None:
        named_views.hide(name, self.lab)

    def show_next_surface(self) -> None:
        self.lab.next_kind()

    def open_experiments(self) -> None:
        """Open the page of experiments."""
        self.curves.open_page(self.experiments)
        self.experiments.button.setFocus()

    def open_scores(self) -> None:
        """Show the scores of the minibatches of the last step, or of the one under way, as they are now."""
        self._with_samples(self._show_samples)

    def save_scores(self) -> None:
        self._with_samples(self._offer_samples)

    def _with_samples(self, use: Callable[[Samples], None]) -> None:
        def taken(samples: Samples | None, error: Notice | None) -> None:
            if error is not None:
                self._take_notice(error)
            elif not samples.tables:
                self.banner.inform(_("No minibatch has been scored yet: go on by a step."), "scores")
            else:
                use(samples)
        self.client.ask(self.group, "samples", taken)

    def _show_samples(self, samples: Samples) -> None:
        dialog = ScoresDialog(samples, self)
        dialog.accepted.connect(lambda: self._offer_samples(samples))
        dialog.open()

    def _offer_samples(self, samples: Samples) -> None:
        self.table_offered.emit(f"scores-{samples.step}", samples_csv(samples.tables))

    def ask_for_target(self) -> None:
        """Let the user choose a file, and load it."""
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Target from a file"), "",
            _("Points or pictures (*.csv *.tsv *.txt *.png *.jpg *.jpeg *.bmp *.gif *.svg *.webp);;All files (*)"))
        if path:
            self.load_target(path)

    def load_target(self, path: str) -> None:
        """The points or the picture in a file become the target; a bad file changes nothing and says why.

        Of a table with two readings a dialog asks how it is written.
        """
        try:
            try:
                loaded = load_target(path)
            except AmbiguousTable as error:
                dialog = TableDialog(read_file(Path(path)), Path(path).name, error.layout, self)
                chosen = dialog.exec() == QDialog.DialogCode.Accepted
                dialog.deleteLater()
                if not chosen:
                    return
                loaded = load_target(path, dialog.layout_chosen)
        except ParameterError as error:
            self.banner.show_text(sentence(error), "file", passing=True)
            return
        for name, value in loaded.values:
            self.command("set", name=name, value=value)
        self.client.ask(self.group, "rename", lambda value, error: None, origin="")     # another run than in its file
        said = " ".join(map(sentence, loaded.sentences))
        self.banner.inform(said, "file")

    def _painted(self, density: np.ndarray) -> None:
        self.command("set", name="picture", value=spell_picture(density))

    def brought(self) -> dict[str, Any]:
        """The target that the user has painted or loaded."""
        if self.report is None:
            return {}
        params = self.report.runs[0].params
        return {name: getattr(params, name) for name in BROUGHT if getattr(params, name)}

    # Reports ----------------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        run = report.runs[0]
        began = (run.log["params"], run.log["seed"])
        if began != self._began:
            self._began = began
            self.client.ask(self.group, "beginning", self._begin_run)
        by_hand = not report.playing or self.speed.startswith("phase")
        self.lab.show_frame(run.frame, by_hand and run.frame.phase != 0)
        self.lab.show_painting(parse_picture(run.params.picture) if run.params.target == "painted" else None)
        self.model.by_hand = by_hand and run.frame.phase != 0
        if report.glance:
            return
        known = np.flatnonzero(np.isfinite(run.trace.get("w1", np.zeros(0))))
        if len(known):
            self.lab.show_w1(run.trace_start + int(known[-1]) + 1, float(run.trace["w1"][known[-1]]))
        now = time.monotonic()
        if report.rate < READABLE_RATE or now - self._numbers_shown > READABLE_SECONDS:
            self._numbers_shown = now
            self.steps.show_step(run.frame, run.in_force)
        self.curves.show_run(run)
        self.presets.show_in_force(run.params)
        self._show_notes()

    def _show_notes(self) -> None:
        if self.report is not None:
            self.side.notes.show_notes(notes_on(self.report.runs[0].params, self.presets.in_force,
                                                self.curves.page is self.experiments))

    def _begin_run(self, frame: Frame | None, error: Notice | None) -> None:
        if error is None:
            self.lab.begin_run(frame)
