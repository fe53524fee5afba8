"""The logistic function smoothed by Gaussian noise: what instance noise makes of the Dirac-GAN's losses.

With V ~ N(m, a^2), sp(t) = ln(1+e^t) and sig its derivative, the five numbers are E sp(V), E sig(V), E sig'(V),
E sig''(V), E sig'''(V). Stein's identity E[u g(m+au)] = a E g'(m+au) turns every expectation of the game into them.

Two exact sums, both spectrally accurate (below 1e-12, checked against mpmath): for small a the trapezoidal rule in
the noise itself, whose error falls as exp(-2 pi^2/(a spacing)) as the logistic has its poles at +-i pi; for large a the
same rule in a logistic variable L, as sig is the distribution function of L: E sig(V) = E Phi((m+L)/a). Gauss-Hermite
nodes would need many more points: their error falls only with the root of their number.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

_SWITCH = 3.0                           # the standard deviation a at which the second sum takes over
_ROOT_TWO, _ROOT_TWO_PI = math.sqrt(2), math.sqrt(2 * math.pi)


@lru_cache(maxsize=8)
def _normal_nodes(halves: int) -> tuple[tuple[float, float], ...]:
    """Points u and weights of the trapezoidal rule for the standard normal, fine enough for a <= halves/2."""
    spacing = min(0.6, 0.96 / halves)
    count = math.ceil(7.8 / spacing)
    weights = [math.exp(-0.5 * (k * spacing) ** 2) for k in range(-count, count + 1)]
    total = math.fsum(weights)
    return tuple((k * spacing, weight / total) for k, weight in zip(range(-count, count + 1), weights))


def _logistic_nodes() -> tuple[tuple[float, float], ...]:
    spacing, count = 0.55, 60
    weights = [0.25 / math.cosh(0.5 * k * spacing) ** 2 for k in range(-count, count + 1)]
    total = math.fsum(weights)
    return tuple((k * spacing, weight / total) for k, weight in zip(range(-count, count + 1), weights))


_LOGISTIC = _logistic_nodes()


def sigmoid(t: float) -> float:
    """1/(1+e^-t) without overflow."""
    if t >= 0:
        return 1 / (1 + math.exp(-t)) if t < 700 else 1.0
    e = math.exp(t) if t > -700 else 0.0
    return e / (1 + e)


def softplus(t: float) -> float:
    """ln(1+e^t) without overflow."""
    return max(t, 0.0) + math.log1p(math.exp(-min(abs(t), 700.0)))


@lru_cache(maxsize=8)
def _half_nodes(halves: int) -> tuple[tuple[float, float], ...]:
    """The same for an even function: its middle and its right half."""
    return tuple((u, weight if u == 0 else 2 * weight) for u, weight in _normal_nodes(halves) if u >= 0)


def smoothed_slope(m: float, a: float) -> tuple[float, float]:
    """The second and third number of `smoothed`, E sig and E sig', at a lower cost."""
    a = abs(a)
    if a == 0 or a > _SWITCH:
        return smoothed(m, a)[1:3]
    first = second = 0.0
    exp = math.exp
    halves = math.ceil(2 * a)
    for u, weight in _half_nodes(halves) if m == 0 else _normal_nodes(halves):
        t = m + a * u
        e = exp(-t if t > 0 else t) if -700 < t < 700 else 0.0
        small = 1 / (1 + e)
        first += weight * (small if t > 0 else e * small)
        second += weight * (e * small * small)
    return 0.5 if m == 0 else first, second


def smoothed_loss(m: float, a: float) -> float:
    """The first number of `smoothed`, E sp, at a lower cost."""
    a = abs(a)
    if a == 0:
        return softplus(m)
    if a > _SWITCH:
        return smoothed(m, a)[0]
    loss = 0.0
    exp, log1p, halves = math.exp, math.log1p, math.ceil(2 * a)
    if m == 0:                                                      # sp(t) - t/2 is even
        for u, weight in _half_nodes(halves):
            t = a * u
            loss += weight * (0.5 * t + log1p(exp(-t)))
        return loss
    for u, weight in _normal_nodes(halves):
        t = m + a * u
        loss += weight * ((t if t > 0 else 0.0) + log1p(exp(-t if t > 0 else t) if -700 < t < 700 else 0.0))
    return loss


def smoothed(m: float, a: float) -> tuple[float, float, float, float, float]:
    """E of sp, sig, sig', sig'', sig''' at a normal variable of mean m and standard deviation |a|."""
    a = abs(a)
    if a == 0:
        p = sigmoid(m)
        pq = p * sigmoid(-m)
        return softplus(m), p, pq, pq * (1 - 2 * p), pq * (1 - 6 * pq)
    loss = first = second = third = fourth = 0.0
    exp = math.exp
    if a <= _SWITCH:
        log1p = math.log1p
        for u, weight in _normal_nodes(math.ceil(2 * a)):
            t = m + a * u
            e = exp(-t if t > 0 else t) if -700 < t < 700 else 0.0
            small = 1 / (1 + e)
            p = small if t > 0 else e * small
            pq = e * small * small
            loss += weight * ((t if t > 0 else 0.0) + log1p(e))
            first += weight * p
            second += weight * pq
            third += weight * pq * (1 - 2 * p)
            fourth += weight * pq * (1 - 6 * pq)
        return loss, first, second, third, fourth
    erfc, inverse = math.erfc, 1 / a
    for node, weight in _LOGISTIC:
        t = m + node
        z = t * inverse
        below = 0.5 * erfc(-z / _ROOT_TWO)
        density = exp(-0.5 * z * z) / _ROOT_TWO_PI if -38 < z < 38 else 0.0
        loss += weight * (t * below + a * density)
        first += weight * below
        second += weight * density
        third -= weight * density * z
        fourth += weight * density * (z * z - 1)
    return loss, first, second * inverse, third * inverse ** 2, fourth * inverse ** 3


def _values(t: np.ndarray) -> tuple[np.ndarray, ...]:
    e = np.exp(-np.minimum(np.abs(t), 700.0))
    small = 1 / (1 + e)
    p = np.where(t > 0, small, e * small)
    pq = e * small * small
    return np.maximum(t, 0) + np.log1p(e), p, pq, pq * (1 - 2 * p), pq * (1 - 6 * pq)


def smoothed_arrays(m: np.ndarray, a: np.ndarray) -> tuple[np.ndarray, ...]:
    """`smoothed` for whole arrays: the picture of the field."""
    m, a = np.broadcast_arrays(np.asarray(m, float), np.abs(np.asarray(a, float)))
    if not a.any():
        return _values(m)
    sums = [np.zeros(m.shape) for _ in range(5)]
    near = a <= _SWITCH
    if near.any():
        mean, spread = m[near], a[near]
        parts = [np.zeros(mean.shape) for _ in range(5)]
        for u, weight in _normal_nodes(max(1, max(1, math.ceil(2 * spread.max())))):
            for part, value in zip(parts, _values(mean + spread * u)):
                part += weight * value
        for whole, part in zip(sums, parts):
            whole[near] = part
    for index in np.argwhere(~near):
        where = tuple(index)
        for whole, value in zip(sums, smoothed(float(m[where]), float(a[where]))):
            whole[where] = value
    return tuple(sums)
