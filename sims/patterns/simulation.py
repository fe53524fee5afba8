"""Patterns as a Simulation: the training of the GAN lab on what a plane cannot show."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch

from sims.gan import phases
from sims.gan.data import random_streams
from sims.gan.observation import step_numbers
from sims.gan.observation.frame_arrays import first_sample
from sims.gan.phases import GanState
from sims.gan.players import generate
from sims.gan.training import GanTraining, fitted, last_losses
from sims.params import N_
from sims.patterns import measures
from sims.patterns.blind_critic import correct_blind, correct_least
from sims.patterns.distribution import distribution_of
from sims.patterns.formulas import formula_of
from sims.patterns.params import PatternParams
from sims.patterns.presets import PRESETS
from sims.patterns.scenes import SCENES
from sims.simulation import Formula, Frame, Phase, Preset, Scalars

MEASURED, WATCHED = 2500, 1000      # patterns for the metrics at the end, and for those that are followed
DRAWN = 24                          # patterns of either kind in a frame
ANSWERS = 50                        # times that each of as many x is given, for the diversity of the answers


class PatternsSimulation(GanTraining):
    """A generator and a discriminator on patterns of one scene."""

    name = "patterns"
    title = N_("Patterns")
    Params = PatternParams
    presets: Mapping[str, Preset] = PRESETS
    measured = measures.NAMES

    def formula(self, phase: Phase, params: PatternParams) -> Formula:
        return formula_of(phase, params)

    def slow_metrics(self, state: GanState, params: PatternParams
                     ) -> tuple[Scalars, Callable[[], Scalars] | None]:
        """All of them are at hand."""
        if not self.measured:
            return {}, None
        state = fitted(state, params)
        found = qualities(state, params, WATCHED)
        return {name: value for name, value in found.items() if math.isfinite(value)}, None

    def observe(self, state: GanState, params: PatternParams) -> Frame:
        state = fitted(state, params)
        real, made = real_patterns(state, params, DRAWN), generated(state, params, WATCHED)
        arrays = {"real": real, "generated": made[:DRAWN], "scores_real": scores(state, params, real),
                  "scores_generated": scores(state, params, made[:DRAWN]),
                  "keeps": SCENES[params.scene].keeps(made[:DRAWN]), "cloud": made if made.shape[1] == 2 else made[:0]}
        if params.scene == "digits":
            arrays["class_shares"] = measures.class_shares(made)
        numbers = {**state.numbers, **first_sample(state), "width": params.width, **step_numbers.of(state, params),
                   **measures.quality(made, params), **bounds(params)}
        return Frame(state.step, state.phase, phases.program(params), state.done, state.status, state.cause, arrays,
                     {name: value for name, value in numbers.items() if not math.isnan(value)})

    def measure(self, state: GanState, params: PatternParams) -> dict[str, float]:
        state = fitted(state, params)
        return {**qualities(state, params, MEASURED), **bounds(params), **last_losses(state, params)}


def bounds(params: PatternParams) -> dict[str, float]:
    """What a critic that sees so much can be satisfied with; nan for scenes whose patterns cannot be listed."""
    return {"correct_least": correct_least(params.scene, params.patch),
            "correct_blind": correct_blind(params.scene, params.patch)}


def qualities(state: GanState, params: PatternParams, count: int) -> dict[str, float]:
    """All metrics of `count` patterns of each member, in the mean over the members."""
    rows = []
    for member in range(len(state.seeds)):
        row = measures.quality(generated(state, params, count, member), params)
        if SCENES[params.scene].conditional:
            row["diversity"] = measures.diversity(_answers(state, params, member))
        rows.append(row)
    return {name: float(np.mean([row[name] for row in rows])) for name in measures.NAMES}


def generated(state: GanState, params: PatternParams, count: int, member: int = 0) -> np.ndarray:
    """`count` patterns (count, width) of one member, from latents that stay the same through the run."""
    return _carried(state, params, _latents(state.seeds[member], params, count), member)


def _answers(state: GanState, params: PatternParams, member: int) -> np.ndarray:
    """y (x, z): what a conditional G says to each of ANSWERS x for each of ANSWERS z."""
    latents = _latents(state.seeds[member], params, ANSWERS * ANSWERS)
    latents[:, -1] = latents[:ANSWERS, -1].repeat_interleave(ANSWERS)
    return _carried(state, params, latents, member)[:, 1].reshape(ANSWERS, ANSWERS)


def _carried(state: GanState, params: PatternParams, latents: torch.Tensor, member: int) -> np.ndarray:
    """G of latents (n, inputs_g): by the running mean of the weights where there is one."""
    theta = (state.averaged if params.ema else state.generator)[member:member + 1]
    return generate(theta, latents[None].to(theta.device), params)[0].numpy(force=True).astype(float)


def _latents(seed: int, params: PatternParams, count: int) -> torch.Tensor:
    random = random_streams.generator(seed, random_streams.MEASURE)
    shape = count, params.inputs_g
    drawn = random.standard_normal(shape) if params.latent_distribution == "normal" else random.uniform(-1, 1, shape)
    return torch.from_numpy(drawn.astype(np.float32))


def real_patterns(state: GanState, params: PatternParams, count: int) -> np.ndarray:
    """`count` patterns of the data (count, width), the same through the run."""
    random = random_streams.generator(state.seeds[0], random_streams.VIEW)
    uniform, normal = random.random(count), random.standard_normal((count, params.width))
    drawn = distribution_of(params).sample(torch.from_numpy(uniform.astype(np.float32)),
                                           torch.from_numpy(normal.astype(np.float32)))
    return drawn.numpy().astype(float)


def scores(state: GanState, params: PatternParams, patterns: np.ndarray) -> np.ndarray:
    """D of each of these patterns (n,), judged `pack` times beside itself, in the mean over its patches.

    A D that is told the deviation of its minibatch is told that of these.
    """
    d = state.network_d(params)
    alike = torch.from_numpy(patterns.astype(np.float32)).to(d.theta.device).repeat_interleave(params.pack, 0)
    first = type(d)(d.theta[:1], d.directions[:1], params)
    return first.score(alike[None])[0].reshape(len(patterns), -1).mean(1).numpy(force=True).astype(float)
