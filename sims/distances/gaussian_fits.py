"""One Gaussian fitted to a density by forward KL, reverse KL or JS, with the descent as a path."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sims.distances import divergences
from sims.distances.densities import Density
from sims.distances.families import Gaussian
from sims.distances.pair import Pair

FORWARD_KL, REVERSE_KL, JS = DIVERGENCES = ("forward_kl", "reverse_kl", "js")


@dataclass(frozen=True)
class Fit:
    """mean, std, value: the end of the descent. path: (steps, 2) of (mean, std); values: (steps,)."""

    mean: float
    std: float
    value: float
    path: np.ndarray
    values: np.ndarray


def gaussian(mean: float, std: float) -> Density:
    return Density(((1.0, float(mean), Gaussian(float(std))),))


def value_and_gradient(p: Density, mean: float, std: float, divergence: str) -> tuple[float, np.ndarray]:
    """The divergence from p to N(mean, std^2) and its gradient (2,) in (mean, ln std)."""
    pair = Pair(p, gaussian(mean, std))
    z = (pair.x - mean) / std
    score = np.stack([z / std, z * z - 1])          # of q in (mean, ln std)
    if divergence == FORWARD_KL:
        return divergences.kl(pair), -(score * pair.p_mass).sum(axis=1)
    if divergence == REVERSE_KL:
        mass, slope, value = pair.q_mass, -pair.logit, divergences.kl(pair, reverse=True)
    elif divergence == JS:
        mass, slope, value = 0.5 * pair.q_mass, -divergences.softplus(pair.logit), divergences.js(pair)
    else:
        raise ValueError(f"no such divergence: {divergence}")
    if not math.isfinite(value):
        return value, np.full(2, np.nan)
    weight = mass * np.where(mass > 0, np.where(mass > 0, slope, 0), 0)
    return value, (score * weight).sum(axis=1)


def fit_gaussian(p: Density, divergence: str, start: tuple[float, float] | None = None,
                 steps: int = 400, tolerance: float = 1e-10) -> Fit:
    """Descend from start = (mean, std) along the natural gradient (std^2 d/dmean, 1/2 d/dln std) to a local minimum.

    Forward KL has one minimum, the mean and std of p. Reverse KL and JS may have several: without a start the best
    of the descents from the whole of p and from each of its components is returned.
    Raises ValueError where no finite start exists (reverse KL to a density of bounded support).
    """
    if start is None:
        starts = [(p.mean, math.sqrt(p.variance))] + [
            (mean, math.sqrt(form.variance)) for _, mean, form in p.continuous]
        fits = [fit_gaussian(p, divergence, begin, steps, tolerance) for begin in starts]
        return min(fits, key=lambda fit: fit.value)
    mean, log_std = float(start[0]), math.log(start[1])
    value, gradient = value_and_gradient(p, mean, math.exp(log_std), divergence)
    if not math.isfinite(value):
        raise ValueError("the divergence is infinite at the start")
    path, values, rate = [(mean, math.exp(log_std))], [value], 0.5
    for _ in range(steps):
        natural = np.array([math.exp(2 * log_std) * gradient[0], 0.5 * gradient[1]])
        gain = float(gradient @ natural)
        if gain < tolerance**2:
            break
        while True:
            step = np.clip(rate * natural, *_reach(log_std))
            new = mean - step[0], log_std - step[1]
            tried, slope = value_and_gradient(p, new[0], math.exp(new[1]), divergence)
            if tried <= value - 1e-4 * float(gradient @ step) + 1e-15 or rate < 1e-6:
                break
            rate *= 0.5
        (mean, log_std), value, gradient = new, tried, slope
        path.append((mean, math.exp(log_std)))
        values.append(value)
        rate = min(1.0, 1.3 * rate)
    return Fit(mean, math.exp(log_std), value, np.array(path), np.array(values))


def _reach(log_std: float) -> tuple[np.ndarray, np.ndarray]:
    """No step longer than half of the width, nor one that changes the width by more than a factor exp(1/4)."""
    limit = np.array([0.5 * math.exp(log_std), 0.25])
    return -limit, limit


def mean_log_likelihood(p: Density, mean: float, std: float) -> float:
    """E_p ln q: maximum likelihood. Equal to -entropy(p) - KL(p||q), so its maximiser is the forward KL fit."""
    return -divergences.cross_entropy(Pair(p, gaussian(mean, std)))
