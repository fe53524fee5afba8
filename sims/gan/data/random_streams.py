"""All randomness of a run, as a pure function of (seed, step): hand steps, chunks of any size and replays agree.

Steps are drawn in blocks, because starting a generator costs more than the numbers of one step; which block a step
lies in depends on nothing but the step.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

BLOCK = 16                  # steps drawn at once
INITIAL, TRAINING, VIEW, MEASURE, DATA = range(5)   # streams that never meet


def generator(seed: int, stream: int, index: int = 0) -> np.random.Generator:
    """The random generator of one stream of one seed."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence((seed, stream, index))))


def step_draws(seeds: tuple[int, ...], step: int, normals: int, uniforms: int) -> tuple[Tensor, Tensor]:
    """Standard normals (members, normals) and uniforms on [0, 1) (members, uniforms) of one training step."""
    normal, uniform = _block(seeds, step // BLOCK, normals, uniforms)
    return normal[step % BLOCK], uniform[step % BLOCK]


@lru_cache(maxsize=8)
def _block(seeds: tuple[int, ...], block: int, normals: int, uniforms: int) -> tuple[Tensor, Tensor]:
    return many_steps(seeds, block, 1, normals, uniforms)


def many_steps(seeds: tuple[int, ...], first: int, blocks: int, normals: int, uniforms: int) -> tuple[Tensor, Tensor]:
    """The draws of all steps of blocks: (steps, members, normals) and (steps, members, uniforms)."""
    normal = np.empty((len(seeds), blocks, BLOCK, normals), np.float32)
    uniform = np.empty((len(seeds), blocks, BLOCK, uniforms), np.float32)
    for member, seed in enumerate(seeds):
        for block in range(blocks):
            random = generator(seed, TRAINING, first + block)
            random.standard_normal(out=normal[member, block], dtype=np.float32)
            random.random(out=uniform[member, block], dtype=np.float32)
    return tuple(torch.from_numpy(drawn).flatten(1, 2).transpose(0, 1) for drawn in (normal, uniform))
