"""The generator's two losses as functions of D, and their gradients in the mean of q with the exact D*.

D is the probability that the discriminator gives to a generated sample, t = ln D/(1 - D) its logit.
"""

from __future__ import annotations

import math

import numpy as np

from sims.distances.divergences import js, js_slope, kl, ln2_minus_js, softplus
from sims.distances.pair import Pair

SATURATING, NONSATURATING = OBJECTIVES = ("saturating", "nonsaturating")


def _check(objective: str) -> None:
    if objective not in OBJECTIVES:
        raise ValueError(f"no such objective: {objective}")


def loss(d: np.ndarray, objective: str) -> np.ndarray:
    """ln(1 - D) or -ln D: what one generated sample costs the generator. +-inf at the ends."""
    _check(objective)
    with np.errstate(divide="ignore"):
        return np.log1p(-np.asarray(d, dtype=float)) if objective == SATURATING else -np.log(d)


def loss_slope(d: np.ndarray, objective: str) -> np.ndarray:
    """d loss / dD: -1/(1 - D) or -1/D."""
    _check(objective)
    d = np.asarray(d, dtype=float)
    with np.errstate(divide="ignore"):
        return -1 / (1 - d) if objective == SATURATING else -1 / d


def loss_logit_slope(d: np.ndarray, objective: str) -> np.ndarray:
    """d loss / dt: -D or -(1 - D). The gradient that reaches the generator passes through the logit."""
    _check(objective)
    d = np.asarray(d, dtype=float)
    return -d if objective == SATURATING else d - 1


def loss_of_logit(t: np.ndarray, objective: str) -> np.ndarray:
    """The same losses from the logit: -softplus(t) or softplus(-t); finite for every finite t."""
    _check(objective)
    return -softplus(np.asarray(t, dtype=float)) if objective == SATURATING else softplus(-np.asarray(t, dtype=float))


def kl_qp_slope(pair: Pair) -> float:
    """d KL(q||p) / d(mean of q) = -E_q[score of p]; nan where KL(q||p) is infinite."""
    if math.isinf(kl(pair, reverse=True)):
        return math.nan
    return -float((pair.q_mass * pair.p.score(pair.x)).sum())


def generator_gradient(pair: Pair, objective: str) -> float:
    """d E_q[loss(D*)] / d(mean of q) with D* = p/(p+q) held fixed.

    saturating: 2 dJS/d(mean). nonsaturating: d(KL(q||p) - 2 JS)/d(mean) (Arjovsky and Bottou 2017, theorem 2.5);
    nan where KL(q||p) is infinite.
    """
    _check(objective)
    saturating = 2 * js_slope(pair)
    return saturating if objective == SATURATING else kl_qp_slope(pair) - saturating


def gradient_parts(pair: Pair) -> dict[str, float]:
    """The non-saturating gradient taken apart: kl (pull), minus_2_js (push), their sum; and the saturating one.

    The equality holds for the gradient at a D* that is held fixed, not for the losses themselves.
    """
    pull, push = kl_qp_slope(pair), -2 * js_slope(pair)
    return {"kl": pull, "minus_2_js": push, "nonsaturating": pull + push, "saturating": -push}


def nonsaturating_loss_parts(pair: Pair) -> dict[str, float]:
    """E_q[-ln D*] = KL(q||p) - 2 JS + ln 4 + E_p ln D*, term by term.

    "loss" is integrated by itself, so that the sum of the other four can be checked against it.
    """
    weighted = np.where(pair.q_mass > 0, pair.q_mass * softplus(-np.where(pair.q_mass > 0, pair.logit, 0)), 0)
    real = np.where(pair.p_mass > 0, pair.p_mass * softplus(-np.where(pair.p_mass > 0, pair.logit, 0)), 0)
    return {"loss": float(weighted.sum()), "kl_qp": kl(pair, reverse=True), "minus_2_js": -2 * js(pair),
            "ln_4": math.log(4), "real_ln_d": -float(real.sum())}


def discriminator_loss(pair: Pair) -> float:
    """The loss of the optimal discriminator: L_D = -V(D*) = ln 4 - 2 JS."""
    return 2 * ln2_minus_js(pair)


def error_integrands(p: np.ndarray, q: np.ndarray) -> dict[str, np.ndarray]:
    """One point at which the densities are p and q: what it adds to each divergence.

    A missed mode (p large, q near 0) costs KL(q||p) next to nothing; junk (q large, p near 0) costs it much; the
    Jensen-Shannon integrand is at most ln(2)/2 (p + q) in either case. minus_2_js_pull is d(-2 JS)/dq there: it is
    positive where q < p, so descending -2 JS takes mass away from a missed mode.
    """
    from scipy.special import rel_entr

    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    middle = 0.5 * (p + q)
    with np.errstate(divide="ignore"):
        pull = -np.log(q / middle)
    return {"kl_pq": rel_entr(p, q), "kl_qp": rel_entr(q, p),
            "js": 0.5 * (rel_entr(p, middle) + rel_entr(q, middle)), "minus_2_js_pull": pull}
