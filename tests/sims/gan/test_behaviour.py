"""What every objective and every cure does to a small GAN on the ring: five of them side by side, seeds 0 to 4."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from sims.gan.data import random_streams
from sims.gan.data.targets import target_of
from sims.gan.observation import frame_arrays, metrics
from sims.gan.params import GanParams
from sims.gan.players import Discriminator, generate
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run

STEPS = 600
RING = {"target_std": 0.1, "batch_size": 64, "learning_rate_d": 2e-3, "learning_rate_g": 2e-3, "members": 5}


def trained(steps=STEPS, **values):
    run = Run(GanSimulation(), change(GanParams(), **{**RING, **values}), 0)
    run.seek(steps)
    return run


def seen(run, count=1000):
    """Quality and D of each member, name -> (members,)."""
    state, params, target = run.state, run.params, target_of(run.params)
    rows = []
    for member, seed in enumerate(state.seeds):
        fake = frame_arrays.generated(state, params, count, random_streams.MEASURE, member)
        real = frame_arrays.real_points(seed, count, params, random_streams.MEASURE)
        row = metrics.mode_statistics(fake, target)
        row["sliced_w1"] = metrics.sliced_wasserstein1(real, fake)
        row["spread"] = fake.var(0).sum() / real.var(0).sum()
        d = Discriminator(state.discriminator[member:member + 1], state.directions[member:member + 1], params)
        whole = count - count % params.pack
        points = {"real": torch.from_numpy(np.array(real))[None, :whole].requires_grad_(),
                  "fake": torch.from_numpy(fake)[None, :whole].requires_grad_()}
        for name, x in points.items():
            scores = d.score(x)
            gradient, = torch.autograd.grad(scores.sum(), x)
            row[f"slope_{name}"] = gradient.norm(dim=-1).mean().item()
            row[f"score_{name}"] = scores.mean().item()
        rows.append(row)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


#: values: (modes covered by the five together, at least; mean sliced W1, at most). See the docstring of the test.
REACHED = {
    "saturating": ({"objective": "saturating"}, 36, 0.40),
    "nonsaturating": ({}, 36, 0.42),
    "hinge": ({"objective": "hinge"}, 36, 0.40),
    "relativistic": ({"objective": "relativistic"}, 34, 0.40),
    "least squares": ({"objective": "least_squares"}, 25, 0.75),
    "least squares -1 1 0": ({"objective": "least_squares", "least_squares_labels": "-1_1_0"}, 20, 0.90),
    "wgan, clipped": ({"objective": "wgan", "weight_clip": 0.1, "n_critic": 3}, 36, 0.32),
    "wgan-gp": ({"objective": "wgan", "gradient_penalty": 0.1, "n_critic": 3}, 38, 0.23),
    "wgan-lp": ({"objective": "wgan", "gradient_penalty": 0.1, "gradient_penalty_target": "at_most_one",
                 "n_critic": 3}, 38, 0.20),
    "wgan-gp0": ({"objective": "wgan", "gradient_penalty": 0.1, "gradient_penalty_target": "zero", "n_critic": 3},
                 38, 0.22),
    "r1": ({"r1": 0.1}, 37, 0.36),
    "r2": ({"r2": 0.1}, 37, 0.36),
    "relativistic with r1 and r2": ({"objective": "relativistic", "r1": 0.1, "r2": 0.1}, 36, 0.30),
    "dragan": ({"dragan": 1.0}, 36, 0.42),
    "spectral norm": ({"spectral_norm": True, "objective": "hinge", "n_critic": 3}, 38, 0.22),
    "instance noise": ({"instance_noise": 0.5}, 36, 0.43),
    "fading noise": ({"instance_noise": 1.0, "noise_steps": 600}, 36, 0.30),
    "label smoothing": ({"label_smoothing": 0.2}, 36, 0.36),
    "packing": ({"pack": 2}, 37, 0.26),
    "minibatch deviation": ({"minibatch_std": True}, 36, 0.38),
    "unrolling": ({"unroll_steps": 3}, 34, 0.36),
    "average of g": ({"ema": 0.98}, 36, 0.40),
    "simultaneous": ({"updates": "simultaneous"}, 35, 0.50),
    "extragradient": ({"updates": "extragradient"}, 36, 0.43),
    "optimistic adam": ({"optimizer": "optimistic_adam"}, 36, 0.43),
    "optimistic gradient": ({"optimizer": "ogda", "learning_rate_d": 0.03, "learning_rate_g": 0.03}, 36, 0.55),
    "two learning rates": ({"learning_rate_d": 4e-3, "learning_rate_g": 1e-3}, 36, 0.45),
}
OFTEN = ("nonsaturating", "wgan-gp", "relativistic with r1 and r2")     # in `make test` too


@pytest.mark.parametrize("name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.trial)
                                  for name in REACHED])
def test_every_objective_and_cure_carries_the_points_to_the_ring(name):
    """Measured at 600 steps, seeds 0 to 4: modes, sum; sliced W1, mean. Before
    training: 1 3 2 1 2 modes; .87 .72 1.72 1.00 .82, mean 1.03.

    saturating 8 8 8 8 8; .28 .32 .38 .19 .16, .261      nonsaturating 8 8 8 8 8; .41 .31 .40 .21 .13, .294
    hinge 8 8 8 8 8; .38 .34 .35 .19 .13, .276           relativistic 8 8 8 6 8; .30 .22 .33 .32 .12, .259
    least squares 8 4 3 8 8; .30 .85 1.07 .36 .21, .557  (−1 1 0) 8 5 5 3 5; .61 .48 .61 .84 .83, .674
    wgan, clipped 8 8 8 8 8; .22 .20 .22 .25 .18, .213   wgan-gp 8 8 8 8 8; .18 .12 .16 .17 .14, .153
    wgan-lp 8 8 8 8 8; .15 .11 .13 .12 .14, .131         wgan-gp0 8 8 8 8 8; .19 .10 .17 .14 .10, .142
    r1 8 8 8 8 8; .25 .33 .38 .22 .12, .260              r2 8 8 8 8 8; .26 .38 .37 .16 .13, .260
    with r1 and r2 7 8 8 8 8; .20 .29 .31 .14 .10, .208  dragan 7 8 8 8 8; .48 .13 .34 .27 .28, .299
    spectral norm 8 8 8 8 8; .20 .11 .16 .15 .11, .146   instance noise 7 8 8 8 8; .41 .41 .36 .20 .22, .319
    fading noise 8 8 7 8 8; .19 .25 .19 .21 .18, .205    label smoothing 8 8 8 8 8; .18 .37 .34 .21 .15, .251
    packing 8 8 8 8 8; .21 .22 .16 .12 .16, .174         minibatch deviation 7 8 8 8 8; .35 .26 .37 .20 .15, .265
    unrolling 8 8 6 8 8; .36 .24 .25 .23 .15, .245       average of g 8 8 8 8 8; .35 .30 .40 .22 .12, .276
    simultaneous 8 8 7 8 8; .36 .42 .49 .33 .19, .357    extragradient 7 8 8 8 8; .33 .34 .43 .20 .22, .301
    optimistic adam 7 8 8 8 8; .36 .45 .38 .19 .12, .300 optimistic gradient 8 8 8 8 8; .51 .39 .40 .36 .40, .414
    two learning rates 7 8 8 8 8; .55 .37 .35 .15 .14, .311
    """
    values, modes, distance = REACHED[name]
    found = of(name)
    assert found["modes"].sum() >= modes, values
    assert found["sliced_w1"].mean() <= distance, values


@cache
def of(name):
    return seen(trained(**REACHED[name][0]))


def test_began_with_an_autoencoder_of_points_collapses():
    """Seeds 0 to 4, 5 to 9, 10 to 14 and 15 to 19 at 600 steps, with three instruction sets and on Windows: the modes
    of five add up to 7 to 16 of 40, their points have on average .10 to .28 of the variance of the data, and k is at
    most .001. Of single runs two in five have more than 2 modes, the best 5 and .58.

    An autoencoder of two numbers through 32 units has no bottleneck: it is soon better on generated points than γ asks
    for, k stays at 0, and G goes where the error is least. γ = 1, λ = .05 gave 4 3 2 6 3 modes at 800 steps; no γ from
    .5 to 1 and no width from 2 to 32 gave more than 6.
    """
    run = trained(objective="began", began_lambda=0.02)
    found = seen(run)
    assert found["modes"].sum() <= 22
    assert found["spread"].mean() < 0.4
    assert 0 <= run.state.balance.min().item() <= run.state.balance.max().item() < 0.01


# What each cure does to D --------------------------------------------------------------------------------------------

def test_penalties_on_the_slope_make_d_flatter():
    """Mean |grad D| at real points, seeds 0 to 4. Without: 2.02 1.58 1.59 2.01 1.59. R1 1.07 .75 .76 .76 .80; R2 at
    generated points 1.14 .58 .71 .81 .80 (without 1.85 1.80 1.38 2.05 1.73); instance noise .5: .57 .41 .58 .38 .39;
    packing .74 .71 .47 .64 .48. Ratios of the means: .47, .46, .27, .35. WGAN-GP0 against WGAN-GP: .63.
    """
    without = of("nonsaturating")
    assert of("r1")["slope_real"].mean() < 0.65 * without["slope_real"].mean()
    assert of("r2")["slope_fake"].mean() < 0.65 * without["slope_fake"].mean()
    assert of("instance noise")["slope_real"].mean() < 0.45 * without["slope_real"].mean()
    assert of("packing")["slope_real"].mean() < 0.55 * without["slope_real"].mean()
    assert of("wgan-gp0")["slope_real"].mean() < 0.85 * of("wgan-gp")["slope_real"].mean()


def test_dragan_holds_the_slope_near_1_around_the_data():
    """Mean |grad D| at real points .93 1.07 .97 1.03 1.00 (seeds 0 to 4); without 2.02 1.58 1.59 2.01 1.59."""
    assert of("dragan")["slope_real"] == pytest.approx(1, abs=0.2)
    assert of("dragan")["slope_real"].mean() == pytest.approx(1, abs=0.08)


def test_a_heavy_gradient_penalty_holds_the_slope_at_1_between_real_and_generated_points():
    """Concept 60, λ = 10 (with the .1 of the toys the slope settles between 2 and 3). Mean |grad D| on interpolates,
    seeds 0 to 4: .926 1.031 1.013 1.030 .872; seeds 5 to 14 between .903 and 1.024; means of five .974 .964 .995.
    """
    run = trained(objective="wgan", gradient_penalty=10.0, n_critic=3)
    slopes = []
    for member, seed in enumerate(run.state.seeds):
        real = frame_arrays.real_points(seed, 1000, run.params, random_streams.MEASURE)
        fake = frame_arrays.generated(run.state, run.params, 1000, random_streams.MEASURE, member)
        mix = np.random.default_rng(seed).random((1000, 1)).astype(np.float32)
        x = torch.from_numpy(mix * real + (1 - mix) * fake)[None].requires_grad_()
        d = Discriminator(run.state.discriminator[member:member + 1], run.state.directions[member:member + 1],
                          run.params)
        slopes.append(torch.autograd.grad(d.score(x).sum(), x)[0].norm(dim=-1).mean().item())
    assert slopes == pytest.approx(5 * [1], abs=0.2)
    assert np.mean(slopes) == pytest.approx(1, abs=0.08)


@pytest.mark.trial          # that D keeps to its bound: test_moves.py
def test_a_normalised_or_clipped_d_cannot_be_steep():
    """Spectral norm: .15 .13 .18 .14 .11 (bound 1). Clip .1: .07 .05 .04 .05 .03 (bound c³·√(2·32)·32·√32 = 1.45)."""
    assert of("spectral norm")["slope_real"].max() < 0.5
    assert of("wgan, clipped")["slope_real"].max() < 0.3


def test_smoothed_labels_keep_d_from_being_sure_of_real_points():
    """Mean logit at real points −.26 −.21 −.26 −.20 −.27 (at the equilibrium ln(.4/.6) = −.41); without
    .64 .22 .24 .27 .11."""
    assert of("label smoothing")["score_real"].max() < 0
    assert of("nonsaturating")["score_real"].min() > 0


@pytest.mark.trial          # that unrolled steps are the right ones: test_steps.py and compiled/test_step.py
def test_unrolling_lets_d_be_steeper_than_g_could_bear():
    """Mean |grad D| at real points 4.7 4.8 3.7 3.9 3.2; without 2.0 1.6 1.6 2.0 1.6: ratio of means 2.3."""
    assert of("unrolling")["slope_real"].mean() > 1.5 * of("nonsaturating")["slope_real"].mean()


def test_a_d_that_is_told_the_deviation_sees_a_collapse_in_points_that_are_real():
    """G gives one real point, (2, 0), again and again; D learns for 300 steps. Score of the real points near it (in a
    real minibatch) minus that of G's, seeds 0 to 4: told 1.73 .38 6.12 .43 1.60, not told .64 .41 .63 .30 .27.
    """
    gaps = {}
    for told in (True, False):
        params = change(GanParams(), **RING, minibatch_std=told, freeze_g=True, hidden_layers_g=0)
        run = Run(GanSimulation(), params, 0)
        collapsed = torch.tensor([0.0, 0.0, 0.0, 0.0, 2.0, 0.0]).repeat(5, 1)
        run.state = replace(run.state, generator=collapsed, averaged=collapsed)
        run.step(300)
        d, fake = run.state.network_d(params), torch.tensor([2.0, 0.0]).expand(5, 64, 2)
        points = [frame_arrays.real_points(seed, 64, params, random_streams.MEASURE) for seed in run.state.seeds]
        real = torch.from_numpy(np.stack(points))
        near = (real - fake).norm(dim=-1) < 0.3
        gaps[told] = ((d.score(real) * near).sum(1) / near.sum(1) - d.score(fake).mean(1)).tolist()
    assert np.mean(gaps[True]) > 2 * np.mean(gaps[False])
    assert max(gaps[True]) > 2 * max(gaps[False])


def test_the_average_of_g_moves_less_than_g():
    """Mean way of a point over 20 single steps, average over G's own, seeds 0 to 4: .06 .04 .06 .05 .04."""
    run = trained(300, ema=0.98)
    way = {"generator": 0.0, "averaged": 0.0}
    z = torch.randn(5, 500, 2, generator=torch.Generator().manual_seed(0))
    for _ in range(20):
        before = {name: generate(getattr(run.state, name), z, run.params) for name in way}
        run.step()
        for name in way:
            way[name] += (generate(getattr(run.state, name), z, run.params) - before[name]).norm(dim=-1).mean(1)
    assert (way["averaged"] / way["generator"]).max() < 0.15
