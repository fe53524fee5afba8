"""The two players as functions of their weights, and what each minimises.

theta: flat weights (members, parameters). Points have shape (members, batch, width), losses (members,).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from sims.gan import networks, penalties
from sims.gan.choices import least_squares_numbers
from sims.gan.data import minibatches
from sims.gan.data.distribution import distribution_of
from sims.gan.losses import LOSSES, Rules
from sims.gan.objectives_text import objective_of
from sims.gan.optimizers import Moments, update
from sims.gan.params import TrainingParams, shapes_d, shapes_g, weights_of_penalties

#: Numbers in D's widest layer from which real and generated points go through D in two passes on a processor. One pass
#: would exceed a core's cache: with 32 or 128 features and twice 512 points a step takes 6 to 10 % longer.
TWO_PASSES = 32_768


@dataclass(frozen=True)
class Discriminator:
    """D as a function: its weights, with the singular vectors of its layers where spectral normalisation is on."""

    theta: Tensor
    directions: Tensor
    params: TrainingParams

    def with_theta(self, theta: Tensor) -> Discriminator:
        return replace(self, theta=theta)

    @property
    def weights(self) -> Tensor:
        """Those that D answers with: theta, or theta normalised spectrally."""
        if not self.params.spectral_norm:
            return self.theta
        return networks.spectrally_normalised(self.theta, self.directions, shapes_d(self.params))

    def windows(self, x: Tensor) -> Tensor:
        """What D judges of points x, each time at once: groups of `pack` points, or patches of them."""
        return distribution_of(self.params).windows(minibatches.packed(x, self.params.pack))

    def judge(self, windows: Tensor, deviation: Tensor | bool = True) -> Tensor:
        """The raw score of each window, shape (members, windows).

        As an autoencoder (BEGAN) minus the distance of what goes in from what comes out. deviation: see
        networks.forward; it matters only where D is told the deviation of its minibatch.
        """
        params = self.params
        x = distribution_of(params).inputs(windows)
        out = networks.forward(self.weights, shapes_d(params), x, params.activation,
                               deviation if params.minibatch_std else False)
        return -(out - x).norm(dim=-1) if objective_of(params).autoencoder else out.squeeze(-1)

    def score(self, x: Tensor, deviation: Tensor | bool = True) -> Tensor:
        """D(x), the raw score of each window of points x, shape (members, windows). deviation: as `judge` has it."""
        return self.judge(self.windows(x), deviation)

    def scores(self, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """D on real and on generated points: in one pass where that is faster and as good.

        Not where D is told of its minibatch as a whole, nor where only differences of scores count: there the slopes
        of the two halves by the last bias cancel exactly, and in one sum Adam would make much of what rounding leaves.
        """
        pack = self.params.pack
        groups = [points.shape[1] // pack * distribution_of(self.params).judgements for points in (real, fake)]
        widest = max(outputs for _inputs, outputs in shapes_d(self.params))
        large = real.device.type == "cpu" and widest * sum(groups) >= TWO_PASSES
        differences = objective_of(self.params).centre is None
        if large or differences or self.params.minibatch_std or real.shape[1] % pack or fake.shape[1] % pack:
            return self.score(real), self.score(fake)
        # Side by side as the first layer wants them, features first: so the program makes fakes where they are judged.
        first, second = self.score(torch.cat([real.mT, fake.mT], 2).mT).split(groups, 1)
        return first, second


@dataclass(frozen=True)
class Batch:
    """A minibatch of real and generated points as D sees them, and the random draws that the penalties need."""

    real: Tensor
    fake: Tensor
    mix: Tensor | None = None
    around: Tensor | None = None
    around_mix: Tensor | None = None


def rules(params: TrainingParams, balance: Tensor) -> Rules:
    return Rules(params.label_smoothing, least_squares_numbers(params.least_squares_labels), balance)


def generate(theta: Tensor, z: Tensor, params: TrainingParams) -> Tensor:
    """x~ = G(z), shape (members, batch, width)."""
    return distribution_of(params).generated(networks.forward(theta, shapes_g(params), z, params.activation), z)


def penalised(params: TrainingParams) -> bool:
    return bool(weights_of_penalties(params))


def penalty(d: Discriminator, batch: Batch) -> Tensor:
    """The weighted sum of the slope penalties that are on, at least one."""
    return weighted(penalty_means(d, batch), d.params)


def weighted(means: Mapping[str, Tensor], params: TrainingParams) -> Tensor:
    """The sum of the penalties of `penalty_means`, each times its weight."""
    first, *others = (weight * means[name] for name, weight in weights_of_penalties(params).items())
    return sum(others, first)


def penalty_means(d: Discriminator, batch: Batch) -> dict[str, Tensor]:
    """The slope penalties that are on, by the name of their weight, without it."""
    return {name: _MEANS[name](d, batch) for name in weights_of_penalties(d.params)}


def _between(d: Discriminator, batch: Batch) -> Tensor:
    points = penalties.interpolate(batch.real, batch.fake, _one_mix_a_group(batch.mix, d.params.pack))
    return penalties.towards(_slope(d, points), d.params.gradient_penalty_target)


def _around(d: Discriminator, batch: Batch) -> Tensor:
    return penalties.towards(_slope(d, penalties.perturbed(batch.real, batch.around, batch.around_mix)), "one")


#: The parameter that weighs a penalty -> the penalty without its weight.
_MEANS: dict[str, Callable[[Discriminator, Batch], Tensor]] = {
    "r1": lambda d, batch: penalties.zero_centred(_slope(d, batch.real)),
    "r2": lambda d, batch: penalties.zero_centred(_slope(d, batch.fake)),
    "gradient_penalty": _between,
    "dragan": _around,
}


def _slope(d: Discriminator, x: Tensor) -> Tensor:
    """grad D at windows of points, (members, windows, numbers), differentiable once more."""
    windows = d.windows(x)
    # The slope where x is, with D as it is: an unrolled D may itself depend on these points, and that is no slope.
    offset = torch.zeros_like(windows, requires_grad=True)
    return penalties.input_gradient(d.judge(windows + offset), offset)


def _one_mix_a_group(mix: Tensor, pack: int) -> Tensor:
    """Points that are judged together are mixed alike."""
    if pack == 1:
        return mix
    return mix[:, torch.arange(mix.shape[1], device=mix.device) // pack]


def discriminator_loss(d: Discriminator, batch: Batch, balance: Tensor) -> Tensor:
    """What the discriminator minimises: the objective's loss and the penalties."""
    loss = LOSSES[d.params.objective][0]
    value = loss(*d.scores(batch.real, batch.fake), rules(d.params, balance))
    return value + penalty(d, batch) if penalised(d.params) else value


def unrolled(d: Discriminator, moments: Moments, batch: Batch, balance: Tensor, graph: bool = False) -> Discriminator:
    """D after unroll_steps imagined updates on one minibatch (Metz et al. 2017, eq. 7), through its optimiser.

    graph: keep how the imagined D depends on batch.fake, so that G can differentiate through all updates.
    """
    params = d.params
    theta = d.theta.detach().requires_grad_()
    for _ in range(params.unroll_steps):
        loss = discriminator_loss(d.with_theta(theta), batch, balance).sum()
        gradient, = torch.autograd.grad(loss, theta, create_graph=graph)
        theta, moments = update(params.optimizer, theta, gradient, moments, params.learning_rate_d, params.beta1,
                                params.beta2, differentiable=graph)
        theta = theta if graph else theta.detach().requires_grad_()
    return d.with_theta(theta if graph else theta.detach())


def generator_loss(theta: Tensor, d: Discriminator, z: Tensor, noise: Tensor | None, real: Tensor | None,
                   balance: Tensor) -> Tensor:
    """What the generator minimises, with the discriminator held fixed. noise: instance noise, already scaled."""
    fake = generate(theta, z, d.params)
    return loss_of_fakes(d, fake if noise is None else fake + noise, real, balance)


def loss_of_fakes(d: Discriminator, fake: Tensor, real: Tensor | None, balance: Tensor) -> Tensor:
    """G's loss as a function of the points that D sees."""
    scores = d.score(fake)
    paired = objective_of(d.params).paired
    real_scores = d.score(real) if paired else torch.zeros_like(scores)
    return LOSSES[d.params.objective][1](real_scores, scores, rules(d.params, balance))
