"""The data on the line: half of them about each of two modes, as samples for the training and in closed form."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch
from scipy.special import ndtr
from torch import Tensor

from sims.gan.data.distribution import Distribution
from sims.line.params import LineParams

#: Nodes of the table by which quantiles are found, and how many standard deviations beyond the modes it goes.
NODES, BEYOND = 40_001, 9.0


class TwoModes(Distribution):
    """1/2 N(-d/2, s^2) + 1/2 N(d/2, s^2)."""

    def __init__(self, distance: float, std: float):
        self.half, self.std = 0.5 * distance, std

    @property
    def modes(self) -> tuple[float, float]:
        return -self.half, self.half

    def sample(self, uniform: Tensor, normal: Tensor) -> Tensor:
        centre = torch.where(uniform < 0.5, -self.half, self.half).to(normal.dtype)
        return centre[..., None] + self.std * normal

    def log_density(self, x: np.ndarray) -> np.ndarray:
        """ln p(x), finite however far out."""
        left, right = (-0.5 * ((x - mode) / self.std) ** 2 for mode in self.modes)
        return np.logaddexp(left, right) - math.log(2 * self.std * math.sqrt(2 * math.pi))

    def cdf(self, x: np.ndarray) -> np.ndarray:
        """The share of the data at or below x."""
        left, right = (ndtr((x - mode) / self.std) for mode in self.modes)
        return 0.5 * (left + right)

    @lru_cache(maxsize=4)                                                                       # noqa: B019
    def quantiles(self, count: int) -> np.ndarray:
        """x below which the share (i + 1/2) / count of the data lies, i = 0 ... count - 1; not to be written to."""
        reach = self.half + BEYOND * self.std
        nodes = np.linspace(-reach, reach, NODES)
        found = np.interp((np.arange(count) + 0.5) / count, self.cdf(nodes), nodes)
        found.flags.writeable = False
        return found


def distribution_of(params: LineParams) -> TwoModes:
    """As sims.gan.data.distribution asks for it."""
    return _cached(params.distance, params.mode_std)


@lru_cache(maxsize=16)
def _cached(distance: float, std: float) -> TwoModes:
    return TwoModes(distance, std)
