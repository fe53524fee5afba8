"""The measures on a line against closed forms and SciPy."""

import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm, wasserstein_distance

from sims import registry
from sims.line.distribution import TwoModes
from sims.line.measures import density, quality
from sims.line.params import LineParams
from sims.line.simulation import EDGES, generated, qualities

DATA = TwoModes(4.0, 0.3)
COUNT = 4096
SHARES = (np.arange(COUNT) + 0.5) / COUNT


def test_the_data_have_the_density_the_quantiles_and_the_samples_of_the_mixture():
    x = np.array([-3.0, -2.1, 0.0, 1.7, 40.0])
    expected = 0.5 * norm.pdf(x, -2, 0.3) + 0.5 * norm.pdf(x, 2, 0.3)
    np.testing.assert_allclose(np.exp(DATA.log_density(x)), expected, rtol=1e-12)
    assert quad(lambda t: math.exp(DATA.log_density(t)), -6, 6, points=(-2, 2))[0] == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(DATA.cdf(DATA.quantiles(COUNT)), SHARES, atol=1e-7)
    torch.manual_seed(0)
    drawn = DATA.sample(torch.rand(20_000), torch.randn(20_000, 1))[:, 0].numpy()
    assert wasserstein_distance(drawn, DATA.quantiles(COUNT)) < 0.05


def test_a_generator_that_knows_one_mode_has_the_kl_ln_2():
    points = norm.ppf(SHARES, 2, 0.3)
    found = quality(points, DATA)
    assert (found["modes"], found["mode_kl"]) == (1, pytest.approx(math.log(2), abs=1e-15))
    exact = quad(lambda t: norm.pdf(t, 2, 0.3) * (norm.logpdf(t, 2, 0.3) - DATA.log_density(t)), -1, 5, points=(2,))[0]
    assert exact == pytest.approx(math.log(2), abs=1e-6) and found["kl"] == pytest.approx(exact, abs=0.01)
    assert found["w1"] == pytest.approx(2, abs=1e-3)            # half of the mass has 4 to go


def test_a_perfect_generator_has_no_distance():
    found = quality(DATA.quantiles(COUNT).copy(), DATA)
    assert found["modes"] == 2 and found["mode_kl"] == 0 and found["w1"] == 0
    assert found["kl"] == pytest.approx(0, abs=0.01)


def test_w1_is_that_of_scipy():
    points = np.random.default_rng(1).normal(0.3, 1.1, COUNT)
    assert quality(points, DATA)["w1"] == pytest.approx(wasserstein_distance(points, DATA.quantiles(COUNT)), rel=1e-9)


def test_the_density_of_a_linear_generator_is_that_of_its_normal_distribution():
    """G(z) = a z + b makes N(b, a^2); the share of each bin is known to one point."""
    simulation, params = registry.get("line"), LineParams(hidden_layers_g=0)
    state = simulation.initial(params, 4)
    a, b = state.generator[0].tolist()
    points = generated(state, params, COUNT)
    shares = density(points, EDGES) * np.diff(EDGES)
    np.testing.assert_allclose(shares, np.diff(norm.cdf(EDGES, b, abs(a))), atol=1.5 / COUNT)


def test_the_value_is_v_by_quadrature():
    """Of a drawn D and a linear G: E ln sigma(D(x)) + E ln(1 - sigma(D(G(z)))) by SciPy."""
    simulation, params = registry.get("line"), LineParams(hidden_layers_g=0, curve="-2 -1 0 1 0 -1 0 2 1")
    state = simulation.initial(params, 4)
    a, b = state.generator[0].tolist()
    knots = np.arange(-4.0, 5.0)

    def d(x):
        return float(np.interp(x, knots, (-2, -1, 0, 1, 0, -1, 0, 2, 1))) + min(x + 4, 0) - max(x - 4, 0)
    real = quad(lambda x: -math.exp(DATA.log_density(x)) * np.logaddexp(0, -d(x)), -4, 4, points=knots, limit=200)[0]
    fake = quad(lambda x: -norm.pdf(x, b, abs(a)) * np.logaddexp(0, d(x)), -12, 12, points=knots, limit=200)[0]
    assert qualities(state, params)["value"] == pytest.approx(real + fake, abs=2e-3)
