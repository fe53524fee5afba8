"""What an animated picture shows of the two networks, compiled: one call that holds no GIL, beside the training."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from sims.compiler.loop import Loop
from sims.compiler.program_cache import ProgramCache
from sims.gan.observation import frame_arrays
from sims.gan.params import GanParams
from sims.gan.phases import GanState

#: Parameters that no picture depends on, as long as the weights stay as they are.
UNSEEN = ("learning_rate_d", "learning_rate_g", "beta1", "beta2", "optimizer", "updates", "n_critic", "batch_size",
          "freeze_d", "freeze_g", "weight_clip", "r1", "r2", "gradient_penalty", "gradient_penalty_target", "dragan",
          "instance_noise", "noise_steps", "unroll_steps", "began_gamma", "began_lambda")
_NEUTRAL = {name: getattr(GanParams(), name) for name in UNSEEN}
WEIGHTS = ("generator", "averaged", "discriminator", "directions", "balance")
PROGRAMS = 4                        # kept; beyond that the oldest is forgotten


class PictureProgram:
    """`frame_arrays.drawn` compiled for one setting and seed: a loop of one step whose state is what is drawn."""

    def __init__(self, state: GanState, params: GanParams, nodes: Tensor):
        found = frame_arrays.drawn(state, params, nodes)
        self._names = list(found)

        def step(*tensors: Tensor) -> Sequence[Tensor]:
            *weights, at = tensors[-len(WEIGHTS) - 1:]
            return tuple(frame_arrays.drawn(replace(state, **dict(zip(WEIGHTS, weights))), params, at).values())
        self._loop = Loop(step, list(found.values()), [torch.zeros(1)], [*self._weights(state), nodes])
        self._last, self._step = list(found.values()), [self._loop.input_block([torch.zeros(1)])]
        self._one_at_a_time = threading.Lock()

    @staticmethod
    def _weights(state: GanState) -> list[Tensor]:
        return [getattr(state, name)[:1] for name in WEIGHTS]

    def __call__(self, state: GanState, nodes: Tensor) -> dict[str, np.ndarray]:
        with self._one_at_a_time:
            self._last, _scalars = self._loop.run(self._last, self._step, [*self._weights(state), nodes])
            return {name: frame_arrays.to_numpy(values) for name, values in zip(self._names, self._last)}


@dataclass
class PicturePrograms:
    """Picture programs by setting. Compiling takes 50 ms, so a setting must have been drawn a few times before.

    patience: how many times.
    """

    patience: int = 12
    _made: ProgramCache = field(default_factory=lambda: ProgramCache(PROGRAMS))
    _waiting: tuple[tuple, int] | None = None           # the setting without a program, and how often it was asked for

    def draw(self, state: GanState, params: GanParams, nodes: Tensor, moving: bool) -> dict[str, np.ndarray]:
        """`frame_arrays.drawn` as NumPy arrays. moving: more pictures of this setting are likely to follow."""
        program = self._find(state, params, nodes, moving) if state.generator.device.type == "cpu" else None
        if program is not None:
            return program(state, nodes)
        found = frame_arrays.drawn(state, params, nodes)
        return {name: frame_arrays.to_numpy(values) for name, values in found.items()}

    def _find(self, state: GanState, params: GanParams, nodes: Tensor, moving: bool) -> PictureProgram | None:
        key = (replace(params, **_NEUTRAL), state.seeds[0])
        if key not in self._made and moving:
            count = self._waiting[1] + 1 if self._waiting is not None and self._waiting[0] == key else 1
            self._waiting = (key, count)
            if count >= self.patience:
                self._made.make(key, lambda: PictureProgram(state, params, nodes))
        return self._made.get(key)
