"""The checklist "debug first": sound players pass, and each check fails where what it is for is broken."""

import numpy as np
import pytest
import torch

from sims.gan.experiments import first_checks
from sims.gan.experiments.first_checks import CHECKS, LIMITS, losses_of, slope_of
from sims.gan.objectives_text import OBJECTIVES
from sims.gan.phases import RUN
from tests.sims.gan.experiments.test_frozen_player import first


def last(name, state, params, total=3000):
    return [row for row in CHECKS[name](state, params, total) if not isinstance(row, int)][-1]


def passed(name, state, params, total=3000):
    row = last(name, state, params, total)
    assert row["limit"] == LIMITS[name]
    return row[name] < row["limit"]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_gradients_of_every_objective_are_those_of_central_differences(objective):
    """Largest relative errors of 192 weights, 7 objectives: 8e-8 to 2e-6; with penalties, clipping and packing 4e-6."""
    state, params = first(0, objective=objective, r1=0.1, gradient_penalty=0.1)
    assert last("gradient_check", state, params)["gradient_check"] < 2e-5


def test_the_gradients_checked_are_those_that_the_phases_train_by():
    state, params = first(3, r1=0.2, batch_size=32)
    theta, loss = losses_of(state, params)["d"]
    for key in ("sample_real", "sample_latent_d", "generate_d", "score_d", "loss_d", "gradient_d"):
        state, _numbers = RUN[key](state, params, 0)
    np.testing.assert_allclose(slope_of(loss, theta), state.work["gradient_d"][0], rtol=1e-4, atol=1e-5)


def test_a_wrong_gradient_does_not_pass(monkeypatch):
    state, params = first(0, batch_size=16, hidden_width_g=8, hidden_width_d=8)
    monkeypatch.setattr(first_checks, "slope_of", lambda loss, theta: 1.01 * slope_of(loss, theta))
    assert not passed("gradient_check", state, params)


@pytest.mark.parametrize("seed", range(5))
def test_d_learns_two_points_and_g_fits_a_fixed_d_with_the_default_settings(seed):
    """Concept 92. Updates of D until its loss is below .01, seeds 0 to 2: 172 260 73; of G until it is within .1 of the
    top: 160 340 340."""
    state, params = first(seed)
    assert passed("two_points", state, params) and passed("fixed_d", state, params)


@pytest.mark.parametrize("values", [{"learning_rate_d": 1e-6, "learning_rate_g": 1e-6},
                                    {"optimizer": "sgd", "learning_rate_d": 1e-4, "learning_rate_g": 1e-4}], ids=str)
def test_rates_that_are_too_small_pass_neither(values):
    state, params = first(0, **values)
    assert not passed("two_points", state, params, 300) and not passed("fixed_d", state, params, 300)


def test_the_loss_of_the_two_points_is_their_cross_entropy():
    """Before any training: −ln σ(D(x)) − ln(1 − σ(D(x~))) of a D drawn from the seed, at some real and generated point.
    """
    state, params = first(1)
    rows = [row for row in CHECKS["two_points"](state, params, 1) if not isinstance(row, int)]
    d = state.network_d(params)
    from sims.gan.data import random_streams
    from sims.gan.observation import frame_arrays
    real, fake = first_checks._farthest(frame_arrays.real_points(1, 100, params, random_streams.VIEW),
                                        frame_arrays.generated(state, params, 100, random_streams.VIEW))
    scores = d.score(torch.from_numpy(np.stack([real, fake]))[None].float())[0]
    wanted = torch.nn.functional.binary_cross_entropy_with_logits(scores, torch.tensor([1.0, 0.0]), reduction="sum")
    assert rows[0]["step"] == 0 and rows[0]["two_points"] == pytest.approx(wanted.item(), rel=1e-5)
