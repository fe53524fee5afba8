"""Runs of one setting that differ in their seeds, trained as members of one GAN: for sweeps, with unchanged bits.

It takes less time, because batched small matrices need fewer calls, and because scalars that nobody reads on the way
are not computed.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from sims.compiler.deferred_scalars import VECTOR
from sims.compiler.program_cache import ProgramCache
from sims.gan import phases
from sims.gan.compiled import step as compiled_step
from sims.gan.data import minibatches
from sims.gan.params import TrainingParams
from sims.gan.phases import GanState
from sims.simulation import OK, JoinedRuns

Numbers = Mapping[str, Sequence[float]]         # of every member, in their order
Columns = Mapping[Hashable, np.ndarray]         # of every step, as a program gives them
#: Whether members agree with single runs, by setting and number of members; threads that ask at once wait for one.
_agreed, _one_at_a_time = ProgramCache(64), threading.Lock()


class JoinedGans(JoinedRuns):
    """GANs of one member each, at the same step, as one state of many members."""

    def __init__(self, states: Sequence[GanState], params: TrainingParams, step_programs: compiled_step.StepPrograms):
        self.state = self._before = joined(states, params)
        self._numbers: Numbers = {}
        self._params, self._programs = params, step_programs

    def leap(self, limit: int) -> int:
        """As JoinedRuns has it: 0 where numbers leave the finite range.

        Only means over the members are looked at, which are finite only where all numbers are.
        """
        program = self._programs.find(self.state, self._params)
        if program is None:             # not before optimisers hold moments, nor while it is being made
            return int(self.step())
        length = minibatches.block_length(len(self.state.seeds), self._params)
        count = min(limit, length - self.state.step % length)
        after, columns = program.run(self.state, self._params, count)
        if after is None:
            self._go_back()
            return 0
        self._go_on(after, {})
        self._follow(columns)
        return count

    def _follow(self, columns: Columns) -> None:
        """Take in what the program has given of every step; here it was for checking only."""

    def _go_on(self, after: GanState, numbers: Numbers) -> None:
        self._before, self.state, self._numbers = self.state, after, numbers

    def _go_back(self) -> None:
        """To where the last move began. Of a run that diverges the numbers of the step before are wanted, which a
        leap does not keep for each member."""
        self.state, self._numbers = self._before, {}

    def step(self) -> bool:
        after, numbers = stepped(self.state, self._params)
        if not all(math.isfinite(number) for row in numbers.values() for number in row):
            self._go_back()
            return False
        self._go_on(after, numbers)
        return True

    def split(self) -> list[GanState]:
        """As JoinedRuns has it, with the numbers of the last step if that was a `step`."""
        return [replace(alone(self.state, member, self._params),
                        numbers={name: row[member] for name, row in self._numbers.items()})
                for member in range(len(self.state.seeds))]


class FollowedGans(JoinedGans):
    """The same with the scalars of every step of each member, from programs that give them as `phases.of_each`."""

    def __init__(self, states: Sequence[GanState], params: TrainingParams, step_programs: compiled_step.StepPrograms):
        super().__init__(states, params, step_programs)
        self._numbers_before = [state.numbers for state in states]
        self.rows = [{} for _state in states]

    def _follow(self, columns: Columns) -> None:
        self.rows = [{} for _seed in self.state.seeds]
        for (name, member), column in columns.items():
            self.rows[member][name] = column

    def step(self) -> bool:
        if not super().step():
            return False
        self._follow({(name, member): np.array([number]) for name, row in self._numbers.items()
                      for member, number in enumerate(row)})
        return True

    def split(self) -> list[GanState]:
        return [replace(alone(self.state, member, self._params),
                        numbers={**before, **{name: float(column[-1]) for name, column in row.items()}})
                for member, (before, row) in enumerate(zip(self._numbers_before, self.rows))]


def checked(known: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Means over the members of all that is to be checked, see `must_check`."""
    return phases.over_members({name: values for name, values in known.items() if must_check(name)})


def must_check(name: str) -> bool:
    """Whether a scalar of a step must be checked, because it can become infinite or NaN while all others stay finite.

    A share of a minibatch cannot, nor can the norm of a layer's gradient, which is part of the whole one.
    """
    return not name.startswith("accuracy_") and not name[-1].isdigit()


def joined(states: Sequence[GanState], params: TrainingParams) -> GanState:
    """One state with the members of all these states."""
    tensors = [torch.cat(values) for values in zip(*map(compiled_step.flatten, states))]
    seeds = tuple(seed for state in states for seed in state.seeds)
    return replace(compiled_step.unflatten(states[0], tensors, 0, params), seeds=seeds, numbers={})


def alone(state: GanState, member: int, params: TrainingParams) -> GanState:
    """The state of one member alone."""
    tensors = [values[member:member + 1].clone() for values in compiled_step.flatten(state)]
    return replace(compiled_step.unflatten(state, tensors, 0, params), seeds=state.seeds[member:member + 1])


def stepped(state: GanState, params: TrainingParams) -> tuple[GanState, Numbers]:
    """One whole step, phase by phase: the state after it and its scalars of each member."""
    known = {}
    for phase in phases.program(params):
        state, made_known = phases.RUN[phase.key](state, params, phase.repeat)
        known.update(made_known)
    rows = torch.stack(list(known.values())).tolist() if known else []
    return replace(state, step=state.step + 1, done=phase, work={}), dict(zip(known, rows))


def can_join(states: Sequence[GanState], params: TrainingParams) -> bool:
    """Whether these are states of one member each, at one whole step, that have the same bits together as alone."""
    def shared(state: GanState) -> tuple:
        moments = state.moments_g, state.moments_d
        return state.step, *((of.count, of.rule) for of in moments)
    if not whole_vectors(params) or any(
            state.status != OK or state.phase or len(state.seeds) > 1 or shared(state) != shared(states[0])
            for state in states):
        return False
    setting = compiled_step.without_rates(params), len(states), states[0].generator.device
    with _one_at_a_time:
        if setting not in _agreed:
            _agreed.make(setting, lambda: agree(states, params))
        return bool(_agreed[setting])


def whole_vectors(params: TrainingParams) -> bool:
    """Whether every value that goes through a rounded function fills whole vector registers of the processor.

    Where it does not, torch rounds its last numbers differently now and then, too seldom for `agree` to notice.
    Minibatches go through activations and losses, weights through Adam as unrolled and optimistic steps compute it.
    """
    whole = params.batch_size % VECTOR == 0 and params.batch_size // params.pack % VECTOR == 0
    return whole and params.optimizer != "optimistic_adam" and not params.unroll_steps


def agree(states: Sequence[GanState], params: TrainingParams) -> bool:
    """Whether one step of the joined runs gives each the bits of its own step alone, tried on these states.

    MKL and torch sum in an order that depends on the number and the alignment of the terms, that is on the sizes of
    networks and minibatch, so a difference shows in any step.
    """
    as_one, numbers = stepped(joined(states, params), params)
    for member, state in enumerate(states):
        after, own = stepped(state, params)
        pairs = zip(compiled_step.flatten(alone(as_one, member, params)), compiled_step.flatten(after))
        if not all(torch.equal(one, other) for one, other in pairs) \
                or any(numbers[name][member] != number for name, (number,) in own.items()):
            return False
    return True
