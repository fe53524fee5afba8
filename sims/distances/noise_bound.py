"""Theorem 3.3 of Arjovsky and Bottou (2017): noise makes JS bound the Wasserstein distance.

    W(P, Q) <= 2 sqrt(V) + 2 C sqrt(JS(P + e || Q + e))

e: a random number of mean 0 and variance V, independent of both. C: the diameter of an interval that holds the support
of P + e and of Q + e. The slides write one epsilon for the vector and for its variance; they are two things. Gaussian
noise has no bounded support, so C and the bound are infinite: to use it, cut it off (TruncatedGaussian), and then
the further out the cut, the larger C.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sims.distances.densities import Density
from sims.distances.divergences import js
from sims.distances.families import Shape, TruncatedGaussian, Uniform
from sims.distances.pair import Pair
from sims.distances.wasserstein import w1


@dataclass(frozen=True)
class Bound:
    """Every term: variance V of the noise, diameter C, js of the blurred pair, the two summands, their sum, true W1."""

    variance: float
    diameter: float
    js: float
    noise_term: float
    js_term: float
    bound: float
    w1: float


def theorem_3_3(p: Density, q: Density, blurred: Pair, noise_std: float) -> Bound:
    """The bound for p and q, whose sums with noise of that standard deviation are `blurred`."""
    ends = [end for density in (blurred.p, blurred.q) for interval in density.support for end in interval]
    diameter, divergence = max(ends) - min(ends), js(blurred)
    noise_term = 2 * noise_std
    js_term = 2 * diameter * math.sqrt(divergence) if math.isfinite(diameter) else math.inf
    return Bound(noise_std**2, diameter, divergence, noise_term, js_term, noise_term + js_term, w1(p, q))


def two_points(theta: float, noise: Shape) -> Bound:
    """The parallel lines: all of P at 0 and all of Q at theta, with the given noise."""
    from sims.distances.families import Point

    p, q = (Density(((1.0, float(at), Point()),)) for at in (0.0, theta))
    blurred = Pair(*(Density(((1.0, float(at), noise),)) for at in (0.0, theta)))
    return theorem_3_3(p, q, blurred, math.sqrt(noise.variance))


def two_points_uniform(theta: np.ndarray, half_width: np.ndarray) -> np.ndarray:
    """The bound for points at 0 and theta with noise U[-a, a], closed: V = a^2/3, C = 2a + |theta|,
    JS = ln 2 min(1, |theta| / 2a). Arrays that broadcast; a = 0 is no noise."""
    theta, a = np.broadcast_arrays(np.abs(np.asarray(theta, dtype=float)), np.asarray(half_width, dtype=float))
    apart = np.minimum(theta, 2 * a) / np.where(a > 0, 2 * a, 1)
    share = np.where(a > 0, apart, (theta > 0).astype(float))
    return 2 * a / math.sqrt(3) + 2 * (2 * a + theta) * np.sqrt(math.log(2) * share)


def tightest_uniform(theta: float = 1.0) -> tuple[float, float]:
    """(half width, bound) that minimise the bound for two points over uniform noise, found numerically.

    The infimum is 2 sqrt(ln 2) |theta| = 1.665 W at no noise at all: for two points noise never helps this bound.
    """
    from scipy.optimize import minimize_scalar

    scale = abs(theta)
    grid = scale * np.concatenate([[0], np.geomspace(1e-6, 1e3, 2000)])
    values = two_points_uniform(theta, grid)
    k = int(values.argmin())
    low, high = grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)]
    found = minimize_scalar(lambda a: float(two_points_uniform(theta, a)), bounds=(low, high), method="bounded",
                            options={"xatol": 1e-12 * scale})
    best = min([(float(values[k]), float(grid[k])), (float(found.fun), float(found.x))])
    return best[1], best[0]


def uniform_noise(half_width: float) -> Uniform:
    return Uniform(half_width)


def truncated_noise(std: float, cut: float) -> TruncatedGaussian:
    """Gaussian noise of that parent std, cut off at `cut` of its standard deviations on either side."""
    return TruncatedGaussian(std, cut * std)
