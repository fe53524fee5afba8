"""The objectives of the GAN lab in words and symbols. Read by the window, so no torch here.

An objective is added in two files: its entry in OBJECTIVES here, and its two losses under the same key in LOSSES of
sims.gan.losses. Everything else (parameters, formulas, panels, exported script, tests) reads these two tables.

Symbols: x real, x̃ = G(z) generated, D(x) what the discriminator gives a point, σ the logistic function. D(x) is a logit
where σ(D(x)) is the probability of real; else a score, the critic's value, or, of an autoencoder, the point given back.
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
_SMOOTHING = "<i>s</i> = {label_smoothing:g}"
COMMA = ", &nbsp; "                             # between formulas that stand side by side

Answers = tuple[str, str, str]
Values = tuple[float | None, float | None]
Lines = tuple[str, str]


def always(*values: Any) -> Callable[[Any], Any]:
    """The same values whatever the parameters are."""
    return lambda params: values


def fixed(text: str) -> Callable[[Any], str]:
    """The same text whatever the parameters are."""
    return lambda params: text


@dataclass(frozen=True)
class Objective:
    """One objective, as it is shown and as its discriminator is to be read.

    label: visible name. loss_d, loss_g: the losses of D and of G in symbols (HTML). says_d, says_g: a sentence on each.
    given_d: numbers in D's loss: the means that it is made of, and what it takes beside D's answers (HTML, a format
    string as in Formula.numbers). What is not among the numbers of a step, `means_d` of sims.gan.losses computes.
    answers: what D is to answer on real points, on generated ones, and what G wants D to answer on generated ones.
    equilibrium: (loss_d, loss_g) where the generated distribution is the real one and D is at its optimum, penalties
    left out; None for a loss that has no fixed value there. script: both losses as expressions of plain PyTorch in
    `score_real` and `score_fake`, tensors of shape (batch,); None where the exported script cannot express it. All but
    the label and the sentences are functions of the GanParams (which list these objectives, so that this module cannot
    import them).

    output: "probability" where sigmoid(D) is the chance of real, else "score" (a raw number). centre: the output that
    favours neither, None where only differences of scores mean something. paired: whether G's loss looks at real
    scores, too. labelled: whether D learns labels, which label smoothing changes. critic: whether D is a critic that
    estimates a distance and needs a bound on its slope. autoencoder: whether D gives points back, with the balance k
    of BEGAN.
    """

    label: str
    loss_d: Callable[[Any], str]
    says_d: str
    loss_g: Callable[[Any], str]
    says_g: str
    answers: Callable[[Any], Answers]
    equilibrium: Callable[[Any], Values]
    script: Callable[[Any], Lines] | None
    given_d: Callable[[Any], str] = fixed("")
    output: str = "score"
    centre: float | None = None
    paired: bool = False
    labelled: bool = False
    critic: bool = False
    autoencoder: bool = False

    @property
    def kind(self) -> str:
        """What D gives a point: a "logit" (whose σ is a probability), a critic's "value", an "error", or a "score"."""
        if self.output == "probability":
            return "logit"
        return "error" if self.autoencoder else "value" if self.critic else "score"


def _number(number: float) -> str:
    return f"{number:g}".replace("-", "−")


# Cross entropy -------------------------------------------------------------------------------------------------------

_LN_REAL, _LN_NOT_REAL, _LN_NOT_FAKE = f"{E} ln σ({D_REAL})", f"{E} ln(1 − σ({D_REAL}))", f"{E} ln(1 − σ({D_FAKE}))"


def _cross_entropy(params: Any) -> str:
    real = f"−(1 − <i>s</i>) {_LN_REAL} − <i>s</i> {_LN_NOT_REAL}" if params.label_smoothing else f"−{_LN_REAL}"
    return f"{LOSS_D} = {real} − {_LN_NOT_FAKE}"


def _cross_entropy_given(params: Any) -> str:
    given = [f"{_LN_REAL} = {{ln_real:.5f}}", f"{_LN_NOT_FAKE} = {{ln_not_fake:.5f}}"]
    if params.label_smoothing:
        given[1:1] = [_SMOOTHING, f"{_LN_NOT_REAL} = {{ln_not_real:.5f}}"]
    return COMMA.join(given)


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
    s = params.label_smoothing
    return (f"((1 - {s}) * F.softplus(-score_real) + {s} * F.softplus(score_real)).mean()"
            " + F.softplus(score_fake).mean()")


# Least squares -------------------------------------------------------------------------------------------------------

def _least_squares(params: Any) -> tuple[float, float, float]:
    """(a, b, c): the wanted scores of generated points, of real ones (smoothed), and what G wants."""
    a, b, c = least_squares_numbers(params.least_squares_labels)
    return a, b - params.label_smoothing, c


def _less(number: float) -> str:
    """"− 1", "+ 1" or, for 0, nothing: what stands behind D(x)."""
    return f" {'−' if number > 0 else '+'} {abs(number):g}" if number else ""


def _least_squares_means(params: Any) -> tuple[str, str]:
    """The mean squares over real points and over generated ones, in symbols."""
    a, b, _c = least_squares_numbers(params.least_squares_labels)
    wanted = f" − ({_number(b)} − <i>s</i>)" if params.label_smoothing else _less(b)
    return f"{E} ({D_REAL}{wanted})²", f"{E} ({D_FAKE}{_less(a)})²"


def _least_squares_d(params: Any) -> str:
    real, fake = _least_squares_means(params)
    return f"{LOSS_D} = ½ {real} + ½ {fake}"


def _least_squares_given(params: Any) -> str:
    real, fake = _least_squares_means(params)
    given = [f"{real} = {{square_real:.5f}}", f"{fake} = {{square_fake:.5f}}"]
    return COMMA.join(given + [_SMOOTHING] * bool(params.label_smoothing))


def _least_squares_g(params: Any) -> str:
    return f"{LOSS_G} = ½ {E} ({D_FAKE}{_less(least_squares_numbers(params.least_squares_labels)[2])})²"


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


# Hinge ---------------------------------------------------------------------------------------------------------------

_EXCESS_REAL, _EXCESS_FAKE = f"{E} max(0, 1 − {D_REAL})", f"{E} max(0, 1 + {D_FAKE})"


# All of them ---------------------------------------------------------------------------------------------------------

OBJECTIVES: Mapping[str, Objective] = {
    "saturating": Objective(
        N_("saturating (minimax)"),
        _cross_entropy, _CROSS_ENTROPY_SAYS,
        fixed(f"{LOSS_G} = {E} ln(1 − σ({D_FAKE}))"),
        N_("G minimises D's success. Where D is sure (σ(D) near 0) this curve is flat: the gradient vanishes."),
        answers=lambda params: (_number(1 - params.label_smoothing), "0", N_("not 0")),
        equilibrium=_saturating_equilibrium,
        script=lambda params: (_cross_entropy_script(params), "-F.softplus(score_fake).mean()"),
        given_d=_cross_entropy_given, output="probability", centre=0.5, labelled=True),
    "nonsaturating": Objective(
        N_("non-saturating"),
        _cross_entropy, _CROSS_ENTROPY_SAYS,
        fixed(f"{LOSS_G} = −{E} ln σ({D_FAKE})"),
        N_("G maximises the chance that D takes its points for real. Steep just where D is sure they are not."),
        answers=lambda params: (_number(1 - params.label_smoothing), "0", "1"),
        equilibrium=_nonsaturating_equilibrium,
        script=lambda params: (_cross_entropy_script(params), "F.softplus(-score_fake).mean()"),
        given_d=_cross_entropy_given, output="probability", centre=0.5, labelled=True),
    "wgan": Objective(
        N_("Wasserstein (WGAN)"),
        fixed(f"{LOSS_D} = {E} {D_FAKE} − {E} {D_REAL}"),
        N_("The critic pulls its scores apart. If its slope is at most K, −L is a lower bound of K times W₁."),
        fixed(f"{LOSS_G} = −{E} {D_FAKE}"),
        N_("G climbs the critic's slope, which does not flatten out with distance."),
        answers=always(N_("more"), N_("less"), N_("more")),
        equilibrium=always(0.0, None),
        script=always("score_fake.mean() - score_real.mean()", "-score_fake.mean()"),
        given_d=fixed(f"{E} {D_FAKE} = {{score_fake:.5f}}{COMMA}{E} {D_REAL} = {{score_real:.5f}}"), critic=True),
    "least_squares": Objective(
        N_("least squares (LSGAN)"),
        _least_squares_d,
        N_("D is to give real points one number and generated ones another; errors count squared."),
        _least_squares_g,
        N_("G wants one answer of D; points far on either side of it are pulled back."),
        answers=_least_squares_answers,
        equilibrium=_least_squares_equilibrium,
        script=_least_squares_script,
        given_d=_least_squares_given, centre=0.5, labelled=True),
    "hinge": Objective(
        N_("hinge"),
        fixed(f"{LOSS_D} = {_EXCESS_REAL} + {_EXCESS_FAKE}"),
        N_("D is to score above 1 on real points and below −1 on generated ones; beyond that it is left alone."),
        fixed(f"{LOSS_G} = −{E} {D_FAKE}"),
        N_("G raises the score of its points."),
        answers=always(N_("1 or more"), N_("−1 or less"), N_("more")),
        equilibrium=always(2.0, 0.0),
        script=always("F.relu(1 - score_real).mean() + F.relu(1 + score_fake).mean()", "-score_fake.mean()"),
        given_d=fixed(f"{_EXCESS_REAL} = {{excess_real:.5f}}{COMMA}{_EXCESS_FAKE} = {{excess_fake:.5f}}"), centre=0.0),
    "relativistic": Objective(
        N_("relativistic (RpGAN)"),
        fixed(f"{LOSS_D} = −{E} ln σ({D_REAL} − {D_FAKE})"),
        N_("D is to score each real point above the generated point beside it; only the difference counts."),
        fixed(f"{LOSS_G} = −{E} ln σ({D_FAKE} − {D_REAL})"),
        N_("G is to bring its point above the real point beside it."),
        answers=always(N_("more than its pair"), N_("less than its pair"), N_("more than its pair")),
        equilibrium=always(LN2, LN2),
        script=always("F.softplus(score_fake - score_real).mean()", "F.softplus(score_real - score_fake).mean()"),
        paired=True),
    "began": Objective(
        N_("equilibrium (BEGAN)"),
        fixed(f"{LOSS_D} = {E} ℓ({X}) − <i>k</i> {E} ℓ({FAKE})"),
        N_("D is an autoencoder: it is to give back real points well and, as far as k asks, generated ones badly."),
        fixed(f"{LOSS_G} = {E} ℓ({FAKE})"),
        N_("G makes points that D gives back well."),
        answers=always(N_("a small error"), N_("a large error, times k"), N_("a small error")),
        equilibrium=always(None, None),
        script=None,                    # the script has a D of one output
        given_d=fixed(f"{E} ℓ({X}) = {{error_real:.5f}}{COMMA}<i>k</i> = {{began_k:.5f}}"
                      f"{COMMA}{E} ℓ({FAKE}) = {{error_fake:.5f}}"), autoencoder=True),
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
