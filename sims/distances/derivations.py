"""The numbers of four derivations, each side of every equation computed by itself, so that one can check the other.

D is a probability. p, q: densities on a line, `Pair` as everywhere. All in nats.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from sims.distances.densities import density
from sims.distances.divergences import js, softplus
from sims.distances.families import GAUSSIAN
from sims.distances.pair import Pair
from sims.distances.quadrature import gauss_legendre


def cross_entropy(label: float, d: float) -> float:
    """-y ln D - (1 - y) ln(1 - D): what the answer D, 0 < D < 1, costs where the label is y (0 or 1)."""
    return -label * math.log(d) - (1 - label) * math.log1p(-d)


def value_of_pair(d_real: float, d_generated: float) -> dict[str, float]:
    """Of one real and one generated point that D gives these probabilities: both cross entropies, both logarithms, and
    the value of the game ln D(x) + ln(1 - D(G(z))) (Goodfellow et al. 2014, eq. 1)."""
    found = {"ln_d_real": math.log(d_real), "ln_not_real": math.log1p(-d_real), "ln_d_fake": math.log(d_generated),
             "ln_not_fake": math.log1p(-d_generated), "bce_real": cross_entropy(1, d_real),
             "bce_fake": cross_entropy(0, d_generated)}
    return {**found, "bce_sum": found["bce_real"] + found["bce_fake"],
            "value": found["ln_d_real"] + found["ln_not_fake"]}


def integrand(p: float, q: float, y: np.ndarray) -> np.ndarray:
    """f(y) = p ln y + q ln(1 - y): what a place with the densities p and q adds to V where D is y (any shape)."""
    return p * np.log(y) + q * np.log1p(-np.asarray(y))


def top_of_integrand(p: float, q: float, y: float) -> dict[str, float]:
    """f, its first and second derivative at y, and its top: at p / (p + q) (Goodfellow et al. 2014, proposition 1)."""
    best = p / (p + q)
    return {"p_at_x": p, "q_at_x": q, "f": float(integrand(p, q, np.array(y))), "f_slope": p / y - q / (1 - y),
            "f_bend": -p / y**2 - q / (1 - y)**2, "d_star": best,
            "f_top": float(integrand(p, q, np.array(best))) if 0 < best < 1 else 0.0}


@lru_cache(maxsize=8)
def gaussians(mean_p: float, std_p: float, mean_q: float, std_q: float) -> Pair:
    """p and q, two Gaussians."""
    return Pair(density(GAUSSIAN, mean_p, std_p), density(GAUSSIAN, mean_q, std_q))


def value_at_optimum(pair: Pair) -> dict[str, float]:
    """V(D*) by its definition and by JS, with what stands between the two: m = (p + q) / 2.

    JS is integrated by itself (sims.distances.divergences.js), KL(p||m) and KL(q||m) too.
    """
    def mean(mass: np.ndarray, values: np.ndarray) -> float:
        return float(np.where(mass > 0, mass * np.where(mass > 0, values, 0), 0).sum())

    ln_d_star, ln_not_d_star = -softplus(-pair.logit), -softplus(pair.logit)
    log_m = np.logaddexp(pair.log_p, pair.log_q) - math.log(2)
    real, fake = mean(pair.p_mass, ln_d_star), mean(pair.q_mass, ln_not_d_star)
    kl_pm, kl_qm = mean(pair.p_mass, pair.log_p - log_m), mean(pair.q_mass, pair.log_q - log_m)
    return {"real_ln_d_star": real, "fake_ln_not_d_star": fake, "value_at_d_star": real + fake, "kl_pm": kl_pm,
            "kl_qm": kl_qm, "js": js(pair), "two_js": 2 * js(pair), "value_by_js": 2 * js(pair) - 2 * math.log(2),
            "ln_2": math.log(2), "two_ln_2": 2 * math.log(2), "minus_2_ln_2": -2 * math.log(2)}


# The gradient of G(z) = w z + b, D held fixed ------------------------------------------------------------------------

def d_star(pair: Pair, x: np.ndarray) -> np.ndarray:
    """D* = p / (p + q) at x (n,)."""
    return 0.5 * (1 + np.tanh(0.5 * (pair.p.log_pdf(x) - pair.q.log_pdf(x))))


def d_star_slope(pair: Pair, x: np.ndarray) -> np.ndarray:
    """dD*/dx = D* (1 - D*) (d ln p/dx - d ln q/dx) at x (n,)."""
    d = d_star(pair, x)
    return d * (1 - d) * (pair.p.score(x) - pair.q.score(x))


def pull(pair: Pair, x: np.ndarray) -> np.ndarray:
    """1 / (D - 1) dD/dx = d ln(1 - D) / dx at x (n,), to full precision also where D is 1 but for rounding."""
    t = pair.p.log_pdf(x) - pair.q.log_pdf(x)
    return -0.5 * (1 + np.tanh(0.5 * t)) * (pair.p.score(x) - pair.q.score(x))


def chain_rule(pair: Pair, w: float, b: float, z: float) -> dict[str, float]:
    """d ln(1 - D(G(z))) / d(w, b) at one z, factor by factor, for G(z) = w z + b and D = D* of `pair` held fixed; and
    its mean over z ~ N(0, 1), as a sum over z and as one over x = G(z), whose density is q = N(b, w^2); w > 0."""
    x = np.array([w * z + b])
    d, slope = float(d_star(pair, x)[0]), float(d_star_slope(pair, x)[0])
    to_d = 1 / (d - 1) if d < 1 else -math.inf
    at_x = float(pull(pair, x)[0])
    found = {"x_of_z": float(x[0]), "d_of_x": d, "ln_not_d": float(-softplus(pair.p.log_pdf(x) - pair.q.log_pdf(x))[0]),
             "loss_slope": to_d, "d_slope": slope, "pull": at_x, "product_w": at_x * z, "product_b": at_x}
    nodes, weights = (grid.ravel() for grid in gauss_legendre(np.linspace(-12, 12, 97)))
    mass = weights * np.exp(-0.5 * nodes**2) / math.sqrt(2 * math.pi)
    over_z = mass * pull(pair, w * nodes + b)
    # The nodes over x are those of p and q, not those over z carried along: two sums that share nothing.
    over_x = pair.q_mass * pull(pair, pair.x)
    return found | {"sum_z_w": float((over_z * nodes).sum()), "sum_z_b": float(over_z.sum()),
                    "sum_x_w": float((over_x * (pair.x - b) / w).sum()), "sum_x_b": float(over_x.sum())}
