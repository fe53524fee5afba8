"""Both sides of every equation of the derivations, each against an oracle of its own."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from sims.distances import derivations, separated_gaussians
from sims.distances.derivations_text import DERIVATIONS
from sims.distances.simulations.derivation import DerivationParams, curves, numbers
from sims.params import change

PAIRS = [(0.0, 1.0, 2.0, 1.0), (-1.0, 0.5, 1.5, 2.0), (0.0, 1.0, 0.0, 1.0), (0.0, 1.0, 8.0, 0.7)]


@pytest.mark.parametrize(("d_real", "d_fake"), [(0.9, 0.2), (0.5, 0.5), (0.001, 0.999), (0.3, 0.7)])
def test_the_value_is_minus_both_cross_entropies(d_real, d_fake):
    """Concepts 3 and 4. Against SciPy's relative entropy: BCE is KL from the label, which itself has no entropy."""
    from scipy.special import rel_entr

    found = derivations.value_of_pair(d_real, d_fake)
    assert found["value"] == pytest.approx(-(found["bce_real"] + found["bce_fake"]), abs=1e-12)
    for key, label, d in (("bce_real", 1, d_real), ("bce_fake", 0, d_fake)):
        assert found[key] == pytest.approx(rel_entr(label, d) + rel_entr(1 - label, 1 - d), abs=1e-12)


def test_half_everywhere_is_worth_minus_two_ln_two():
    assert derivations.value_of_pair(0.5, 0.5)["value"] == pytest.approx(-1.386294361, abs=1e-9)


@pytest.mark.parametrize(("p", "q"), [(0.35, 0.13), (0.01, 0.4), (0.2, 0.2)])
def test_the_best_answer_at_a_place_is_the_top_of_the_curve(p, q):
    from scipy.optimize import minimize_scalar

    y = 0.37
    found = derivations.top_of_integrand(p, q, y)
    top = minimize_scalar(lambda at: -derivations.integrand(p, q, at), bounds=(1e-9, 1 - 1e-9), method="bounded",
                          options={"xatol": 1e-10})
    assert found["d_star"] == p / (p + q) == pytest.approx(top.x, abs=1e-6)
    assert found["f_top"] == pytest.approx(-top.fun, abs=1e-12)
    h = 1e-4
    low, here, high = (float(derivations.integrand(p, q, np.array(at))) for at in (y - h, y, y + h))
    assert found["f_slope"] == pytest.approx((high - low) / (2 * h), rel=1e-5, abs=1e-7)
    assert found["f_bend"] == pytest.approx((high - 2 * here + low) / h**2, rel=1e-4)
    assert found["f_bend"] < 0


@pytest.mark.parametrize("pair", PAIRS)
def test_the_best_value_is_twice_js_less_two_ln_two(pair):
    found = derivations.value_at_optimum(derivations.gaussians(*pair))
    assert found["value_at_d_star"] == pytest.approx(found["value_by_js"], abs=1e-10)
    assert found["js"] == pytest.approx(0.5 * (found["kl_pm"] + found["kl_qm"]), abs=1e-10)
    p, q = norm(*pair[:2]), norm(*pair[2:])

    def to_middle(first, other):
        def integrand(x):
            log_m = np.logaddexp(first.logpdf(x), other.logpdf(x)) - math.log(2)
            return first.pdf(x) * (first.logpdf(x) - log_m)
        mean, std = first.mean(), first.std()
        return quad(integrand, mean - 12 * std, mean + 12 * std, limit=500, epsabs=1e-12)[0]
    assert found["kl_pm"] == pytest.approx(to_middle(p, q), abs=1e-9)
    assert found["kl_qm"] == pytest.approx(to_middle(q, p), abs=1e-9)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("z", [-1.5, 0.0, 0.8])
def test_the_chain_rule_is_the_difference_quotient_and_both_sums_are_one(pair, z):
    """Concepts 16 and 17: three factors against central differences of ln(1 − D(w z + b)) in w and in b, D held
    fixed; the sum over z against the one over x, and both against SciPy's quadrature."""
    made = derivations.gaussians(*pair)
    b, w = pair[2:]
    found = derivations.chain_rule(made, w, b, z)
    p, q = norm(*pair[:2]), norm(*pair[2:])

    def loss(weight, bias, at=z):
        x = weight * at + bias
        return -np.logaddexp(0, p.logpdf(x) - q.logpdf(x))          # ln(1 − p/(p+q))
    h = 1e-5
    by_w, by_b = ((loss(w + h, b) - loss(w - h, b)) / (2 * h), (loss(w, b + h) - loss(w, b - h)) / (2 * h))
    assert found["product_w"] == pytest.approx(by_w, rel=1e-6, abs=1e-9)
    assert found["product_b"] == pytest.approx(by_b, rel=1e-6, abs=1e-9)
    assert found["loss_slope"] * found["d_slope"] * z == pytest.approx(found["product_w"], rel=1e-9, abs=1e-15)
    assert found["loss_slope"] < 0
    for name, factor in (("w", lambda at: at), ("b", lambda at: 1.0)):
        assert found[f"sum_z_{name}"] == pytest.approx(found[f"sum_x_{name}"], rel=1e-6, abs=1e-12)
        mean = quad(lambda at, factor=factor: norm.pdf(at) * factor(at) * (loss(w, b + h, at) - loss(w, b - h, at))
                    / (2 * h), -9, 9, limit=300, epsabs=1e-10)[0]
        assert found[f"sum_z_{name}"] == pytest.approx(mean, abs=1e-6)


def test_the_areas_that_are_drawn_are_the_sums_that_are_printed():
    params = DerivationParams(derivation="chain")
    drawn, found = curves(params), numbers(params)
    for side in ("z", "x"):
        for name, key in (("w", f"over_{side}"), ("b", f"b_over_{side}")):
            assert np.trapezoid(drawn[key], drawn[side]) == pytest.approx(found[f"sum_{side}_{name}"], abs=2e-3)
    assert np.trapezoid(drawn["to_p"], drawn["x"]) == pytest.approx(found["kl_pm"], abs=1e-3)


def test_far_apart_the_gradient_is_gone():
    """Concepts 18 to 20: with D* held fixed the gradient in the mean is twice the slope of JS; at ten 4.46e-6."""
    for mean, known in ((2.0, 0.449600), (5.0, 2 * 0.0236898), (10.0, 4.46e-6)):
        found = numbers(change(DerivationParams(), mean_q=mean))
        slope = 2 * float(separated_gaussians.js_slope(np.array(mean)))
        assert found["sum_z_b"] == pytest.approx(slope, rel=1e-6) == pytest.approx(found["sum_x_b"], rel=1e-6)
        assert slope == pytest.approx(known, rel=2e-3)


def test_what_a_line_prints_is_known_and_what_it_lights_is_drawn():
    import string

    found, drawn = numbers(DerivationParams()), curves(DerivationParams())
    known = found.keys() | vars(DerivationParams()).keys()
    parts = drawn.keys() | {"at", "tangent", "top", "f", "real", "fake"}
    for lines in DERIVATIONS.values():
        assert len(lines) >= 7
        for line in lines:
            assert {name for _, name, _, _ in string.Formatter().parse(line.numbers) if name} <= known
            assert set(line.lit) <= parts
