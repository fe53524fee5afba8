"""The chain rule of G's gradient: its factors against plain PyTorch and central differences, its sums against each
other and against autograd."""

import string
from dataclasses import replace

import numpy as np
import pytest
import torch

from sims.gan.chain_rule_text import explains, lines
from sims.gan.observation import chain_rule
from sims.gan.params import GanParams, shapes_d, shapes_g
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from sims.simulation import fingerprint
from tests.sims.gan.plain import flattened, network

SETTINGS = [{}, {"objective": "saturating"}, {"latent_dim": 5, "hidden_layers_g": 0, "objective": "saturating"},
            {"activation": "relu", "latent_dim": 1}, {"spectral_norm": True, "ema": 0.9, "instance_noise": 0.3}]


def run_of(**values):
    run = Run(GanSimulation(), GanParams(**{"batch_size": 16, "hidden_width_g": 6, "hidden_width_d": 7,
                                            "activation": "tanh", **values}), 3)
    run.step(5)
    return run


def plain_networks(run):
    params, state = run.params, run.state
    theta = state.averaged if params.ema else state.generator
    return (network(theta[0], shapes_g(params), params.activation).double(),
            network(state.discriminator[0], shapes_d(params), params.activation).double())


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_three_factors_make_what_autograd_gives_for_every_weight_and_bias(values):
    """Concept 16: the product of the factors is autograd's to 1e-6."""
    run = run_of(**values)
    found = run.simulation.chain_rule(run.state, run.params, 9)
    assert found["difference"] < 1e-9
    for name in ("w", "b"):
        product = found["to_d"] * (found["slope"] @ found[f"move_{name}"])
        assert product == pytest.approx(found[f"product_{name}"], rel=1e-12)
        assert found[f"product_{name}"] == pytest.approx(found[f"autograd_{name}"], rel=1e-6, abs=1e-15)
    assert found["to_d"] < 0 and found["other_to_d"] < 0


@pytest.mark.parametrize("values", SETTINGS[:4], ids=str)
def test_each_factor_is_that_of_plain_networks(values):
    """dl/dD and dD/dx by central differences of plain torch; the whole by plain autograd over all of G."""
    run = run_of(**values)
    found = run.simulation.chain_rule(run.state, run.params, 9)
    g, d = plain_networks(run)
    x = g(torch.tensor(found["z"])).detach()
    assert found["x"] == pytest.approx(x.numpy(), abs=1e-9)

    def chance(point):
        return torch.sigmoid(d(point)).item()

    def loss(value):
        return np.log1p(-value) if run.params.objective == "saturating" else -np.log(value)
    h = 1e-6
    assert found["d"] == pytest.approx(chance(x), abs=1e-9)
    assert found["loss"] == pytest.approx(loss(chance(x)), abs=1e-9)
    assert found["to_d"] == pytest.approx((loss(found["d"] + h) - loss(found["d"] - h)) / (2 * h), rel=1e-5)
    for axis in range(2):
        step = h * torch.eye(2, dtype=torch.double)[axis]
        assert found["slope"][axis] == pytest.approx((chance(x + step) - chance(x - step)) / (2 * h), abs=1e-7)
    inside = torch.log(1 - torch.sigmoid(d(g(torch.tensor(found["z"]))))) if run.params.objective == "saturating" \
        else -torch.log(torch.sigmoid(d(g(torch.tensor(found["z"])))))
    inside.sum().backward()
    # weights are stored (out, in) in torch and (in, out) in the flat vector
    steps = torch.cat([torch.cat([m.weight.grad.T.reshape(-1), m.bias.grad]) for m in g if hasattr(m, "bias")])
    layers = [m for m in g if hasattr(m, "bias")]
    w = layers[int(found["w_layer"]) - 1].weight.grad[int(found["w_to"]) - 1, int(found["w_from"]) - 1]
    b = layers[int(found["b_layer"]) - 1].bias.grad[int(found["b_to"]) - 1]
    assert found["product_w"] == pytest.approx(w.item(), rel=1e-6, abs=1e-12)
    assert found["product_b"] == pytest.approx(b.item(), rel=1e-6, abs=1e-12)
    assert found["summed"] == chain_rule.SUMMED
    assert max(abs(w.item()), abs(b.item())) == pytest.approx(steps.abs().max().item(), rel=1e-9)
    assert found["parameters"] == len(flattened(g)) == len(steps)


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_the_sum_over_z_and_the_sum_over_x_are_the_gradient_of_the_mean(values):
    """Concept 17, to 1e-6; and w and b apart (concept 18): their norms are the whole gradient's."""
    run = run_of(**values)
    found = run.simulation.chain_rule(run.state, run.params, 70)
    for name in ("w", "b"):
        assert found[f"sum_z_{name}"] == pytest.approx(found[f"sum_x_{name}"], rel=1e-6, abs=1e-15)
        assert found[f"sum_z_{name}"] == pytest.approx(found[f"autograd_mean_{name}"], rel=1e-6, abs=1e-15)
        assert abs(found[f"sum_z_{name}"]) <= found[f"norm_{name}"] * (1 + 1e-9)


def test_where_many_z_reach_one_x_their_moves_are_averaged():
    """A generator that has collapsed: 64 latents, one point, and still the same sum (concept 17's E[dx/dtheta | x])."""
    run = run_of(hidden_layers_g=1, activation="relu")
    theta = run.state.generator.clone()
    theta[:, 2 * 6:3 * 6] = -50.0               # the biases of the hidden layer: every unit is silent
    found = run.simulation.chain_rule(replace(run.state, generator=theta, averaged=theta), run.params, 0)
    assert found["distinct"] == 1
    assert found["sum_z_b"] == pytest.approx(found["sum_x_b"], rel=1e-9) and abs(found["sum_x_b"]) > 1e-6
    assert found["sum_x_b"] == pytest.approx(found["autograd_mean_b"], rel=1e-6)


def test_the_curves_have_the_factors_as_their_slopes():
    run = run_of(objective="saturating")
    found = run.simulation.chain_rule(run.state, run.params, 3)
    middle = chain_rule.NODES // 2
    assert found["along"][middle] == pytest.approx(0, abs=1e-12) == found["shift"][middle]
    for at_place, values, slope in (("along", found["d_along"], np.hypot(*found["slope"])),
                                    ("shift", found["loss_shifted"], found["product_w"]),
                                    ("shift", found["x_shifted"][:, 0], found["move_w"][0])):
        measured = np.gradient(values, found[at_place])[middle]
        assert measured == pytest.approx(slope, rel=0.02, abs=1e-3)


def test_it_changes_nothing_and_is_nothing_where_d_is_no_probability():
    run = run_of()
    before = fingerprint(run.state)
    run.simulation.chain_rule(run.state, run.params, 0)
    assert fingerprint(run.state) == before
    for values in ({"objective": "wgan"}, {"pack": 2}, {"minibatch_std": True}):
        run = run_of(**values)
        assert not explains(run.params) and not run.simulation.chain_rule(run.state, run.params, 0)


@pytest.mark.parametrize("objective", ["saturating", "nonsaturating"])
def test_every_line_finds_its_numbers(objective):
    run = run_of(objective=objective)
    found = run.simulation.chain_rule(run.state, run.params, 0).keys()
    for line in lines(change(run.params, objective=objective)):
        names = {name for text in (line.numbers, line.says) for _, name, _, _ in string.Formatter().parse(text) if name}
        assert names <= found


def test_a_g_with_very_many_weights_is_summed_over_fewer_latents_and_as_right(monkeypatch):
    monkeypatch.setattr(chain_rule, "CHUNK", 100)
    run = run_of(objective="saturating")
    found = run.simulation.chain_rule(run.state, run.params, 9)
    assert found["summed"] == chain_rule.FEWEST
    assert found["difference"] < 1e-9
    assert found["sum_z_w"] == pytest.approx(found["sum_x_w"], rel=1e-6) == pytest.approx(found["autograd_mean_w"])
    assert len(found["x_shifted"]) == chain_rule.NODES
