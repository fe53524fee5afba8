"""The pages of curves and histograms of the GAN lab: losses, quality, modes, the discriminator, gradients, BEGAN."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.engine.messages import RunReport
from app.panels.gan.curves.fooling_view import FoolingView
from app.panels.gan.picture import MODE_RADIUS
from app.panels.training.curves.curve_page import Page, RunCurves
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.curves.loss_curves import LossCurves
from sims.gan.objectives_text import objective_of
from sims.gan.params import GanParams
from sims.params import N_
from sims.simulation import Frame
from widgets.language import _
from widgets.numbers import Shown, number, short
from widgets.plots.charts.histogram import HistogramView
from widgets.plots.items.raster import RasterView


class OverviewPage(Page):
    """Losses of both players with their equilibrium, what D minimises, gradient norms, how many modes are covered."""

    name = "overview"
    title = N_("Curves")
    says = N_("Losses, gradients and covered modes over the steps: what one looks at first.")

    def build(self) -> None:
        self.losses = self.add(LossCurves(), 5)
        self.gradients = self.add(RunCurves(_("Gradient norms"), log_y=True), 4)
        self.gradients.add_curve("grad_norm_d", _("D"), "critic")
        self.gradients.add_curve("grad_norm_g", _("G"), "generator", "dash")
        self.modes = self.add(RunCurves(_("Modes")), 4)
        self.modes.add_curve("modes", _("within {radius}σ").format(radius=short(MODE_RADIUS)), "real")
        self.modes.setToolTip(_("Covered modes: those with one of 1,000 generated points within {radius} standard "
                                "deviations.").format(radius=short(MODE_RADIUS)))

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        super().show_run(run, kept, history)
        count = len(run.frame.arrays["modes"])
        self.modes.reference("all", count or None, _("all"))
        self.modes.set_covered(0, max(count, 1))
        self.modes.set_note("" if count else _("This target has no separate modes."))


class QualityPage(Page):
    """Distances between the generated and the real points, each with the value that a perfect generator would have.

    Above them, on the same axis of steps, what the networks are trained by: the loss of G, which may rise while the
    points become better. Of a critic −L(D), which follows W1; its scores have no zero, so G's loss drifts and says
    nothing.
    """

    name = "quality"
    title = N_("Quality")
    says = N_("How far the generated points are from the real ones, by several distances, beside what a perfect "
              "generator reaches.")

    def build(self) -> None:
        self.losses = RunCurves(_("Loss"), x_name="", least_height=66)
        self.losses.add_curve("loss_g", _("G"), "generator")
        self.distances = RunCurves(_("Distance"), least_height=74)
        self.add_column(self.losses, self.distances, stretch=5)
        self.distances.setToolTip(_("W₁: exact, 500 points. Sliced: 1,000 points, 64 directions. Dashed: what a "
                                    "perfect generator reaches with as many points; below it is luck."))
        self.distances.add_curve("w1", _("W₁"), 0)
        self.distances.add_curve("sliced_w1", _("sliced W₁"), 1, "dash")
        self.divergences = self.add(RunCurves(_("Nats"), log_y=True), 4)
        self.divergences.setToolTip(_("JS: of 1,000 real and 1,000 generated points on a grid of 64 × 64 cells. "
                                      "Mode KL: the generated points' modes against all alike. Dashed: the floors."))
        self.divergences.add_curve("js", _("JS"), 0)
        self.divergences.add_curve("mode_kl", _("mode KL"), 1, "dash")
        # Lower than the others at the least, since its legend is the highest: at 1280 x 720 nothing has to scroll.
        self.shares = self.add(RunCurves(_("Share"), {"spread": "spread"}, least_height=94), 4)
        self.shares.setToolTip(_("High quality: within 3 standard deviations of a mode; a perfect generator reaches "
                                 "98.9 %. Spread: total variance over that of the real points; near 0 is collapse."))
        self.shares.add_curve("high_quality", _("high quality"), 0)
        self.shares.add_curve("spread", _("spread"), 2, "dash")
        self._has_critic = False

    def _offer_critic(self, run: RunReport) -> None:
        """A curve of −L(D) instead of G's loss where D is a critic, whose loss estimates a distance."""
        has_critic = objective_of(run.params).critic
        if has_critic and not self._has_critic:
            self.losses.remove_curve("loss_g")
            self.losses.add_curve("minus_loss_d", _("−L(D)"), "critic")
        elif self._has_critic and not has_critic:
            self.losses.remove_curve("minus_loss_d")
            self.losses.add_curve("loss_g", _("G"), "generator")
        self._has_critic = has_critic

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        self._offer_critic(run)
        if "loss_d" in run.trace:
            run = replace(run, trace={**run.trace, "minus_loss_d": -run.trace["loss_d"]})
        super().show_run(run, kept, history)
        numbers = run.frame.numbers
        for view, names in ((self.distances, ("w1", "sliced_w1")), (self.divergences, ("js", "mode_kl")),
                            (self.shares, ("high_quality",))):
            floors = [numbers[f"floor_{name}"] for name in names if f"floor_{name}" in numbers]
            view.reference("floor", floors or None, _("floor"))


class ModesPage(Page):
    """The share of the generated points at each mode, now and over time, where mode hopping shows; whether they fool D.
    """

    name = "modes"
    title = N_("Modes")
    says = N_("Which modes the generator covers, now and over time, and what a hop from one to the next looks "
              "like.")

    def build(self) -> None:
        self.coverage = self.add(HistogramView(_("Share of each mode"), _("mode"), role="generated", gap=0.25), 2)
        self.coverage.setToolTip(_("Full colour: points within {radius} standard deviations of the mode; with one of "
                                   "them a mode is covered. Pale: all points to which it is the nearest mode, at any "
                                   "distance. Dashed: what a perfect generator gives each.").format(
                                       radius=short(MODE_RADIUS)))
        self.raster = self.add(RasterView(_("Nearest mode over time, at any distance"), _("mode")), 3)
        self.raster.setToolTip(_("To which mode the points are nearest, however far away they are: a mode with colour "
                                 "need not be covered. White: none of the points, full colour: all. A mode that fades "
                                 "while another one comes up is a hop."))
        self.fooling = self.add(FoolingView(), 2)
        self._shown: tuple = ()

    def suits(self, run: RunReport) -> bool:
        return len(run.frame.arrays["modes"]) > 0

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        self.fooling.take(run)
        if not self.isVisible():
            return
        share, frame = run.frame.arrays["mode_share"], run.frame
        nearest, count = nearest_share(frame), len(share)
        perfect = frame.numbers.get("floor_high_quality", 1.0) / max(count, 1)
        most = max(2.5 * perfect, float(nearest.max(initial=0)))
        self.coverage.set_histogram(share, np.arange(count + 1) + 0.5, behind=nearest, most=most)
        self.coverage.set_levels([perfect])
        self.coverage.set_note(_("{covered} of {count} covered (within {radius}σ); pale: at any distance").format(
            covered=int((share > 0).sum()), count=count, radius=short(MODE_RADIUS)))
        self.fooling.show_run(run)
        shown = (history.version, frame.step)
        if shown != self._shown:
            self._shown = shown
            last = run.trace_start + max((len(values) for values in run.trace.values()), default=0)
            self.raster.show_shares(history.steps, history.rows, max(last, frame.step), frame.step)


def nearest_share(frame: Frame) -> np.ndarray:
    """Share of the generated points that lie nearest to each mode, at any distance, (K,)."""
    modes, points = frame.arrays["modes"], frame.arrays["generated"]
    if not len(modes):
        return np.zeros(0)
    points = points[np.isfinite(points).all(axis=1)].astype(float)
    # |x - m|^2 without |x|^2, which is the same for all modes.
    distance = (modes**2).sum(axis=1) - 2 * points @ modes.T
    return np.bincount(distance.argmin(axis=1), minlength=len(modes)) / max(len(frame.arrays["generated"]), 1)


class DiscriminatorPage(Page):
    """The accuracy of D, its slope with the bound that its weights give, and a histogram of its weights."""

    name = "discriminator"
    title = N_("Discriminator")
    says = N_("How well D tells points apart, what it answers, and how steep it is.")

    def build(self) -> None:
        self.accuracy = self.add(RunCurves(_("Accuracy"), {"ceiling": "ceiling"}))
        self.accuracy.setToolTip(_("Share of the minibatch that D calls rightly. Nobody can do better than (1 + TV)/2; "
                                   "TV is estimated on a grid of 64 × 64 cells, which is a little too high."))
        self.accuracy.add_curve("accuracy_d", _("D"), "critic")
        self.accuracy.add_curve("ceiling", _("ceiling"), "muted", "dot")
        self.accuracy.reference("chance", 0.5, _("guessing"))
        seen = {name: name for name in ("slope_max", "slope_mean", "slope_between", "slope_bound")}
        self.slope = self.add(RunCurves(_("Slope"), seen, log_y=True))
        self.slope.setToolTip(_("|∇D| at the points drawn, between real and generated ones, where a gradient penalty "
                                "looks, and the bound that the weights give: the product of the largest singular "
                                "values of all layers."))
        self.slope.add_curve("slope_max", _("steepest"), "critic")
        self.slope.add_curve("slope_mean", _("mean"), 2, "dash")
        self.slope.add_curve("slope_between", _("between"), 1, "dashdot")
        self.slope.add_curve("slope_bound", _("bound"), "muted", "dot")
        self.weights = self.add(HistogramView(_("Weights of D")))

    def tab_text(self, run: RunReport) -> str:
        return _("Critic") if objective_of(run.params).critic else super().tab_text(run)

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        frame, params = run.frame, run.params
        super().show_run(run, kept, history)
        if frame.phase == 0 and "tv" in frame.numbers:
            self.accuracy.extend(frame.step, {"ceiling": [(1 + frame.numbers["tv"]) / 2]})
        self.accuracy.set_note(no_accuracy(params))
        self.slope.set_note(no_slope(params))
        wanted = params.gradient_penalty and params.gradient_penalty_target != "zero"
        self.slope.reference("wanted", 1.0 if wanted else None, _("wanted"))
        if not self.isVisible():
            return
        self.weights.set_histogram(frame.arrays["weight_counts"], frame.arrays["weight_edges"])
        clip = params.weight_clip
        self.weights.set_lines((-clip, clip) if clip else ())
        share = frame.numbers.get("clipped_share")
        text = _("largest {size}").format(size=number(frame.numbers["max_abs_weight_d"])) \
            if "max_abs_weight_d" in frame.numbers else ""
        if clip and share is not None:
            text = _("{share:.1%} pinned at ±{clip}").format(share=Shown(share), clip=short(clip))
        self.weights.set_note(text)


def no_accuracy(params: GanParams) -> str:
    """Why D has no accuracy with this objective, as a translated sentence; "" where it has one."""
    objective = objective_of(params)
    if objective.autoencoder:
        return _("BEGAN's D gives points back; it does not call them real or generated.")
    if objective.centre is None:
        return _("Only differences of its scores mean something: no score is the border between real and generated.")
    return ""


def no_slope(params: GanParams) -> str:
    """Why D has no slope at a single point here; "" where it has one."""
    if params.pack > 1:
        return _("With packing D judges groups of points; it has no slope at a single one.")
    if objective_of(params).autoencoder:
        return _("BEGAN's D gives points back; it has no one slope.")
    return ""


class LayersPage(Page):
    """Gradient norms by layer, where they vanish or explode, and the slope of G, which vanishes as it ignores z."""

    name = "gradients"
    title = N_("Gradients")
    says = N_("How strong the gradient is in each layer, and whether different latent points still become "
              "different points.")

    def build(self) -> None:
        self.layers = {}
        for player, title in (("d", _("D, by layer")), ("g", _("G, by layer"))):
            self.layers[player] = self.add(RunCurves(title, log_y=True))
            self.layers[player].setToolTip(_("Norm of the gradient in each layer, the one nearest to the input first"))
        self.slope_g = self.add(RunCurves(_("Slope of G"), {"slope_g": "slope_g"}, log_y=True))
        self.slope_g.setToolTip(_("Mean norm of ∂G/∂z: where it falls to 0 all latent points become one point."))
        self.slope_g.add_curve("slope_g", _("‖∂G/∂z‖"), "generator")
        self._counts: dict[str, int] = {}

    def show_run(self, run: RunReport, kept: int, history: FrameHistory) -> None:
        for player, view in self.layers.items():
            count = 1 + getattr(run.params, f"hidden_layers_{player}")
            if count != self._counts.get(player):
                for layer in range(self._counts.get(player, 0), count):
                    dash = (None, "dash", "dot", "dashdot")[layer % 4]
                    view.add_curve(f"grad_norm_{player}_{layer + 1}", str(layer + 1), layer, dash)
                for layer in range(count, self._counts.get(player, 0)):
                    view.remove_curve(f"grad_norm_{player}_{layer + 1}")
                self._counts[player] = count
        super().show_run(run, kept, history)


class BeganPage(Page):
    """The balance k of BEGAN and its measure M of convergence."""

    name = "began"
    title = N_("BEGAN")
    says = N_("The balance k of BEGAN and its measure M of convergence.")
    at_first = False

    def build(self) -> None:
        self.balance = self.add(RunCurves(_("Balance k")))
        self.balance.add_curve("began_k", _("k"), "critic")
        self.measure = self.add(RunCurves(_("Measure M of convergence"), log_y=True))
        self.measure.add_curve("began_m", _("M"), "generator")

    def suits(self, run: RunReport) -> bool:
        return objective_of(run.params).autoencoder
