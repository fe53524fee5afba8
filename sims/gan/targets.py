"""The real distributions: each a map from uniforms and normals to points, so that a sample is a pure function."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class Target:
    """A distribution over the plane.

    sample(uniform (..., batch), normal (..., batch, 2)) -> points (..., batch, 2).
    modes: centres (K, 2) with the common standard deviation `std`, or None where "modes" means nothing.
    extent: half the side of the square in which it is drawn.
    """

    sample: Callable[[Tensor, Tensor], Tensor]
    extent: float
    modes: np.ndarray | None = None
    std: float = 0.0


def _mixture(centres: np.ndarray, std: float, extent: float) -> Target:
    table = torch.tensor(centres, dtype=torch.float32)

    def sample(uniform: Tensor, normal: Tensor) -> Tensor:
        which = (uniform * len(table)).long().clamp(max=len(table) - 1)
        return table.to(normal)[which] + std * normal
    return Target(sample, extent, np.asarray(centres, float), std)


def ring_centres(count: int = 8, radius: float = 2.0) -> np.ndarray:
    """`count` distinct points on a circle, at 2 pi k / count (linspace to 2 pi would give one of them twice)."""
    angles = 2 * np.pi * np.arange(count) / count
    return radius * np.stack([np.cos(angles), np.sin(angles)], 1)


def grid_centres(side: int = 5, spacing: float = 2.0) -> np.ndarray:
    line = spacing * (np.arange(side) - (side - 1) / 2)
    return np.stack(np.meshgrid(line, line, indexing="ij"), -1).reshape(-1, 2)


def _line(uniform: Tensor, normal: Tensor) -> Tensor:
    along = 2 * uniform - 1
    return torch.stack([2 * along, along], -1)


def _swiss_roll(uniform: Tensor, normal: Tensor) -> Tensor:
    angle = 1.5 * math.pi * (1 + 2 * uniform)
    roll = torch.stack([angle * torch.cos(angle), angle * torch.sin(angle)], -1)
    return (roll + 0.25 * normal) / 7.5


TARGETS: dict[str, Target] = {
    "ring": _mixture(ring_centres(), 0.02, 3.0),
    "grid": _mixture(grid_centres(), 0.05, 5.5),
    "two_gaussians": _mixture(np.array([[-1.5, 0.0], [1.5, 0.0]]), 0.3, 3.5),
    "line": Target(_line, 3.0),
    "swiss_roll": Target(_swiss_roll, 2.8),
}
