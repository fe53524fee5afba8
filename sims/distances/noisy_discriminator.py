"""The gradient of -ln D where D is the perfect discriminator with noise on it: Arjovsky and Bottou 2017, theorem 2.6.

At generated points the perfect D is 0 and flat. With noise, D = e and dD/dx = r, both normal, centred and independent
at every point. G(z) = z + b, so dx/db = 1 and the gradient of a minibatch in b is the mean of -r / e over its points: a
ratio of two centred normal numbers is Cauchy, and so is a mean of them, of the same scale.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

BLOCK = 4096                    # minibatches that are drawn together


@lru_cache(maxsize=80)
def gradients(noise: float, slope_noise: float, points: int, seed: int, block: int) -> tuple[np.ndarray, np.ndarray]:
    """Of BLOCK minibatches of so many points, each with noise of its own: the gradient in b of -ln D, and that of -D,
    as a Wasserstein critic's is, under the same noise; both (BLOCK,). noise, slope_noise: standard deviations."""
    random = np.random.default_rng((seed, block))
    e, r = (scale * random.standard_normal((BLOCK, points)) for scale in (noise, slope_noise))
    return (-r / e).mean(axis=1), -r.mean(axis=1)


def drawn(noise: float, slope_noise: float, points: int, seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `count` of them, both (count,)."""
    blocks = [gradients(noise, slope_noise, points, seed, block) for block in range(-(-count // BLOCK))]
    if not blocks:
        return np.zeros(0), np.zeros(0)
    return tuple(np.concatenate(each)[:count] for each in zip(*blocks))


def law_scale(noise: float, slope_noise: float) -> float:
    """The scale of the Cauchy law of the gradient of -ln D, whatever the size of the minibatch."""
    return slope_noise / noise


def size_density(x: np.ndarray, scale: float) -> np.ndarray:
    """The density of |g| at x > 0 for a centred Cauchy g."""
    return 2 / (math.pi * scale * (1 + (np.asarray(x) / scale)**2))


def largest_gap(values: np.ndarray, scale: float) -> float:
    """The Kolmogorov-Smirnov distance between values (n,) and the centred Cauchy law; nan for none."""
    if not len(values):
        return math.nan
    below = 0.5 + np.arctan(np.sort(values) / scale) / math.pi
    steps = np.arange(len(values) + 1) / len(values)
    return float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))


def gap_limit(count: int) -> float:
    """What the distance of `count` numbers that do have the law exceeds once in a hundred times (Smirnov 1948)."""
    return 1.628 / math.sqrt(count) if count else math.nan
