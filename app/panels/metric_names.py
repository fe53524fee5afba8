"""The numbers of a trace: what each is called where a person chooses one or reads it, what it says, and its formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.words.curves import tip, tips_of
from sims.params import N_
from widgets.language import _


class Metric(NamedTuple):
    """label, says: its name and one or two sentences (translatable). formula: HTML as in formulas, "" for none."""

    label: str
    says: str
    formula: str = ""


#: In the order in which they are offered.
METRICS = {
    "step": Metric(
        N_("step"),
        N_("How many steps have been done.")),
    "modes": Metric(
        N_("modes"),
        N_("How many modes of the target have at least one generated point within three standard deviations; of "
           "patterns, how many different ones keep the rule.")),
    "w1": Metric(
        N_("W₁"),
        N_("Earth mover’s distance between real and generated points, exact for 500 of each; with so few even a "
           "perfect generator does not reach 0."),
        "W₁ = min <b>E</b> ‖<i>x</i> − <i>x̃</i>‖"),
    "high_quality": Metric(
        N_("high quality"),
        N_("Share of the generated points within three standard deviations of a mode; a perfect generator reaches "
           "98.9 %.")),
    "js": Metric(
        N_("JS"),
        N_("Jensen-Shannon divergence of real and generated points on a grid, in nats: 0 where they are alike, ln 2 "
           "= 0.693 where they have nothing in common."),
        "JS = ½ KL(<i>p</i> ‖ <i>m</i>) + ½ KL(<i>q</i> ‖ <i>m</i>), &nbsp; <i>m</i> = ½ (<i>p</i> + <i>q</i>)"),
    "js_slope": Metric(
        N_("slope of JS"),
        N_("How JS changes as q moves: where p and q are far apart it is 0, and JS tells nobody where to go.")),
    "mode_kl": Metric(
        N_("mode KL"),
        N_("How unevenly the generated points are shared out over the modes, in nats; 0 where all modes have as "
           "many."),
        "Σ <i>s</i> ln (<i>n</i> <i>s</i>)"),
    "kl": Metric(
        N_("KL(q‖p)"),
        N_("Divergence of the generated density from the real one, in nats; infinite where q has mass and p has "
           "none."),
        "KL(<i>q</i> ‖ <i>p</i>) = ∫ <i>q</i> ln (<i>q</i> / <i>p</i>)"),
    "sliced_w1": Metric(
        N_("sliced W₁"),
        N_("Mean of W₁ along 64 directions: quicker than W₁, for 1,000 points, and never greater.")),
    "correct": Metric(
        N_("share that keeps the rule"),
        N_("Share of the generated patterns that keep the rule of their scene.")),
    "correlation": Metric(
        N_("correlation of size and 1/depth"),
        N_("1 where what is far away is drawn as small as perspective wants; 0 where size tells nothing.")),
    "map_error": Metric(
        N_("error of the map"),
        N_("Mean distance of an answer from the right one."),
        "<b>E</b> |<i>y</i> − <i>f</i>(<i>x</i>)|"),
    "diversity": Metric(
        N_("spread of answers"),
        N_("How far the answers to one question lie apart; 0 where G ignores z.")),
    "loss_d": Metric(
        N_("loss of D"),
        N_("What the discriminator makes small, over its minibatch and without penalties. Near 0 it tells all points "
           "apart.")),
    "loss_g": Metric(
        N_("loss of G"),
        N_("What the generator makes small, over its minibatch. It says how well D is fooled, and not how good the "
           "points are.")),
    "total_d": Metric(
        N_("loss of D with penalties"),
        N_("What the discriminator makes small in all: its loss and the penalties on its slope.")),
    "penalty_d": Metric(
        N_("penalty of D"),
        N_("What the slope of D costs it.")),
    "accuracy_d": Metric(
        N_("accuracy of D"),
        N_("Share of its minibatch that D calls rightly; at one half it cannot tell.")),
    "fooled": Metric(
        N_("share that fools D"),
        N_("Share of the generated points that D takes for real.")),
    "accuracy_data": Metric(
        N_("accuracy of D on its data"),
        N_("Share that D calls rightly where the real points are those that it has learnt from.")),
    "accuracy_fresh": Metric(
        N_("accuracy of D on fresh points"),
        N_("Share that D calls rightly where it has never seen the real points; far below that on its data, D has "
           "learnt them by heart.")),
    "accuracy_ceiling": Metric(
        N_("best accuracy on fresh points"),
        N_("What the best D reaches, from the total variation TV of real and generated points."),
        "(1 + TV) / 2"),
    "score_real": Metric(
        N_("D, real points"),
        N_("Mean answer of D to the real points of its minibatch.")),
    "score_fake": Metric(
        N_("D, generated points"),
        N_("Mean answer of D to the generated points of its minibatch.")),
    "score_real_g": Metric(
        N_("D, real points, at G"),
        N_("Mean answer of D to real points when G moves, after D has.")),
    "score_fake_g": Metric(
        N_("D, generated points, at G"),
        N_("Mean answer of D to generated points when G moves, after D has.")),
    "grad_norm_d": Metric(
        N_("gradient norm of D"),
        N_("How strongly its loss pulls at the weights of D."),
        "‖<i>g</i>‖"),
    "grad_norm_g": Metric(
        N_("gradient norm of G"),
        N_("How strongly its loss pulls at the weights of G; near 0 the generator learns nothing."),
        "‖<i>g</i>‖"),
    "clipped_share": Metric(
        N_("share of clipped weights"),
        N_("Share of the weights of D that lie at the clip.")),
    "minus_loss_d": Metric(
        N_("−L(D)"),
        N_("Minus the loss of a critic: an estimate of the distance W₁ times the slope that is allowed."),
        "<b>E</b> <i>f</i>(<i>x</i>) − <b>E</b> <i>f</i>(<i>x̃</i>)"),
    "spread": Metric(
        N_("spread"),
        N_("Total variance of the generated points over that of the real ones; near 0 they are all at one place."),
        "Var(<i>x̃</i>) / Var(<i>x</i>)"),
    "ceiling": Metric(
        N_("best accuracy"),
        N_("What the best D reaches, from the total variation TV of real and generated points."),
        "(1 + TV) / 2"),
    "slope_max": Metric(
        N_("steepest slope of D"),
        N_("How steep D is at the steepest of the points drawn."),
        "max ‖∇<i>D</i>‖"),
    "slope_mean": Metric(
        N_("mean slope of D"),
        N_("How steep D is on average at the points drawn."),
        "<b>E</b> ‖∇<i>D</i>‖"),
    "slope_between": Metric(
        N_("slope of D between"),
        N_("How steep D is between real and generated points, where a gradient penalty looks.")),
    "slope_bound": Metric(
        N_("bound of the slope of D"),
        N_("What the weights allow at most: the product of the largest singular values of all layers."),
        "∏ <i>σ</i><sub>1</sub>"),
    "slope_g": Metric(
        N_("slope of G"),
        N_("How far a generated point moves with its latent z; where it falls to 0 all z become one point."),
        "‖∂<i>G</i>/∂<i>z</i>‖"),
    "began_k": Metric(
        N_("BEGAN k"),
        N_("How much BEGAN lets D push generated points away; it is steered so that both errors keep their ratio.")),
    "began_m": Metric(
        N_("BEGAN M"),
        N_("How far BEGAN is from its equilibrium: the error of real points and how far the balance is off.")),
    "unrolled_by": Metric(
        N_("way of D unrolled"),
        N_("How far D would go in the steps that G looks ahead.")),
    "looked_ahead_d": Metric(
        N_("way of D looked ahead"),
        N_("How far D goes to the point at which the gradient of the step is taken.")),
    "looked_ahead_g": Metric(
        N_("way of G looked ahead"),
        N_("How far G goes to the point at which the gradient of the step is taken.")),
    "radius": Metric(
        N_("radius"),
        N_("Distance from the equilibrium: it grows where a method runs away."),
        "√(<i>x</i>² + <i>y</i>²)"),
    "x": Metric(
        N_("x"),
        N_("What the first player has chosen; in the Dirac-GAN θ, where the generated point is.")),
    "y": Metric(
        N_("y"),
        N_("What the second player has chosen; in the Dirac-GAN ψ, the slope of D.")),
    "value": Metric(
        N_("value"),
        N_("What the game is worth now: one player wants it small, the other large.")),
}
_LAYERS = {"d": N_("gradient norm of D, layer {layer}"), "g": N_("gradient norm of G, layer {layer}")}
_OF_A_LAYER = N_("How strongly the loss pulls at the weights of this layer, counted from the input.")


def metric_name(name: str) -> str:
    """The visible name of a column of a trace."""
    if name in METRICS:
        return _(METRICS[name].label)
    if layer := of_layer(name):
        return _(_LAYERS[layer[1]]).format(layer=layer[2])
    return name.replace("_", " ")


def metric_tip(name: str) -> str:
    """What a tool tip says of a column of a trace, or of a line of reference beside it; "" where nothing is known."""
    if name in METRICS:
        return tip(_(METRICS[name].says), METRICS[name].formula)
    return metric_says(name) or tips_of("references")(name)


def metric_says(name: str) -> str:
    """The sentence of a column of a trace, translated; "" where none is known."""
    if name in METRICS:
        return _(METRICS[name].says)
    return _(_OF_A_LAYER) if of_layer(name) else ""


def of_layer(name: str) -> re.Match[str] | None:
    """Whether it is the gradient norm of one layer: the player, and the number of the layer."""
    return re.fullmatch(r"grad_norm_([dg])_(\d+)", name)


def in_order(names: Iterable[str]) -> list[str]:
    """Names of columns in the order of METRICS, those that are not among them last."""
    places = {name: place for place, name in enumerate(METRICS)}
    return sorted(dict.fromkeys(names), key=lambda name: places.get(name, len(places)))
