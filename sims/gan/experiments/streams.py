"""The experiments of the lab as iterators, for a window that draws their results while they run.

Each yields rows of numbers as soon as they are known and, in between, its progress (an int, of the total it was given),
so that a caller can stop it at any time. The given state is not changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import torch

from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.experiments import first_checks, frozen_player
from sims.gan.experiments.frozen_player import log_spaced
from sims.gan.experiments.vanishing import vanishing
from sims.gan.objectives_text import objective_of
from sims.gan.observation import frame_arrays, metrics
from sims.gan.params import GanParams
from sims.gan.phases import GanState
from sims.gan.players import generate
from sims.gan.training import GanTraining, fitted
from sims.params import change
from sims.simulation import OK

Row = Mapping[str, float | np.ndarray]
Steps = Iterator[int | Row]

#: Factors on D's learning rate on the way to its optimum, one after the other, each for the same number of steps.
RATES = (1.0, 0.3, 0.1, 0.03, 0.01)
NODES = 241                     # of the line along which D is drawn beside D*
POOL = 2**18                    # real and generated points that the minibatches are made of
CHUNK = 2**14


def fresh_critic(state: GanState, params: GanParams, total: int) -> Steps:
    """Arjovsky and Bottou 2017, figures 2 and 3: see frozen_player.frozen_generator. total: updates of D."""
    yield from frozen_player.frozen_generator_rows(state, params, log_spaced(total))


def toward_optimum(state: GanState, params: GanParams, total: int) -> Steps:
    """D trains on from where it is, at decreasing learning rates, while G is frozen. total: updates of D.

    Rows: step, loss_d (cross entropy) and accuracy_d on 2,500 points of each kind; line, trained: D along a line;
    where both densities are known also optimal (D* there), mean_error and largest_error of D against D*, and
    best_accuracy = (1 + TV) / 2. A D that is no classifier is replaced by a fresh one that learns by cross entropy.
    """
    simulation = GanTraining(str(state.generator.device))
    held = replace(change(params, freeze_g=True, freeze_d=False), members=1)
    start = frozen_player.one_member(state)
    if objective_of(params).output != "probability":
        held = change(held, objective="saturating")
        fresh = simulation.initial(held, state.seeds[0])
        start = replace(fresh, generator=start.generator, averaged=start.averaged)
    reached = replace(start, step=0, status=OK)
    line = cross_section(reached, held)
    measured = {0, *log_spaced(total)}
    slower = {total * k // len(RATES) for k in range(1, len(RATES))}
    for stop in sorted(measured | slower):
        stage = min(len(RATES) * reached.step // total, len(RATES) - 1)
        slowed = replace(held, learning_rate_d=held.learning_rate_d * RATES[stage])
        for later in frozen_player.travel(simulation, reached, slowed, stop):
            yield (reached := later).step
        if reached.status != OK:
            return
        if stop in measured:
            yield {"step": stop, **_beside(reached, held, *line)}


def _beside(state: GanState, params: GanParams, places: np.ndarray, points: np.ndarray) -> dict:
    loss, accuracy = frozen_player.judged(state, params)
    x = torch.from_numpy(points[None].astype(np.float32)).to(state.generator.device)
    scores = frame_arrays.judge(state, params, x)
    row = {"loss_d": loss, "accuracy_d": accuracy, "line": places,
           "trained": frame_arrays.to_numpy(torch.sigmoid(scores.double())[0])}
    found = frozen_player.beside_optimum(state, params)
    if found is not None:
        real, made = frozen_player.real_density(params)(points), frozen_player.generated_density(state, params)(points)
        row |= {"optimal": real / np.maximum(real + made, 1e-300), "largest_error": found.largest_error,
                "mean_error": found.mean_error, "best_accuracy": found.best_accuracy}
    return row


def cross_section(state: GanState, params: GanParams) -> tuple[np.ndarray, np.ndarray]:
    """The line from the mean of the generated points to the real mode nearest to it, and beyond both: how far along
    each node is, 0 at that mean (NODES,), and where it is (NODES, 2)."""
    target = target_of(params)
    begin = frame_arrays.generated(state, params, frame_arrays.VIEW_POINTS, random_streams.MEASURE).mean(axis=0)
    goals = target.modes
    if goals is None:
        real = frame_arrays.real_points(state.seeds[0], frame_arrays.VIEW_POINTS, params, random_streams.MEASURE)
        goals = real.mean(axis=0)[None]
    offset = goals[np.linalg.norm(goals - begin, axis=1).argmin()] - begin
    length = float(np.linalg.norm(offset))
    way = offset / length if length > 0.05 * target.extent else np.array([1.0, 0.0])
    places = np.linspace(-target.extent, target.extent + length, NODES)
    return places, begin + places[:, None] * way


def batch_size(state: GanState, params: GanParams, total: int) -> Steps:
    """The standard error of V estimated on a minibatch: over the minibatches into which a pool of points is cut.

    Rows over sizes 1, 2, 4, ... up to POOL / 64: size, deviation, uncertainty (of that deviation, one standard
    deviation), expected = sqrt(var ln D(x) + var ln(1 − D(G(z)))) / sqrt(size). For a D whose output is a raw score,
    V = E D(x) − E D(G(z)). total: only the scale of the progress.
    """
    params = replace(params, members=1)
    state = fitted(frozen_player.one_member(state), params)
    terms = []
    for chunk in range(POOL // CHUNK):
        terms.append(_terms(state, params, chunk))
        yield total * (chunk + 1) * CHUNK // POOL
    real, fake = np.concatenate([term[0] for term in terms]), np.concatenate([term[1] for term in terms])
    single = math.sqrt(real.var() + fake.var())
    size = 1
    while POOL // size >= 64:
        values = (real + fake).reshape(-1, size).mean(axis=1)
        deviation = float(values.std(ddof=1))
        yield {"size": size, "deviation": deviation, "uncertainty": deviation / math.sqrt(2 * (len(values) - 1)),
               "expected": single / math.sqrt(size)}
        size *= 2


def _terms(state: GanState, params: GanParams, chunk: int) -> tuple[np.ndarray, np.ndarray]:
    """What CHUNK real and as many generated points add to V, one number each."""
    device, seed = state.generator.device, (state.seeds[0] + 7919 * (chunk + 1)) % 2**31
    real = metrics.real_sample(seed, random_streams.MEASURE, CHUNK, target_of(params))
    z = metrics.latent_sample(seed, random_streams.MEASURE, CHUNK, params.latent_dim, params.latent_distribution)
    theta = state.averaged if params.ema else state.generator
    with torch.no_grad():
        fake = generate(theta[:1], torch.from_numpy(z)[None].to(device), params)
        scores = [frame_arrays.judge(state, params, points)[0].double()
                  for points in (torch.from_numpy(np.array(real, np.float32))[None].to(device), fake)]
    if objective_of(params).output == "probability":
        scores = [torch.nn.functional.logsigmoid(scores[0]), torch.nn.functional.logsigmoid(-scores[1])]
    else:
        scores[1] = -scores[1]
    return frame_arrays.to_numpy(scores[0]), frame_arrays.to_numpy(scores[1])


EXPERIMENTS = {"fresh_critic": fresh_critic, "toward_optimum": toward_optimum, "batch_size": batch_size,
               "vanishing": vanishing, "debug_first": first_checks.debug_first, **first_checks.CHECKS}
