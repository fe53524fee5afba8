"""The value of the game against the formula of the paper, and that of the best D against the closed form and a grid."""

import math

import numpy as np
import pytest
import torch

from sims.gan.data import random_streams
from sims.gan.observation import frame_arrays
from sims.gan.observation.densities import generated_density, real_density
from sims.gan.observation.game_value import game_value
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run

LINEAR = {"hidden_layers_g": 0, "target": "two_gaussians", "batch_size": 64, "learning_rate_g": 0.02}


def told(run):
    fake = frame_arrays.generated(run.state, run.params, frame_arrays.VIEW_POINTS, random_streams.VIEW)
    return game_value(run.state, run.params, fake)


def run_of(steps=60, **values):
    run = Run(GanSimulation(), GanParams(**values), 1)
    run.step(steps)
    return run


def test_the_value_is_that_of_the_frame_s_points():
    run = run_of(batch_size=16)
    arrays = run.frame().arrays
    real, fake = (run.simulation.probe(run.state, run.params, arrays[name])["score"] for name in ("real", "generated"))
    wanted = np.log(1 / (1 + np.exp(-real))).mean() + np.log(1 / (1 + np.exp(fake))).mean()
    assert told(run) == {"value": pytest.approx(wanted, rel=1e-6)}
    assert run.frame().numbers["value"] == told(run)["value"]


def test_a_d_that_tells_nothing_has_minus_two_ln_two_and_a_critic_has_no_value():
    run = run_of(0)
    run.state = type(run.state)(**{**run.state.__dict__, "discriminator": torch.zeros_like(run.state.discriminator)})
    assert told(run)["value"] == pytest.approx(-2 * math.log(2))
    assert told(run_of(0, objective="wgan")) == {}


def test_no_d_is_better_than_the_best_and_that_one_is_two_js_less_two_ln_two():
    run = run_of(**LINEAR)
    found, (p, q) = told(run), (real_density(run.params), generated_density(run.state, run.params))
    line = np.linspace(-9, 9, 901)
    nodes = np.stack(np.meshgrid(line, line), -1)
    real, made = p(nodes), q(nodes)
    area = (line[1] - line[0]) ** 2
    assert (real.sum() * area, made.sum() * area) == (pytest.approx(1, abs=1e-3), pytest.approx(1, abs=1e-3))
    with np.errstate(divide="ignore", invalid="ignore"):
        js = 0.5 * area * sum(np.nansum(a * np.log(2 * a / (real + made))) for a in (real, made))
    assert found["best_value"] == pytest.approx(2 * js - 2 * math.log(2), abs=0.08)     # over 1,000 points of each
    assert found["value"] < found["best_value"] + 0.08
    assert "best_value" not in told(run_of(0)) and "best_value" not in told(run_of(0, **LINEAR, ema=0.9))
