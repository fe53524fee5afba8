"""Wasserstein distances on a line, and the critic that attains W1 (Kantorovich and Rubinstein)."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from sims.distances.densities import Density
from sims.distances.families import Gaussian, Laplace, Point, Uniform
from sims.distances.quadrature import gauss_legendre, roots, sign_changes

_LEVELS = 8.0 ** -np.arange(1, 24)          # tail probabilities at which a piece ends: 0.125 ... 1.7e-21


def _same_family(p: Density, q: Density) -> tuple[float, float, object] | None:
    """(difference of means, difference of scales, a unit shape) where p and q are one shape moved and stretched."""
    if len(p.components) != 1 or len(q.components) != 1:
        return None
    (_, mean_p, a), (_, mean_q, b) = p.components[0], q.components[0]
    if a == b:
        return mean_p - mean_q, 0.0, a
    kinds = {type(a), type(b)} - {Point}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    name = {Gaussian: "std", Laplace: "b", Uniform: "h"}.get(kind)
    if name is None:
        return None
    return mean_p - mean_q, abs(getattr(a, name, 0.0) - getattr(b, name, 0.0)), kind(1.0)


def w1(p: Density, q: Density) -> float:
    """The least mean distance that turns p into q: the area between the two distribution functions."""
    same = _same_family(p, q)
    if same is None:
        return _area_between(p, q)
    gap, stretch, form = abs(same[0]), same[1], same[2]
    if stretch == 0:
        return gap
    # E|gap + stretch Z|: in one dimension the best plan keeps the order, so it pairs equal quantiles
    z = gap / stretch
    if isinstance(form, Gaussian):
        return gap * (1 - 2 * float(ndtr(-z))) + stretch * math.sqrt(2 / math.pi) * math.exp(-0.5 * z * z)
    if isinstance(form, Laplace):
        return gap + stretch * math.exp(-z)
    return gap if z >= 1 else 0.5 * stretch * (1 + z * z)


def _signed_gap(p: Density, q: Density, x: np.ndarray) -> np.ndarray:
    """F_p - F_q, from the upper tails where those are the small ones."""
    low_p, low_q = p.cdf(x), q.cdf(x)
    upper = low_p + low_q > 1
    if not np.any(upper):
        return low_p - low_q
    return np.where(upper, q.sf(x) - p.sf(x), low_p - low_q)


@lru_cache(maxsize=8)
def cdf_crossings(p: Density, q: Density) -> np.ndarray:
    """Places where F_p - F_q changes sign inside an interval; sorted. Jumps across 0 at an atom are not among them."""
    breaks = np.union1d(p.cuts, q.cuts)
    x = gauss_legendre(breaks)[0].ravel()
    gap = _signed_gap(p, q, x)
    found = roots(lambda at: _signed_gap(p, q, at), *sign_changes(x, np.where(np.abs(gap) < 1e-14, 0, gap)))
    found.setflags(write=False)             # kept: W1, the critic and the bound ask for the same crossings
    return found


@lru_cache(maxsize=8)
def _area_between(p: Density, q: Density) -> float:
    breaks = np.union1d(np.union1d(p.cuts, q.cuts), cdf_crossings(p, q))
    x, weight = gauss_legendre(breaks)
    return float(np.abs((weight * _signed_gap(p, q, x)).sum(axis=1)).sum())


def w2(p: Density, q: Density) -> float:
    """The root of the least mean squared distance: the L2 distance of the quantile functions."""
    same = _same_family(p, q)
    if same is not None:
        return math.hypot(same[0], same[1] * math.sqrt(same[2].variance))
    total = 0.0
    for upper in (False, True):
        u, weight = gauss_legendre(_levels(p, q, upper))
        apart = p.quantile(u, upper) - q.quantile(u, upper)
        total += float((weight * apart**2).sum())
    return math.sqrt(total)


def _levels(p: Density, q: Density, upper: bool) -> np.ndarray:
    """Tail probabilities in [0, 1/2] at which either quantile function bends or jumps; sorted."""
    levels = [np.array([0, 0.5]), _LEVELS]
    for density in (p, q):
        heights = density.sf(density.cuts) if upper else density.cdf(density.cuts)
        levels.append(heights)
        levels.append(heights - [density.atoms.get(place, 0.0) for place in density.cuts])
    levels = np.unique(np.concatenate(levels))
    return levels[(levels == 0) | ((levels >= _LEVELS[-1]) & (levels <= 0.5))]


def best_critic(p: Density, q: Density, x: np.ndarray, lipschitz: float = 1.0) -> np.ndarray:
    """The K-Lipschitz f that maximises E_p f - E_q f, at x (n,): f' = K sign(F_q - F_p), f = 0 at the mean of p.

    From E_p f - E_q f = integral of f' (F_q - F_p). Where F_p = F_q over an interval f is free and is kept level.
    """
    x = np.asarray(x, dtype=float)
    knots = np.union1d(np.union1d(p.cuts, q.cuts), cdf_crossings(p, q))
    middle = 0.5 * (knots[:-1] + knots[1:])
    slope = lipschitz * np.sign(_signed_gap(q, p, middle))
    heights = np.concatenate([[0], np.cumsum(slope * np.diff(knots))])

    def value(at):
        piece = np.clip(np.searchsorted(knots, at) - 1, 0, len(slope) - 1)
        return heights[piece] + slope[piece] * (at - knots[piece])

    return value(x) - value(np.array(p.mean))


def critic_value(p: Density, q: Density, critic) -> float:
    """E_p f - E_q f of any function f by quadrature, with the corners of the best critic among the pieces."""
    breaks = np.union1d(np.union1d(p.cuts, q.cuts), cdf_crossings(p, q))
    x, weight = (grid.ravel() for grid in gauss_legendre(np.union1d(breaks, [p.mean])))
    total = float((weight * critic(x) * (p.pdf(x) - q.pdf(x))).sum())
    for density, sign in ((p, 1), (q, -1)):
        places = np.array(list(density.atoms))
        if places.size:
            total += sign * float(np.dot(list(density.atoms.values()), critic(places)))
    return total
