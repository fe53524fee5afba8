"""The pages beside the picture of the patterns: the training, the rule, the classes of digits, pairs, a translation."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from app.engine.messages import RunReport
from app.panels.metric_names import metric_tip
from app.panels.patterns.drawings import DRAWINGS, SLOTS
from app.panels.patterns.pairs_plot import PairsPlot
from app.panels.training.curves.curve_page import Page, RunCurves
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.curves.loss_curves import LossCurves
from app.words.curves import tips_of
from sims.gan.objectives_text import objective_of
from sims.params import N_
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SCENES, SPREAD
from sims.simulation import Frame
from widgets.language import _, ngettext
from widgets.numbers import in_language, number
from widgets.plots.charts.histogram import HistogramView
from widgets.plots.items.raster import RasterView

DIGITS = 10
#: Of |y - f(x)| with normal noise around f(x): its mean over its standard deviation.
MEAN_OF_SIZE = math.sqrt(2 / math.pi)
#: What D's answers are called, by their kind.
ANSWERS = {"logit": N_("D's answers (logits)"), "value": N_("D's answers (critic values)"),
           "score": N_("D's answers"), "error": N_("D's answers (minus the errors)")}


class _Curves(RunCurves):
    """Whose lines of reference say what they mean for patterns."""

    def __init__(self, title: str, **options):
        super().__init__(title, **options)
        self.legend.explain(lambda key: tips_of("patterns")(key) or metric_tip(key))


class RulePage(Page):
    """The share of generated patterns that keep the rule, between what D can be satisfied with and all; and how many
    different ones there are."""

    name = "rule"
    title = N_("Rule")
    says = N_("How many generated patterns keep the rule of their scene, and how many different ones.")

    def build(self) -> None:
        self.share = self.add(_Curves(_("Share that keeps the rule")), 5)
        self.share.add_curve("correct", _("generated"), "generated")
        self.share.set_covered(0, 1)
        self.share.reference("all", 1, _("data: 1"), "real", "long")
        self._bounds: tuple = ()
        self.modes = self.add(_Curves(_("Different right patterns")), 3)
        self.modes.add_curve("modes", _("generated"), "generated")
        self.modes.setToolTip(_("How many of the patterns of the data are among 1,000 generated ones"))

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        super().show_run(run, kept, history)
        numbers, params = run.frame.numbers, run.params
        bounds = tuple(numbers.get(name) for name in ("correct_least", "correct_blind"))
        if bounds != self._bounds:
            self._show_bounds(*bounds)
        self.share.setToolTip(_bounds_text(numbers, params))
        of_slots = DRAWINGS.get(params.scene) is SLOTS
        self.modes.setVisible(of_slots)
        if of_slots:
            count = len(SCENES[params.scene].table)
            self.modes.reference("all", count, _("data"), "real", "long")
            self.modes.set_covered(0, count)

    def _show_bounds(self, least: float | None, blind: float | None) -> None:
        """Two lines with their values in the legend; none where they mean nothing."""
        self._bounds = least, blind
        for name, value, label, colour, dash in (
                ("least", least, _("worst that satisfies D: {share}"), "warning", "dot"),
                ("blind", blind, _("most random: {share}"), "critic", "dash")):
            self.share.reference(name, None)
            if value is not None:
                self.share.reference(name, value, label.format(share=number(value, 3)), colour, dash)


def _bounds_text(numbers: Mapping[str, float], params: PatternParams) -> str:
    """In words what the two lines say; "" where there are none."""
    if "correct_least" not in numbers:
        return ""
    if params.patch == params.side:
        return _("D sees the whole pattern: nothing but all patterns right satisfies it.")
    return ngettext("A D that sees {width} slot is satisfied by any share from {least} on; the most random generator "
                    "that satisfies it has {blind}.",
                    "A D that sees {width} slots is satisfied by any share from {least} on; the most random generator "
                    "that satisfies it has {blind}.", params.patch).format(
        width=params.patch, least=number(numbers["correct_least"], 3), blind=number(numbers["correct_blind"], 3))


class TrainingPage(Page):
    """Losses of both players, D's answers, gradient norms."""

    name = "training"
    title = N_("Training")
    says = N_("Losses, answers and gradients of both players.")

    def build(self) -> None:
        self.losses = self.add(LossCurves(), 5)
        self.answers = self.add(_Curves(_("D's answers")), 4)
        self.answers.add_curve("score_real", _("data"), "real")
        self.answers.add_curve("score_fake", _("generated"), "generated", "dash")
        self.answers.setToolTip(_("Means of D's raw answers over the minibatch and over all its patches"))
        self.gradients = self.add(_Curves(_("Gradient norms"), log_y=True), 4)
        self.gradients.add_curve("grad_norm_d", _("D"), "critic")
        self.gradients.add_curve("grad_norm_g", _("G"), "generator", "dash")

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        super().show_run(run, kept, history)
        objective = objective_of(run.params)
        self.answers.set_title(_(ANSWERS[objective.kind]))
        undecided = 0.0 if objective.kind == "logit" else objective.centre
        self.answers.reference("centre", undecided, _("undecided"))


class ClassesPage(Page):
    """How often each digit is made, now and over time, and how far that is from all alike."""

    name = "classes"
    title = N_("Classes")
    says = N_("How the patterns are shared out over the digits, now and over time.")
    at_first = False

    def build(self) -> None:
        self.shares = self.add(HistogramView(_("Share of each digit"), _("digit"), role="generated", gap=0.25), 4)
        self.shares.setToolTip(_("Of 1,000 generated pictures, each taken for the digit that has the fewest pixels "
                                 "unlike its own. Dashed: the data, all ten alike."))
        self.raster = self.add(RasterView(_("Digits over time"), _("digit"), first=0), 3)
        self.divergence = self.add(_Curves(_("KL to all alike, in nats")), 4)
        self.divergence.add_curve("mode_kl", _("generated"), "generated")
        self.divergence.reference("one", math.log(DIGITS), _("one digit only: ln 10"), "warning", "dot")
        self.divergence.reference("half", math.log(2), _("five digits: ln(10/5)"), "critic", "dash")
        self.divergence.set_covered(0, math.log(DIGITS))
        self._shown: tuple = ()

    def suits(self, run: RunReport) -> bool:
        return run.params.scene == "digits"

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        super().show_run(run, kept, history)
        frame = run.frame
        if not self.isVisible() or not self.suits(run):
            return
        shares = frame.arrays["class_shares"]
        self.shares.set_histogram(shares, np.arange(DIGITS + 1) - 0.5, most=max(0.25, float(shares.max())))
        self.shares.set_levels([1 / DIGITS])
        self.shares.set_note(divergence_text(frame.numbers["mode_kl"]))
        shown = (history.version, frame.step)
        if shown != self._shown:
            self._shown = shown
            last = run.trace_start + max((len(values) for values in run.trace.values()), default=0)
            self.raster.show_shares(history.steps, history.rows, max(last, frame.step), frame.step)


def divergence_text(divergence: float) -> str:
    """KL(classes || all alike) of ten classes in nats, and of how many equally common classes that would be the KL."""
    count = f"{DIGITS * math.exp(-divergence):.2f}".rstrip("0").rstrip(".")
    return _("KL = {divergence} nats = ln(10/{count}); digits equally common: {count}").format(
        divergence=number(divergence, 3), count=in_language(count))


class PairsPage(Page):
    """All pairs of depth and size with the curve of the rule, and their correlation."""

    name = "pairs"
    title = N_("Pairs")
    says = N_("Whether what belongs together in the data, such as size and depth, does so in what is generated.")
    at_first = False

    def build(self) -> None:
        self.pairs = self.add(PairsPlot("perspective"), 5)
        self.correlation = self.add(_Curves(_("Correlation of s and 1/d")), 4)
        self.correlation.add_curve("correlation", _("generated"), "generated")
        self.correlation.reference("data", 1, _("data: 1"), "real", "long")
        self.correlation.reference("none", 0, _("d and s independent: 0"), "critic", "dash")
        self.correlation.set_covered(0, 1)

    def suits(self, run: RunReport) -> bool:
        return run.params.scene == "perspective"

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        super().show_run(run, kept, history)
        if self.isVisible() and self.suits(run):
            arrays, found = run.frame.arrays, run.frame.numbers.get("correlation", math.nan)
            self.pairs.show_pairs(arrays["real"], arrays["cloud"], _("correlation of s and 1/d: {correlation}").format(
                correlation=number(found, 3)))


class TranslationPage(Page):
    """How far the answers are from the map, and how much they vary for one x: collapse that is no fault."""

    name = "translation"
    title = N_("Translation")
    says = N_("How near the answers come to the right ones, and whether one question gets different ones.")
    at_first = False

    def build(self) -> None:
        self.error = self.add(_Curves(_("Mean of |y − f(x)|"), log_y=True))
        self.error.add_curve("map_error", _("generated"), "generated")
        self.error.reference("data", SPREAD * MEAN_OF_SIZE, _("data"), "real", "long")
        self.diversity = self.add(_Curves(_("Spread of y for one x"), log_y=True))
        self.diversity.add_curve("diversity", _("generated"), "generated")
        self.diversity.reference("data", SPREAD, _("data"), "real", "long")
        self.diversity.setToolTip(_("Standard deviation of y over 50 z, in the mean over 50 x"))
        self.diversity.set_note(_("Near 0 G has collapsed to one answer for each x: here that is no fault."))

    def suits(self, run: RunReport) -> bool:
        return run.params.scene == "translation"


def shares_over_time(frame: Frame) -> np.ndarray:
    """The row of a frame for views over time: the share of each class of digits, of other scenes nothing."""
    return frame.arrays.get("class_shares", np.zeros(0))
