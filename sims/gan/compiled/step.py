"""The training step of the lab as a compiled loop over the phases of sims.gan.phases; bit-identical with them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sims.compiler.cuda_graph import cuda_graph
from sims.compiler.loop import InputBlock, Loop
from sims.compiler.program_cache import ProgramCache
from sims.gan import phases
from sims.gan.data import minibatches, random_streams
from sims.gan.optimizers import Moments, corrections
from sims.gan.params import TrainingParams
from sims.gan.phases import GanState

#: Parameters passed to the program as tensors: dragging them does not compile it anew.
TENSOR_PARAMS = ("learning_rate_d", "learning_rate_g")
TENSORS = ("generator", "discriminator", "averaged", "directions", "balance")
MOMENTS = ("first", "second", "last")
PROGRAMS = 16                       # kept; beyond that the oldest is dropped
#: See StepProgram.
Reported = Callable[[Mapping[str, Tensor]], Mapping[Hashable, Tensor]]
MAKING = threading.Lock()           # one program after another: Python side by side only takes turns


class TracedParams:
    """TrainingParams of which some are tensors, inputs of the recorded step."""

    def __init__(self, params: TrainingParams, **tensors: Tensor):
        self.__dict__.update(_params=params, **tensors)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._params, name)


@dataclass(frozen=True)
class ScheduledMoments(Moments):
    """Moments whose update numbers and bias corrections are inputs of the step, one for each update in it."""

    numbers: tuple[Tensor, ...] = ()
    schedule: tuple[tuple[Tensor, Tensor], ...] = ()

    def number(self) -> Tensor:
        return self.numbers[self.count - 1]

    def corrections(self, beta1: float, beta2: float) -> tuple[Tensor, Tensor]:
        return self.schedule[self.count - 1]


@lru_cache(maxsize=32)
def without_rates(params: TrainingParams) -> TrainingParams:
    """The same settings with neutral learning rates: equal for all that share a program."""
    return replace(params, **{name: 1e-3 for name in TENSOR_PARAMS})


@lru_cache(maxsize=32)
def updates_in_a_step(params: TrainingParams, player: str) -> int:
    """How often a player's moments change in a step."""
    return sum(phase.key in (f"update_{player}", "look_ahead") for phase in phases.program(params))


def updates_foreseen(params: TrainingParams, player: str) -> int:
    """The same, with those of D that an unrolled step only imagines."""
    return updates_in_a_step(params, player) + (params.unroll_steps if player == "d" else 0)


def traceable(state: GanState, params: TrainingParams) -> bool:
    """Whether a whole step can be compiled from here: not the very first, when optimisers hold no moments yet."""
    if state.phase:
        return False
    return all(moments.rule == params.optimizer and moments.count > 0
               for player, moments in (("d", state.moments_d), ("g", state.moments_g))
               if updates_in_a_step(params, player))


def flatten(state: GanState) -> list[Tensor]:
    """The tensors that go from step to step."""
    moments = (state.moments_g, state.moments_d)
    return [getattr(state, name) for name in TENSORS] + [getattr(m, name) for m in moments for name in MOMENTS]


def unflatten(state: GanState, tensors: list[Tensor], steps: int, params: TrainingParams) -> GanState:
    """The state after `steps` more steps, whose tensors are these."""
    values = iter(tensors)
    changed: dict[str, Any] = {name: next(values) for name in TENSORS}
    for player in ("g", "d"):
        moments = getattr(state, f"moments_{player}")
        changed[f"moments_{player}"] = replace(moments, **{name: next(values) for name in MOMENTS},
                                               count=moments.count + steps * updates_in_a_step(params, player))
    return replace(state, **changed, step=state.step + steps, done=phases.program(params)[-1])


class StepProgram:
    """The compiled step for one setting (learning rates aside) and one shape of state.

    reported: which scalars it returns, by name, out of those of a phase, (members,) each; they have no axes.
    """

    def __init__(self, state: GanState, params: TrainingParams, reported: Reported = phases.over_members):
        self._reported = reported
        self.names: list[Hashable] = []
        self.params = params
        self._device = state.generator.device
        self._foreseen: tuple = ()              # the block that an executor was asked for last, before it is needed,
        self._prepared: Future[None] = Future()             # and whether it is made
        self._fixed: tuple[tuple[float, ...], list[Tensor]] = ((), [])
        self._plan = phases.program(params)
        drawn = minibatches.minibatches(state.seeds, 0, random_streams.BLOCK, params)
        self._draws = tuple(drawn)              # their names, in order
        numbers = self._numbers(state.seeds, self._counts(state), 0)
        each = [values.to(self._device) for values in (*numbers, *drawn.values())]
        capture = cuda_graph if state.generator.device.type == "cuda" else None
        self.loop = Loop(self._step_of(state), flatten(state), each, self.fixed(params), capture)

    def _step_of(self, example: GanState):
        updates = {player: updates_foreseen(self.params, player) for player in ("g", "d")}

        def step(*tensors: Tensor) -> tuple[Tensor, ...]:
            handed = list(tensors)
            flat = [handed.pop(0) for _ in range(len(TENSORS) + 2 * len(MOMENTS))]
            state = unflatten(example, flat, 0, self.params)
            for player, count in updates.items():
                moments = getattr(state, f"moments_{player}")
                numbers, ones, twos = (tuple(handed.pop(0) for _ in range(count)) for _ in range(3))
                scheduled = ScheduledMoments(moments.first, moments.second, moments.last, 1, moments.rule, numbers,
                                             tuple(zip(ones, twos)))
                state = replace(state, **{f"moments_{player}": scheduled})
            noise_width, rate_d, rate_g = handed.pop(0), *handed[-2:]
            drawn = dict(zip(self._draws, handed))
            traced = TracedParams(self.params, learning_rate_d=rate_d, learning_rate_g=rate_g)
            state = replace(state, work={}, handed=minibatches.StepInputs(drawn, noise_width))
            scalars: dict[Hashable, Tensor] = {}
            for phase in self._plan:
                state, made_known = phases.RUN[phase.key](state, traced, phase.repeat)
                scalars.update(self._reported(made_known))
            self.names = list(scalars)
            return (*flatten(state), *(scalars[name].detach() for name in self.names))
        return step

    def _counts(self, state: GanState) -> tuple[int, ...]:
        """How many updates G's and D's moments would have had before step 0."""
        return tuple(getattr(state, f"moments_{player}").count - state.step * updates_in_a_step(self.params, player)
                     for player in ("g", "d"))

    def _numbers(self, seeds: tuple[int, ...], counts: tuple[int, ...], block: int) -> list[Tensor]:
        """For every step of a block: the numbers of its updates, their bias corrections, the width of its noise."""
        length = minibatches.block_length(len(seeds), self.params)
        steps = torch.arange(block * length, (block + 1) * length)
        rows: list[Tensor] = []
        for player, count in zip(("g", "d"), counts):
            # Before the first update (of an optimiser that came within the block) nothing is run with these counts.
            first = (steps * updates_in_a_step(self.params, player) + count + 1).clamp(min=1)
            foreseen = updates_foreseen(self.params, player)
            rows += [(first + k).float() for k in range(foreseen)]
            rows += self._corrections(first, foreseen, self.params)
        return [*rows, minibatches.noise_width(self.params, steps)]

    # Of all programs together the last few, which those that train want now and next: it keeps no others alive.
    @lru_cache(maxsize=12)                                                                      # noqa: B019
    def ready(self, seeds: tuple[int, ...], counts: tuple[int, ...], block: int) -> InputBlock:
        """The inputs of the steps of a block, as the loop takes them. None depends on a learning rate."""
        each = (*self._numbers(seeds, counts, block), *minibatches.block(seeds, block, self.params).values())
        return self.loop.input_block([values.to(self._device) for values in each])

    def _parts(self, state: GanState, steps: int) -> list[InputBlock]:
        """The inputs of the next steps, block by block."""
        length, counts = minibatches.block_length(len(state.seeds), self.params), self._counts(state)
        parts, step, end = [], state.step, state.step + steps
        while step < end:
            number, start = divmod(step, length)
            stop = min(length, start + end - step)
            block = state.seeds, counts, number
            if block == self._foreseen and not self._prepared.cancel():
                wait([self._prepared])          # it has been begun; where it failed, or was not, it is made here
            parts.append(self.ready(*block).between(start, stop))
            step += stop - start
        return parts

    def _foresee(self, state: GanState, steps: int, executor: Executor) -> None:
        """Have what the steps after these are handed made while these are trained."""
        last = (state.step + steps - 1) // minibatches.block_length(len(state.seeds), self.params)
        block = state.seeds, self._counts(state), last + 1
        if self._foreseen != block:
            self._foreseen, self._prepared = block, executor.submit(self._make_ready, *block)

    def _make_ready(self, *block: Any) -> None:
        """`ready`, given back to nobody, who would keep it alive."""
        self.ready(*block)

    def _corrections(self, first: Tensor, updates: int, params: TrainingParams) -> list[Tensor]:
        if params.optimizer != "optimistic_adam" and not params.unroll_steps:       # nobody else asks
            return [torch.zeros(len(first), dtype=torch.float64)] * (2 * updates)
        fixes = [[corrections(number + k, params.beta1, params.beta2) for number in first.tolist()]
                 for k in range(updates)]
        return [torch.tensor([fix[which] for fix in row], dtype=torch.float64) for which in (0, 1) for row in fixes]

    def fixed(self, params: TrainingParams) -> list[Tensor]:
        """TENSOR_PARAMS as tensors; the same ones as long as they have the same values, so that nothing is copied."""
        values = tuple(getattr(params, name) for name in TENSOR_PARAMS)
        if self._fixed[0] != values:
            self._fixed = values, [torch.tensor(value, dtype=torch.float64, device=self._device) for value in values]
        return self._fixed[1]

    def run(self, state: GanState, params: TrainingParams, steps: int, executor: Executor | None = None
            ) -> tuple[GanState | None, Mapping[Hashable, np.ndarray]]:
        """`steps` steps at once: the state after them and the scalars of each, name -> (steps,).

        executor: makes the next minibatches meanwhile. No state where one of the scalars is not finite.
        """
        parts = self._parts(state, steps)
        if executor is not None:
            self._foresee(state, steps, executor)
        after, rows = self.loop.run(flatten(state), parts, self.fixed(params))
        table = rows.numpy(force=True).astype(float)
        columns = {name: table[:, k] for k, name in enumerate(self.names)}
        if not np.isfinite(table).all():
            return None, columns
        done = unflatten(state, after, steps, params)
        return replace(done, numbers={**state.numbers, **{name: float(c[-1]) for name, c in columns.items()}}), columns


@dataclass
class StepPrograms:
    """Programs by setting. One takes from 50 ms to a second to make, so a setting must have stayed for a while first.

    executor: makes them while training goes on phase by phase, which gives the same bits; None: they are made when
    they are wanted. reported: as StepProgram has it.
    """

    patience: int = 24                                  # steps in a setting before it gets one; several may take turns
    executor: Executor | None = None
    reported: Reported = phases.over_members
    _made: ProgramCache = field(default_factory=lambda: ProgramCache(PROGRAMS))
    _making: dict[tuple, Future[None]] = field(default_factory=dict)
    _waiting: dict[tuple, int] = field(default_factory=dict)    # settings without one: how often it was asked for

    def find(self, state: GanState, params: TrainingParams) -> StepProgram | None:
        """The program for this setting; None while training is to go on phase by phase."""
        if not traceable(state, params):
            return None
        key = (without_rates(params), len(state.seeds), str(state.generator.device))
        if key in self._made:
            return self._made[key]
        asked = self._waiting.pop(key, 0) + 1
        self._waiting[key] = asked
        if len(self._waiting) > PROGRAMS:
            del self._waiting[next(iter(self._waiting))]            # the one not asked for the longest
        if asked <= self.patience:
            return None
        if self.executor is not None:
            if key not in self._making:
                self._making[key] = self.executor.submit(self._make, key, state, params)
            elif self._making[key].done():
                self._making.pop(key).result()          # it has failed, and says why
            return None
        self._make(key, state, params)
        return self._made[key]

    def _make(self, key: tuple, state: GanState, params: TrainingParams) -> None:
        with MAKING:
            self._made.make(key, lambda: StepProgram(state, params, self.reported))
