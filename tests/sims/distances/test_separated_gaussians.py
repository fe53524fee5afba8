"""Two Gaussians at a growing distance: curves, landmarks, and how long the generator takes."""

import math
import time

import numpy as np
import pytest
from scipy import integrate

from sims.distances import divergences as dv
from sims.distances import separated_gaussians as sep
from sims.distances.densities import density
from sims.distances.generator_losses import generator_gradient, gradient_parts
from sims.distances.pair import Pair


@pytest.mark.parametrize("m", [1e-4, 0.01, 0.7, 2.9999, 3.0001, 8, 30, 50])
def test_the_curves_agree_with_the_general_quadrature(m):
    pair = Pair(density("gaussian", 0, 2.5), density("gaussian", 2.5 * m, 2.5))
    assert float(sep.ln2_minus_js(2.5 * m, 2.5)) == pytest.approx(dv.ln2_minus_js(pair), rel=1e-11)
    assert float(sep.js(2.5 * m, 2.5)) == pytest.approx(dv.js(pair), rel=1e-9)
    assert float(sep.js_slope(2.5 * m, 2.5)) == pytest.approx(dv.js_slope(pair), rel=1e-10)
    assert float(sep.tv(2.5 * m, 2.5)) == pytest.approx(dv.tv(pair), rel=1e-10)
    assert float(sep.overlap(2.5 * m, 2.5)) == pytest.approx(dv.overlap(pair), rel=1e-10)


def test_js_depends_on_the_ratio_only_and_its_slope_is_odd():
    d = np.array([0.3, 2, 9.0])
    assert np.allclose(sep.js(d * 0.01, 0.01), sep.js(d), rtol=1e-12)
    assert np.allclose(sep.js_slope(-d), -sep.js_slope(d), rtol=0) and sep.js_slope(0.0) == 0


def test_the_slope_is_the_derivative_of_js():
    d, h = np.linspace(0.2, 9, 30), 1e-3
    fd = (8 * (sep.js(d + h) - sep.js(d - h)) - (sep.js(d + 2 * h) - sep.js(d - 2 * h))) / (12 * h)
    assert np.abs(fd - sep.js_slope(d)).max() < 1e-11


def test_the_landmarks_of_the_slope():
    """Found again by brute force on a fine grid of the general quadrature's slope."""
    marks = sep.slope_landmarks()
    assert marks["max_at"] == pytest.approx(1.636256, abs=5e-7)
    assert marks["max_slope"] == pytest.approx(0.233660, abs=5e-7)
    assert marks["faint_from"] == pytest.approx(6.6318, abs=5e-5)
    slope = lambda m: dv.js_slope(Pair(density("gaussian", 0, 1), density("gaussian", m, 1)))  # noqa: E731
    grid = np.linspace(1.5, 1.8, 301)
    assert abs(grid[np.argmax([slope(m) for m in grid])] - marks["max_at"]) < 1.1e-3
    assert slope(marks["faint_from"]) == pytest.approx(0.01 * slope(marks["max_at"]), rel=1e-9)
    assert slope(5.0) == pytest.approx(0.0236898, abs=5e-8)
    assert slope(5.6676) < 0.01 < slope(5.6675)


def test_the_three_panels_of_the_textbook_figure():
    assert float(sep.js(2.0)) == pytest.approx(0.336831, abs=5e-7)
    assert sep.distance_with_js(0.336) == pytest.approx(1.996306, abs=5e-7)
    assert sep.distance_with_js(0.6925, std=3.0) == pytest.approx(3 * 7.0242, abs=3e-4)      # rounds to 0.693
    assert float(sep.js(sep.distance_with_js(0.2))) == pytest.approx(0.2, abs=1e-12)


@pytest.mark.parametrize("m, saturating, nonsaturating", [
    (2, 2.22213, 1.02539), (6, 61.0162, 0.718335), (10, 94127, 0.694260)])
def test_the_time_to_halve_the_distance(m, saturating, nonsaturating):
    assert sep.time_to_halve(m) == pytest.approx(saturating, rel=5e-6)
    assert sep.time_to_halve(m, objective="nonsaturating") == pytest.approx(nonsaturating, rel=2e-6)


@pytest.mark.parametrize("m", [0.01, 1.3, 4, 9])
@pytest.mark.parametrize("objective", sep.OBJECTIVES)
def test_the_time_to_halve_agrees_with_scipy_quad_over_the_general_gradient(m, objective):
    def speed(d):
        return generator_gradient(Pair(density("gaussian", 0, 2), density("gaussian", d, 2)), objective)

    exact = integrate.quad(lambda d: 1 / speed(d), m, 2 * m, epsrel=1e-10, limit=200)[0]
    assert sep.time_to_halve(2 * m, 2.0, objective) == pytest.approx(exact, rel=1e-8)


def test_the_time_to_halve_from_thirty_widths_is_a_number_of_48_digits():
    """The slope is exp(-m^2/8) times an integral of moderate size; scipy quad sums exp((m^2 - 900)/8) / slope."""
    def moderate(m):
        return integrate.quad(lambda u: np.exp(-u * u / (2 * m * m)) / np.cosh(u / 2), 0, 90, epsrel=1e-12)[0]

    def slowness(m):
        return np.exp((m * m - 900) / 8) * math.sqrt(2 * math.pi) / moderate(m)

    pieces = ((15, 25), (25, 29), (29, 29.8), (29.8, 30))
    scaled = sum(integrate.quad(slowness, a, b, epsrel=1e-11)[0] for a, b in pieces)
    assert sep.log_time_to_halve(30) == pytest.approx(math.log(scaled) + 900 / 8, abs=1e-9)
    assert sep.time_to_halve(30) == pytest.approx(7.75e47, rel=1e-3)
    assert sep.time_to_halve(90) == math.inf and math.isfinite(sep.log_time_to_halve(90))


def test_the_flow_halves_the_distance_in_that_time_and_never_swings():
    for objective in sep.OBJECTIVES:
        total = sep.time_to_halve(6.0, 1.0, objective)
        path = sep.flow(6.0, np.linspace(0, total, 40), 1.0, objective)
        assert path[-1] == pytest.approx(3, abs=1e-4)
        assert (np.diff(path) < 0).all()
    late = sep.flow(6.0, np.linspace(0, 200, 300), 1.0, "nonsaturating")
    assert late.min() > -1e-9 and late[-1] < 1e-6       # opposing terms alone do not make it oscillate


def test_the_nonsaturating_gradient_is_a_pull_less_a_push():
    for m, value in ((2, 1.550400), (5, 4.952620)):
        parts = gradient_parts(Pair(density("gaussian", 0, 1), density("gaussian", m, 1)))
        assert parts["kl"] == pytest.approx(m, abs=1e-11)
        assert parts["nonsaturating"] == pytest.approx(value, abs=5e-7)
        assert parts["minus_2_js"] < 0 < parts["kl"]
        closed = float(sep.generator_gradient(m, 1.0, "nonsaturating"))
        assert closed == pytest.approx(parts["nonsaturating"], rel=1e-11)


def test_an_unknown_objective_is_refused():
    with pytest.raises(ValueError):
        sep.generator_gradient(1.0, 1.0, "satturating")


def test_parallel_lines_and_what_noise_does_to_them():
    bare, half, one = (sep.parallel_lines(np.array([0.0, 1e-9, 1.0]), noise) for noise in (0, 0.5, 1.0))
    assert bare["kl"].tolist() == [0, math.inf, math.inf]
    assert np.allclose(bare["js"], [0, math.log(2), math.log(2)]) and np.allclose(bare["w1"], [0, 1e-9, 1])
    assert half["js"][2] == pytest.approx(0.336831, abs=5e-7)
    assert one["js"][2] == pytest.approx(0.111421, abs=5e-7)
    assert half["kl"][2] == pytest.approx(2)


def test_six_hundred_points_of_every_curve_take_under_ten_milliseconds():
    d = np.linspace(0, 30, 600)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        sep.curves(d, 1.3)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.010
