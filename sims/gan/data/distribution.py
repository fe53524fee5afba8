"""What the training asks of its data: samples, and how the two networks meet them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from types import ModuleType

from torch import Tensor

from sims.gan.params import TrainingParams


class Distribution:
    """Real data, and how G makes points of what its network gives and D judges them.

    The defaults are those of a G whose network gives the point and of a D that judges each point (or group of `pack`
    points side by side) once, as a whole.
    """

    #: Real points (..., batch, width), of uniforms (..., batch) and normals (..., batch, width).
    sample: Callable[[Tensor, Tensor], Tensor]
    #: How often D judges a group: once, or once at each place that its patch can have.
    judgements: int = 1

    def generated(self, out: Tensor, latents: Tensor) -> Tensor:
        """Points (members, batch, width), of what G's network gives for these latents, (members, batch, ...) each."""
        return out

    def windows(self, groups: Tensor) -> Tensor:
        """What of groups (members, groups, pack * width) D sees at a time: (members, groups * judgements, numbers)."""
        return groups

    def inputs(self, windows: Tensor) -> Tensor:
        """What D's network takes for windows: these, and where they lie if it is told."""
        return windows


def distribution_of(params: TrainingParams) -> Distribution:
    """The data that the parameters describe."""
    return _module(params.distribution_module).distribution_of(params)


@cache
def _module(name: str) -> ModuleType:
    return importlib.import_module(name)
