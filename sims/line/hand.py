"""The discriminator that a hand has drawn, in the place of the network: G follows its gradient against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor

from sims.gan.params import TrainingParams
from sims.gan.phases import GanState
from sims.gan.players import Discriminator
from sims.line.curve import KNOTS, bends, parse_curve
from sims.line.params import LineParams


class DrawnDiscriminator(Discriminator):
    """D(x) as the broken line of `params.curve`; of points judged together the mean."""

    def judge(self, windows: Tensor, deviation: Tensor | bool = True) -> Tensor:
        value, slope, changes = bends(parse_curve(self.params.curve))
        found = value + slope * (windows - KNOTS[0])
        for knot, change in zip(KNOTS[1:], changes):
            found = found + change * torch.relu(windows - knot)
        return found.mean(-1)


@dataclass(frozen=True)
class LineState(GanState):
    """The state of a GAN whose discriminator may be drawn by hand: then its network waits."""

    def network_d(self, params: TrainingParams) -> Discriminator:
        made = super().network_d(params)
        return DrawnDiscriminator(made.theta, made.directions, params) if params.curve else made


@lru_cache(maxsize=32)
def played(params: LineParams) -> LineParams:
    """The params by which a step goes: D's network makes none while a hand has its place."""
    return replace(params, freeze_d=True) if params.curve else params
