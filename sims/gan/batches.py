"""What a step draws at random: where each draw lies among the step's numbers, and minibatches made of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from sims.gan import draws
from sims.gan.settings import GanParams
from sims.gan.targets import target_of

Places = Mapping[str, tuple[int, int]]


@lru_cache(maxsize=8)
def layout(params: GanParams) -> tuple[Places, Places, int, int]:
    """Where each draw of a step lies among its normals and its uniforms: name -> (start, length), and the totals."""
    batch, latents_length = params.batch_size, params.batch_size * params.latent_dim
    normal: dict[str, tuple[int, int]] = {}
    uniform: dict[str, tuple[int, int]] = {}

    def reserve(where: dict[str, tuple[int, int]], name: str, length: int) -> None:
        start = sum(next(reversed(where.values()))) if where else 0
        where[name] = (start, length)

    latents = normal if params.latent_distribution == "normal" else uniform
    for repeat in range(rounds(params)):
        reserve(uniform, f"which{repeat}", batch)
        reserve(normal, f"spread{repeat}", 2 * batch)
        reserve(latents, f"latent{repeat}", latents_length)
        if params.instance_noise:
            reserve(normal, f"noise_real{repeat}", 2 * batch)
            reserve(normal, f"noise_fake{repeat}", 2 * batch)
        if params.gradient_penalty:
            reserve(uniform, f"mix{repeat}", batch)
        if params.dragan:
            reserve(uniform, f"around_mix{repeat}", batch)
            reserve(uniform, f"around{repeat}", 2 * batch)
    reserve(latents, "latent_g", latents_length)
    if params.instance_noise:
        reserve(normal, "noise_g", 2 * batch)
    return normal, uniform, *(sum(next(reversed(where.values()))) for where in (normal, uniform))


def rounds(params: GanParams) -> int:
    """How many critic updates a step has."""
    return params.n_critic if params.updates == "alternating" else 1


Draws = tuple[Tensor, Tensor]           # the normals and the uniforms of a step, (members, ...) each


class Handed(NamedTuple):
    """What a traced step is handed instead of working it out from its number: its draws and its noise's width."""

    draws: Draws
    noise_width: Tensor


def step_draws(seeds: tuple[int, ...], step: int, params: GanParams) -> Draws:
    """All random numbers of a step."""
    _normal, _uniform, normals, uniforms = layout(params)
    return draws.step_draws(seeds, step, normals, uniforms)


def drawn(values: Draws, params: GanParams, name: str, *shape: int) -> Tensor:
    """One named draw out of those of a step, shape (members, *shape)."""
    normal, uniform, _normals, _uniforms = layout(params)
    where, source = (normal, values[0]) if name in normal else (uniform, values[1])
    start, length = where[name]
    return source[:, start:start + length].unflatten(1, shape)


def real(values: Draws, params: GanParams, repeat: int) -> Tensor:
    """A minibatch of real points (members, batch, 2)."""
    batch = params.batch_size
    return target_of(params).sample(drawn(values, params, f"which{repeat}", batch),
                                    drawn(values, params, f"spread{repeat}", batch, 2))


def latent(values: Draws, params: GanParams, name: str) -> Tensor:
    """A minibatch of latent points (members, batch, latent_dim)."""
    z = drawn(values, params, name, params.batch_size, params.latent_dim)
    return z if params.latent_distribution == "normal" else 2 * z - 1


def noise_width(params: GanParams, step: int) -> float:
    """Standard deviation of the instance noise at a step: sigma (1 - t/T)+ where it fades over T steps."""
    if not params.noise_steps:
        return params.instance_noise
    return params.instance_noise * max(0.0, 1 - step / params.noise_steps)


def packed(x: Tensor, pack: int) -> Tensor:
    """Points (members, batch, 2) side by side in groups of `pack`: (members, batch // pack, 2 pack).

    What is left over is not judged; of a minibatch smaller than a group, points are taken again.
    """
    if pack == 1:
        return x
    if x.shape[1] < pack:
        x = x[:, torch.arange(pack, device=x.device) % x.shape[1]]
    groups = x.shape[1] // pack
    return x[:, :groups * pack].reshape(x.shape[0], groups, 2 * pack)
