"""Experiments with one player frozen.

G frozen, a fresh D trains: how the gradient that G would get changes (the two figures of Arjovsky and Bottou 2017).
G frozen, D trains to its optimum: D beside D* = p / (p + q), where both densities are known.
D frozen, G trains: the points move to where D is highest.

All are pure functions of (state, params). Of several members the first is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.objectives_text import OBJECTIVES, objective_of
from sims.gan.observation import frame_arrays, metrics
from sims.gan.observation.densities import generated_density, real_density
from sims.gan.params import GanParams
from sims.gan.phases import GanState
from sims.gan.players import Discriminator, generate, generator_loss
from sims.gan.training import GanTraining
from sims.params import change
from sims.simulation import OK

#: Objectives that a D is trained by, with the losses of G whose gradients it gives: cross entropy serves two.
ASKED: Mapping[str, tuple[str, ...]] = {"saturating": ("saturating", "nonsaturating"), "wgan": ("wgan",)}


@lru_cache(maxsize=2)
def _simulation(device: str) -> GanTraining:
    """One for all experiments, because it keeps its compiled programs."""
    return GanTraining(device)


def log_spaced(total: int) -> tuple[int, ...]:
    """Eight numbers of steps a decade from 1 to total, which is the last."""
    count = max(2, round(8 * math.log10(max(total, 2))) + 1)
    return tuple(sorted({round(x) for x in np.geomspace(1, max(total, 1), count)}))


def travel(simulation: GanTraining, state: GanState, params: GanParams, goal: int, stride: int = 16
           ) -> Iterator[GanState]:
    """Train to the step `goal`: the state after every call of at most `stride` steps, while it does not diverge."""
    while state.step < goal and state.status == OK:
        leapt = None if state.phase else simulation.advance_many(state, params, min(goal - state.step, stride))
        state = (leapt or simulation.advance(state, params))[0]
        yield state


def on_the_way(simulation: GanTraining, state: GanState, params: GanParams, at: Iterable[int]) -> Iterator[GanState]:
    """The states after so many more steps each, `at` rising from 0 on; ends early where the run diverges."""
    begin = state.step
    for steps in at:
        for reached in travel(simulation, state, params, begin + steps):
            state = reached
        if state.status != OK:
            return
        yield state


def one_member(state: GanState) -> GanState:
    """Member 0 alone, at a step boundary."""
    def cut(moments):
        return replace(moments, first=moments.first[:1], second=moments.second[:1], last=moments.last[:1])
    return replace(state, seeds=state.seeds[:1], generator=state.generator[:1], averaged=state.averaged[:1],
                   discriminator=state.discriminator[:1], directions=state.directions[:1], balance=state.balance[:1],
                   moments_g=cut(state.moments_g), moments_d=cut(state.moments_d), phase=0, work={})


# G frozen, a fresh D trains ------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class GeneratorGradient:
    """The gradient of G's loss over many minibatches, under one D.

    norm, deviation: mean and standard deviation of |gradient| over the minibatches. variance: of the gradient
    itself, summed over its coordinates.
    """

    norm: float
    deviation: float
    variance: float


def generator_gradient(state: GanState, params: GanParams, objective: str, minibatches: int = 32) -> GeneratorGradient:
    """The norm and the variance of the gradient that D as it is would give G with this objective."""
    count = params.batch_size
    z = torch.from_numpy(metrics.latent_sample(state.seeds[0], random_streams.MEASURE, minibatches * count,
                                               params.latent_dim, params.latent_distribution))
    z = z.view(minibatches, count, -1)
    points = frame_arrays.real_points(state.seeds[0], minibatches * count, params, random_streams.MEASURE)
    real = torch.from_numpy(np.array(points))
    device = state.generator.device
    theta = state.generator[:1].detach().expand(minibatches, -1).clone().requires_grad_()
    d = Discriminator(state.discriminator[:1].expand(minibatches, -1), state.directions[:1].expand(minibatches, -1),
                      replace(params, objective=objective))
    loss = generator_loss(theta, d, z.to(device), None, real.view(minibatches, count, 2).to(device),
                          state.balance[:1].expand(minibatches))
    gradient = torch.autograd.grad(loss.sum(), theta)[0].double()
    norms = gradient.norm(dim=1)
    return GeneratorGradient(norms.mean().item(), norms.std().item(), gradient.var(dim=0).sum().item())


def frozen_generator(state: GanState, params: GanParams, at: Iterable[int], minibatches: int = 32
                     ) -> dict[str, np.ndarray]:
    """Arjovsky and Bottou 2017, figures 2 and 3: G as it is in `state`, a D drawn anew, G's gradient as D learns.

    Two Ds are trained, one by cross entropy (for the saturating and the non-saturating loss of G), one by the
    Wasserstein loss. Returns series over `at` (D's updates): step, norm_*, deviation_*, variance_* for each of the
    three losses, and for the first D its loss_d and accuracy_d.
    """
    rows = [row for row in frozen_generator_rows(state, params, at, minibatches) if not isinstance(row, int)]
    return {name: np.array([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def frozen_generator_rows(state: GanState, params: GanParams, at: Iterable[int], minibatches: int = 32
                          ) -> Iterator[int | dict[str, float]]:
    """The rows of `frozen_generator`, one for each of `at` as soon as both Ds are there, for a caller who has
    other things to do: in between, after every leap, how many steps of D are done. Ends early where one diverges."""
    discriminators = []
    for trained_by, asked in ASKED.items():
        held = replace(change(params, objective=trained_by, freeze_g=True, freeze_d=False,
                              **_bounded(params, trained_by)), members=1)
        # One for each: it makes a program only for a setting that stays.
        simulation = GanTraining(str(state.generator.device))
        fresh = simulation.initial(held, state.seeds[0])
        begin = replace(fresh, generator=state.generator[:1], averaged=state.averaged[:1])
        discriminators.append([simulation, held, asked, begin])
    for steps in sorted(set(at)):
        row: dict[str, float] = {"step": steps}
        for trained in discriminators:
            simulation, held, asked, reached = trained
            for later in travel(simulation, reached, held, steps):
                yield (reached := later).step
            if reached.status != OK:
                return
            trained[-1] = reached
            for objective in asked:
                found = generator_gradient(reached, held, objective, minibatches)
                row |= {f"{name}_{objective}": getattr(found, name) for name in ("norm", "deviation", "variance")}
            if objective_of(held).output == "probability":
                row["loss_d"], row["accuracy_d"] = judged(reached, held)
        yield row


def _bounded(params: GanParams, objective: str) -> dict[str, float]:
    """A Wasserstein critic that nothing else bounds gets the gradient penalty of the published toys."""
    bounded = params.weight_clip or params.gradient_penalty or params.spectral_norm
    return {"gradient_penalty": 0.1} if OBJECTIVES[objective].critic and not bounded else {}


def judged(state: GanState, params: GanParams, count: int = 2500) -> tuple[float, float]:
    """(cross entropy, accuracy) of D on so many real and generated points."""
    real = torch.from_numpy(np.array(frame_arrays.real_points(state.seeds[0], count, params, random_streams.MEASURE)))
    fake = torch.from_numpy(frame_arrays.generated(state, params, count, random_streams.MEASURE))
    score_real, score_fake = (frame_arrays.judge(state, params, points[None].to(state.discriminator.device)).double()
                              for points in (real, fake))
    loss = torch.nn.functional.softplus(-score_real).mean() + torch.nn.functional.softplus(score_fake).mean()
    right = 0.5 * ((score_real > 0).double().mean() + (score_fake <= 0).double().mean())
    return loss.item(), right.item()


# D beside its optimum ------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Optimum:
    """D and D* on a square of nodes, and how far apart they are where p + q exceeds `dense`.

    best_accuracy: (1 + TV) / 2, what no D can exceed, from the densities on these nodes.
    """

    trained: np.ndarray
    optimal: np.ndarray
    largest_error: float
    mean_error: float
    best_accuracy: float


def beside_optimum(state: GanState, params: GanParams, cells: int = 160, dense: float = 0.01) -> Optimum | None:
    """D as it is beside D* = p / (p + q) (Goodfellow et al. 2014, proposition 1); None where p or q is not known."""
    p, q = real_density(params), generated_density(state, params)
    if p is None or q is None:
        return None
    fake = frame_arrays.generated(state, params, 4000, random_streams.MEASURE)
    reach = 1.2 * max(target_of(params).extent, float(np.abs(fake).max()))
    line = np.linspace(-reach, reach, cells)
    nodes = np.stack(np.meshgrid(line, line), -1)
    real, made = p(nodes), q(nodes)
    scores = frame_arrays.judge(state, params, torch.from_numpy(nodes.reshape(1, -1, 2).astype(np.float32)))
    trained = frame_arrays.to_numpy(torch.sigmoid(scores.double())).reshape(cells, cells)
    counted = real + made > dense
    optimal = real / np.maximum(real + made, 1e-300)
    error = np.abs(trained - optimal)[counted]
    total_variation = 0.5 * np.abs(real - made).sum() * (line[1] - line[0])**2
    return Optimum(trained, optimal, float(error.max()), float(error.mean()), 0.5 * (1 + total_variation))


def trained_to_optimum(state: GanState, params: GanParams, steps: int, rates: tuple[float, ...]) -> GanState:
    """D after `steps` updates at each of these learning rates in turn, against a frozen G."""
    simulation = _simulation(str(state.generator.device))
    for rate in rates:
        held = change(params, freeze_g=True, freeze_d=False, learning_rate_d=rate)
        for reached in on_the_way(simulation, state, held, (steps,)):
            state = reached
    return state


# D frozen, G trains --------------------------------------------------------------------------------------------------

def weakest_place(state: GanState, params: GanParams, cells: int = 41) -> tuple[np.ndarray, float]:
    """(x*, D(x*)): the maximum of D over the drawn square, by grids that are refined around their best node.

    D(x*) is the raw score. x* may lie on the border: a D need not have a largest value (see SCIENCE, correction 17).
    """
    centre, reach = np.zeros(2), target_of(params).extent
    best = -math.inf
    for _ in range(12):
        line = np.linspace(-reach, reach, cells)
        nodes = centre + np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
        x = torch.from_numpy(nodes.astype(np.float32))[None].to(state.discriminator.device)
        scores = frame_arrays.to_numpy(frame_arrays.judge(state, params, x)[0])
        centre, best, reach = nodes[scores.argmax()], max(best, float(scores.max())), reach / 6
    return centre, best


def latent_slope(theta: Tensor, z: Tensor, params: GanParams) -> float:
    """Mean of |dG/dz| (Frobenius norm) over latent points (batch, latent_dim)."""
    z = z[None].detach().requires_grad_()
    x = generate(theta[:1], z, params)
    rows = [torch.autograd.grad(x[..., axis].sum(), z, retain_graph=True)[0] for axis in range(2)]
    return torch.stack(rows).square().sum(dim=(0, -1)).sqrt().mean().item()


def frozen_discriminator(state: GanState, params: GanParams, at: Iterable[int]) -> dict[str, np.ndarray]:
    """G trains against D as it is: series over `at` of step, distance (of the points' mean from x*), spread (their
    standard deviation), latent_slope (mean |dG/dz|) and score (mean D, raw) with the score at x* as best."""
    start = one_member(state)
    held = replace(change(params, freeze_d=True, freeze_g=False), members=1)
    place, best = weakest_place(start, held)
    z = torch.from_numpy(metrics.latent_sample(start.seeds[0], random_streams.MEASURE, frame_arrays.VIEW_POINTS,
                                               params.latent_dim, params.latent_distribution))
    z = z.to(state.generator.device)
    at = sorted(set(at))
    rows = []
    for reached in on_the_way(_simulation(str(state.generator.device)), start, held, at):
        points = generate(reached.generator, z[None], held)
        cloud = frame_arrays.to_numpy(points[0])
        rows.append({"distance": float(np.linalg.norm(cloud.mean(0) - place)),
                     "spread": float(np.sqrt(cloud.var(0).sum())),
                     "latent_slope": latent_slope(reached.generator, z, held),
                     "score": frame_arrays.judge(reached, held, points).mean().item(), "best": best})
    return {"step": np.array(at[:len(rows)]), **{name: np.array([row[name] for row in rows]) for name in rows[0]}}
