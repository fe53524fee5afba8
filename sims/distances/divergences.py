"""Divergences between two densities on a line, in nats, to 1e-9 and better: sums over the nodes of a `Pair`.

t = ln p - ln q is the logit of the optimal discriminator D* = p / (p + q); w = tanh(t/2) = (p - q) / (p + q). In t
every integrand below is a sum of positive terms: ln 2 - JS and 1 - TV keep their relative precision where they are
1e-50, and so do JS and TV where p and q are almost the same.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit

from sims.distances.densities import Density
from sims.distances.families import Gaussian, Laplace, Uniform
from sims.distances.pair import Pair

LOG_2 = math.log(2.0)


def softplus(t: np.ndarray) -> np.ndarray:
    """ln(1 + exp(t))."""
    return np.logaddexp(0.0, t)


def _times(mass: np.ndarray, value: np.ndarray) -> np.ndarray:
    """mass * value, and 0 where there is no mass: 0 ln 0 = 0."""
    return np.where(mass > 0, mass * np.where(mass > 0, value, 0), 0)


def entropy_deficit(w: np.ndarray) -> np.ndarray:
    """(1 + w) ln(1 + w) + (1 - w) ln(1 - w) for |w| <= 1: 2 ln 2 less twice the entropy of a coin of bias w."""
    square = w * w
    series = square * (1 + square * (1 / 6 + square * (1 / 15 + square * (1 / 28 + square / 45))))
    a = np.minimum(np.abs(w), 1)
    rest = 1 - a
    whole = (1 + a) * np.log1p(a) + rest * np.log(np.where(rest > 0, rest, 1))
    return np.where(a < 0.02, series, whole)


# Point by point: what the shaded plots show ------------------------------------------------------------------------

def optimal_discriminator(log_p: np.ndarray, log_q: np.ndarray) -> np.ndarray:
    """D* = p / (p + q); nan where both densities are 0, since any D is as good there."""
    log_p, log_q = np.asarray(log_p, dtype=float), np.asarray(log_q, dtype=float)
    none = np.isneginf(log_p) & np.isneginf(log_q)
    return np.where(none, np.nan, expit(np.where(none, 0, log_p) - np.where(none, 0, log_q)))


def kl_integrand(log_p: np.ndarray, log_q: np.ndarray) -> np.ndarray:
    """p ln(p/q); inf where p > 0 and q = 0, 0 where p = 0. May be negative: only its integral is not."""
    p = np.exp(log_p)
    none = np.isneginf(log_p)
    return _times(p, np.where(none, 0, log_p) - np.where(none, 0, log_q))


def js_integrand(log_p: np.ndarray, log_q: np.ndarray) -> np.ndarray:
    """Half of p ln(2p/(p+q)) + q ln(2q/(p+q)): never negative, and at most ln(2)/2 (p + q)."""
    total = np.exp(np.logaddexp(log_p, log_q))
    return np.where(total > 0, 0.25 * total * entropy_deficit(2 * _or_half(optimal_discriminator(log_p, log_q)) - 1), 0)


def _or_half(d: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(d), 0.5, d)


# Whole divergences ---------------------------------------------------------------------------------------------------

def _single(density: Density) -> tuple[float, object] | None:
    return density.components[0][1:] if len(density.components) == 1 else None


def kl(pair: Pair, reverse: bool = False) -> float:
    """KL(p||q) = E_p ln(p/q), or KL(q||p); inf where the first has mass that the second's support misses."""
    first, second = (pair.q, pair.p) if reverse else (pair.p, pair.q)
    closed = _closed_kl(first, second)
    if closed is not None:
        return closed
    mass, logit = (pair.q_mass, -pair.logit) if reverse else (pair.p_mass, pair.logit)
    log_first = pair.log_q if reverse else pair.log_p
    if not second.covers(first) or np.any(np.isposinf(logit) & (log_first > -np.inf)):
        return math.inf
    # E_p[ln p/q] = E_p[ln p/q + q/p - 1] + (1 - 1): each term is >= 0, so that a small KL keeps its precision.
    # It may be used only where it holds for every node that either density has mass on.
    with np.errstate(over="ignore"):
        small = np.abs(logit) < 0.5
        bent = np.where(small, logit + np.expm1(-np.where(small, logit, 0)), 0)
    if np.all(small | (pair.p_mass + pair.q_mass == 0)):
        return float(_times(mass, bent).sum())
    return max(float(_times(mass, logit).sum()), 0.0)


def _closed_kl(first: Density, second: Density) -> float | None:
    """KL between single components of one family, in closed form; None for every other pair."""
    a, b = _single(first), _single(second)
    if a is None or b is None or type(a[1]) is not type(b[1]):
        return None
    gap = a[0] - b[0]
    if isinstance(a[1], Gaussian):
        z, ratio = gap / b[1].std, a[1].std / b[1].std
        return 0.5 * (z * z + (ratio - 1) * (ratio + 1)) - math.log(ratio)
    if isinstance(a[1], Laplace):
        z, ratio = abs(gap) / b[1].b, a[1].b / b[1].b
        return z + math.expm1(-z / ratio) * ratio + ratio - 1 - math.log(ratio)
    if isinstance(a[1], Uniform):
        return math.log(b[1].h / a[1].h) if second.covers(first) else math.inf
    return None


def entropy(pair: Pair, of_q: bool = False) -> float:
    """-E ln p, the differential entropy; -inf where there is an atom."""
    density, mass, log_density = (pair.q, pair.q_mass, pair.log_q) if of_q else (pair.p, pair.p_mass, pair.log_p)
    return -math.inf if density.atoms else -float(_times(mass, log_density).sum())


def cross_entropy(pair: Pair) -> float:
    """-E_p ln q = entropy(p) + KL(p||q): what a maximum likelihood fit of q minimises."""
    divergence = kl(pair)
    return entropy(pair) + divergence if math.isfinite(divergence) else math.inf


def js(pair: Pair) -> float:
    """Jensen-Shannon: KL to the middle (p+q)/2, averaged over the two; between 0 and ln 2."""
    total = pair.p_mass + pair.q_mass
    return min(float(0.25 * (total * entropy_deficit(np.tanh(0.5 * pair.logit))).sum()), LOG_2)


def ln2_minus_js(pair: Pair) -> float:
    """ln 2 - JS = [E_p softplus(-t) + E_q softplus(t)] / 2, not by subtraction: right where it is 1e-50."""
    return float(0.5 * (_times(pair.p_mass, softplus(-pair.logit)) + _times(pair.q_mass, softplus(pair.logit))).sum())


def value_at_optimal_discriminator(pair: Pair) -> float:
    """V(D*) = E_p ln D* + E_q ln(1 - D*) = 2 JS - 2 ln 2."""
    return 0.0 - 2 * ln2_minus_js(pair)


def js_slope(pair: Pair) -> float:
    """d JS / d(mean of q): the mean of q moves and its shape stays.

    Inside the support of q it is E_q[score_q softplus(t)] / 2; an edge where q jumps from 0 adds what it sweeps over.
    Where such an edge lies on a jump of p the two one-sided slopes differ and their mean is returned.
    """
    score = pair.q.score(pair.x)
    inside = 0.5 * float((_times(pair.q_mass, softplus(pair.logit)) * score)[:_continuous(pair)].sum())
    return inside - 0.5 * sum(side * _swept(pair, mean + side * form.half_width, weight * form.edge)
                              for weight, mean, form in pair.q.continuous if form.edge for side in (-1, 1))


def _continuous(pair: Pair) -> int:
    """How many nodes come before the atoms."""
    return len(pair.x) - len({*pair.p.atoms, *pair.q.atoms})


def _swept(pair: Pair, at: float, height: float) -> float:
    """p ln(1 + q/p) + q ln(1 + p/q) just at an edge of q where q = height, the mean over both sides of it."""
    beside = np.array([np.nextafter(at, -np.inf), np.nextafter(at, np.inf)])
    reach = 8 * np.spacing(max(abs(at), 1e-300))
    beside += np.array([-reach, reach])
    p = pair.p.pdf(beside)
    with np.errstate(divide="ignore"):
        t = np.log(p) - math.log(height)
    return float((_times(p, softplus(-t)) + height * softplus(t)).mean())


def overlap(pair: Pair) -> float:
    """1 - TV: the integral of min(p, q), to full relative precision."""
    return float(np.minimum(pair.p_mass, pair.q_mass).sum())


def tv(pair: Pair) -> float:
    """Total variation: half of the integral of |p - q|; between 0 and 1."""
    total = pair.p_mass + pair.q_mass
    return min(float(0.5 * (total * np.abs(np.tanh(0.5 * pair.logit))).sum()), 1.0)


def hellinger(pair: Pair) -> float:
    """The Hellinger distance: the root of half of the integral of (sqrt p - sqrt q)^2; between 0 and 1."""
    half = 0.5 * np.minimum(np.abs(pair.logit), 1400)
    bent = np.tanh(half) ** 2 / (1 + 1 / np.cosh(half))     # 1 - sech(t/2), without the cancellation
    return min(math.sqrt(float(0.5 * ((pair.p_mass + pair.q_mass) * bent).sum())), 1.0)


def pearson_chi2(pair: Pair) -> float:
    """χ²(p+q || 2q) = the integral of (p - q)^2 / (p + q), between 0 and 2: what G minimises by least squares (Mao et
    al. 2017, eq. 7 and 8)."""
    total = pair.p_mass + pair.q_mass
    return min(float((total * np.tanh(0.5 * pair.logit) ** 2).sum()), 2.0)


def least_squares_cost(pair: Pair) -> float:
    """C(G) = E_p (D* - c)^2 / 2 + E_q (D* - c)^2 / 2 with the labels a, b, c = -1, 1, 0 and the best critic of least
    squares, D* = (b p + a q) / (p + q), from D* itself (Mao et al. 2017, eq. 5 and 6)."""
    critic = 2 * _or_half(optimal_discriminator(pair.log_p, pair.log_q)) - 1
    return 0.5 * float((_times(pair.p_mass, critic**2) + _times(pair.q_mass, critic**2)).sum())
