"""Quadrature on a line to about 1e-13: Gauss-Legendre on pieces that end where the integrand bends or jumps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


def gauss_legendre(breaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights, both (pieces, 16), of the pieces between the sorted `breaks`; empty pieces are left out."""
    breaks = np.asarray(breaks, dtype=float)
    low, high = breaks[:-1], breaks[1:]
    wide = high - low > 8 * np.spacing(np.maximum(np.abs(low), np.abs(high)))
    low, half = low[wide], 0.5 * (high - low)[wide]
    return low[:, None] + half[:, None] * (1 + _NODES), half[:, None] * _WEIGHTS


def roots(function: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """One root in each bracket [low, high] over which `function` (elementwise) changes sign, to rounding; all (n,)."""
    if low.size == 0:
        return np.zeros(0)
    from scipy.optimize import brentq  # 0.3 s to import, and many pairs have no crossing to be found

    # One by one: for the few roots of a pair that takes a quarter of the time of scipy.optimize.elementwise
    return np.array([brentq(lambda x: float(function(np.array(x))), *ends, xtol=1e-15) for ends in zip(low, high)])


def sign_changes(x: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The brackets (low, high) between neighbouring x at which finite `values` change sign."""
    with np.errstate(invalid="ignore"):
        change = np.sign(values[:-1]) * np.sign(values[1:]) < 0
    change &= np.isfinite(values[:-1]) & np.isfinite(values[1:])
    return x[:-1][change], x[1:][change]
