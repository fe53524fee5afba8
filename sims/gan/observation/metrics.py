"""Metrics of the generator from samples: NumPy arrays in, numbers out. For their floors see metric_floors."""

from __future__ import annotations

import numpy as np

from sims.gan.data import random_streams
from sims.gan.data.targets import Target

HIGH_QUALITY_STD = 3.0          # a sample within so many standard deviations of a mode is of high quality


def mode_statistics(points: np.ndarray, target: Target) -> dict[str, float]:
    """modes, high_quality and mode_kl of points (n, 2), or NaN where the target has no modes.

    modes: how many modes have at least one high-quality sample. high_quality: the share of such samples (a perfect
    generator reaches 1 - e^-4.5 = 0.98889). mode_kl: KL(histogram of nearest modes || uniform), in nats.
    Definitions as in VEEGAN (Srivastava et al. 2017) and PacGAN (Lin et al. 2018).
    """
    if target.modes is None:
        return {"modes": np.nan, "high_quality": np.nan, "mode_kl": np.nan}
    nearest, good = _nearest_modes(points, target)
    if not len(nearest):
        return {"modes": 0.0, "high_quality": 0.0, "mode_kl": np.nan}
    count = len(target.modes)
    share = np.bincount(nearest, minlength=count) / len(nearest)
    return {"modes": float(len(np.unique(nearest[good]))), "high_quality": good.sum() / len(points),
            "mode_kl": float(sum(s * np.log(s * count) for s in share if s))}


def captured(points: np.ndarray, target: Target) -> np.ndarray:
    """How many high-quality samples each mode has, (K,)."""
    nearest, good = _nearest_modes(points, target)
    return np.bincount(nearest[good], minlength=len(target.modes))


def _nearest_modes(points: np.ndarray, target: Target) -> tuple[np.ndarray, np.ndarray]:
    """For each finite point, the index of its nearest mode and whether it is of high quality."""
    x, y = points[np.isfinite(points).all(1)].T
    # A row for each mode: over rows of a few numbers each numpy takes twice as long.
    squared = (x - target.modes[:, :1]) ** 2 + (y - target.modes[:, 1:]) ** 2
    return squared.argmin(0), squared.min(0) <= (HIGH_QUALITY_STD * target.std) ** 2


def wasserstein1(real: np.ndarray, fake: np.ndarray) -> float:
    """Exact W1 between two samples of equal size (n, 2), by the best pairing."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist
    cost = cdist(real, fake)
    if not np.isfinite(cost).all():
        return np.nan
    return float(cost[linear_sum_assignment(cost)].mean())


def sliced_wasserstein1(real: np.ndarray, fake: np.ndarray, directions: int = 128) -> float:
    """Mean over `directions` evenly spread directions of the one-dimensional W1 (n points each)."""
    angle = np.pi * (np.arange(directions) + 0.5) / directions
    lines = np.stack([np.cos(angle), np.sin(angle)])
    return float(np.abs(np.sort(real @ lines, 0) - np.sort(fake @ lines, 0)).mean())


def grid_js(real: np.ndarray, fake: np.ndarray, extent: float, cells: int = 64) -> float:
    """Jensen-Shannon divergence in nats of the histograms on a cells x cells grid over [-extent, extent]^2.

    Points outside are counted in the nearest border cell, so that no mass is lost.
    """
    return grid_js_tv(real, fake, extent, cells)[0]


def grid_js_tv(real: np.ndarray, fake: np.ndarray, extent: float, cells: int = 64) -> tuple[float, float]:
    """The same, and the histograms' total variation: who sees the cell only is right at most (1 + TV)/2 of the time."""
    p, q = (_grid_shares(points, extent, cells) for points in (real, fake))
    middle = (p + q) / 2
    js = sum(0.5 * (a[a > 0] * np.log(a[a > 0] / middle[a > 0])).sum() for a in (p, q))
    return float(js), float(0.5 * np.abs(p - q).sum())


def _grid_shares(points: np.ndarray, extent: float, cells: int) -> np.ndarray:
    """Share of the points (n, 2) in each cell, (cells * cells,)."""
    on_map = np.clip(points, -extent, extent) + extent          # first of all: far outside, a product would overflow
    inside = np.clip(on_map * (cells / (2 * extent)), 0, cells - 1).astype(int)
    return np.bincount(inside[:, 0] * cells + inside[:, 1], minlength=cells * cells) / max(len(points), 1)


def quality(real: np.ndarray, fake: np.ndarray, target: Target) -> dict[str, float]:
    """All of them, for two samples of equal size; exact W1 on the first 1,000 points, since it grows as n cubed."""
    finite = np.isfinite(fake).all()
    return {**mode_statistics(fake, target),
            "w1": wasserstein1(real[:1000], fake[:1000]) if finite else np.nan,
            "sliced_w1": sliced_wasserstein1(real, fake) if finite else np.nan,
            "js": grid_js(real, fake, target.extent) if finite else np.nan}


def latent_sample(seed: int, stream: int, count: int, dimension: int, distribution: str) -> np.ndarray:
    """Latent points (count, dimension) for looking and measuring, apart from the ones of training."""
    random = random_streams.generator(seed, stream)
    if distribution == "normal":
        return random.standard_normal((count, dimension), np.float32)
    return (2 * random.random((count, dimension), np.float32) - 1).astype(np.float32)


def real_sample(seed: int, stream: int, count: int, target: Target) -> np.ndarray:
    """Real points (count, 2) for looking and measuring."""
    import torch
    random = random_streams.generator(seed, stream, 1)
    uniform = torch.from_numpy(random.random(count, np.float32))
    return target.sample(uniform, torch.from_numpy(random.standard_normal((count, 2), np.float32))).numpy()
