""""Debug first": three checks of the two players as they are set up, before anybody tunes anything.

The gradient that they train by against differences of the loss; a fresh D on two points, which any sound D can learn by
heart; a fresh G against a D that is known and stays, whose top any sound G reaches.

All are pure functions of (state, params) and yield as sims.gan.experiments.streams says: progress, and rows with the
step, the number of the check under its name, and the limit below which it is passed. Members: the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from sims.gan import networks
from sims.gan.data import minibatches, random_streams
from sims.gan.experiments.frozen_player import log_spaced, one_member
from sims.gan.losses import LOSSES, Rules
from sims.gan.observation import frame_arrays, metrics
from sims.gan.optimizers import Moments, update
from sims.gan.params import CURES, GanParams, shapes_d, shapes_g
from sims.gan.phases import GanState
from sims.gan.players import Batch, Discriminator, discriminator_loss, generate, generator_loss
from sims.gan.training import fitted
from sims.params import change, parameters

Row = Mapping[str, float]
Steps = Iterator[int | Row]

#: What each check has to stay below: a relative error, a cross entropy in nats, a distance in the plane.
LIMITS = {"gradient_check": 1e-4, "two_points": 0.01, "fixed_d": 0.1}
WEIGHTS, PARTS = 96, 8          # weights of each network that are tried, in so many rows
#: The width of the differences. In double precision they lose 1e-8 to rounding; wider ones meet the kinks of ReLU.
STEP, SMALLEST = 1e-7, 1e-3
TOP = (1.0, 0.5)                # where the D that stays is highest


def gradient_check(state: GanState, params: GanParams, total: int) -> Steps:
    """Autograd's slope of both losses against central differences, in double precision, weight by weight.

    The number: the largest |difference| / max(|slope|, SMALLEST) over the weights tried so far, which are drawn evenly
    from both networks; step: how many. The loss of D holds its penalties, on one minibatch of the run as it stands.
    """
    params = replace(params, members=1)
    state = fitted(one_member(state), params)
    losses = losses_of(state, params)
    worst, tried = 0.0, 0
    random = random_streams.generator(state.seeds[0], random_streams.MEASURE, 2)
    picked = {name: random.permutation(len(theta[0]))[:WEIGHTS] for name, (theta, _loss) in losses.items()}
    for part in range(PARTS):
        for name, (theta, loss) in losses.items():
            slope = slope_of(loss, theta)
            for k in picked[name][part::PARTS]:
                moved = [_moved(theta, int(k), by) for by in (STEP, -STEP)]
                measured = (loss(moved[0]) - loss(moved[1])).item() / (2 * STEP)
                worst = max(worst, abs(measured - slope[k]) / max(abs(slope[k]), SMALLEST))
                tried += 1
        yield {"step": tried, "gradient_check": worst, "limit": LIMITS["gradient_check"]}
        yield total * (part + 1) // PARTS


def losses_of(state: GanState, params: GanParams) -> dict[str, tuple[Tensor, Callable[[Tensor], Tensor]]]:
    """{"d", "g"}: the weights (1, parameters) in double precision, and the loss (1,) that the player minimises as a
    function of them, over the first minibatch of the step under way without instance noise."""
    values = tuple(part.double() for part in minibatches.step_draws(state.seeds, state.step, params))
    theta_d, theta_g, directions, balance = (part.cpu().double() for part in (
        state.discriminator, state.generator, state.directions, state.balance))
    d = Discriminator(theta_d, directions, params)

    def drawn(name: str, wanted: float | bool) -> Tensor | None:
        return minibatches.drawn(values, params, name) if wanted else None
    real = minibatches.real(values, params, 0, state.seeds).double()
    fake = generate(theta_g, minibatches.latent(values, params, "latent0"), params).detach()
    z = minibatches.latent(values, params, "latent_g")
    batch = Batch(real, fake, drawn("mix0", params.gradient_penalty), drawn("around0", params.dragan),
                  drawn("around_mix0", params.dragan))
    return {"d": (theta_d, lambda theta: discriminator_loss(d.with_theta(theta), batch, balance)),
            "g": (theta_g, lambda theta: generator_loss(theta, d, z, None, real, balance))}


def slope_of(loss: Callable[[Tensor], Tensor], theta: Tensor) -> np.ndarray:
    """Autograd's gradient of a loss at theta (1, parameters), (parameters,)."""
    at = theta.detach().requires_grad_()
    gradient, = torch.autograd.grad(loss(at).sum(), at)
    return frame_arrays.to_numpy(gradient[0])


def _moved(theta: Tensor, k: int, by: float) -> Tensor:
    moved = theta.detach().clone()
    moved[0, k] += by
    return moved


def without_cures(params: GanParams) -> GanParams:
    """The same networks, optimiser and rates, with cross entropy and no cure: cures are there to hold D back."""
    off = {name: entry.default for name, entry in parameters(params).items() if entry.group == CURES}
    return replace(change(params, **off), objective="saturating", members=1)


def two_points(state: GanState, params: GanParams, total: int) -> Steps:
    """A fresh D learns one real and one generated point by heart, by cross entropy, with the optimiser and the rate of
    the run. The number: its loss −ln D(x) − ln(1 − D(x~)) after so many updates; it ends once that is small enough.

    The points: of the first hundred of each kind those that lie farthest apart.
    """
    plain, seeds = without_cures(params), state.seeds[:1]
    real, fake = _farthest(frame_arrays.real_points(seeds[0], 100, params, random_streams.VIEW),
                           frame_arrays.generated(one_member(state), params, 100, random_streams.VIEW))
    theta = networks.initial(shapes_d(plain), seeds, 1, plain.activation)
    d = Discriminator(theta, theta.new_empty(1, 0), plain)
    x, made = (torch.from_numpy(point.astype(np.float32))[None, None] for point in (real, fake))
    yield from _descend("two_points", theta, plain.learning_rate_d, plain, total,
                        lambda theta: LOSSES["saturating"][0](*d.with_theta(theta).scores(x, made), Rules()),
                        lambda theta, loss: loss)


def _farthest(real: np.ndarray, fake: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    distance = np.linalg.norm(real[:, None] - fake[None], axis=-1)
    one, other = np.unravel_index(distance.argmax(), distance.shape)
    return real[one], fake[other]


def fixed_d(state: GanState, params: GanParams, total: int) -> Steps:
    """A fresh G climbs D(x) = −|x − TOP|² / 2, which stays. The number: the root mean square of |G(z) − TOP| over
    VIEW_POINTS latents after so many updates; it ends once that is small enough."""
    plain, seeds = without_cures(params), state.seeds[:1]
    theta = networks.initial(shapes_g(plain), seeds, 0, plain.activation)
    top = torch.tensor(TOP)
    shown = torch.from_numpy(metrics.latent_sample(seeds[0], random_streams.VIEW, frame_arrays.VIEW_POINTS,
                                                   plain.latent_dim, plain.latent_distribution))[None]
    random = random_streams.generator(seeds[0], random_streams.MEASURE, 3)

    def loss(theta: Tensor) -> Tensor:
        drawn = random.standard_normal if plain.latent_distribution == "normal" else \
            (lambda shape, kind: 2 * random.random(shape, kind) - 1)
        z = torch.from_numpy(drawn((1, plain.batch_size, plain.latent_dim), np.float32))
        return 0.5 * (generate(theta, z, plain) - top).square().sum(-1).mean(-1)

    def distance(theta: Tensor, _loss: float) -> float:
        return (generate(theta, shown, plain) - top).square().sum(-1).mean().sqrt().item()
    yield from _descend("fixed_d", theta, plain.learning_rate_g, plain, total, loss, distance)


def _descend(name: str, theta: Tensor, rate: float, params: GanParams, total: int, loss: Callable[[Tensor], Tensor],
             number: Callable[[Tensor, float], float]) -> Steps:
    """Train weights (1, parameters) on a loss by the optimiser of params, at most `total` updates: a row for each of
    log_spaced steps, and for the one that passes the check."""
    moments, at = Moments.empty(theta), {0, *log_spaced(total)}
    for step in range(total + 1):
        theta = theta.detach().requires_grad_()
        value = loss(theta)
        found = number(theta.detach(), value.item()) if step in at or not step % 20 else math.inf
        if step in at or found < LIMITS[name]:
            yield {"step": step, name: found, "limit": LIMITS[name]}
        if found < LIMITS[name] or not math.isfinite(value.item()):
            break
        if not step % 20:
            yield step
        gradient, = torch.autograd.grad(value.sum(), theta)
        theta, moments = update(params.optimizer, theta.detach(), gradient, moments, rate, params.beta1, params.beta2)
    yield total


def debug_first(state: GanState, params: GanParams, total: int) -> Steps:
    """The three checks one after the other; progress over all of them."""
    for number, check in enumerate(CHECKS.values()):
        for found in check(state, params, total):
            yield (number * total + found) // len(CHECKS) if isinstance(found, int) else found


CHECKS = {"gradient_check": gradient_check, "two_points": two_points, "fixed_d": fixed_d}
