"""Two Gaussians of one width at a growing distance: p = N(0, s^2), q = N(d, s^2). Why JS gives no gradient.

Everything depends on m = d / s alone. With the logit t = -m y at y = (x - d/2)/s, and by the symmetry y -> -y,

    ln 2 - JS = exp(-m^2/8) * integral over y > 0 of phi(y) k(m y),
    k(u) = exp(-u/2) ln(1 + e^u) + exp(u/2) ln(1 + e^-u),

whose factors are all of moderate size: the result is right at m = 30, where it is 1e-50. All functions take arrays.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.special import erf, erfc

from sims.distances.divergences import entropy_deficit

LOG_2 = math.log(2.0)
SATURATING, NONSATURATING = OBJECTIVES = ("saturating", "nonsaturating")
_NODES, _WEIGHTS = (np.concatenate(parts) for parts in zip(*(
    (low + 0.5 * (high - low) * (1 + nodes), 0.5 * (high - low) * weights)
    for nodes, weights in [np.polynomial.legendre.leggauss(20)]
    for low, high in ((0, 0.08), (0.08, 0.3), (0.3, 1)))))


def _over_overlap(m: np.ndarray, kernel) -> np.ndarray:
    """ln of the integral over y > 0 of phi(y) kernel(m y), for m (n,) > 0; the kernel falls like exp(-u/2)."""
    m = np.asarray(m, dtype=float)[..., None]
    reach = np.minimum(9.0, 90.0 / np.maximum(m, 1e-300))
    y = reach * _NODES
    return np.log((reach * _WEIGHTS * np.exp(-0.5 * y * y) * kernel(m * y)).sum(axis=-1) / math.sqrt(2 * math.pi))


def _entropy_kernel(u: np.ndarray) -> np.ndarray:
    """k(u) above, for u >= 0."""
    small = np.log1p(np.exp(-u))
    return np.exp(-0.5 * u) * (u + small) + np.exp(np.minimum(0.5 * u, 300)) * small


def log_ln2_minus_js(m: np.ndarray) -> np.ndarray:
    """ln(ln 2 - JS) at m = d / s >= 0."""
    return _over_overlap(m, _entropy_kernel) - np.square(m) / 8


def ln2_minus_js(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """ln 2 - JS at distance d, as such."""
    return np.exp(log_ln2_minus_js(np.abs(d) / std))


def js(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """JS at distance d; near 0 it is integrated as such too, so that it keeps its relative precision."""
    m = np.abs(np.asarray(d, dtype=float)) / std
    value = np.atleast_1d(LOG_2 - ln2_minus_js(d, std))
    near = np.atleast_1d(m) < 3

    def kernel(u):
        return np.cosh(0.5 * u) * entropy_deficit(np.tanh(0.5 * u))

    small = np.atleast_1d(m)[near]
    with np.errstate(divide="ignore"):
        value[near] = np.exp(_over_overlap(small, kernel) - small * small / 8)
    return value.reshape(m.shape)


def log_js_slope(m: np.ndarray) -> np.ndarray:
    """ln of d JS / dm at m > 0 and s = 1: (m/2) * integral of pq/(p+q) = m exp(-m^2/8) * integral of phi sech / 2."""
    m = np.asarray(m, dtype=float)
    with np.errstate(divide="ignore"):
        return np.log(0.5 * m) + _over_overlap(m, lambda u: 1 / np.cosh(np.minimum(0.5 * u, 300))) - m * m / 8


def js_slope(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """d JS / dd; odd in d."""
    return np.sign(d) * np.exp(log_js_slope(np.abs(d) / std)) / std


def kl(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """KL, the same both ways: d^2 / 2 s^2."""
    return 0.5 * np.square(np.asarray(d) / std)


def kl_slope(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    return np.asarray(d) / std**2


def w1(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """W1 = W2 = |d|, whatever the width."""
    return np.abs(d) + 0.0 * std


def w1_slope(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """1 everywhere but at d = 0: the gradient that JS does not have."""
    return np.sign(d) + 0.0 * std


def tv(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """erf(d / (2 sqrt 2 s))."""
    return erf(np.abs(d) / (2 * math.sqrt(2) * std))


def overlap(d: np.ndarray, std: float = 1.0) -> np.ndarray:
    """1 - TV, the area under both curves."""
    return erfc(np.abs(d) / (2 * math.sqrt(2) * std))


def generator_gradient(d: np.ndarray, std: float = 1.0, objective: str = SATURATING) -> np.ndarray:
    """d L_G / d(mean of q) with the exact D* held fixed: how hard the generator is pulled towards p (odd in d).

    saturating: L = E_q ln(1 - D*), the gradient is 2 dJS/dd.
    nonsaturating: L = -E_q ln D*, the gradient is d(KL(q||p) - 2 JS)/dd = d/s^2 - 2 dJS/dd.
    """
    saturating = 2 * js_slope(d, std)
    if objective == SATURATING:
        return saturating
    if objective != NONSATURATING:
        raise ValueError(f"no such objective: {objective}")
    return kl_slope(d, std) - saturating


def log_time_to_halve(m: float, objective: str = SATURATING) -> float:
    """ln of the time in which the flow dm/dt = -gradient takes m to m/2, at s = 1 (times s^2 for a width s)."""
    if not m > 0:
        raise ValueError("the distance must be positive")
    # In s^2 the integrand exp(s^2/8) grows over a length of 8: the pieces end in steps of that order below m^2.
    squares = m * m - np.concatenate([[0], 8 * 2.0 ** np.arange(0, 40, 0.5)])
    squares = np.concatenate([squares[squares > m * m / 4], [m * m / 4]])[::-1]
    nodes, weights = np.polynomial.legendre.leggauss(24)
    low, half = squares[:-1, None], 0.5 * np.diff(squares)[:, None]
    distance = np.sqrt(low + half * (1 + nodes))
    if objective == SATURATING:
        log_speed = LOG_2 + log_js_slope(distance)
    else:
        log_speed = np.log(generator_gradient(distance, 1.0, objective))
    log_time = np.log(half * weights / (2 * distance)) - log_speed
    largest = log_time.max()
    return float(largest + np.log(np.exp(log_time - largest).sum()))


def time_to_halve(d: float, std: float = 1.0, objective: str = SATURATING) -> float:
    """The time in which gradient flow with the exact D* halves the distance d; inf where it passes 1e308."""
    log_time = log_time_to_halve(abs(d) / std, objective) + 2 * math.log(std)
    return math.exp(log_time) if log_time < 709 else math.inf


def times_to_reach(distances: np.ndarray, std: float = 1.0, objective: str = SATURATING) -> np.ndarray:
    """When gradient flow with the exact D* passes each of the falling `distances` (n,) > 0: (n,), 0 for the first.

    For a picture of the way: to 1e-6 where neighbours differ by a hundredth of the first, inf beyond 1e308.
    """
    m = np.asarray(distances, dtype=float) / std
    nodes, weights = np.polynomial.legendre.leggauss(4)
    half = 0.5 * (m[:-1] - m[1:])[:, None]
    places = 0.5 * (m[:-1] + m[1:])[:, None] + half * nodes
    if objective == SATURATING:
        log_speed = LOG_2 + log_js_slope(places.ravel())
    else:
        log_speed = np.log(generator_gradient(places.ravel(), 1.0, objective))
    with np.errstate(over="ignore"):
        pieces = (half * weights * np.exp(-log_speed.reshape(places.shape))).sum(axis=1)
        return np.concatenate([[0.0], np.cumsum(pieces)]) * std**2


def flow(d: float, times: np.ndarray, std: float = 1.0, objective: str = SATURATING) -> np.ndarray:
    """The distance at the given times (n,) >= 0 under gradient flow with the exact D*, from d > 0 at time 0."""
    from scipy.integrate import solve_ivp

    times = np.asarray(times, dtype=float)
    if not d > 0:
        raise ValueError("the distance must be positive")
    if times.size == 0 or times.max() == 0:
        return np.full(times.shape, float(d))
    found = solve_ivp(lambda _, y: -generator_gradient(y, std, objective), (0, times.max()), [d],
                      t_eval=np.unique(times), method="LSODA", rtol=1e-10, atol=1e-13 * std)
    return np.interp(times, found.t, found.y[0])


@cache
def slope_landmarks(share: float = 0.01) -> dict[str, float]:
    """At s = 1: where the slope of JS is largest, how large, and where it falls under `share` of that for good."""
    from scipy.optimize import brentq

    def climbing(m: float) -> float:
        """d ln(slope) / dm by a central difference of ln slope, whose values are good to 1e-15."""
        step = 1e-3
        one, two = (log_js_slope(m + k * step) - log_js_slope(m - k * step) for k in (1, 2))
        return float(8 * one - two) / (12 * step)

    top = brentq(climbing, 1, 3, xtol=1e-13)
    height = float(log_js_slope(top))
    faint = brentq(lambda m: float(log_js_slope(m)) - height - math.log(share), top, 60, xtol=1e-13)
    return {"max_at": top, "max_slope": math.exp(height), "faint_from": faint}


def distance_with_js(value: float, std: float = 1.0) -> float:
    """The distance at which JS has this value, 0 < value < ln 2."""
    from scipy.optimize import brentq

    if not 0 < value < LOG_2:
        raise ValueError("JS lies between 0 and ln 2")
    return std * brentq(lambda m: float(log_ln2_minus_js(m)) - math.log(LOG_2 - value), 1e-9, 70, xtol=1e-13)


def curves(d: np.ndarray, std: float = 1.0) -> dict[str, np.ndarray]:
    """Every curve of the "against the distance" plot at d (n,): values, slopes and generator gradients."""
    slope = js_slope(d, std)
    return {"distance": np.asarray(d, dtype=float), "js": js(d, std), "ln2_minus_js": ln2_minus_js(d, std),
            "js_slope": slope, "kl": kl(d, std), "kl_slope": kl_slope(d, std),
            "w1": w1(d, std), "w1_slope": w1_slope(d, std), "tv": tv(d, std), "overlap": overlap(d, std),
            "gradient_saturating": 2 * slope, "gradient_nonsaturating": kl_slope(d, std) - 2 * slope}


# Parallel lines -----------------------------------------------------------------------------------------------------

def parallel_lines(theta: np.ndarray, noise: float = 0.0) -> dict[str, np.ndarray]:
    """P = {(0, y)} and Q = {(theta, y)}, y uniform on [0, 1], both blurred by Gaussian noise of that std.

    The lines differ in the first coordinate only, so the y factor drops out of every ratio: two points at distance
    theta, or with noise two Gaussians. Without noise KL = inf, JS = ln 2 and TV = 1 for every theta but 0.
    W1 (unblurred) is |theta| all along.
    """
    theta = np.asarray(theta, dtype=float)
    if noise > 0:
        return {"kl": kl(theta, noise), "js": js(theta, noise), "tv": tv(theta, noise), "w1": np.abs(theta)}
    apart = theta != 0
    return {"kl": np.where(apart, np.inf, 0), "js": np.where(apart, LOG_2, 0), "tv": np.where(apart, 1.0, 0),
            "w1": np.abs(theta)}
