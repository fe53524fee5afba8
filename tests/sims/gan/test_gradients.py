"""Gradients against central differences in double precision, and losses against numbers worked out by hand."""

import math

import pytest
import torch

from sims.gan import networks, players
from sims.gan.data.random_streams import VIEW
from sims.gan.losses import LOSSES, Rules
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.observation.frame_arrays import VIEW_POINTS, arrows, generated, real_points
from sims.gan.optimizers import Moments
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.players import Batch, Discriminator, discriminator_loss, generate, generator_loss, loss_of_fakes, unrolled
from sims.gan.simulation import GanSimulation
from sims.params import change

PARAMS = change(GanParams(), hidden_width_g=5, hidden_width_d=6, activation="tanh")


def doubles(params, batch=8, seed=0):
    random = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(shape, generator=random, dtype=torch.float64)

    def uniform(*shape):
        return torch.rand(shape, generator=random, dtype=torch.float64)

    def weights(shapes):
        return normal(1, networks.parameter_count(shapes)) * 0.6
    directions = networks.power_iteration(weights(shapes_d(params)), normal(1, sum(i + o for i, o in shapes_d(params))),
                                          shapes_d(params))
    drawn = Batch(normal(1, batch, 2), normal(1, batch, 2), uniform(1, batch), uniform(1, batch, 2), uniform(1, batch))
    return (weights(shapes_g(params)), Discriminator(weights(shapes_d(params)), directions, params), drawn,
            normal(1, batch, params.latent_dim), torch.full((1,), 0.3, dtype=torch.float64))


def assert_gradient(loss, theta, entries=25, h=1e-6):
    theta = theta.clone().requires_grad_()
    gradient, = torch.autograd.grad(loss(theta).sum(), theta)
    for entry in torch.linspace(0, theta.shape[1] - 1, entries).long().unique():
        step = torch.zeros_like(theta)
        step[0, entry] = h
        difference = (loss(theta.detach() + step) - loss(theta.detach() - step)).item() / (2 * h)
        assert gradient[0, entry].item() == pytest.approx(difference, rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("cure", [{}, {"r1": 0.5}, {"r2": 0.5}, {"gradient_penalty": 2.0}, {"dragan": 1.0},
                                  {"spectral_norm": True}, {"pack": 2, "r1": 0.5}, {"minibatch_std": True}], ids=str)
def test_the_gradient_of_d_is_the_central_difference(objective, cure):
    params = change(PARAMS, objective=objective, **cure)
    _g, d, batch, _z, balance = doubles(params)
    assert_gradient(lambda theta: discriminator_loss(d.with_theta(theta), batch, balance), d.theta)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("pack", [1, 2])
def test_large_networks_judge_one_after_the_other_what_small_ones_judge_together(monkeypatch, objective, pack):
    _g, d, batch, _z, balance = doubles(change(PARAMS, objective=objective, pack=pack))
    theta = d.theta.clone().requires_grad_()

    def loss_and_gradient(two_passes):
        monkeypatch.setattr(players, "TWO_PASSES", two_passes)
        loss = discriminator_loss(d.with_theta(theta), batch, balance)
        return loss.detach(), *torch.autograd.grad(loss.sum(), theta)
    for one, other in zip(loss_and_gradient(0), loss_and_gradient(10**9)):
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_gradient_of_g_is_the_central_difference(objective):
    params = change(PARAMS, objective=objective)
    g, d, batch, z, balance = doubles(params)
    assert_gradient(lambda theta: generator_loss(theta, d, z, 0.3 * batch.fake, batch.real, balance), g)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("how", [{"optimizer": "sgd", "learning_rate_d": 0.3}, {"learning_rate_d": 0.02},
                                 {"learning_rate_d": 0.02, "r1": 0.3, "r2": 0.2}], ids=str)
def test_the_gradient_through_unrolled_steps_is_the_central_difference(objective, how):
    """Of G's loss under a D that has answered K times, its answers included: through Adam, too."""
    params = change(PARAMS, objective=objective, unroll_steps=3, **how)
    g, d, batch, z, balance = doubles(params)
    moments = Moments.empty(d.theta)

    def loss(theta, graph=True):
        seen = Batch(batch.real, generate(theta, z, params))
        ahead = unrolled(d, moments, seen, balance, graph=graph)
        return generator_loss(theta, ahead, z, None, batch.real, balance)
    assert_gradient(loss, g, entries=12)
    assert loss(g).item() == pytest.approx(loss(g, graph=False).item(), abs=1e-12)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_an_arrow_is_minus_the_loss_gradient_at_its_point(objective):
    params = change(PARAMS, objective=objective)
    state = GanSimulation().initial(params, 1)
    points = generated(state, params, 40, 2)[:12]
    found = arrows(state, params, torch.from_numpy(points)[None]).double()
    h, d = 1e-5, Discriminator(state.discriminator.double(), state.directions.double(), params)
    real = torch.from_numpy(real_points(1, VIEW_POINTS, params, VIEW)[:12].copy()).double()[None]

    def loss(x):
        return loss_of_fakes(d, x, real, state.balance).item()
    x = torch.from_numpy(points).double()[None]
    for i in range(12):
        for axis in range(2):
            step = torch.zeros_like(x)
            step[0, i, axis] = h
            difference = -12 * (loss(x + step) - loss(x - step)) / (2 * h)
            assert found[i, axis].item() == pytest.approx(difference, rel=1e-3, abs=1e-5)


def test_losses_at_the_equilibrium_are_those_of_the_registry():
    half = {"saturating": 0.0, "nonsaturating": 0.0, "least_squares": 0.5, "wgan": 0.3, "relativistic": 0.3,
            "hinge": 0.0, "began": -0.2}
    for key, objective in OBJECTIVES.items():
        scores = torch.full((1, 4), half[key], dtype=torch.float64)
        for loss, value in zip(LOSSES[key], objective.equilibrium(GanParams())):
            if value is not None:
                assert loss(scores, scores, Rules()).item() == pytest.approx(value, abs=1e-12)


def test_the_value_function_at_a_coin_flip_is_minus_two_ln_two():
    zero = torch.zeros(1, 3, dtype=torch.float64)
    assert -LOSSES["saturating"][0](zero, zero, Rules()).item() == pytest.approx(-2 * math.log(2), abs=1e-15)


def test_slopes_at_one_percent_are_one_and_a_hundred():
    """Concept 13: d L_G / d sigma(D) at sigma(D) = 0.01; in the logit the two are -D and -(1 - D)."""
    p = 0.01
    logit = torch.tensor([[math.log(p / (1 - p))]], dtype=torch.float64, requires_grad=True)
    for key, in_probability, in_logit in (("saturating", -1 / (1 - p), -p), ("nonsaturating", -1 / p, -(1 - p))):
        slope, = torch.autograd.grad(LOSSES[key][1](logit, logit, Rules()).sum(), logit)
        assert slope.item() == pytest.approx(in_logit, rel=1e-12)
        assert slope.item() / (p * (1 - p)) == pytest.approx(in_probability, rel=1e-12)


def test_losses_stay_finite_for_huge_scores():
    huge = torch.tensor([[-1e4, 1e4]])
    for key in OBJECTIVES:
        for loss in LOSSES[key]:
            assert torch.isfinite(loss(huge, -huge, Rules())).all()
