"""What is told of a place and of a sample is what the networks give there, and what the frame draws."""

import numpy as np
import pytest
import torch

from sims.gan.objectives_text import OBJECTIVES
from sims.gan.observation import frame_arrays
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.simulation import GanSimulation
from sims.run import Run
from tests.sims.gan.plain import network

PLACES = np.array([[0.3, -1.2], [2.0, 0.0], [-1.0, 4.0]])


def run_of(**values):
    run = Run(GanSimulation(), GanParams(**{"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9,
                                            "activation": "tanh", **values}), 3)
    run.step(5)
    return run


def test_the_score_is_d_and_the_slope_its_central_differences():
    run = run_of()
    found = run.simulation.probe(run.state, run.params, PLACES)
    d = network(run.state.discriminator[0], shapes_d(run.params), "tanh").double()

    def score(points):
        return d(torch.tensor(points)).detach()[:, 0].numpy()
    assert found["score"] == pytest.approx(score(PLACES), abs=1e-5)
    h = 1e-4
    for axis, step in enumerate(h * np.eye(2)):
        assert found["slope"][:, axis] == pytest.approx((score(PLACES + step) - score(PLACES - step)) / (2 * h),
                                                        abs=1e-4)


@pytest.mark.parametrize("values", [{}, {"pack": 2}, {"minibatch_std": True}, {"objective": "began"}, {"ema": 0.9}],
                         ids=str)
def test_what_is_told_of_a_place_is_what_the_surface_shows_there(values):
    run = run_of(**values)
    frame = run.frame()
    rows, columns = frame_arrays.SURFACE
    x0, y0, x1, y1 = frame.arrays["view"]
    for row, column in ((0, 0), (30, 70)):
        place = [x0 + column * (x1 - x0) / (columns - 1), y0 + row * (y1 - y0) / (rows - 1)]
        found = run.simulation.probe(run.state, run.params, np.array([place]))
        assert found["score"][0] == pytest.approx(frame.arrays["scores"][row, column], abs=1e-4)


def test_a_sample_is_g_of_its_z_and_keeps_its_z():
    run = run_of(latent_dim=3)
    told = []
    for _ in range(3):
        run.step()
        found = run.simulation.sample(run.state, run.params, 400)
        told.append(found["z"])
        made = network(run.state.generator[0], shapes_g(run.params), "tanh").double()(torch.tensor(found["z"]))
        assert found["x"] == pytest.approx(made.detach().numpy(), abs=1e-5)
        assert found["x"] == pytest.approx(run.frame().arrays["generated"][400], abs=1e-6)
        probed = run.simulation.probe(run.state, run.params, found["x"][None])
        assert (found["score"], found["slope"]) == (pytest.approx(probed["score"]), pytest.approx(probed["slope"][0]))
    assert np.array_equal(told[0], told[2])


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_pull_on_a_sample_is_its_arrow(objective):
    run = run_of(objective=objective)
    arrows = run.frame().arrays["arrows"]
    for index in (0, 7, frame_arrays.ARROWS - 1):
        found = run.simulation.sample(run.state, run.params, index)
        assert found["pull"] == pytest.approx(arrows[index], rel=1e-4, abs=1e-6)


def test_the_pull_on_a_sample_without_an_arrow_is_what_the_loss_says():
    run = run_of()
    found = run.simulation.sample(run.state, run.params, 900)
    chance = 1 / (1 + np.exp(-found["score"][0]))
    assert found["pull"] == pytest.approx((1 - chance) * found["slope"], rel=1e-3)      # of -ln sigma(D)
