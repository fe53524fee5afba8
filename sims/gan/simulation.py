"""The GAN lab as a Simulation: what is shown and measured of the training in sims.gan.training."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial

import numpy as np

from sims.gan import phases, pytorch_script
from sims.gan.compiled import picture
from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.experiments.streams import EXPERIMENTS
from sims.gan.formulas import formula_of
from sims.gan.objectives_text import objective_of
from sims.gan.observation import chain_rule, fooling, frame_arrays, metrics, overfitting, probes, step_numbers
from sims.gan.observation.game_value import game_value
from sims.gan.observation.metric_floors import Floors
from sims.gan.observation.minibatch_scores import minibatch_scores
from sims.gan.params import GanParams
from sims.gan.phases import GanState
from sims.gan.presets import PRESETS
from sims.gan.training import GanTraining, fitted, last_losses
from sims.params import N_
from sims.simulation import Experiment, Formula, Frame, Phase, Preset, Rectangle, Scalars

MEASURE_POINTS = 2500           # as in the published tables
SMALL = 400                     # points of a small picture; modes are counted among as many as in the large one
WATCH_POINTS = 1000             # for the metrics that are followed through the run
WATCH_W1_POINTS = 500           # of them, for exact W1, which takes as long as hundreds of training steps


class GanSimulation(GanTraining):
    """A generator and a discriminator on a two-dimensional target."""

    name = "gan"
    title = N_("GAN lab")
    Params = GanParams
    presets: Mapping[str, Preset] = PRESETS
    measured = ("modes", "high_quality", "mode_kl", "js", "sliced_w1", "w1", "fooled",
                *overfitting.MEASURED)

    def __init__(self, device: str = "cpu"):
        super().__init__(device)
        self.picture_programs = picture.PicturePrograms()
        self._floors = Floors()
        self._view: Rectangle | None = None

    def formula(self, phase: Phase, params: GanParams) -> Formula:
        return formula_of(phase, params)

    def slow_metrics(self, state: GanState, params: GanParams) -> tuple[Scalars, Callable[[], Scalars] | None]:
        """Modes and their share of good samples are at hand; JS, sliced and exact W1 are computed from the points."""
        return watch(fitted(state, params), params) if self.measured else ({}, None)

    def experiments(self) -> Mapping[str, Experiment]:
        return EXPERIMENTS

    def samples(self, state: GanState, params: GanParams) -> Mapping[str, Mapping[str, np.ndarray]]:
        return minibatch_scores(state, params)

    def probe(self, state: GanState, params: GanParams, points: np.ndarray) -> Mapping[str, np.ndarray]:
        return probes.at_points(fitted(state, params), params, points)

    def sample(self, state: GanState, params: GanParams, index: int) -> Mapping[str, np.ndarray]:
        return probes.of_sample(fitted(state, params), params, index)

    def chain_rule(self, state: GanState, params: GanParams, index: int) -> Mapping[str, np.ndarray]:
        return chain_rule.of_sample(fitted(state, params), params, index)

    def script(self, params: GanParams, seed: int, steps: int) -> str:
        return pytorch_script.script(params, seed, steps)

    def use_executors(self, ahead: Executor | None = None, slow: Executor | None = None) -> None:
        """As GanTraining has it; slow also finds the floors of a new target."""
        super().use_executors(ahead, slow)
        self._floors.executor = slow

    def pending(self) -> bool:
        return self._floors.pending

    def look_at(self, view: Rectangle) -> None:
        self._view = tuple(map(float, view))

    def observe(self, state: GanState, params: GanParams) -> Frame:
        state, view = fitted(state, params), self._view_of(params)
        pictures = self._draw(state, params, view, moving=False)
        numbers = {**frame_arrays.slopes(pictures, state, params),
                   **self._floors.of(params), **frame_arrays.gauges(pictures["generated"], state, params),
                   **game_value(state, params, pictures["generated"])}
        return self._frame(state, params, view, pictures, numbers, frame_arrays.weight_histogram(state, params))

    def observe_fast(self, state: GanState, params: GanParams) -> Frame:
        """The frame without what only curves and histograms show: for a picture that moves."""
        state, view = fitted(state, params), self._view_of(params)
        pictures = self._draw(state, params, view, moving=True)
        return self._frame(state, params, view, pictures, self._floors.of(params), {})

    def observe_small(self, state: GanState, params: GanParams) -> Frame:
        """The points only. The real ones are those of seed 0, the same array for all runs, so that it is sent once."""
        state, target = fitted(state, params), target_of(params)
        self._floors.pending = False            # none is shown here, whoever asked for some before, such as an autosave
        fake = frame_arrays.generated(state, params, frame_arrays.VIEW_POINTS, random_streams.VIEW)
        arrays = {"real": frame_arrays.real_points(0, SMALL, params, random_streams.VIEW),
                  "generated": fake[:SMALL], "modes": np.zeros((0, 2)) if target.modes is None else target.modes,
                  "mode_share": frame_arrays.mode_share(fake, target)}
        return Frame(state.step, state.phase, phases.program(params), state.done, state.status, state.cause, arrays,
                     {**state.numbers, "extent": target.extent})

    def _view_of(self, params: GanParams) -> Rectangle:
        return self._view or frame_arrays.usual_view(target_of(params).extent)

    def _draw(self, state: GanState, params: GanParams, view: Rectangle, moving: bool) -> dict[str, np.ndarray]:
        nodes = frame_arrays.surface_nodes(view, state.discriminator.device)
        return self.picture_programs.draw(state, params, nodes, moving)

    def _frame(self, state: GanState, params: GanParams, view: Rectangle, pictures: Mapping[str, np.ndarray],
               more: Mapping[str, float], histogram: Mapping[str, np.ndarray]) -> Frame:
        target, objective = target_of(params), objective_of(params)
        fake = pictures["generated"]
        arrays = {
            "real": overfitting.shown(state.seeds[0], params),
            "generated": fake,
            "latent_grid": pictures["latent_grid"],
            "modes": np.zeros((0, 2)) if target.modes is None else target.modes,
            "mode_share": frame_arrays.mode_share(fake, target),
            "scores": pictures["scores"],
            "view": np.array(view),
            "arrow_starts": fake[:frame_arrays.ARROWS],
            "arrows": pictures["arrows"],
            **histogram,
        }
        if "between" in pictures:
            slopes = frame_arrays.steepness_of(pictures["slope_d"][2 * frame_arrays.ARROWS:])
            arrays |= {"between": pictures["between"], "between_slope": slopes}
        for name in ("real", "fake"):
            if name in state.work:
                arrays[f"batch_{name}"] = frame_arrays.to_numpy(state.work[name][0])
        numbers = {**state.numbers, "max_abs_weight_d": state.discriminator[0].abs().max().item(),
                   **frame_arrays.first_sample(state), **step_numbers.of(state, params), **more,
                   "extent": target.extent, "mode_std": target.std,
                   "neutral_score": frame_arrays.neutral_score(objective),
                   "scores_are_logits": float(objective.output == "probability")}
        return Frame(state.step, state.phase, phases.program(params), state.done, state.status, state.cause, arrays,
                     numbers)

    def measure(self, state: GanState, params: GanParams) -> dict[str, float]:
        state = fitted(state, params)
        target = target_of(params)
        rows = []
        for member, seed in enumerate(state.seeds):
            fake = frame_arrays.generated(state, params, MEASURE_POINTS, random_streams.MEASURE, member)
            real = frame_arrays.real_points(seed, MEASURE_POINTS, params, random_streams.MEASURE)
            rows.append(metrics.quality(real, fake, target))
        found = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
        found |= last_losses(state, params)
        found["max_abs_weight_d"] = state.discriminator.abs().amax(1).mean().item()
        return found


def watch(state: GanState, params: GanParams) -> tuple[Scalars, Callable[[], Scalars] | None]:
    """The metrics that are followed through a run, those that have no meaning for the target left out: what is quickly
    known, and what works out the distances to the real points."""
    target, distances = target_of(params), None
    fake = frame_arrays.generated(state, params, WATCH_POINTS, random_streams.MEASURE)
    found = {**metrics.mode_statistics(fake, target), **fooling.fooled(state, params, fake),
             **overfitting.accuracies(state, params)}
    if np.isfinite(fake).all():
        real = frame_arrays.real_points(state.seeds[0], WATCH_POINTS, params, random_streams.MEASURE)
        distances = partial(watched_distances, real, fake, target.extent)
    return {name: value for name, value in found.items() if math.isfinite(value)}, distances


def watched_distances(real: np.ndarray, fake: np.ndarray, extent: float) -> Scalars:
    """js, sliced_w1 and, of the first WATCH_W1_POINTS, exact w1 of real and generated points (n, 2), all finite."""
    return {"js": metrics.grid_js(real, fake, extent), "sliced_w1": metrics.sliced_wasserstein1(real, fake, 64),
            "w1": metrics.wasserstein1(real[:WATCH_W1_POINTS], fake[:WATCH_W1_POINTS])}
