"""The GAN lab as a Simulation: initial weights, one phase at a time, a picture, the metrics."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from sims.gan import networks, phases, random_streams
from sims.gan.choices import OBJECTIVES
from sims.gan.compiled import drawing
from sims.gan.compiled import step as compiled_step
from sims.gan.compiled.members import Together, can_join, tells
from sims.gan.formulas import FORMULAS
from sims.gan.observation import frame_arrays, metrics
from sims.gan.observation.metric_floors import Floors
from sims.gan.optimizers import Moments
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.phases import GanState
from sims.gan.presets import PRESETS
from sims.gan.targets import target_of
from sims.params import N_, parameters
from sims.simulation import DIVERGED, Frame, Phase, Preset, Scalars, Simulation, next_position

MEASURE_POINTS = 2500           # as in the published tables
WATCH_POINTS = 1000             # for the metrics that are followed through the run


class GanSimulation(Simulation):
    """A generator and a discriminator on a two-dimensional target."""

    name = "gan"
    title = N_("GAN lab")
    Params = GanParams
    presets: Mapping[str, Preset] = PRESETS
    formulas = FORMULAS
    #: Whether the metrics that are followed go into the trace; who keeps no trace (a sweep) saves their time.
    follows = True

    def __init__(self, device: str = "cpu"):
        self.device = torch.device(device)
        self.workshop = compiled_step.Workshop()
        self._together = compiled_step.Workshop(patience=0, heard=tells)
        self.drawings = drawing.Drawings()
        self._floors = Floors()
        self._ahead: Executor | None = None

    @classmethod
    def on_device(cls, device: str) -> tuple[GanSimulation, str, str]:
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

    def phases(self, params: GanParams) -> tuple[Phase, ...]:
        return phases.program(params)

    def initial(self, params: GanParams, seed: int) -> GanState:
        seeds = tuple(seed + member for member in range(params.members))
        generator = networks.initial(shapes_g(params), seeds, 0, params.activation).to(self.device)
        state = GanState(seeds=seeds, generator=generator, averaged=generator, moments_g=Moments.empty(generator),
                         balance=torch.zeros(len(seeds), device=self.device))
        return self._with_new_critic(state, params)

    def _with_new_critic(self, state: GanState, params: GanParams) -> GanState:
        theta = networks.initial(shapes_d(params), state.seeds, 1, params.activation).to(self.device)
        return self._directed(replace(state, discriminator=theta, directions=theta.new_empty(len(theta), 0),
                                      moments_d=Moments.empty(theta)), params)

    def _directed(self, state: GanState, params: GanParams) -> GanState:
        """The state with the directions of D's layers, exactly where they are normalised spectrally."""
        if params.spectral_norm == bool(state.directions.shape[1]):
            return state
        directions = state.directions.new_empty(len(state.seeds), 0)
        if params.spectral_norm:
            directions = networks.initial_directions(shapes_d(params), state.seeds).to(self.device)
            for _ in range(15):         # as torch.nn.utils.parametrizations.spectral_norm begins
                directions = networks.power_iteration(state.discriminator, directions, shapes_d(params))
        return replace(state, directions=directions)

    def _fitted(self, state: GanState, params: GanParams) -> GanState:
        """The state with what the params ask for: BEGAN's D is an autoencoder, drawn anew."""
        if state.discriminator.shape[1] != networks.parameter_count(shapes_d(params)):
            return self._with_new_critic(state, params)
        return self._directed(state, params)

    def advance(self, state: GanState, params: GanParams) -> tuple[GanState, Scalars]:
        listed = phases.program(params)
        phase = listed[state.phase]
        before = self._fitted(state, params)
        after, made_known = phases.RUN[phase.key](before, params, phase.repeat)
        scalars = plain(phases.over_members(made_known))
        if not all(map(math.isfinite, scalars.values())):
            return replace(before, status=DIVERGED, cause=likely_cause(params, phase.player)), {}
        step, position = next_position(state, listed)
        if position == 0:
            # The step is over: what it worked out is let go, so that a keyframe holds weights and moments only.
            after = replace(after, work={})
        return replace(after, step=step, phase=position, done=phase, numbers={**state.numbers, **scalars}), scalars

    def advance_many(self, state: GanState, params: GanParams, count: int
                     ) -> tuple[GanState, Mapping[str, np.ndarray]] | None:
        """Up to `count` whole steps in one call of a traced program: (state, scalars of every step, name -> (steps,)).

        None where there is no program (yet), or where numbers leave the finite range on the way: then phase by phase,
        which says where.
        """
        state = self._fitted(state, params)
        program = self.workshop.find(state, params)
        if program is None:
            return None
        if self.follows:
            interval = watch_interval(state.step + 1)
            count = min(count, interval - state.step % interval)
        after, columns = program.run(state, params, count, self._ahead)
        return None if after is None else (after, columns)

    def slow_metrics(self, state: GanState, params: GanParams) -> tuple[Scalars, Callable[[], Scalars] | None]:
        """The metrics that are followed, at the steps at which they are: those at hand, and what works out the rest."""
        if not self.follows or state.step % watch_interval(state.step):
            return {}, None
        return watch(self._fitted(state, params), params)

    def together(self, states: Sequence[GanState], params: GanParams) -> Together | None:
        """These GANs as one that leaps, each with the bits that it has alone; None where that is not to be had."""
        return Together(states, params, self._together) if can_join(states, params) else None

    def use_executors(self, ahead: Executor | None = None, slow: Executor | None = None) -> None:
        """ahead: makes the next minibatches. slow: makes programs and finds the floors of a new target."""
        self._ahead, self.workshop.executor, self._floors.executor = ahead, slow, slow

    def pending(self) -> bool:
        return self._floors.pending

    def observe(self, state: GanState, params: GanParams) -> Frame:
        state = self._fitted(state, params)
        pictures = self.drawings.draw(state, params, moving=False)
        numbers = {**frame_arrays.slopes(pictures, state, params),
                   **self._floors.of(params), **frame_arrays.gauges(pictures["generated"], state, params)}
        return self._frame(state, params, pictures, numbers, frame_arrays.weight_histogram(state, params))

    def observe_fast(self, state: GanState, params: GanParams) -> Frame:
        """The frame without what only curves and histograms show: for a picture that moves."""
        state = self._fitted(state, params)
        return self._frame(state, params, self.drawings.draw(state, params, moving=True),
                           self._floors.of(params), {})

    def _frame(self, state: GanState, params: GanParams, pictures: Mapping[str, np.ndarray],
               more: Mapping[str, float], histogram: Mapping[str, np.ndarray]) -> Frame:
        target, objective = target_of(params), OBJECTIVES[params.objective]
        fake = pictures["generated"]
        centre, span = frame_arrays.colour_range(pictures["surface"], objective)
        arrays = {
            "real": frame_arrays.real_points(state.seeds[0], frame_arrays.VIEW_POINTS, params, random_streams.VIEW),
            "generated": fake,
            "latent_grid": pictures["latent_grid"],
            "modes": np.zeros((0, 2)) if target.modes is None else target.modes,
            "mode_share": frame_arrays.mode_share(fake, target),
            "surface": pictures["surface"],
            "arrow_starts": fake[:frame_arrays.ARROWS],
            "arrows": pictures["arrows"],
            **histogram,
        }
        for name in ("real", "fake"):
            if name in state.work:
                arrays[f"batch_{name}"] = frame_arrays.to_numpy(state.work[name][0])
        numbers = {**state.numbers, "max_abs_weight_d": state.discriminator[0].abs().max().item(),
                   **frame_arrays.first_sample(state), **more,
                   "extent": target.extent, "surface_width": frame_arrays.surface_width(target.extent),
                   "surface_centre": centre, "surface_span": span, "mode_std": target.std}
        return Frame(state.step, state.phase, phases.program(params), state.done, state.status, state.cause, arrays,
                     numbers)

    def measure(self, state: GanState, params: GanParams) -> dict[str, float]:
        state = self._fitted(state, params)
        target = target_of(params)
        rows = []
        for member, seed in enumerate(state.seeds):
            fake = frame_arrays.generated(state, params, MEASURE_POINTS, random_streams.MEASURE, member)
            real = frame_arrays.real_points(seed, MEASURE_POINTS, params, random_streams.MEASURE)
            rows.append(metrics.quality(real, fake, target))
        found = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        for name in ("loss_d", "loss_g", "grad_norm_d", "grad_norm_g"):
            found[name] = state.numbers.get(name, math.nan)
        found["max_abs_weight_d"] = state.discriminator.abs().amax(1).mean().item()
        return found


def plain(scalars: Mapping[str, torch.Tensor]) -> dict[str, float]:
    """Tensors of one number each as floats, in one go."""
    return dict(zip(scalars, torch.stack(list(scalars.values())).tolist())) if scalars else {}


def watch_interval(step: int) -> int:
    """Steps between two entries of the metrics that are followed: often at first, when much happens."""
    return 50 if step <= 1_000 else 250 if step <= 10_000 else 1000


def w1_interval(step: int) -> int:
    """Steps between two exact W1, each of which takes as long as hundreds of training steps."""
    return 500 if step <= 1_000 else 5_000 if step <= 20_000 else 20_000


def watch(state: GanState, params: GanParams) -> tuple[Scalars, Callable[[], Scalars] | None]:
    """The metrics that are followed through a run, those that have no meaning for the target left out; and where it is
    time for an exact W1, what works it out."""
    target, exact = target_of(params), None
    fake = frame_arrays.generated(state, params, WATCH_POINTS, random_streams.MEASURE)
    found = metrics.mode_statistics(fake, target)
    if np.isfinite(fake).all():
        real = frame_arrays.real_points(state.seeds[0], WATCH_POINTS, params, random_streams.MEASURE)
        found["sliced_w1"] = metrics.sliced_wasserstein1(real, fake, 64)
        if state.step % w1_interval(state.step) == 0:
            exact = partial(exact_w1, real[:500], fake[:500])
    return {name: value for name, value in found.items() if math.isfinite(value)}, exact


def exact_w1(real: np.ndarray, fake: np.ndarray) -> Scalars:
    return {"w1": metrics.wasserstein1(real, fake)}


def likely_cause(params: GanParams, player: str) -> str:
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
    return "weight_clip" if params.objective == "wgan" and not bounded and excess < 1 else name
