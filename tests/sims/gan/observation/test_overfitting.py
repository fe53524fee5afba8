"""Data that are a number of points: what D is trained on, what a frame draws, and D's accuracy on both kinds."""

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from sims.events import read_log
from sims.gan.data import minibatches, random_streams
from sims.gan.networks import layers
from sims.gan.observation import frame_arrays
from sims.gan.observation.overfitting import accuracies, best_accuracy, data_points
from sims.gan.params import GanParams, shapes_g
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run

FEW = {"data_points": 6, "batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 8}


def run_of(seed=0, steps=3, **values):
    run = Run(GanSimulation(), change(GanParams(), **{**FEW, **values}), seed)
    run.step(steps)
    return run


def test_every_minibatch_is_of_the_seed_s_points_and_each_comes_as_often():
    run = run_of(4, 0)
    data = data_points(4, run.params)
    assert data.shape == (6, 2) and len(np.unique(data, axis=0)) == 6
    counts = np.zeros(6)
    for _ in range(100):
        while "real" not in run.state.work:
            run.advance()
        batch = run.state.work["real"][0].numpy()
        same = (batch[:, None] == data).all(-1)
        assert same.any(1).all()
        counts += same.sum(0)
        run.step(1)
    assert counts == pytest.approx(1600 / 6, abs=5 * np.sqrt(1600 / 6))
    assert not (data_points(5, run.params) == data).any()
    np.testing.assert_array_equal(run.frame().arrays["real"], data)


def test_each_member_has_data_of_its_own_and_many_steps_at_once_have_the_same():
    params = change(GanParams(), **FEW, members=2)
    at_once = minibatches.minibatches((3, 4), 0, random_streams.BLOCK, params)["real0"]
    for step in (0, 7):
        values = minibatches.step_draws((3, 4), step, params)
        assert torch.equal(minibatches.real(values, params, 0, (3, 4)), at_once[step])
        for member, seed in enumerate((3, 4)):
            wanted = {tuple(point) for point in data_points(seed, params).tolist()}
            assert {tuple(point) for point in at_once[step, member].tolist()} <= wanted


def test_what_was_saved_before_there_was_the_parameter_is_read_as_without():
    params, _seed, _events = read_log(GanParams, {"params": {"batch_size": 16}, "seed": 1, "events": []})
    assert params.data_points == 0
    assert accuracies(run_of(data_points=0).state, params) == {}


def test_the_accuracies_are_counted_points():
    run = run_of(2, 40, hidden_layers_g=0, target="two_gaussians")
    found = accuracies(run.state, run.params)
    fake = frame_arrays.generated(run.state, run.params, 2500, random_streams.MEASURE)
    fresh = frame_arrays.real_points(2, 2500, run.params, random_streams.MEASURE)

    def share(points, sign):
        return (sign * run.simulation.probe(run.state, run.params, points)["score"] > 0).mean()
    for name, real in (("accuracy_data", data_points(2, run.params)), ("accuracy_fresh", fresh)):
        assert found[name] == pytest.approx((share(real, 1) + share(fake, -1)) / 2, abs=1e-3)
    assert run.trace.since(0)["accuracy_data"][-1] == found["accuracy_data"]
    assert accuracies(run_of(objective="wgan").state, change(run.params, objective="wgan")) == {}


def test_the_ceiling_is_half_of_one_and_the_total_variation():
    run = run_of(1, 0, hidden_layers_g=0, target="two_gaussians", target_std=0.7)
    (weight, bias), = layers(run.state.generator.double(), shapes_g(run.params))
    q = multivariate_normal(bias[0, 0].numpy(), (weight[0].T @ weight[0]).numpy())
    rng = np.random.default_rng(0)
    x = rng.normal(0, 0.7, (200_000, 2)) + rng.choice([-1.5, 1.5], 200_000)[:, None] * [1, 0]
    p = sum(multivariate_normal([mean, 0], 0.49).pdf(x) for mean in (-1.5, 1.5)) / 2
    total = np.maximum(1 - q.pdf(x) / p, 0)                             # TV = E_p max(0, 1 - q/p)
    unsure = total.std() / len(x)**0.5
    assert best_accuracy(run.state, run.params) == pytest.approx((1 + total.mean()) / 2, abs=2 * unsure)
    assert best_accuracy(run_of(0, 0).state, change(GanParams(), **FEW)) is None
