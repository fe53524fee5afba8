"""The training on a line: the compiled step against the phases, a drawn D against plain torch, replay of a hand."""

import numpy as np
import pytest
import torch

from sims import registry
from sims.line.curve import FLAT, KNOTS, curve_text, parse_curve
from sims.line.hand import DrawnDiscriminator
from sims.line.params import LineParams
from sims.line.simulation import generated, pull, scores
from sims.params import ParameterError, change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 8}
VALUES = (-3.0, 0.5, 1.0, -2.0, 0.25, 4.0, 1.5, 1.5, -1.0)
CURVE = curve_text(VALUES)


def drawn(x):
    """The broken line through VALUES, beyond its ends as straight as before, by NumPy."""
    x = np.asarray(x, float)
    inside = np.interp(x, KNOTS, VALUES)
    left = VALUES[0] + (VALUES[1] - VALUES[0]) * (x - KNOTS[0])
    right = VALUES[-1] + (VALUES[-1] - VALUES[-2]) * (x - KNOTS[-1])
    return np.where(x < KNOTS[0], left, np.where(x > KNOTS[-1], right, inside))


@pytest.mark.parametrize("values", [{}, {"curve": CURVE}, {"curve": CURVE, "pack": 2, "objective": "wgan"}],
                         ids=["network", "hand", "hand, packed"])
def test_many_steps_at_once_have_the_bits_of_the_phases(values):
    simulation = type(registry.get("line"))("cpu")
    simulation.step_programs.patience = 0
    params = LineParams(**SMALL, **values)
    one, other = Run(simulation, params, 5), Run(simulation, params, 5)
    one.step(2)
    after, columns = simulation.advance_many(one.state, params, 6)
    other.step(8)
    assert after.step == other.state.step == 8 and len(columns["loss_g"]) == 6
    assert torch.equal(after.generator, other.state.generator)
    assert torch.equal(after.discriminator, other.state.discriminator)


def test_a_drawn_d_is_the_broken_line_through_its_knots():
    simulation, x = registry.get("line"), np.linspace(-6, 6, 97)
    params = LineParams(curve=CURVE, **SMALL)
    state = simulation.initial(params, 1)
    assert isinstance(state.network_d(params), DrawnDiscriminator)
    np.testing.assert_allclose(scores(state, params, x), drawn(x), atol=2e-5)


def test_while_a_hand_plays_the_network_of_d_waits_and_g_goes_down_its_own_gradient():
    """Against plain torch with a G and Adam of its own, over the same latents."""
    simulation = registry.get("line")
    params = LineParams(curve=CURVE, beta1=0.5, **SMALL)
    run = Run(simulation, params, 3)
    assert {phase.player for phase in run.phases} == {"g"}
    first = run.state.discriminator
    theta = run.state.generator[0].clone().requires_grad_()
    adam = torch.optim.Adam([theta], lr=params.learning_rate_g, betas=(params.beta1, params.beta2))
    values, knots = torch.tensor(VALUES), torch.tensor(KNOTS)
    for _ in range(12):
        while run.state.phase < len(run.phases) - 1:
            run.advance()
        z = run.state.work["z_g"][0]
        run.advance()
        hidden = torch.relu(z @ theta[:8].view(1, 8) + theta[8:16])
        x = (hidden @ theta[16:24].view(8, 1) + theta[24:])[:, 0]
        at = torch.bucketize(x.detach(), knots[1:-1])
        score = values[at] + (values[at + 1] - values[at]) * (x - knots[at])
        adam.zero_grad()
        torch.nn.functional.softplus(-score).mean().backward()
        adam.step()
        torch.testing.assert_close(run.state.generator[0], theta.detach(), atol=2e-6, rtol=1e-4)
    assert torch.equal(run.state.discriminator, first)


def test_the_pull_is_minus_the_slope_of_g_s_loss():
    """Of -ln sigma(D(x)), by central differences of the broken line."""
    simulation, x = registry.get("line"), np.array([-4.7, -2.6, -0.3, 0.4, 1.6, 3.2])
    params = LineParams(curve=CURVE, **SMALL)
    state, eps = simulation.initial(params, 1), 1e-4
    slope = (np.logaddexp(0, -drawn(x + eps)) - np.logaddexp(0, -drawn(x - eps))) / (2 * eps)
    np.testing.assert_allclose(pull(state, params, x), -slope, atol=1e-4)


def test_what_a_hand_drew_is_in_the_log_and_played_again_with_the_same_bits():
    simulation = registry.get("line").without_slow_metrics()
    run = Run(simulation, LineParams(**SMALL), 2)
    run.step(3)
    for place in (1.0, 2.0, -1.5):
        run.set("curve", curve_text((*FLAT[:4], place, *FLAT[5:])))
        run.step(2)
    run.set("curve", "")
    run.step(2)
    again = Run.from_log(simulation, run.log())
    assert fingerprint(again.state) == fingerprint(run.state) and len(run.events) == 4
    run.seek(4)
    assert run.params.curve == "0 0 0 0 1 0 0 0 0"
    run.seek(11)
    assert fingerprint(again.state) == fingerprint(run.state)


@pytest.mark.parametrize("text", ["1 2 3", "0 0 0 0 0 0 0 0 x", "0 0 0 0 0 0 0 0 11", "0 0 0 0 0 0 0 0 nan"])
def test_a_curve_that_is_none_is_refused_in_words(text):
    with pytest.raises(ParameterError, match="9 numbers"):
        change(LineParams(), curve=text)


def test_a_curve_is_read_as_it_was_written():
    assert parse_curve(curve_text(VALUES)) == VALUES and parse_curve("") == ()


def test_all_points_climb_to_the_top_of_a_drawn_d():
    simulation = registry.get("line").without_slow_metrics()
    run = Run(simulation, LineParams(curve="-4 -3 -2 -1 0 1 2 1 0", learning_rate_g=0.03, **SMALL), 0)
    run.step(120)
    points = generated(run.state, run.params, 500)
    assert abs(points.mean() - 2) < 0.3 and points.std() < 0.3
