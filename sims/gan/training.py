"""The training of the GAN lab: the initial state, one phase at a time, many steps a call, several runs as one."""

from __future__ import annotations

import copy
import math
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
import torch

from sims.gan import networks, phases
from sims.gan.compiled import step as compiled_step
from sims.gan.compiled.members import FollowedGans, JoinedGans, can_join, checked
from sims.gan.memory_needs import bytes_needed
from sims.gan.objectives_text import objective_of
from sims.gan.optimizers import Moments
from sims.gan.params import TrainingParams, shapes_d, shapes_g, weights_of_penalties
from sims.gan.phases import GanState
from sims.params import parameters
from sims.simulation import DIVERGED, Phase, Scalars, Simulation, next_position

#: As many runs as are joined at most, and the number of steps from which that makes up for the longer tracing.
JOIN_LIMIT, WORTH_JOINING = 8, 400


class GanTraining(Simulation):
    """All that changes the state of a GAN. Experiments train with it; GanSimulation adds what is shown and measured."""


    def __init__(self, device: str = "cpu"):
        self.device = torch.device(device)
        self.step_programs = compiled_step.StepPrograms()
        self._joined_programs = compiled_step.StepPrograms(patience=0, reported=checked)
        self._followed_programs = compiled_step.StepPrograms(patience=0, reported=phases.of_each)
        self._ahead: Executor | None = None

    @classmethod
    def on_device(cls, device: str) -> tuple[GanTraining, str, str]:
        """(simulation, device in use, reason): on the device asked for, or on the CPU with the reason why not."""
        # One thread: two OpenMP threads collapse as soon as anything else runs, and sums depend on their number.
        torch.set_num_threads(1)
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            torch.zeros(1, device=device) + 1
        except (RuntimeError, AssertionError, NotImplementedError) as error:
            return cls("cpu"), "cpu", str(error).splitlines()[0]
        return cls(device), device, ""

    def phases(self, params: TrainingParams) -> tuple[Phase, ...]:
        return phases.program(params)

    def bytes_needed(self, params: TrainingParams) -> int:
        return bytes_needed(params)

    def initial(self, params: TrainingParams, seed: int) -> GanState:
        seeds = tuple(seed + member for member in range(params.members))
        generator = networks.initial(shapes_g(params), seeds, 0, params.activation).to(self.device)
        state = GanState(seeds=seeds, generator=generator, averaged=generator, moments_g=Moments.empty(generator),
                         balance=torch.zeros(len(seeds), device=self.device))
        return with_new_discriminator(state, params)

    def advance(self, state: GanState, params: TrainingParams) -> tuple[GanState, Scalars]:
        listed = phases.program(params)
        phase = listed[state.phase]
        before = fitted(state, params)
        after, made_known = phases.RUN[phase.key](before, params, phase.repeat)
        scalars = plain(phases.over_members(made_known))
        if not all(map(math.isfinite, scalars.values())):
            return replace(before, status=DIVERGED, cause=likely_cause(params, phase.player)), {}
        step, position = next_position(state, listed)
        if position == 0:
            # The step is over: what it worked out is let go, so that a keyframe holds weights and moments only.
            after = replace(after, work={})
        return replace(after, step=step, phase=position, done=phase, numbers={**state.numbers, **scalars}), scalars

    def advance_many(self, state: GanState, params: TrainingParams, limit: int
                     ) -> tuple[GanState, Mapping[str, np.ndarray]] | None:
        """As the base class has it, in one call of a compiled program.

        None where there is no program (yet), or where numbers leave the finite range on the way: phase by phase it
        will be known where.
        """
        state = fitted(state, params)
        program = self.step_programs.find(state, params)
        if program is None:
            return None
        after, columns = program.run(state, params, limit, self._ahead)
        return None if after is None else (after, columns)

    def use_executors(self, ahead: Executor | None = None, slow: Executor | None = None) -> None:
        """ahead: makes the next minibatches. slow: makes the compiled programs."""
        self._ahead, self.step_programs.executor, self._followed_programs.executor = ahead, slow, slow

    def twin(self) -> GanTraining:
        twin = type(self)(str(self.device))
        twin.use_executors(self._ahead, self.step_programs.executor)
        return twin

    def without_slow_metrics(self) -> GanTraining:
        twin = copy.copy(self)          # which shares its programs
        twin.measured = ()
        return twin

    def program_key(self, params: TrainingParams) -> Hashable:
        return compiled_step.without_rates(params)

    def join_limit(self, params: TrainingParams, steps: int) -> int:
        return JOIN_LIMIT if steps >= WORTH_JOINING else 1

    def join(self, states: Sequence[GanState], params: TrainingParams, followed: bool = False) -> JoinedGans | None:
        if not can_join(states, params):
            return None
        return (FollowedGans(states, params, self._followed_programs) if followed
                else JoinedGans(states, params, self._joined_programs))


def with_new_discriminator(state: GanState, params: TrainingParams) -> GanState:
    """The state with a discriminator drawn from the run's seeds, whose optimiser remembers nothing."""
    theta = networks.initial(shapes_d(params), state.seeds, 1, params.activation).to(state.generator.device)
    return _directed(replace(state, discriminator=theta, directions=theta.new_empty(len(theta), 0),
                             moments_d=Moments.empty(theta)), params)


def _directed(state: GanState, params: TrainingParams) -> GanState:
    """The state with the singular vectors of D's layers, exactly where spectral normalisation is on."""
    if params.spectral_norm == bool(state.directions.shape[1]):
        return state
    directions = state.directions.new_empty(len(state.seeds), 0)
    if params.spectral_norm:
        directions = networks.initial_directions(shapes_d(params), state.seeds).to(state.generator.device)
        for _ in range(15):         # as torch.nn.utils.parametrizations.spectral_norm begins
            directions = networks.power_iteration(state.discriminator, directions, shapes_d(params))
    return replace(state, directions=directions)


def fitted(state: GanState, params: TrainingParams) -> GanState:
    """The state with what changed params ask for, such as the autoencoder that BEGAN has for a discriminator."""
    if state.discriminator.shape[1] != networks.parameter_count(shapes_d(params)):
        return with_new_discriminator(state, params)
    return _directed(state, params)


def plain(scalars: Mapping[str, torch.Tensor]) -> dict[str, float]:
    """Tensors of one number each as floats, in one go."""
    return dict(zip(scalars, torch.stack(list(scalars.values())).tolist())) if scalars else {}


def last_losses(state: GanState, params: TrainingParams) -> dict[str, float]:
    """The losses and gradient norms of the last step, as the headless contract names them; nan before the first."""
    names = ("loss_d", "loss_g", "penalty_d", "total_d", "grad_norm_d", "grad_norm_g")
    found = {name: state.numbers.get(name, math.nan) for name in names}
    return found if weights_of_penalties(params) else {**found, "penalty_d": 0.0, "total_d": found["loss_d"]}


def likely_cause(params: TrainingParams, player: str) -> str:
    """The parameter that most probably made this player's numbers leave the finite range.

    The one furthest above its default, in powers of ten; a critic that nothing bounds is named by its missing clip.
    """
    declared = parameters(params)
    player = player or "d"
    rate = f"learning_rate_{player}"
    suspects = {rate: math.log10(getattr(params, rate) / declared[rate].default)}
    if player == "d":
        suspects |= {name: math.log10(value) for name in ("r1", "r2", "gradient_penalty", "dragan")
                     if (value := getattr(params, name))}
    other = "learning_rate_g" if player == "d" else "learning_rate_d"
    suspects[other] = math.log10(getattr(params, other) / declared[other].default) - 0.5
    if params.optimizer == "momentum":
        suspects["beta1"] = math.log10(max(1e-9, 0.1 / (1 - params.beta1)))
    name, excess = max(suspects.items(), key=lambda item: item[1])
    bounded = params.weight_clip or params.gradient_penalty or params.spectral_norm
    return "weight_clip" if objective_of(params).critic and not bounded and excess < 1 else name
