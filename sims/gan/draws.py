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
INITIAL, TRAINING, VIEW, MEASURE = range(4)         # streams that never meet


def generator(seed: int, stream: int, index: int = 0) -> np.random.Generator:
    """The random generator of one stream of one seed."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence((seed, stream, index))))


def step_draws(seeds: tuple[int, ...], step: int, normals: int, uniforms: int) -> tuple[Tensor, Tensor]:
    """Standard normals (members, normals) and uniforms on [0, 1) (members, uniforms) of one training step."""
    normal, uniform = _block(seeds, step // BLOCK, normals, uniforms)
    return normal[step % BLOCK], uniform[step % BLOCK]


def many_steps(seeds: tuple[int, ...], step: int, steps: int, normals: int, uniforms: int) -> tuple[Tensor, Tensor]:
    """The draws of `steps` steps from `step` on: (steps, members, normals) and (steps, members, uniforms)."""
    first, last = step // BLOCK, (step + steps - 1) // BLOCK
    blocks = [_block(seeds, block, normals, uniforms) for block in range(first, last + 1)]
    here = slice(step - first * BLOCK, step - first * BLOCK + steps)
    return torch.cat([normal for normal, _ in blocks])[here], torch.cat([uniform for _, uniform in blocks])[here]


@lru_cache(maxsize=8)
def _block(seeds: tuple[int, ...], block: int, normals: int, uniforms: int) -> tuple[Tensor, Tensor]:
    normal = np.empty((BLOCK, len(seeds), normals), np.float32)
    uniform = np.empty((BLOCK, len(seeds), uniforms), np.float32)
    for member, seed in enumerate(seeds):
        random = generator(seed, TRAINING, block)
        normal[:, member] = random.standard_normal((BLOCK, normals), np.float32)
        uniform[:, member] = random.random((BLOCK, uniforms), np.float32)
    return torch.from_numpy(normal), torch.from_numpy(uniform)
