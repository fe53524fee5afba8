"""How well points on a line follow the data: exact on the side of the data, which have closed forms."""

from __future__ import annotations

import numpy as np

from sims.line.distribution import TwoModes

#: The metrics of a GAN on the line.
NAMES = ("modes", "mode_kl", "kl", "w1", "value")
WITHIN = 3.0                # standard deviations about a mode that are counted as of it
LEAST_SHARE = 0.05          # of all points, of a mode that is covered: a tenth of what it should have
BIN = 0.05                  # width of the bins by which the density of points is estimated


def quality(points: np.ndarray, data: TwoModes) -> dict[str, float]:
    """The metrics of points (n,), all but the value of the game.

    modes: how many of the two have at least LEAST_SHARE of the points within WITHIN standard deviations. mode_kl: KL in
    nats of the shares that lie nearer to either mode against 1/2 each: ln 2 of a generator that knows one mode. kl:
    KL(generated || data) in nats, of the points' density in bins of width BIN; a generator narrower than a bin looks as
    wide as one. w1: the mean distance of sorted points from the data's quantiles, in units of x.
    """
    points = np.sort(points)
    near = [np.mean(np.abs(points - mode) <= WITHIN * data.std) for mode in data.modes]
    shares = np.array([np.mean(points < 0), np.mean(points >= 0)])
    known = shares[shares > 0]
    return {"modes": float(sum(share >= LEAST_SHARE for share in near)),
            "mode_kl": float((known * np.log(2 * known)).sum()), "kl": _kl(points, data),
            "w1": float(np.abs(points - data.quantiles(len(points))).mean())}


def _kl(points: np.ndarray, data: TwoModes) -> float:
    """-H(points) - E ln p, the entropy by bins and the density of the data as it is."""
    _bins, counts = np.unique(np.floor(points / BIN), return_counts=True)
    shares = counts / len(points)
    return float((shares * np.log(shares / BIN)).sum() - data.log_density(points).mean())


def density(points: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The density of points (n,) in the bins between edges (m + 1,), (m,); of those outside nothing is shown."""
    counts, _edges = np.histogram(points, edges)
    return counts / (len(points) * np.diff(edges))
