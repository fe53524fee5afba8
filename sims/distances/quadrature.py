"""Integrals over a line to about 1e-13: Gauss-Legendre on pieces that end where the integrand has structure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sims.distances.densities import Density

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
#: Around a place where p = q: the integrands bend there over a length 1 / |t'|, t = ln p - ln q.
_AROUND = np.concatenate([-2.0 ** np.arange(8)[::-1], [0], 2.0 ** np.arange(8)])


def gauss_legendre(breaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights, both (pieces, 16), of the pieces between the sorted `breaks`; empty pieces are left out."""
    breaks = np.asarray(breaks, dtype=float)
    low, high = breaks[:-1], breaks[1:]
    wide = high - low > 8 * np.spacing(np.maximum(np.abs(low), np.abs(high)))
    low, half = low[wide], 0.5 * (high - low)[wide]
    return low[:, None] + half[:, None] * (1 + _NODES), half[:, None] * _WEIGHTS


def roots(function: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray,
          floor: float = 1e-15) -> np.ndarray:
    """One root in each bracket [low, high] over which `function` changes sign: Illinois steps, vectorised.

    floor: the size of the rounding errors of `function`.
    """
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    if low.size == 0:
        return low
    f_low, f_high = function(low), function(high)
    # What is integrated past a root misplaced by h is wrong by the order of h squared.
    fine = np.maximum(1e-10 * (high - low), 4 * np.spacing(np.maximum(np.abs(low), np.abs(high))))
    middle, small = low, np.maximum(1e-11 * np.maximum(np.abs(f_low), np.abs(f_high)), floor)
    before = np.full(low.shape, -1)
    for k in range(60):
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            secant = (low * f_high - high * f_low) / (f_high - f_low)
        halved = 0.5 * (low + high)
        inside = (secant > low) & (secant < high) & (k % 4 != 3)
        middle = np.where(inside, secant, halved)
        value = function(middle)
        left = np.sign(value) == np.sign(f_low)
        # Illinois: an end that stays a second time counts half, so that it does not stay for ever.
        again = left == before
        f_high = np.where(left, np.where(again, 0.5 * f_high, f_high), value)
        f_low = np.where(left, value, np.where(again, 0.5 * f_low, f_low))
        before = left
        low, high = np.where(left, middle, low), np.where(left, high, middle)
        narrow = high - low <= fine
        if np.all(narrow | (np.abs(value) <= small)):
            break
    return middle


def sign_changes(x: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The brackets (low, high) between neighbouring x at which finite `values` change sign."""
    with np.errstate(invalid="ignore"):
        change = np.sign(values[:-1]) * np.sign(values[1:]) < 0
    change &= np.isfinite(values[:-1]) & np.isfinite(values[1:])
    return x[:-1][change], x[1:][change]


@dataclass(frozen=True)
class Pair:
    """Two densities on one set of quadrature nodes: every divergence is then a weighted sum over the nodes.

    Atoms join as nodes of weight 1 whose "density" is their mass: the divergences do not care which measure the
    densities refer to. x, weight, log_p, log_q: (nodes,), sorted by piece, atoms last.
    """

    p: Density
    q: Density

    @cached_property
    def crossings(self) -> np.ndarray:
        """Where p = q on the continuous parts, isolated places only; sorted."""
        if len(self.p.continuous) != len(self.p.components) or len(self.q.continuous) != len(self.q.components):
            return np.zeros(0)
        x = gauss_legendre(np.union1d(self.p.cuts, self.q.cuts))[0].ravel()
        with np.errstate(invalid="ignore"):                         # -inf - -inf where both are 0
            logit = self.p.log_pdf(x) - self.q.log_pdf(x)
            logit = np.where(np.abs(logit) < 1e-12, 0, logit)       # rounding does not cross
        low, high = sign_changes(x, logit)
        return roots(lambda at: self.p.log_pdf(at) - self.q.log_pdf(at), low, high, 1e-12)

    @cached_property
    def breaks(self) -> np.ndarray:
        """The ends of the pieces: the cuts of both densities, the crossings, and steps away from each crossing."""
        plain = np.union1d(self.p.cuts, self.q.cuts)
        at = self.crossings
        if at.size == 0:
            return plain
        slope = np.abs(self.p.score(at) - self.q.score(at))
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            steps = at[:, None] + _AROUND / slope[:, None]
        steps = np.concatenate([steps[np.isfinite(steps)], at])
        steps = steps[(steps > plain[0]) & (steps < plain[-1])]
        return np.union1d(plain, steps)

    @cached_property
    def _nodes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        x, weight = (grid.ravel() for grid in gauss_legendre(self.breaks))
        log_p, log_q = self.p.log_pdf(x), self.q.log_pdf(x)
        places = sorted({*self.p.atoms, *self.q.atoms})
        if places:
            with np.errstate(divide="ignore"):
                masses = [np.log([density.atoms.get(place, 0.0) for place in places]) for density in (self.p, self.q)]
            x, weight = np.append(x, places), np.append(weight, np.ones(len(places)))
            log_p, log_q = np.append(log_p, masses[0]), np.append(log_q, masses[1])
        used = np.maximum(log_p, log_q) > -np.inf
        return x[used], weight[used], log_p[used], log_q[used]

    @property
    def x(self) -> np.ndarray:
        return self._nodes[0]

    @property
    def weight(self) -> np.ndarray:
        return self._nodes[1]

    @property
    def log_p(self) -> np.ndarray:
        return self._nodes[2]

    @property
    def log_q(self) -> np.ndarray:
        return self._nodes[3]

    @cached_property
    def logit(self) -> np.ndarray:
        """t = ln p - ln q: the logit of the optimal discriminator. +-inf where one of the two is 0."""
        return self.log_p - self.log_q

    @cached_property
    def p_mass(self) -> np.ndarray:
        """p times the weight of each node; sums to 1."""
        return self.weight * np.exp(self.log_p)

    @cached_property
    def q_mass(self) -> np.ndarray:
        return self.weight * np.exp(self.log_q)


def invert(density: Density, u: np.ndarray, upper: bool = False) -> np.ndarray:
    """The quantile of a density without a closed one: Newton on ln cdf inside the bracket that the cuts give.

    u: any shape, in (0, 1). upper: u counts from the top.
    """
    tail, sign = (density.sf, -1.0) if upper else (density.cdf, 1.0)
    table = density.cuts[::-1] if upper else density.cuts
    shape, u = np.shape(u), np.ravel(u)
    heights = tail(table)
    atoms = np.zeros(u.shape, dtype=bool)
    x = np.zeros(u.shape)
    for place, mass in density.atoms.items():
        top = float(tail(np.array(place)))
        held = (u <= top) & (u > top - mass)
        x[held], atoms = place, atoms | held
    live = np.flatnonzero(~atoms)
    at = np.clip(np.searchsorted(heights, u[live]), 1, len(table) - 1)
    low, high = np.minimum(table[at - 1], table[at]), np.maximum(table[at - 1], table[at])
    wanted = u[live]
    with np.errstate(divide="ignore", invalid="ignore"):        # between the ends of the bracket, in ln cdf
        share = np.log(wanted / heights[at - 1]) / np.log(heights[at] / heights[at - 1])
    share = np.where(np.isfinite(share), np.clip(share, 0.01, 0.99), 0.5)
    guess = table[at - 1] + share * (table[at] - table[at - 1])
    active, close = np.arange(live.size), 1e-9 * np.sqrt(density.variance)
    for k in range(80):
        here = guess[active]
        height, pdf = tail(here), density.pdf(here)
        below = (height < wanted[active]) == (sign > 0)       # the root lies to the right
        low[active] = np.where(below, here, low[active])
        high[active] = np.where(below, high[active], here)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = sign * np.log(height / wanted[active]) * height / pdf
        new = here - step
        arrived = np.abs(step) <= close
        inside = (new > low[active]) & (new < high[active]) & (k % 8 != 7)
        new = np.where(arrived | inside, new, 0.5 * (low[active] + high[active]))
        guess[active] = new
        active = active[~arrived]           # the error left is of the order of the last step's square
        if active.size == 0:
            break
    x[live] = guess
    return x.reshape(shape)
