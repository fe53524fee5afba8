"""The patterns as tensors: samples of the data, what G's network means, and the patches that D sees."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from sims.gan.data.distribution import Distribution
from sims.patterns.params import PatternParams
from sims.patterns.scenes import SCENES, SPREAD, size_at, translated

#: What the data of a scene depend on, and how D sees them.
SHAPING = ("scene", "critic", "patch_width", "pack", "latent_distribution")


class Patterns(Distribution):
    """The data of one scene under one critic."""

    def __init__(self, params: PatternParams):
        self.scene = SCENES[params.scene]
        self._name, self._params = params.scene, params
        self.judgements = params.places
        table = self.scene.table
        self._table = None if table is None else torch.tensor(table, dtype=torch.float32)

    def sample(self, uniform: Tensor, normal: Tensor) -> Tensor:
        if self._table is not None:
            which = (uniform * len(self._table)).long().clamp(max=len(self._table) - 1)
            return self._table.to(normal).index_select(0, which.flatten()).view(normal.shape)
        if self._name == "perspective":
            depth = 1 + uniform
            return torch.stack([depth, size_at(depth)], -1)
        x = 2 * uniform - 1
        return torch.stack([x, translated(x) + SPREAD * normal[..., 1]], -1)

    def generated(self, out: Tensor, latents: Tensor) -> Tensor:
        """Slots by the logistic function, so that they lie between 0 and 1; real numbers as they are.

        Of translation the last latent says x, evenly spread on [-1, 1], and the network gives y.
        """
        if self._table is not None:
            return out.sigmoid()
        return torch.cat([given(latents, self._params), out], -1) if self.scene.conditional else out

    def windows(self, groups: Tensor) -> Tensor:
        params = self._params
        if params.places == 1:
            return groups
        members, count, _numbers = groups.shape
        size, side = params.patch, params.side
        if params.square:
            slots = groups.reshape(members, count, params.pack, side, side).unfold(3, size, 1).unfold(4, size, 1)
            slots = slots.flatten(5).flatten(3, 4)
        else:
            slots = groups.reshape(members, count, params.pack, side).unfold(3, size, 1)
        return slots.transpose(2, 3).reshape(members, count * params.places, -1)

    def inputs(self, windows: Tensor) -> Tensor:
        """With the place of each patch as one of `places` numbers that is 1: the critic may judge each differently."""
        places = self._params.places
        if places == 1:
            return windows
        members, count, _numbers = windows.shape
        where = torch.eye(places, dtype=windows.dtype, device=windows.device).repeat(count // places, 1)
        return torch.cat([windows, where.expand(members, count, places)], -1)


def given(latents: Tensor, params: PatternParams) -> Tensor:
    """x (..., 1), evenly spread on [-1, 1], of what G's network takes (..., inputs_g)."""
    last = latents[..., -1:]
    return 2 * torch.special.ndtr(last) - 1 if params.latent_distribution == "normal" else last


def distribution_of(params: PatternParams) -> Patterns:
    """As sims.gan.data.distribution asks for it."""
    return _cached(tuple(getattr(params, name) for name in SHAPING))


@lru_cache(maxsize=16)
def _cached(values: tuple) -> Patterns:
    return Patterns(PatternParams(**dict(zip(SHAPING, values))))
