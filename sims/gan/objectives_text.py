"""The objectives of the GAN lab in words and symbols. Read by the window, so no torch here.

An objective is added in two files: its entry in OBJECTIVES here, and its two losses under the same key in LOSSES of
sims.gan.losses. Everything else (parameters, formulas, panels, exported script, tests) reads these two tables.

Symbols: x real, x̃ = G(z) generated, D the raw score of the discriminator, σ the logistic function, sp(t) = ln(1 + eᵗ).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sims.gan.choices import least_squares_numbers
from sims.params import N_

LN2 = math.log(2)

X, FAKE = "<i>x</i>", "<i>x̃</i>"
E = "<b>E</b>"
D_REAL, D_FAKE = f"<i>D</i>({X})", f"<i>D</i>({FAKE})"
LOSS_D, LOSS_G = "<i>L<sub>D</sub></i>", "<i>L<sub>G</sub></i>"

Answers = tuple[str, str, str]
Values = tuple[float | None, float | None]
Lines = tuple[str, str]


def always(*values: Any) -> Callable[[Any], Any]:
    """The same values whatever the parameters are."""
    return lambda params: values


@dataclass(frozen=True)
class Objective:
    """One objective, as it is shown and as its discriminator is to be read.

    label: visible name. loss_d, loss_g: the losses of D and of G in symbols (HTML). says_d, says_g: a sentence on each.
    answers: what D is to answer on real points, on generated ones, and what G wants D to answer on generated ones.
    equilibrium: (loss_d, loss_g) where the generated distribution is the real one and D is at its optimum, penalties
    left out; None for a loss that has no fixed value there. script: both losses as expressions of plain PyTorch in
    `score_real` and `score_fake`, tensors of shape (batch,); None where the exported script cannot express it. These
    three are functions of the GanParams (which list these objectives, so that this module cannot import them).

    output: "probability" where sigmoid(D) is the chance of real, else "score" (a raw number). centre: the output that
    favours neither, None where only differences of scores mean something. paired: whether G's loss looks at real
    scores, too. labelled: whether D learns labels, which label smoothing changes. critic: whether D is a critic that
    estimates a distance and needs a bound on its slope. autoencoder: whether D gives points back, with the balance k
    of BEGAN.
    """

    label: str
    loss_d: str
    says_d: str
    loss_g: str
    says_g: str
    answers: Callable[[Any], Answers]
    equilibrium: Callable[[Any], Values]
    script: Callable[[Any], Lines] | None
    output: str = "score"
    centre: float | None = None
    paired: bool = False
    labelled: bool = False
    critic: bool = False
    autoencoder: bool = False


def _number(number: float) -> str:
    return f"{number:g}".replace("-", "−")


# Cross entropy -------------------------------------------------------------------------------------------------------

_CROSS_ENTROPY = (f"{LOSS_D} = {E} sp(−{D_REAL}) + {E} sp({D_FAKE}) "
                  f"= −{E} ln σ({D_REAL}) − {E} ln(1 − σ({D_FAKE}))")
_CROSS_ENTROPY_SAYS = N_("D is paid for calling real points real and generated points generated: binary cross-entropy.")


def _at_rest(params: Any) -> tuple[float, float]:
    """(loss_d, D(x)) of cross entropy: the best D(x) is (1 - s) p / (p + q), and p = q."""
    chance = (1 - params.label_smoothing) / 2
    return (-(1 - params.label_smoothing) * math.log(chance) - (1 + params.label_smoothing) * math.log(1 - chance),
            chance)


def _saturating_equilibrium(params: Any) -> Values:
    loss_d, chance = _at_rest(params)
    return loss_d, math.log(1 - chance)


def _nonsaturating_equilibrium(params: Any) -> Values:
    loss_d, chance = _at_rest(params)
    return loss_d, -math.log(chance)


def _cross_entropy_script(params: Any) -> str:
    if not params.label_smoothing:
        return "F.softplus(-score_real).mean() + F.softplus(score_fake).mean()"
    return (f"(F.softplus(-score_real) + {params.label_smoothing} * score_real).mean()"
            " + F.softplus(score_fake).mean()")


# Least squares -------------------------------------------------------------------------------------------------------

def _least_squares(params: Any) -> tuple[float, float, float]:
    """(a, b, c): the wanted scores of generated points, of real ones (smoothed), and what G wants."""
    a, b, c = least_squares_numbers(params.least_squares_labels)
    return a, b - params.label_smoothing, c


def _least_squares_answers(params: Any) -> Answers:
    a, b, c = _least_squares(params)
    return _number(b), _number(a), _number(c)


def _least_squares_equilibrium(params: Any) -> Values:
    a, b, c = _least_squares(params)
    return (b - a) ** 2 / 4, ((a + b) / 2 - c) ** 2 / 2


def _least_squares_script(params: Any) -> Lines:
    a, b, c = _least_squares(params)
    return (f"0.5 * (score_real - {b}).square().mean() + 0.5 * (score_fake - {a}).square().mean()",
            f"0.5 * (score_fake - {c}).square().mean()")


# All of them ---------------------------------------------------------------------------------------------------------

OBJECTIVES: Mapping[str, Objective] = {
    "saturating": Objective(
        N_("saturating (minimax)"),
        _CROSS_ENTROPY, _CROSS_ENTROPY_SAYS,
        f"{LOSS_G} = −{E} sp({D_FAKE}) = {E} ln(1 − σ({D_FAKE}))",
        N_("G minimises D's success. Where D is sure (σ(D) near 0) this curve is flat: the gradient vanishes."),
        answers=lambda params: (_number(1 - params.label_smoothing), "0", N_("not 0")),
        equilibrium=_saturating_equilibrium,
        script=lambda params: (_cross_entropy_script(params), "-F.softplus(score_fake).mean()"),
        output="probability", centre=0.5, labelled=True),
    "nonsaturating": Objective(
        N_("non-saturating"),
        _CROSS_ENTROPY, _CROSS_ENTROPY_SAYS,
        f"{LOSS_G} = {E} sp(−{D_FAKE}) = −{E} ln σ({D_FAKE})",
        N_("G maximises the chance that D takes its points for real. Steep just where D is sure they are not."),
        answers=lambda params: (_number(1 - params.label_smoothing), "0", "1"),
        equilibrium=_nonsaturating_equilibrium,
        script=lambda params: (_cross_entropy_script(params), "F.softplus(-score_fake).mean()"),
        output="probability", centre=0.5, labelled=True),
    "wgan": Objective(
        N_("Wasserstein (WGAN)"),
        f"{LOSS_D} = {E} {D_FAKE} − {E} {D_REAL}",
        N_("The critic pulls its scores apart. If its slope is at most K, −L is a lower bound of K times W₁."),
        f"{LOSS_G} = −{E} {D_FAKE}",
        N_("G climbs the critic's slope, which does not flatten out with distance."),
        answers=always(N_("more"), N_("less"), N_("more")),
        equilibrium=always(0.0, None),
        script=always("score_fake.mean() - score_real.mean()", "-score_fake.mean()"),
        critic=True),
    "least_squares": Objective(
        N_("least squares (LSGAN)"),
        f"{LOSS_D} = ½ {E} ({D_REAL} − 1)² + ½ {E} {D_FAKE}²",
        N_("D is to answer 1 on real points and 0 on generated ones; errors count squared."),
        f"{LOSS_G} = ½ {E} ({D_FAKE} − 1)²",
        N_("G wants the answer 1; points far on either side of it are pulled back."),
        answers=_least_squares_answers,
        equilibrium=_least_squares_equilibrium,
        script=_least_squares_script,
        centre=0.5, labelled=True),
    "hinge": Objective(
        N_("hinge"),
        f"{LOSS_D} = {E} max(0, 1 − {D_REAL}) + {E} max(0, 1 + {D_FAKE})",
        N_("D is to score above 1 on real points and below −1 on generated ones; beyond that it is left alone."),
        f"{LOSS_G} = −{E} {D_FAKE}",
        N_("G raises the score of its points."),
        answers=always(N_("1 or more"), N_("−1 or less"), N_("more")),
        equilibrium=always(2.0, 0.0),
        script=always("F.relu(1 - score_real).mean() + F.relu(1 + score_fake).mean()", "-score_fake.mean()"),
        centre=0.0),
    "relativistic": Objective(
        N_("relativistic (RpGAN)"),
        f"{LOSS_D} = {E} sp({D_FAKE} − {D_REAL})",
        N_("D is to score each real point above the generated point beside it; only the difference counts."),
        f"{LOSS_G} = {E} sp({D_REAL} − {D_FAKE})",
        N_("G is to bring its point above the real point beside it."),
        answers=always(N_("more than its pair"), N_("less than its pair"), N_("more than its pair")),
        equilibrium=always(LN2, LN2),
        script=always("F.softplus(score_fake - score_real).mean()", "F.softplus(score_real - score_fake).mean()"),
        paired=True),
    "began": Objective(
        N_("boundary equilibrium (BEGAN)"),
        f"{LOSS_D} = {E} ℓ({X}) − <i>k</i> {E} ℓ({FAKE}), &nbsp; ℓ(<i>v</i>) = ‖<i>v</i> − <i>D</i>(<i>v</i>)‖",
        N_("D is an autoencoder: it is to give back real points well and, as far as k asks, generated ones badly."),
        f"{LOSS_G} = {E} ℓ({FAKE})",
        N_("G makes points that D gives back well."),
        answers=always(N_("a small error"), N_("a large error, times k"), N_("a small error")),
        equilibrium=always(None, None),
        script=None,                    # the script has a D of one output
        autoencoder=True),
}


def objective_of(params: Any) -> Objective:
    """The objective that the params choose."""
    return OBJECTIVES[params.objective]


def label_table(params: Any) -> Answers:
    """What D is to answer on real points and on generated ones, and what G wants D to answer on generated ones."""
    return objective_of(params).answers(params)


def equilibrium(params: Any) -> Values:
    """(loss_d, loss_g) where generated is real and D at its best, penalties left out; None where nothing is fixed."""
    return objective_of(params).equilibrium(params)
