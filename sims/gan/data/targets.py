"""The target distributions in the plane: each maps uniforms and normals to points, so a sample is a pure function."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from sims.gan.choices import USUAL_STD
from sims.gan.data.custom_targets import parse_picture, parse_points
from sims.gan.data.distribution import Distribution
from sims.gan.params import GanParams

PAINTED_EXTENT = 3.0            # half the side of the square that is painted


@dataclass(frozen=True)
class Target(Distribution):
    """A distribution over the plane.

    sample(uniform (..., batch), normal (..., batch, 2)) -> points (..., batch, 2).
    modes: centres (K, 2) with the common standard deviation `std`, or None where "modes" means nothing.
    extent: half the side of the square in which it is drawn.
    """

    sample: Callable[[Tensor, Tensor], Tensor]
    extent: float
    modes: np.ndarray | None = None
    std: float = 0.0


def mixture(centres: np.ndarray, std: float) -> Target:
    """Gaussians of equal weight and width at centres (K, 2)."""
    table = torch.tensor(centres, dtype=torch.float32)

    def sample(uniform: Tensor, normal: Tensor) -> Tensor:
        which = (uniform * len(table)).long().clamp(max=len(table) - 1)
        return table.to(normal).index_select(0, which.flatten()).view(normal.shape) + std * normal
    return Target(sample, extent_of(float(np.abs(centres).max()) + 3 * std), np.asarray(centres, float), std)


def ring_centres(count: int = 8, radius: float = 2.0) -> np.ndarray:
    """`count` distinct points on a circle, at 2 pi k / count (linspace to 2 pi would give one of them twice)."""
    angles = 2 * np.pi * np.arange(count) / count
    return radius * np.stack([np.cos(angles), np.sin(angles)], 1)


def grid_centres(side: int = 5, spacing: float = 2.0) -> np.ndarray:
    line = spacing * (np.arange(side) - (side - 1) / 2)
    return np.stack(np.meshgrid(line, line, indexing="ij"), -1).reshape(-1, 2)


def curve(point: Callable[[Tensor], Tensor], std: float, reach: float) -> Target:
    """Points spread along point(u), u uniform on [0, 1), with normal noise; one-dimensional where std is 0."""
    def sample(uniform: Tensor, normal: Tensor) -> Tensor:
        points = point(uniform)
        return points + std * normal if std else points
    return Target(sample, extent_of(reach + 3 * std), None, std)


def extent_of(reach: float) -> float:
    """The square that shows points as far out as `reach` with some room around them."""
    return round(max(1.5 * reach, 1.0), 1) if reach < 2.5 else round(reach + 1.25, 1)


def _polar(radius: Tensor | float, angle: Tensor) -> Tensor:
    return torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], -1)


def _line(u: Tensor) -> Tensor:
    return torch.stack([4 * u - 2, 2 * u - 1], -1)


def _swiss_roll(u: Tensor) -> Tensor:
    """As in the WGAN-GP toys: angle 1.5 pi (1 + 2u), all over 7.5."""
    angle = 1.5 * math.pi * (1 + 2 * u)
    return _polar(angle, angle) / 7.5


def _two_moons(u: Tensor) -> Tensor:
    upper = u < 0.5
    angle = math.pi * torch.where(upper, 2 * u, 2 * u - 1)
    x = torch.where(upper, torch.cos(angle), 1 - torch.cos(angle)) - 0.5
    y = torch.where(upper, torch.sin(angle), 0.5 - torch.sin(angle)) - 0.25
    return 1.5 * torch.stack([x, y], -1)


def _spiral(u: Tensor) -> Tensor:
    arm = (u < 0.5).to(u)
    along = 2 * u - (1 - arm)
    return _polar(2 * along.sqrt(), 3 * math.pi * along.sqrt() + math.pi * arm)


def blobs() -> Target:
    """Two uniform discs of radius 1/2 around (-2, 0) and (2, 0): supports with nothing in common."""
    def sample(uniform: Tensor, normal: Tensor) -> Tensor:
        side = (uniform < 0.5).to(uniform)
        radius = 0.5 * (2 * uniform - (1 - side)).clamp(min=0).sqrt()
        direction = normal / normal.norm(dim=-1, keepdim=True).clamp(min=1e-12)
        centre = torch.stack([4 * side - 2, torch.zeros_like(side)], -1)
        return centre + radius.unsqueeze(-1) * direction
    return Target(sample, 3.8, np.array([[-2.0, 0.0], [2.0, 0.0]]), 1 / 6)


def painted(text: str) -> Target:
    """The density of a painted picture over [-3, 3]^2: a cell by its weight, then evenly inside it."""
    cells = parse_picture(text)
    rows, columns = cells.shape
    share = torch.from_numpy(np.cumsum(cells, dtype=np.float64).astype(np.float32) / np.float32(cells.sum()))

    def sample(uniform: Tensor, normal: Tensor) -> Tensor:
        which = torch.searchsorted(share.to(uniform.device), uniform.contiguous(), right=True).clamp(
            max=rows * columns - 1)
        inside = torch.special.ndtr(normal)         # the normals as evenly spread numbers
        x, y = which % columns, torch.div(which, columns, rounding_mode="floor")
        return torch.stack([(x + inside[..., 0]) / columns, (y + inside[..., 1]) / rows], -1) * (2 * PAINTED_EXTENT) \
            - PAINTED_EXTENT
    return Target(sample, PAINTED_EXTENT)


def from_points(text: str) -> Target:
    """One of the given points, each as likely."""
    table = torch.from_numpy(parse_points(text))

    def sample(uniform: Tensor, normal: Tensor) -> Tensor:
        return table.to(normal)[(uniform * len(table)).long().clamp(max=len(table) - 1)]
    return Target(sample, extent_of(float(table.abs().max())))


def _build(params: GanParams) -> Target:
    std = params.target_std or USUAL_STD.get(params.target, 0.0)
    radius = params.ring_radius
    return {
        "ring": lambda: mixture(ring_centres(params.ring_modes, radius), std),
        "grid": lambda: mixture(grid_centres(params.grid_side, params.grid_spacing), std),
        "two_gaussians": lambda: mixture(np.array([[-1.5, 0.0], [1.5, 0.0]]), std),
        "two_moons": lambda: curve(_two_moons, std, 2.25),
        "swiss_roll": lambda: curve(_swiss_roll, std, 1.9),
        "spiral": lambda: curve(_spiral, std, 2.0),
        "circle": lambda: curve(lambda u: _polar(radius, 2 * math.pi * u), std, radius),
        "line": lambda: curve(_line, std, 2.0),
        "parallel_line": lambda: curve(lambda u: torch.stack([torch.ones_like(u), 2 * u - 1], -1), std, 1.15),
        "blobs": blobs,
        "painted": lambda: painted(params.picture),
        "points": lambda: from_points(params.points),
    }[params.target]()


#: Which parameters shape a target: the rest may change without building it anew.
SHAPING = ("target", "ring_modes", "ring_radius", "grid_side", "grid_spacing", "target_std", "picture", "points")


@lru_cache(maxsize=16)
def _cached(values: tuple) -> Target:
    return _build(GanParams(**dict(zip(SHAPING, values))))


def target_of(params: GanParams) -> Target:
    """The target that the parameters describe."""
    return _cached(tuple(getattr(params, name) for name in SHAPING))


#: As sims.gan.data.distribution asks for it.
distribution_of = target_of
