"""Who moves when: simultaneous and extragradient steps, frozen players, averages, BEGAN's balance, kinds of D."""

import numpy as np
import pytest
import torch

from sims.gan.data import minibatches
from sims.gan.data.custom_targets import parse_picture, parse_points, spell_picture, spell_points
from sims.gan.data.targets import target_of
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.simulation import GanSimulation
from sims.params import ParameterError, change
from sims.run import Run
from sims.simulation import fingerprint
from tests.sims.gan import plain


def run_of(seed=0, **values):
    return Run(GanSimulation(), change(GanParams(), **{"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9,
                                                       **values}), seed)


def minibatch(params, seed=0, step=0):
    values = minibatches.step_draws((seed,), step, params)
    return (minibatches.real(values, params, 0, (seed,))[0], minibatches.latent(values, params, "latent0")[0],
            minibatches.latent(values, params, "latent_g")[0])


def nets(run):
    p = run.params
    return (plain.network(run.state.generator[0], shapes_g(p), p.activation),
            plain.network(run.state.discriminator[0], shapes_d(p), p.activation))


def gradients(g, d, x, z_d, z_g):
    """Both players' gradients at one point (non-saturating), as lists."""
    loss_d = plain.loss_d("nonsaturating", d(x)[:, 0], d(g(z_d).detach())[:, 0])
    loss_g = plain.loss_g("nonsaturating", None, d(g(z_g))[:, 0])
    return torch.autograd.grad(loss_d, list(d.parameters())), torch.autograd.grad(loss_g, list(g.parameters()))


def moved(net, gradient, rate):
    with torch.no_grad():
        for weight, slope in zip(net.parameters(), gradient):
            weight -= rate * slope


@pytest.mark.parametrize("steps", [1, 4])
def test_simultaneous_steps_use_the_gradients_of_one_point(steps):
    run = run_of(updates="simultaneous", optimizer="sgd", learning_rate_d=0.1, learning_rate_g=0.2)
    g, d = nets(run)
    for step in range(steps):
        slope_d, slope_g = gradients(g, d, *minibatch(run.params, step=step))
        moved(d, slope_d, 0.1)
        moved(g, slope_g, 0.2)
    run.step(steps)
    torch.testing.assert_close(run.state.generator[0], plain.flattened(g), rtol=0, atol=1e-6)
    torch.testing.assert_close(run.state.discriminator[0], plain.flattened(d), rtol=0, atol=1e-6)


def test_extragradient_moves_from_here_by_the_gradients_found_ahead():
    run = run_of(updates="extragradient", optimizer="sgd", learning_rate_d=0.1, learning_rate_g=0.2)
    (g, d), (ahead_g, ahead_d) = nets(run), nets(run)
    batch = minibatch(run.params)
    slope_d, slope_g = gradients(g, d, *batch)
    moved(ahead_d, slope_d, 0.1)
    moved(ahead_g, slope_g, 0.2)
    slope_d, slope_g = gradients(ahead_g, ahead_d, *batch)
    moved(d, slope_d, 0.1)
    moved(g, slope_g, 0.2)
    run.step(1)
    torch.testing.assert_close(run.state.generator[0], plain.flattened(g), rtol=0, atol=1e-6)
    torch.testing.assert_close(run.state.discriminator[0], plain.flattened(d), rtol=0, atol=1e-6)
    assert [phase.key for phase in run.phases].count("gradient_d") == 2


@pytest.mark.parametrize("values", [
    {"updates": "simultaneous"}, {"updates": "extragradient", "weight_clip": 0.1}, {"freeze_d": True},
    {"freeze_g": True}, {"freeze_d": True, "freeze_g": True}, {"freeze_d": True, "objective": "relativistic"},
    {"unroll_steps": 2}, {"unroll_steps": 2, "spectral_norm": True}, {"objective": "began", "pack": 2},
    {"ema": 0.9}, {"minibatch_std": True, "pack": 2, "spectral_norm": True},
], ids=str)
def test_every_order_of_moves_replays_bit_for_bit_and_can_be_drawn(values):
    run = run_of(**values)
    run.step(3)
    run.advance()
    place, here = run.position, fingerprint(run.state)
    for _ in range(len(run.phases)):
        run.frame()
        run.advance()
    run.seek(*place)
    assert fingerprint(run.state) == here
    assert np.isfinite(run.frame().arrays["scores"]).all()


def test_a_frozen_player_does_not_move_and_the_other_does():
    for frozen, still, moving in (("freeze_d", "discriminator", "generator"),
                                  ("freeze_g", "generator", "discriminator")):
        run = run_of(**{frozen: True})
        before = run.state
        run.step(3)
        assert torch.equal(getattr(run.state, still), getattr(before, still))
        assert not torch.equal(getattr(run.state, moving), getattr(before, moving))


def test_freezing_can_begin_and_end_while_it_trains():
    run = run_of()
    run.step(2)
    run.set("freeze_d", True)
    held = run.state.discriminator
    run.step(3)
    assert torch.equal(run.state.discriminator, held)
    run.set("freeze_d", False)
    run.step(1)
    assert not torch.equal(run.state.discriminator, held)


def test_unrolling_leaves_d_alone_but_gives_g_another_gradient():
    ahead, plain_run = run_of(unroll_steps=3), run_of()
    ahead.step(1)
    plain_run.step(1)
    assert torch.equal(ahead.state.discriminator, plain_run.state.discriminator)
    assert not torch.equal(ahead.state.generator, plain_run.state.generator)


def test_the_average_of_g_is_the_exponential_mean_and_is_what_is_sampled():
    run = run_of(ema=0.8)
    weights = [run.state.generator]
    for _ in range(4):
        run.step(1)
        weights.append(run.state.generator)
    expected = weights[0]
    for theta in weights[1:]:
        expected = 0.8 * expected + 0.2 * theta
    torch.testing.assert_close(run.state.averaged, expected, rtol=0, atol=1e-6)
    without = run_of()
    without.step(4)
    assert torch.equal(without.state.generator, run.state.generator)
    assert not np.allclose(run.frame().arrays["generated"], without.frame().arrays["generated"])


def test_k_of_began_follows_its_rule_exactly_and_stays_between_0_and_1():
    """Concept 62: k_{t+1} - k_t = lambda (gamma L(x) - L(G(z)))."""
    run = run_of(objective="began", began_lambda=0.05)
    for _ in range(20):
        before = run.state.balance.item()
        for _phase in range(6):
            run.advance()
        gap = 0.5 * -run.state.numbers["score_real"] + run.state.numbers["score_fake"]
        run.step(1)
        assert run.state.balance.item() == pytest.approx(min(max(before + 0.05 * gap, 0), 1), abs=1e-6)
        assert 0 <= run.state.balance.item() <= 1
    assert run.trace.since(0)["began_m"][-1] > 0


def test_the_objective_can_be_changed_to_an_autoencoder_and_back_while_it_trains():
    run = run_of()
    run.step(2)
    run.set("objective", "began")
    run.frame()                                 # looked at before the next step has begun
    run.step(2)
    assert run.state.discriminator.shape[1] == 2 * 9 + 9 + 9 * 9 + 9 + 9 * 2 + 2
    run.set("objective", "wgan")
    run.step(2)
    total = fingerprint(run.state)
    run.seek(0)
    run.seek(6)
    assert fingerprint(run.state) == total


def test_power_iteration_finds_the_largest_singular_values():
    run = run_of(spectral_norm=True, learning_rate_d=1e-6)
    run.step(60)
    from sims.gan import networks
    shapes = shapes_d(run.params)
    theta = networks.spectrally_normalised(run.state.discriminator, run.state.directions, shapes)
    for weight, _bias in networks.layers(theta, shapes):
        assert torch.linalg.matrix_norm(weight[0], 2).item() == pytest.approx(1, abs=5e-3)
    assert run.frame().numbers["slope_bound"] == pytest.approx(1, abs=0.02)
    assert run.frame().numbers["slope_max"] <= 1.02


def test_normalised_from_here_on_the_bound_is_that_of_the_weights_as_they_are_now():
    run = run_of()
    run.step(40)
    assert run.state.directions.numel() == 0
    run.set("spectral_norm", True)
    assert run.frame().numbers["slope_bound"] == pytest.approx(1, rel=0.1)
    run.step(2)
    assert run.state.directions.numel() > 0
    run.set("spectral_norm", False)
    run.step(2)
    assert run.state.directions.numel() == 0


@pytest.mark.parametrize(("name", "value"), [("objective", "began"), ("spectral_norm", True)])
def test_what_comes_and_goes_leaps_each_time(name, value):
    """The state changes its shape, also where the program for what comes is there already."""
    run, straight = run_of(), run_of()
    run.simulation.step_programs.patience = 3
    usual = getattr(run.params, name)
    for wanted in (value, usual, value, usual):
        for one in (run, straight):
            one.set(name, wanted)
        goal = run.state.step + 20
        while run.state.step < goal:
            assert run.leap(goal - run.state.step)
        straight.step(20)
    assert fingerprint(run.state) == fingerprint(straight.state)


def test_the_measured_slope_never_exceeds_its_bound():
    for values in ({}, {"objective": "wgan", "weight_clip": 0.1}, {"activation": "tanh"}, {"activation": "elu"}):
        run = run_of(**values)
        run.step(30)
        numbers = run.frame().numbers
        assert 0 < numbers["slope_mean"] <= numbers["slope_max"] <= numbers["slope_bound"] * (1 + 1e-5)


def test_a_painted_density_is_sampled_as_painted():
    cells = np.zeros((4, 6), np.uint8)
    cells[0, 0], cells[3, 5] = 50, 150
    text = spell_picture(cells)
    np.testing.assert_array_equal(parse_picture(text), cells)
    params = change(GanParams(), target="painted", picture=text, batch_size=4096)
    x = minibatch(params)[0].numpy()
    upper = x[:, 1] > 0
    assert upper.mean() == pytest.approx(0.75, abs=0.03)
    assert (x[upper] > (2, 1.5)).all()
    assert (x[~upper] < (-2, -1.5)).all()
    assert x[upper, 0].std() == pytest.approx(1 / 12**0.5, rel=0.05)        # even inside a cell of width 1


def test_points_from_a_file_are_drawn_as_they_are():
    points = np.array([[1.5, -2.25], [0.125, 7.0], [-3.0, 0.0]], np.float32)
    text = spell_points(points)
    np.testing.assert_array_equal(parse_points(text), points)
    params = change(GanParams(), target="points", points=text)
    x = minibatch(params)[0].numpy()
    assert {tuple(row) for row in x} == {tuple(row) for row in points}
    assert target_of(params).extent > 7


@pytest.mark.parametrize(("name", "text"), [
    ("picture", "9x9:AAAA"), ("picture", "nonsense"), ("picture", "300x1:eJwDAAAAAAE="), ("picture", "1x1:!"),
    ("picture", spell_picture(np.zeros((3, 3)))), ("points", "2:AAAA"), ("points", "-1:"), ("points", "x"),
    ("points", spell_points([[1e9, 0]])), ("points", spell_points([[np.nan, 0]])), ("points", "9999999:"),
])
def test_texts_that_are_no_target_are_refused(name, text):
    with pytest.raises(ParameterError):
        change(GanParams(), **{name: text})
