"""Sentences of the lectures about batches, labels and the chain rule, as numbers (the numbering is that of SCIENCE)."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.losses import LOSSES, Rules
from sims.gan.networks import layers
from sims.gan.observation import frame_arrays, metrics
from sims.gan.params import GanParams, shapes_g
from sims.gan.players import Discriminator, generate
from sims.gan.presets import PRESETS
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run


def test_the_estimate_of_v_scatters_as_one_over_the_root_of_the_batch_size():
    """Concepts 5 and 59: sd of V over 400 minibatches of 16 to 1,024, slope −.5 ± .05 on logarithmic axes."""
    params = GanParams()
    state, sizes, spread = GanSimulation().initial(params, 0), (16, 64, 256, 1024), []
    d = state.network_d(params)
    for size in sizes:
        z = metrics.latent_sample(size, random_streams.MEASURE, 400 * size, 2, "normal")
        real = metrics.real_sample(size, random_streams.MEASURE, 400 * size, target_of(params))
        with torch.no_grad():
            fake = d.score(generate(state.generator, torch.from_numpy(z)[None], params)).view(400, size)
            value = -LOSSES["saturating"][0](d.score(torch.from_numpy(real)[None]).view(400, size), fake, Rules())
        spread.append(value.std().item())
    assert np.polyfit(np.log(sizes), np.log(spread), 1)[0] == pytest.approx(-0.5, abs=0.05)


def test_the_saturating_g_climbs_what_d_descends():
    """Concept 7: its step is −η ∇ E ln(1 − D(G(z))), which is +η ∇ of the cross entropy with the label "generated"."""
    params = change(GanParams(), objective="saturating", optimizer="sgd", learning_rate_g=0.1, batch_size=32)
    run = Run(GanSimulation(), params, 0)
    while "z_g" not in run.state.work:
        run.advance()
    z, d, theta = run.state.work["z_g"], run.state.network_d(params), run.state.generator.clone().requires_grad_()
    run.step(1)
    score = d.score(generate(theta, z, params))
    wrong = functional.binary_cross_entropy_with_logits(score, torch.zeros_like(score))
    gradient, = torch.autograd.grad(wrong, theta)
    torch.testing.assert_close(run.state.generator, theta.detach() + 0.1 * gradient, rtol=0, atol=1e-7)


def test_the_gradient_is_the_same_sum_over_z_and_over_x():
    """Concept 17, for a G that is injective: x = zW + b, so z and with it dx/dθ is a function of x."""
    params = change(GanParams(), hidden_layers_g=0, objective="saturating")
    state = GanSimulation().initial(params, 1)
    theta = state.generator.double().requires_grad_()
    d = Discriminator(state.discriminator.double(), state.directions.double(), params)
    z = torch.randn(1, 200, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    x = generate(theta, z, params)
    over_z, = torch.autograd.grad(-functional.softplus(d.score(x)).mean(), theta)

    (weight, bias), = layers(theta.detach(), shapes_g(params))
    points = x.detach().requires_grad_()
    pull, = torch.autograd.grad(-functional.softplus(d.score(points)).mean(), points)
    back = torch.linalg.solve(weight[0].T, (points.detach()[0] - bias[0]).T).T
    over_x = torch.cat([(back.T @ pull[0]).reshape(-1), pull[0].sum(0)])
    torch.testing.assert_close(over_z[0], over_x, rtol=0, atol=1e-12)


@pytest.mark.trial
def test_a_collapsed_g_fools_d_until_d_has_closed_the_mode():
    """Concepts 67 and 72, the set-up of mode hopping, every 50 steps to 600, seeds 0 to 4: with at most 2 modes (1 % of
    the points or more), D is fooled by 100, 100, 100, 100, 100 % of them at some checkpoint, and by 0, 0, 0, 0, 0 % at
    some other."""
    run = Run(GanSimulation(), change(GanParams(), **PRESETS["mode_hopping"].values, members=5), 0)
    fooled = [[] for _ in range(5)]
    centres = target_of(run.params).modes
    while run.state.step < 600:
        run.seek(run.state.step + 50)
        for member in range(5):
            points = frame_arrays.generated(run.state, run.params, 1000, random_streams.MEASURE, member)
            shares = np.bincount(((points[:, None] - centres)**2).sum(-1).argmin(1), minlength=8) / 1000
            d = Discriminator(run.state.discriminator[member:member + 1], run.state.directions, run.params)
            if (shares >= 0.01).sum() <= 2:
                fooled[member].append((d.score(torch.from_numpy(points)[None]) > 0).float().mean().item())
    assert all(max(shares) > 0.4 for shares in fooled)
    assert sum(min(shares) < 0.1 for shares in fooled) >= 4
