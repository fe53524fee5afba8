"""The random draws of a step: where each lies among the step's random numbers, and the minibatches made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sims.gan.data import random_streams
from sims.gan.data.distribution import distribution_of
from sims.gan.params import TrainingParams

Shape = tuple[int, ...]
#: For how many steps minibatches are made at once: so many at most, and so many numbers where a step draws many.
BLOCK_STEPS, BLOCK_NUMBERS = 256, 2**20


class Layout(NamedTuple):
    """Where each draw of a step lies among its normals and its uniforms, name -> (start, shape), and how many each."""

    normal: Mapping[str, tuple[int, Shape]]
    uniform: Mapping[str, tuple[int, Shape]]
    normals: int
    uniforms: int


@lru_cache(maxsize=8)
def layout(params: TrainingParams) -> Layout:
    batch, points = (params.batch_size,), (params.batch_size, params.width)
    latent_shape = params.batch_size, params.inputs_g
    normal: dict[str, tuple[int, Shape]] = {}
    uniform: dict[str, tuple[int, Shape]] = {}

    def reserve(where: dict[str, tuple[int, Shape]], name: str, shape: Shape) -> None:
        where[name] = (_end(where), shape)

    latents = normal if params.latent_distribution == "normal" else uniform
    for repeat in range(rounds(params)):
        reserve(uniform, f"which{repeat}", batch)
        reserve(normal, f"spread{repeat}", points)
        reserve(latents, f"latent{repeat}", latent_shape)
        if params.instance_noise:
            reserve(normal, f"noise_real{repeat}", points)
            reserve(normal, f"noise_fake{repeat}", points)
        if params.gradient_penalty:
            reserve(uniform, f"mix{repeat}", batch)
        if params.dragan:
            reserve(uniform, f"around_mix{repeat}", batch)
            reserve(uniform, f"around{repeat}", points)
    reserve(latents, "latent_g", latent_shape)
    if params.instance_noise:
        reserve(normal, "noise_g", points)
    return Layout(normal, uniform, _end(normal), _end(uniform))


def _end(where: Mapping[str, tuple[int, Shape]]) -> int:
    if not where:
        return 0
    start, shape = next(reversed(where.values()))
    return start + math.prod(shape)


def rounds(params: TrainingParams) -> int:
    """How many discriminator updates a step has."""
    return params.n_critic if params.updates == "alternating" else 1


#: The normals and the uniforms of a step, (members, ...) each; or its minibatches, already made, by name.
Draws = tuple[Tensor, Tensor] | Mapping[str, Tensor]


class StepInputs(NamedTuple):
    """What a compiled step takes as inputs instead of computing it from the step's number: minibatches, noise width."""

    draws: Mapping[str, Tensor]
    noise_width: Tensor


def step_draws(seeds: tuple[int, ...], step: int, params: TrainingParams) -> Draws:
    """All random numbers of a step."""
    return random_streams.step_draws(seeds, step, *layout(params)[2:])


def block_length(members: int, params: TrainingParams) -> int:
    """Steps whose minibatches are made in one go: to make them takes some forty calls, of few steps or of many."""
    numbers = members * sum(layout(params)[2:])
    return max(random_streams.BLOCK, min(BLOCK_STEPS, 2 ** (max(1, BLOCK_NUMBERS // numbers).bit_length() - 1)))


def block(seeds: tuple[int, ...], number: int, params: TrainingParams) -> dict[str, Tensor]:
    """The minibatches of the `block_length` steps from number * block_length on, name -> (steps, members, batch, ...).

    What `StepInputs` holds of one step.
    """
    length = block_length(len(seeds), params)
    return minibatches(seeds, number * length, length, params)


def minibatches(seeds: tuple[int, ...], first: int, steps: int, params: TrainingParams) -> dict[str, Tensor]:
    """Those of `steps` steps from step `first` on, both of them multiples of random_streams.BLOCK."""
    blocks = first // random_streams.BLOCK, steps // random_streams.BLOCK
    values = [part.flatten(0, 1) for part in random_streams.many_steps(seeds, *blocks, *layout(params)[2:])]
    normal, uniform, _normals, _uniforms = layout(params)
    ready: dict[str, Tensor] = {}
    for name in (*normal, *uniform):
        if name.startswith("latent"):
            ready[name] = latent(values, params, name)
        elif name.startswith("which"):
            ready[f"real{name[5:]}"] = real(values, params, int(name[5:]), seeds)
        elif not name.startswith("spread"):
            ready[name] = drawn(values, params, name)
    return {name: made.unflatten(0, (steps, len(seeds))).contiguous() for name, made in ready.items()}


def drawn(values: Draws, params: TrainingParams, name: str) -> Tensor:
    """One named draw out of those of a step, (members, batch, ...)."""
    if isinstance(values, Mapping):
        return values[name]
    normal, uniform, _normals, _uniforms = layout(params)
    (start, shape), source = (normal[name], values[0]) if name in normal else (uniform[name], values[1])
    return source[:, start:start + math.prod(shape)].unflatten(1, shape)


def real(values: Draws, params: TrainingParams, repeat: int, seeds: tuple[int, ...]) -> Tensor:
    """A minibatch of real points (members, batch, width), or of several steps (steps * members, batch, width)."""
    if isinstance(values, Mapping):
        return values[f"real{repeat}"]
    which = drawn(values, params, f"which{repeat}")
    if not params.data_points:
        return distribution_of(params).sample(which, drawn(values, params, f"spread{repeat}"))
    points = data(seeds, params).to(which.device)
    rows = (which * params.data_points).long().clamp(max=params.data_points - 1)
    members = torch.arange(len(which), device=which.device) % len(seeds)
    return points[members[:, None], rows]


@lru_cache(maxsize=8)
def data(seeds: tuple[int, ...], params: TrainingParams) -> Tensor:
    """The points that the data of a run consist of where `data_points` says how many: (members, points, width)."""
    def of_one(seed: int) -> Tensor:
        random = random_streams.generator(seed, random_streams.DATA)
        uniform = random.random(params.data_points, np.float32)
        normal = random.standard_normal((params.data_points, params.width), np.float32)
        return distribution_of(params).sample(torch.from_numpy(uniform), torch.from_numpy(normal))
    return torch.stack([of_one(seed) for seed in seeds])


def latent(values: Draws, params: TrainingParams, name: str) -> Tensor:
    """A minibatch of what G's network takes (members, batch, inputs_g)."""
    z = drawn(values, params, name)
    return z if params.latent_distribution == "normal" or isinstance(values, Mapping) else 2 * z - 1


def noise_width(params: TrainingParams, steps: Tensor) -> Tensor:
    """Standard deviation of the instance noise at steps (...), as doubles: sigma (1 - t/T)+ where it fades."""
    if not params.noise_steps:
        return torch.full(steps.shape, params.instance_noise, dtype=torch.float64)
    return params.instance_noise * (1 - steps.double() / params.noise_steps).clamp(min=0)


def packed(x: Tensor, pack: int) -> Tensor:
    """Points (members, batch, width) side by side in groups of `pack`: (members, batch // pack, pack * width).

    What is left over is not judged; of a minibatch smaller than a group, points are taken again.
    """
    if pack == 1:
        return x
    if x.shape[1] < pack:
        x = x[:, torch.arange(pack, device=x.device) % x.shape[1]]
    groups = x.shape[1] // pack
    return x[:, :groups * pack].reshape(x.shape[0], groups, pack * x.shape[2])
