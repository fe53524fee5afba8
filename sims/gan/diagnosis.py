"""The five problems of GANs that Hui 2018 names: from what one sees to its cause and its cure. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sims.params import N_


@dataclass(frozen=True)
class Problem:
    """title, sees, cause, cure: translatable. shown, cured: presets that show the problem and its cure. pair: the two
    beside each other, of sims.gan.pairs."""

    title: str
    sees: str
    cause: str
    cure: str
    shown: str
    cured: str
    pair: str


PROBLEMS: Mapping[str, Problem] = {
    "oscillation": Problem(
        N_("It never settles"),
        N_("Losses that swing and do not come to rest; in the raster of modes over time the dark row changes again and "
           "again."),
        N_("Each player undoes what the other has just learnt. Steps on such a game turn about the equilibrium instead "
           "of approaching it, and a cycle is no sign that more time would help."),
        N_("Let G look some of D's answers ahead (unrolling), or damp the turning: a slope penalty at the data (R1), "
           "noise, an average of G."),
        "mode_hopping", "unrolled_cure", "unrolling"),
    "collapse": Problem(
        N_("Many samples, few modes"),
        N_("Some bars of the modes are full and the others empty; the spread and the slope of G fall, while nearly all "
           "samples are good ones."),
        N_("G gains most by going to the one place where D is weakest, and D judges points one by one: that they are "
           "all alike it does not see."),
        N_("A D that is not ahead and flat at the data (R1), or one that sees several samples at once (packing)."),
        "full_collapse", "r1", "r1"),
    "vanishing": Problem(
        N_("The points stand still"),
        N_("D is right about every point, the gradient norm of G falls by powers of ten, and W₁ does not move."),
        N_("Real and generated points hardly overlap, and ln(1 − D) is flat where D is near 0: a perfect D has nothing "
           "to tell."),
        N_("The non-saturating loss; or let the two overlap (noise), or a critic that measures the distance (WGAN with "
           "gradient penalty)."),
        "vanishing_gradient", "rescue_nonsaturating", "generator_loss"),
    "imbalance": Problem(
        N_("D is right about its data only"),
        N_("D's accuracy on its data rises above the ceiling, on fresh points it does not; after a while W₁ may rise."),
        N_("D is too strong for so few data and learns them by heart. G follows the accidents of these points."),
        N_("More data, fewer or smaller updates of D, a slope penalty. Judge D by fresh points."),
        "overfitting", "more_data", "data"),
    "sensitivity": Problem(
        N_("One number decides"),
        N_("The same game with one learning rate ten times smaller: hardly a sample is good, and the distance stays."),
        N_("What matters is how fast the players are for each other: a G that runs after an outdated D learns what was "
           "true before."),
        N_("Change one number at a time, over powers of ten, with several seeds: that is what the phase map does. "
           "First D's rate, then G's, then the penalty."),
        "bad_balance", "loss_rises_quality_improves", "rates"),
}
