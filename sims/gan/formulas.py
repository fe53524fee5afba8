"""The formula of each phase of a step: in symbols, in a sentence, and with the numbers of this step.

Symbols as in objectives_text. A setting that changes what a formula means stands in it. The names in braces are
parameters and the numbers of a Frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from sims.gan.objectives_text import COMMA, FAKE, LOSS_D, LOSS_G, E, X, objective_of
from sims.gan.params import GanParams, unrolls, weights_of_penalties
from sims.gan.penalties_text import TERMS, WHERE, only_penalty
from sims.params import N_
from sims.simulation import Formula, Phase

_THETA, _PHI = "<i>θ<sub>D</sub></i>", "<i>θ<sub>G</sub></i>"
_PENALTY, _TOTAL = "<i>P<sub>D</sub></i>", "<i>T<sub>D</sub></i>"
_AHEAD = "<sup><i>K</i></sup>"
_SIGMOID = "σ(<i>t</i>) = 1 / (1 + <i>e</i><sup>−<i>t</i></sup>)"
_LINE = "<br>"

_UPDATES: dict[str, tuple[str, str]] = {
    "sgd": ("{w} ← {w} − η <i>g</i>", N_("A step against the gradient.")),
    "momentum": ("<i>v</i> ← β₁<i>v</i> + <i>g</i>, &nbsp; {w} ← {w} − η <i>v</i>",
                 N_("A step along the remembered velocity.")),
    "rmsprop": ("<i>s</i> ← β₂<i>s</i> + (1 − β₂)<i>g</i>², &nbsp; "
                "{w} ← {w} − η <i>g</i> / (√<i>s</i> + 10<sup>−8</sup>)",
                N_("Each weight's step is divided by the usual size of its gradient.")),
    "adam": ("<i>m</i> ← β₁<i>m</i> + (1 − β₁)<i>g</i>, &nbsp; <i>v</i> ← β₂<i>v</i> + (1 − β₂)<i>g</i>², &nbsp; "
             "{w} ← {w} − η <i>m̂</i> / (√<i>v̂</i> + 10<sup>−8</sup>)",
             N_("Mean gradient over root mean square, both corrected for their start at zero.")),
    "ogda": ("{w} ← {w} − 2η <i>g<sub>t</sub></i> + η <i>g</i><sub><i>t</i>−1</sub>",
             N_("Twice this gradient less the one before: a guess at the opponent's next move.")),
    "optimistic_adam": ("{w} ← {w} − 2η <i>u<sub>t</sub></i> + η <i>u</i><sub><i>t</i>−1</sub>, &nbsp; "
                        "<i>u</i> = <i>m̂</i> / (√<i>v̂</i> + 10<sup>−8</sup>)",
                        N_("Adam's direction twice, less the one before.")),
}


def formula_of(phase: Phase, params: GanParams) -> Formula:
    """The formula of a phase with these settings, those of its step; the last phase of a step may outlive them."""
    if phase.key in ("update_d", "update_g"):
        params = replace(params, optimizer=phase.formula.partition(".")[2])
    formula = _FORMULAS[phase.key](params)
    ahead = unrolls(params) and phase.player == "g"
    html = _answers(formula.html, params, ahead)
    if "σ(" in html and _SIGMOID not in html:
        html += _LINE + _SIGMOID
    return replace(formula, html=html, numbers=_answers(formula.numbers, params, ahead))


_ANSWER = re.compile(r"(∇?)(<i>D</i>|ℓ)\((<i>[^<]+</i>)\)")


def _answers(html: str, params: GanParams, ahead: bool) -> str:
    """Every D(x) and ℓ(x) as it is with these settings: D(x₁…ₘ) of a D that judges m points together.

    W̄: D's weights are normalised. dev: D is told the deviation of its minibatch, so that its answers to all points
    depend on each. ahead: K updates of D ahead.
    """
    def written(found: re.Match) -> str:
        slope, name, x = found.groups()
        point = name != "ℓ"
        name += "<sub><i>W̄</i></sub>" * (params.spectral_norm and point) + _AHEAD * ahead
        x += "<sub>1…\u2060<i>m</i></sub>" * (params.pack > 1)         # with a word joiner
        return slope + "Σ" * bool(slope and params.minibatch_std) + name \
            + f"({x}{', dev' if params.minibatch_std and point else ''})"
    return _ANSWER.sub(written, html)


# D's answers ---------------------------------------------------------------------------------------------------------

_SCORE_SAYS = {
    "logit": N_("D gives each point a logit D(x); σ(D(x)) is the probability that it is real."),
    "value": N_("The critic gives each point a value, which is no probability."),
    "score": N_("D gives each point a score, which is no probability."),
    "error": N_("D gives each point back; ℓ is how far off it is."),
}


#: What is shown of D's answers, and what the names of the numbers begin with.
_NUMBERS = {
    "logit": (("<i>D</i>({})", "score"), ("σ(<i>D</i>({}))", "chance")),
    "value": (("<i>D</i>({})", "score"),), "score": (("<i>D</i>({})", "score"),), "error": (("ℓ({})", "error"),),
}


def _scores(params: GanParams, answered: Mapping[str, str], says: str) -> Formula:
    """answered: {x: what the names of the numbers of D's answers to it end with}."""
    kind = objective_of(params).kind
    means = {f"{E} {pattern.format(x)}": f"{number}_{name}" for pattern, number in _NUMBERS[kind]
             for x, name in answered.items()}
    html = [COMMA.join(list(means)[start:start + len(answered)]) for start in range(0, len(means), len(answered))]
    if kind == "error":
        html += [f"ℓ({x}) = ‖{x} − <i>D</i>({x})‖" for x in answered]
    if kind == "logit":
        html += [_SIGMOID]
    numbers = [f"{mean} = {{{number}:.5f}}" for mean, number in means.items()]
    if params.instance_noise:
        html += [COMMA.join(f"{x} ← {x} + <i>σ<sub>t</sub>ξ</i>" for x in answered)]
        numbers += ["<i>ξ</i> ~ N(0, I), &nbsp; <i>σ<sub>t</sub></i> = {noise_width:.5g}"]
    if params.spectral_norm:
        html += ["<i>W̄</i> = <i>W</i> / (<i>u</i><sup>⊤</sup><i>Wv</i>)"]
    if params.minibatch_std:
        html += ["dev = mean<sub><i>j</i></sub> std<sub><i>i</i></sub> <i>h<sub>j</sub></i>(<i>x<sub>i</sub></i>)"]
    if params.pack > 1:
        numbers += ["<i>m</i> = {pack}"]
    return Formula(_LINE.join(html), says, _LINE.join(numbers))


def _score_d(params: GanParams) -> Formula:
    return _scores(params, {X: "real", FAKE: "fake"}, _SCORE_SAYS[objective_of(params).kind])


def _score_g(params: GanParams) -> Formula:
    answered = {X: "real_g", FAKE: "fake_g"} if objective_of(params).paired else {FAKE: "fake_g"}
    return _scores(params, answered, N_("D as it would be after K more updates scores them.") if unrolls(params) else
                   N_("D, which rests now, scores them."))


# Losses --------------------------------------------------------------------------------------------------------------

def _loss_d(params: GanParams) -> Formula:
    objective = objective_of(params)
    numbers = filter(None, [objective.given_d(params), LOSS_D + " = {loss_d:.5f}"])
    return Formula(objective.loss_d(params), objective.says_d, COMMA.join(numbers))


def _loss_g(params: GanParams) -> Formula:
    objective = objective_of(params)
    return Formula(objective.loss_g(params), objective.says_g, LOSS_G + " = {loss_g:.5f}")


def _penalty_d(params: GanParams) -> Formula:
    """Each penalty with its weight, its mean and its number; of several also their sum."""
    listed = [TERMS[name] for name in weights_of_penalties(params)]
    answer = "ℓ" if objective_of(params).autoencoder else "<i>D</i>"
    html = [f"{term.symbol} = {term.html(params, answer)}" for term in listed]
    html += [WHERE[point] for point in WHERE if any(point in line for line in html)]
    numbers = []
    for name, term in zip(weights_of_penalties(params), listed):
        weight, mean = term.html(params, answer).split(" · ")
        numbers.append(COMMA.join([f"{term.symbol} = {{penalty_{name}:.5f}}", f"{weight} = {{{name}:g}}",
                                   f"{mean} = {{mean_{name}:.5f}}"]))
    if len(listed) > 1:
        html.append(f"{_PENALTY} = {' + '.join(term.symbol for term in listed)}")
        numbers.append(_PENALTY + " = {penalty_d:.5f}")
    else:
        html[0], numbers[0] = f"{_PENALTY} = {html[0]}", f"{_PENALTY} = {numbers[0]}"
    return Formula(_LINE.join(html), only_penalty(params) or N_("The penalties that are on, and their sum."),
                   _LINE.join(numbers))


def _total_d(params: GanParams) -> Formula:
    return Formula(f"{_TOTAL} = {LOSS_D} + {_PENALTY}", N_("What D minimises: its loss and its penalty."),
                   COMMA.join([_TOTAL + " = {total_d:.5f}", LOSS_D + " = {loss_d:.5f}",
                               _PENALTY + " = {penalty_d:.5f}"]))


def _minimised(params: GanParams) -> str:
    return _TOTAL if weights_of_penalties(params) else LOSS_D


# Gradients and updates -----------------------------------------------------------------------------------------------

def _gradient_d(params: GanParams) -> Formula:
    says = N_("How T changes with each weight of D; G is held fixed.") if weights_of_penalties(params) else \
        N_("How L changes with each weight of D; G is held fixed.")
    return Formula(f"<i>g</i> = ∂{_minimised(params)} / ∂{_THETA}", says, "‖<i>g</i>‖ = {grad_norm_d:.5f}")


def _gradient_g(params: GanParams) -> Formula:
    if unrolls(params):
        imagined = f"{_THETA}{_AHEAD}"
        return Formula(f"<i>g</i> = ∂{LOSS_G}/∂{_PHI} + (∂{LOSS_G}/∂{imagined}) (∂{imagined}/∂{_PHI})",
                       N_("D's K answers depend on G, too. The arrows are −∂L/∂x̃ with D held fixed."),
                       "‖<i>g</i>‖ = {grad_norm_g:.5f}")
    return Formula(f"<i>g</i> = ∂{LOSS_G} / ∂{_PHI} = {E} (∂{LOSS_G}/∂{FAKE}) (∂{FAKE}/∂{_PHI})",
                   N_("The arrows are −∂L/∂x̃: where this loss moves each point. D is held fixed."),
                   "‖<i>g</i>‖ = {grad_norm_g:.5f}")


def _update(player: str, weights: str) -> Callable[[GanParams], Formula]:
    def formula(params: GanParams) -> Formula:
        symbols, says = _UPDATES[params.optimizer]
        html = symbols.replace("{w}", weights)
        numbers = f"η = {{learning_rate_{player}:g}}, &nbsp; ‖<i>g</i>‖ = {{grad_norm_{player}:.5f}}"
        if player == "d" and objective_of(params).autoencoder:
            html += _LINE + f"<i>k</i> ← clip(<i>k</i> + λ<i>b</i>, 0, 1){COMMA}<i>b</i> = γ {E} ℓ({X}) − {E} ℓ({FAKE})"
            numbers += _LINE + "λ = {began_lambda:g}, &nbsp; γ = {began_gamma:g}, &nbsp; <i>k</i> = {began_k:.5f}"
        if player == "g" and params.ema:
            html += _LINE + "<i>θ̄<sub>G</sub></i> ← β<i>θ̄<sub>G</sub></i> + (1 − β)<i>θ<sub>G</sub></i>"
            numbers += ", &nbsp; β = {ema:g}"
        return Formula(html, says, numbers)
    return formula


def _unroll_d(params: GanParams) -> Formula:
    before, after = f"{_THETA}<sup><i>k</i></sup>", f"{_THETA}<sup><i>k</i>+1</sup>"
    return Formula(f"{after} = opt({before}, ∂{_minimised(params)}/∂{_THETA}), &nbsp; <i>k</i> = 0 … <i>K</i> − 1",
                   N_("D's next K updates by its optimizer are imagined; D itself stays where it is."),
                   "<i>K</i> = {unroll_steps}, &nbsp; ‖Δ" + _THETA + "‖ = {unrolled_by:.5f}")


def _look_ahead(params: GanParams) -> Formula:
    return Formula(f"{_THETA}′ = opt({_THETA}, ∂{_minimised(params)}), &nbsp; {_PHI}′ = opt({_PHI}, ∂{LOSS_G})",
                   N_("Both look ahead, then move from where they stood by the gradients found there."),
                   "‖Δ" + _THETA + "‖ = {looked_ahead_d:.5f}, &nbsp; ‖Δ" + _PHI + "‖ = {looked_ahead_g:.5f}")


# All of them ---------------------------------------------------------------------------------------------------------

def _always(html: str, says: str, numbers: str) -> Callable[[GanParams], Formula]:
    return lambda params: Formula(html, says, numbers)


_FORMULAS: Mapping[str, Callable[[GanParams], Formula]] = {
    "sample_real": _always(f"{X}<sub>1…n</sub> ~ <i>p</i><sub>data</sub>",
                           N_("A minibatch of real points is drawn (ringed in the picture)."),
                           "n = {batch_size}, &nbsp; <i>x</i><sub>1</sub> = {x}"),
    "sample_latent_d": _always("<i>z</i><sub>1…n</sub> ~ <i>p<sub>z</sub></i>", N_("As many latent points are drawn."),
                               "<i>z</i><sub>1</sub> = {z}"),
    "generate_d": _always(f"{FAKE}<sub>i</sub> = <i>G</i>(<i>z<sub>i</sub></i>)",
                          N_("G, which rests, turns them into points (ringed in the picture)."),
                          "<i>x̃</i><sub>1</sub> = {fake}"),
    "score_d": _score_d, "loss_d": _loss_d, "penalty_d": _penalty_d, "total_d": _total_d, "gradient_d": _gradient_d,
    "update_d": _update("d", _THETA),
    "clip_d": _always(f"{_THETA} ← clip({_THETA}, −c, c)",
                      N_("Every weight of D is cut to the band, which bounds its slope."),
                      "c = {weight_clip:g}, &nbsp; " + N_("at the bound: {clipped_share:.1%} of the weights")),
    "sample_latent_g": _always("<i>z</i><sub>1…n</sub> ~ <i>p<sub>z</sub></i>",
                               N_("Fresh latent points for the generator's own update."),
                               "<i>z</i><sub>1</sub> = {z}"),
    "generate_g": _always(f"{FAKE}<sub>i</sub> = <i>G</i>(<i>z<sub>i</sub></i>)",
                          N_("G turns them into points (ringed in the picture)."), "<i>x̃</i><sub>1</sub> = {fake}"),
    "unroll_d": _unroll_d, "score_g": _score_g, "loss_g": _loss_g, "gradient_g": _gradient_g,
    "update_g": _update("g", _PHI), "look_ahead": _look_ahead,
}
