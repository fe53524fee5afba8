"""The slope penalties of the GAN lab in words and symbols; their functions are in sims.gan.penalties. No torch here.

Symbols as in objectives_text; x̂ lies between a real and a generated point, x′ near a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sims.gan.objectives_text import FAKE, E, X
from sims.gan.params import GanParams, weights_of_penalties
from sims.params import N_

_BETWEEN, _AROUND = "<i>x̂</i>", "<i>x′</i>"


class Term(NamedTuple):
    """symbol: its name in formulas. html(params, answer): its formula, `answer` being the symbol of what D gives."""

    symbol: str
    html: Callable[[GanParams, str], str]


def _towards(weight: str, slope: str, target: str) -> str:
    """`penalties.towards`, weighted, in symbols."""
    inner = {"one": f"({slope} − 1)²", "at_most_one": f"max(0, {slope} − 1)²", "zero": f"{slope}²"}[target]
    return f"{weight} · {E} {inner}"


#: By the parameter that weighs the penalty.
TERMS: Mapping[str, Term] = {
    "r1": Term("R₁", lambda params, answer: f"γ₁ · ½ {E} ‖∇{answer}({X})‖²"),
    "r2": Term("R₂", lambda params, answer: f"γ₂ · ½ {E} ‖∇{answer}({FAKE})‖²"),
    "gradient_penalty": Term("GP", lambda params, answer: _towards("λ", f"‖∇{answer}({_BETWEEN})‖",
                                                                   params.gradient_penalty_target)),
    "dragan": Term("DG", lambda params, answer: _towards("λ′", f"‖∇{answer}({_AROUND})‖", "one")),
}

#: Where the penalties look, by the symbol of the point.
WHERE: Mapping[str, str] = {
    _BETWEEN: f"{_BETWEEN} = <i>ε</i>{X} + (1 − <i>ε</i>){FAKE}, &nbsp; <i>ε</i> ~ U[0,1]",
    _AROUND: f"{_AROUND} = {X} + ½ <i>α</i> std({X}) <i>u</i>, &nbsp; <i>α</i>, <i>u<sub>i</sub></i> ~ U[0,1]",
}

_SAYS = {
    "r1": N_("D pays for its slope at real points."),
    "r2": N_("D pays for its slope at generated points."),
    "one": N_("D pays where its slope between real and generated points is not 1."),
    "at_most_one": N_("D pays where its slope between real and generated points exceeds 1."),
    "zero": N_("D pays for its slope between real and generated points."),
    "dragan": N_("D pays where its slope around real points is not 1 (DRAGAN)."),
}


def only_penalty(params: GanParams) -> str:
    """What the penalty that is on asks for, as a sentence; "" where several are."""
    name, *others = weights_of_penalties(params)
    return "" if others else _SAYS[params.gradient_penalty_target if name == "gradient_penalty" else name]
