"""Fits, generator losses, Theorem 3.3, Lipschitz functions and the two lemmas."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from sims.distances import gaussian_fits, lipschitz, manifolds, noise_bound
from sims.distances import generator_losses as losses
from sims.distances import wasserstein as ws
from sims.distances.densities import density, mixture
from sims.distances.families import Gaussian, Uniform, shape

TWO_MODES = mixture("gaussian", -3, 1, 0.5, 3, 1)
GRID = np.linspace(-25, 25, 5001)
STEP = GRID[1] - GRID[0]


def brute(divergence, mean, std, p=lambda x: 0.5 * (stats.norm.pdf(x, -3) + stats.norm.pdf(x, 3))):
    """The divergence by a trapezoid sum over a wide grid, from scipy.stats."""
    from scipy.special import rel_entr
    a, b = np.maximum(p(GRID), 1e-320), np.maximum(stats.norm.pdf(GRID, mean, std), 1e-320)
    m = 0.5 * (a + b)
    values = {"forward_kl": rel_entr(a, b), "reverse_kl": rel_entr(b, a), "js": 0.5 * (rel_entr(a, m) + rel_entr(b, m))}
    return float(values[divergence].sum() * STEP)


@pytest.mark.parametrize("divergence, mean, std, value", [
    ("forward_kl", 0, 3.162278, 0.461995), ("reverse_kl", 2.984306, 1.023369, 0.688769), ("js", 0, 3.119832, 0.128411)])
def test_one_gaussian_fitted_to_two_modes(divergence, mean, std, value):
    fit = gaussian_fits.fit_gaussian(TWO_MODES, divergence)
    assert (abs(fit.mean), fit.std, fit.value) == (
        pytest.approx(mean, abs=1e-6), pytest.approx(std, abs=1e-6), pytest.approx(value, abs=1e-6))
    found = optimize.minimize(lambda v: brute(divergence, v[0], math.exp(v[1])), [abs(fit.mean) + 0.1, 0.3],
                              method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-12})
    assert found.fun == pytest.approx(fit.value, abs=1e-8)
    assert fit.path.shape == (len(fit.values), 2) and (np.diff(fit.values) <= 1e-12).all()


def test_js_prefers_the_wide_gaussian_to_the_one_on_a_mode():
    wide, narrow = gaussian_fits.fit_gaussian(TWO_MODES, "js"), brute("js", 2.984306, 1.023369)
    assert wide.value < narrow - 0.08
    on_a_mode = optimize.minimize(lambda v: brute("js", v[0], math.exp(v[1])), [3.0, 0.0], method="Nelder-Mead")
    assert wide.value <= on_a_mode.fun + 1e-9


def test_the_gradient_of_a_fit_is_the_derivative_of_its_value():
    p = mixture("gaussian", -1, 0.6, 0.3, 2, 1.1)
    for divergence in gaussian_fits.DIVERGENCES:
        value = lambda m, s, d=divergence: gaussian_fits.value_and_gradient(p, m, math.exp(s), d)[0]  # noqa: E731
        gradient = gaussian_fits.value_and_gradient(p, 0.4, math.exp(0.2), divergence)[1]
        h = 1e-4
        numeric = [(value(0.4 + a, 0.2 + b) - value(0.4 - a, 0.2 - b)) / (2 * h) for a, b in ((h, 0), (0, h))]
        assert np.allclose(gradient, numeric, atol=1e-7)


def test_maximum_likelihood_and_forward_kl_have_one_maximiser():
    p = mixture("laplace", -1, 0.6, 0.3, 2, 1.1)
    fit = gaussian_fits.fit_gaussian(p, "forward_kl", start=(1.0, 3.0))
    best = optimize.minimize(lambda v: -gaussian_fits.mean_log_likelihood(p, v[0], math.exp(v[1])), [0, 0], tol=1e-12)
    assert fit.mean == pytest.approx(best.x[0], abs=1e-6) and fit.std == pytest.approx(math.exp(best.x[1]), abs=1e-6)
    assert fit.mean == pytest.approx(p.mean, abs=1e-7) and fit.std == pytest.approx(math.sqrt(p.variance), abs=1e-7)


def test_reverse_kl_to_a_bounded_density_cannot_be_fitted():
    with pytest.raises(ValueError):
        gaussian_fits.fit_gaussian(density("uniform", 0, 1), "reverse_kl")


def test_the_slopes_of_the_two_losses():
    assert losses.loss_slope(0.01, "saturating") == pytest.approx(-1.0101, abs=5e-5)
    assert losses.loss_slope(0.01, "nonsaturating") == pytest.approx(-100)
    assert losses.loss_slope(0.5, "saturating") == losses.loss_slope(0.5, "nonsaturating")
    assert losses.loss(0.0, "saturating") == 0 and losses.loss(0.0, "nonsaturating") == math.inf
    assert losses.loss_slope(0.0, "saturating") == -1 and losses.loss_slope(0.0, "nonsaturating") == -math.inf
    ratio = losses.loss_logit_slope(0.01, "nonsaturating") / losses.loss_logit_slope(0.01, "saturating")
    assert ratio == pytest.approx(99)
    d, h = np.array([0.02, 0.3, 0.8]), 1e-6
    t = np.log(d / (1 - d))
    for objective in losses.OBJECTIVES:
        by_d = (losses.loss(d + h, objective) - losses.loss(d - h, objective)) / (2 * h)
        by_t = (losses.loss_of_logit(t + h, objective) - losses.loss_of_logit(t - h, objective)) / (2 * h)
        assert np.allclose(by_d, losses.loss_slope(d, objective), rtol=1e-6)
        assert np.allclose(by_t, losses.loss_logit_slope(d, objective), rtol=1e-6)
        assert np.allclose(losses.loss(d, objective), losses.loss_of_logit(t, objective), rtol=1e-12)
    assert np.isfinite(losses.loss_of_logit(-1e4, "nonsaturating"))


def test_the_two_errors_of_the_slides():
    missed, junk = (losses.error_integrands(np.array(p), np.array(q)) for p, q in ((1, 1e-6), (1e-6, 1)))
    assert missed["kl_qp"] == pytest.approx(-1.38e-5, rel=2e-3) and junk["kl_qp"] == pytest.approx(13.8155, abs=1e-4)
    assert missed["js"] == pytest.approx(0.5 * math.log(2), abs=1e-5) == junk["js"]
    assert missed["minus_2_js_pull"] > 0 > junk["minus_2_js_pull"]


def test_theorem_3_3_for_two_points_and_uniform_noise():
    bound = noise_bound.two_points(1.0, Uniform(1.0))
    assert bound.variance == pytest.approx(1 / 3, abs=1e-15) and bound.diameter == 3
    assert bound.js == pytest.approx(0.5 * math.log(2), abs=1e-14)
    assert bound.bound == pytest.approx(4.686931, abs=5e-7) == noise_bound.two_points_uniform(1.0, 1.0)
    for theta, half in ((0.3, 2.0), (2.0, 0.4), (5, 5)):
        general = noise_bound.two_points(theta, Uniform(half)).bound
        assert general == pytest.approx(float(noise_bound.two_points_uniform(theta, half)), rel=1e-12)


def test_for_two_points_the_bound_never_falls_below_1_665_w():
    half, bound = noise_bound.tightest_uniform(2.5)
    assert half == 0 and bound / 2.5 == pytest.approx(2 * math.sqrt(math.log(2)), rel=1e-12)
    assert bound / 2.5 > 1.665
    random = np.random.default_rng(0)
    theta, a = random.uniform(0.01, 10, 4000), 10.0 ** random.uniform(-6, 3, 4000)
    assert (noise_bound.two_points_uniform(theta, a) > 1.665 * theta).all()


def test_theorem_3_3_holds_for_bounded_densities_and_is_infinite_for_gaussian_noise():
    from sims.distances.pair import Pair
    random = np.random.default_rng(1)
    for _ in range(40):
        means, widths, noise = random.uniform(-3, 3, 2), random.uniform(0.1, 2, 2), random.uniform(0.05, 2)
        p, q = (density("uniform", m, s) for m, s in zip(means, widths))
        blurred = [density("uniform", m, s, noise, "uniform") for m, s in zip(means, widths)]
        found = noise_bound.theorem_3_3(p, q, Pair(*blurred), noise)
        assert found.w1 <= found.bound < math.inf
        assert ws.w1(*blurred) <= found.w1 + 2 * noise
    assert noise_bound.two_points(1.0, Gaussian(0.5)).bound == math.inf
    cuts = [noise_bound.two_points(1.0, noise_bound.truncated_noise(0.5, cut)) for cut in (2, 4, 8)]
    assert cuts[0].bound < cuts[1].bound < cuts[2].bound            # cut further out, C grows and so does the bound
    assert cuts[2].js == pytest.approx(0.336831, abs=5e-7) and cuts[2].diameter == 9
    assert shape("gaussian", 0, 0.5).variance > cuts[0].variance == pytest.approx(
        stats.truncnorm(-2, 2, scale=0.5).var(), rel=1e-12)


def test_the_best_critic_of_two_gaussians():
    p, q = density("gaussian", 0, 1), density("gaussian", 5, 1)
    x = np.linspace(-4, 9, 301)
    f = ws.best_critic(p, q, x, 3.0)
    assert ws.critic_value(p, q, lambda v: ws.best_critic(p, q, v, 3.0)) == pytest.approx(15, abs=1e-11)
    assert lipschitz.steepest_secant(x, f) == pytest.approx(3, rel=1e-9)
    assert np.allclose(f, -3 * x, atol=1e-9)            # one straight line, since F_p > F_q everywhere


def test_secants_and_compositions():
    x = np.linspace(-2, 2, 400)
    assert lipschitz.steepest_secant(x, np.sin(2 * x)) <= 2
    at_0 = lipschitz.composed_slope(lambda t: 3 * t, lambda v: np.sin(2 * v), np.zeros(1))
    assert at_0[0] == pytest.approx(6, rel=1e-8)
    assert lipschitz.composed_slope(lambda t: 3 * t, lambda v: np.sin(2 * v), x).max() <= 6 + 1e-6


def test_the_product_bound_of_a_clipped_network():
    assert lipschitz.clip_bound((2, 128, 128, 1), 0.01) == pytest.approx(0.0231705, abs=5e-8)
    assert lipschitz.clip_bound((2, 128, 128, 1), 1) == pytest.approx(23170.5, abs=0.05)
    z = np.random.default_rng(0).normal(0, 2, (400, 2))
    for clip in (0.01, 0.1, 1):
        for activation in ("relu", "leaky_relu", "tanh"):
            network = lipschitz.random_mlp((2, 64, 64, 1), 3, activation, gain=20).clipped(clip)
            steepest = network.steepest_gradient(z)
            secant = lipschitz.steepest_secant(z[:150], network(z[:150])[:, 0])
            assert 0 < steepest <= lipschitz.spectral_bound(network.weights) * (1 + 1e-12)
            assert lipschitz.spectral_bound(network.weights) <= lipschitz.clip_bound(network.widths, clip) * (1 + 1e-12)
            assert secant <= lipschitz.spectral_bound(network.weights)
    ones = lipschitz.Mlp((np.ones((7, 3)),), (np.zeros(7),))        # the bound is reached where all weights are equal
    assert lipschitz.spectral_bound(ones.weights) == pytest.approx(lipschitz.clip_bound((3, 7), 1))


def test_the_jacobian_of_a_network_is_its_derivative():
    network = lipschitz.random_mlp((2, 9, 9, 3), 1)
    z, h = np.random.default_rng(2).normal(size=(20, 2)), 1e-6
    for k in range(2):
        step = h * np.eye(2)[k]
        assert np.allclose(network.jacobian(z)[:, :, k], (network(z + step) - network(z - step)) / (2 * h), atol=1e-8)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh"])
def test_lemma_1_the_image_is_no_thicker_than_the_latent_space(activation):
    z = np.random.default_rng(3)
    for inputs, outputs in ((1, 2), (1, 3), (2, 2), (2, 3)):
        ranks = manifolds.jacobian_ranks(lipschitz.random_mlp((inputs, 32, 32, outputs), 3, activation, 1.5),
                                         z.normal(size=(1000, inputs)))
        assert ranks.max() == inputs
    curve = lipschitz.random_mlp((1, 32, 32, 2), 3, activation, 1.5)(np.linspace(-3, 3, 200_000)[:, None])
    assert manifolds.box_counting_dimension(curve) == pytest.approx(1, abs=0.1)


def test_box_counting_tells_a_curve_from_an_area():
    for name in ("circle", "line", "swiss_roll"):
        assert manifolds.box_counting_dimension(manifolds.dataset(name, 100_000)) == pytest.approx(1, abs=0.1)
    square = np.stack(np.meshgrid(np.linspace(0, 1, 700), np.linspace(0, 1, 700)), axis=-1).reshape(-1, 2)
    assert manifolds.box_counting_dimension(square, np.arange(3, 9)) == pytest.approx(2, abs=0.1)


def test_lemma_2_no_random_perturbation_aligns_two_curves():
    line, circle = manifolds.Line(0, 0, 0.3), manifolds.Circle(0, 0, 1)
    shifts = manifolds.perturbations(10_000, 0)
    for pair in ((line, line), (circle, circle), (line, circle)):
        assert manifolds.count_aligned(*pair, shifts) == 0
        assert manifolds.count_aligned(*pair, 0 * shifts) == (0 if pair == (line, circle) else 10_000)
    assert manifolds.alignment_gap(line, line, shifts).min() > 0
    assert 0 < manifolds.count_meeting(circle, circle, shifts) < 10_000    # not aligned is not the same as not meeting
    touching = np.zeros((1, 2, 2))
    touching[0, 1] = (2, 0)                                                # two unit circles that touch from outside
    assert manifolds.count_aligned(circle, circle, touching) == 1
