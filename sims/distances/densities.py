"""Densities on a line: mixtures of shifted shapes (sims.distances.families), with point masses where a width is 0."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sims.distances.families import GAUSSIAN, Point, Shape, shape


@dataclass(frozen=True)
class Density:
    """A mixture of shifted shapes. components: (weight, mean, shape), weights > 0 that sum to 1."""

    components: tuple[tuple[float, float, Shape], ...]

    @cached_property
    def continuous(self) -> tuple[tuple[float, float, Shape], ...]:
        return tuple(part for part in self.components if not isinstance(part[2], Point))

    @cached_property
    def atoms(self) -> dict[float, float]:
        """Single points that carry mass: {position: mass}."""
        masses: dict[float, float] = {}
        for weight, mean, form in self.components:
            if isinstance(form, Point):
                masses[mean] = masses.get(mean, 0.0) + weight
        return masses

    @cached_property
    def mean(self) -> float:
        return sum(weight * mean for weight, mean, _ in self.components)

    @cached_property
    def variance(self) -> float:
        return sum(weight * (form.variance + (mean - self.mean) ** 2) for weight, mean, form in self.components)

    @cached_property
    def support(self) -> tuple[tuple[float, float], ...]:
        """Closed intervals, in order, disjoint; a point is an interval of length 0."""
        merged: list[list[float]] = []
        for low, high in sorted((m - f.half_width, m + f.half_width) for _, m, f in self.components):
            if merged and low <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], high)
            else:
                merged.append([low, high])
        return tuple((low, high) for low, high in merged)

    def covers(self, other: Density) -> bool:
        """Whether this support holds the other's, up to rounding."""
        return all(any(low - slack <= first and last <= high + slack for low, high in self.support)
                   for first, last in other.support
                   for slack in [1e-14 * max(abs(end) for end in (first, last, 0.0) if math.isfinite(end))])

    @cached_property
    def cuts(self) -> np.ndarray:
        """Where a quadrature should begin a new piece: centres, kinks, edges and the steps of the tails; sorted."""
        ends = [mean + side * form.cuts for _, mean, form in self.components for side in (-1, 1)]
        return np.unique(np.concatenate(ends))

    def log_pdf(self, x: np.ndarray) -> np.ndarray:
        """ln of the density of the continuous part; atoms have none."""
        x = np.asarray(x, dtype=float)
        total = np.full(x.shape, -np.inf)
        for k, (weight, mean, form) in enumerate(self.continuous):
            part = form.log_pdf(x - mean) + math.log(weight)
            total = np.logaddexp(total, part) if k else part
        return total

    def pdf(self, x: np.ndarray) -> np.ndarray:
        return np.exp(self.log_pdf(x))

    def cdf(self, x: np.ndarray) -> np.ndarray:
        """P(X <= x)."""
        x = np.asarray(x, dtype=float)
        return sum(weight * form.cdf(x - mean) for weight, mean, form in self.components)

    def sf(self, x: np.ndarray) -> np.ndarray:
        """P(X >= x) (the same as P(X > x) but at an atom), small values to full relative precision."""
        x = np.asarray(x, dtype=float)
        return sum(weight * form.cdf(mean - x) for weight, mean, form in self.components)

    def score(self, x: np.ndarray) -> np.ndarray:
        """d ln pdf / dx of the continuous part; 0 outside the support."""
        x = np.asarray(x, dtype=float)
        if len(self.continuous) == 1:
            _, mean, form = self.continuous[0]
            return form.score(x - mean)
        log_total = self.log_pdf(x)
        log_total = np.where(np.isneginf(log_total), 0, log_total)
        return sum((np.exp(form.log_pdf(x - mean) + math.log(weight) - log_total) * form.score(x - mean)
                    for weight, mean, form in self.continuous), np.zeros(x.shape))

    def quantile(self, u: np.ndarray, upper: bool = False) -> np.ndarray:
        """x with cdf(x) = u; with upper=True, x with sf(x) = u, which keeps the upper tail's precision. 0 < u < 1."""
        u = np.asarray(u, dtype=float)
        if len(self.components) == 1:
            _, mean, form = self.components[0]
            small = form.lower_quantile(np.minimum(u, 1 - u))
            if small is not None:
                return mean + np.where((u <= 0.5) != upper, small, -small)
        return _invert(self, u, upper)              # numeric: mixtures and most blurred shapes


def density(family: str, mean: float, std: float, noise: float = 0.0, noise_shape: str = GAUSSIAN) -> Density:
    """One component of a family, with noise. See `shape`."""
    return Density(((1.0, float(mean), shape(family, std, noise, noise_shape)),))


def mixture(family: str, mean: float, std: float, weight_2: float, mean_2: float, std_2: float,
            noise: float = 0.0, noise_shape: str = GAUSSIAN) -> Density:
    """(1 - weight_2) of the first component and weight_2 of the second, both with noise."""
    first = (1.0 - weight_2, float(mean), shape(family, std, noise, noise_shape))
    second = (float(weight_2), float(mean_2), shape(family, std_2, noise, noise_shape))
    return Density(tuple(part for part in (first, second) if part[0] > 0))


def plot_grid(p: Density, q: Density, points: int = 257) -> np.ndarray:
    """About 400 places that show both densities, however narrow one is beside the other; sorted, edges included."""
    narrow, low, high = [], [], []
    for _, mean, form in (*p.components, *q.components):
        std = math.sqrt(form.variance)
        reach = min(form.half_width * 1.15, 5.5 * std)
        low.append(mean - reach)
        high.append(mean + reach)
        narrow.append(mean + std * np.linspace(-4, 4, 49))
        if math.isfinite(form.half_width):
            edges = np.array([mean - form.half_width, mean + form.half_width])
            narrow += [edges, np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)]
    margin = 0.05 * (max(high) - min(low)) or 1.0
    return np.unique(np.concatenate([np.linspace(min(low) - margin, max(high) + margin, points), *narrow]))


def _invert(density: Density, u: np.ndarray, upper: bool = False) -> np.ndarray:
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
