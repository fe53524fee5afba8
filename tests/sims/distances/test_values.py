"""Divergences against independent oracles: mpmath, scipy.stats, scipy.integrate; densities written out again."""

import math
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
from scipy import integrate, stats

from sims.distances import divergences as dv
from sims.distances import wasserstein as ws
from sims.distances.densities import density, mixture
from sims.distances.families import FAMILIES, Gaussian, Laplace, TruncatedGaussian, Uniform, shape
from sims.distances.pair import Pair


def law(family, mean, std):
    """The same law from scipy.stats."""
    return {"gaussian": stats.norm(mean, std), "laplace": stats.laplace(mean, std / math.sqrt(2)),
            "uniform": stats.uniform(mean - std * math.sqrt(3), 2 * std * math.sqrt(3))}[family]


def integral(function, breaks):
    breaks = sorted(set(breaks))
    return sum(integrate.quad(function, a, b, epsabs=1e-13, epsrel=1e-12, limit=400)[0]
               for a, b in pairwise(breaks))


def breaks_of(*parts):
    """Edges, centres and tail steps of (family, mean, std) laws."""
    found = []
    for family, mean, std in parts:
        steps = (0, math.sqrt(3)) if family == "uniform" else (0, 0.5, 1, 2, 4, 8, 14, 24)
        found += [mean + sign * k * std for k in steps for sign in (-1, 1)]
    return found


CASES = [
    (("gaussian", 0, 1), ("laplace", 1.5, 0.7)),
    (("laplace", -1, 2), ("gaussian", 0.5, 1)),
    (("laplace", 0, 1), ("laplace", 2, 0.5)),
    (("uniform", 0, 1), ("gaussian", 1, 0.6)),
    (("gaussian", 0.3, 0.05), ("uniform", 0, 2)),
    (("uniform", 0, 1), ("uniform", 0.4, 2)),
    (("laplace", 1, 0.3), ("uniform", 0, 1)),
    (("gaussian", 0, 0.01), ("gaussian", 3, 2)),
]


@pytest.mark.parametrize("a, b", CASES)
def test_every_divergence_agrees_with_scipy_quadrature(a, b):
    P, Q, pair = law(*a), law(*b), Pair(density(*a), density(*b))
    difference = lambda x: P.logpdf(x) - Q.logpdf(x)  # noqa: E731
    breaks = breaks_of(a, b)
    x = np.linspace(min(breaks), max(breaks), 20001)
    with np.errstate(invalid="ignore"):
        t = difference(x)
    signs = np.flatnonzero(np.isfinite(t[:-1]) & np.isfinite(t[1:]) & (np.sign(t[:-1]) * np.sign(t[1:]) < 0))
    from scipy.optimize import brentq
    breaks += [brentq(difference, x[k], x[k + 1], xtol=1e-14) for k in signs]

    def js_density(v):
        p, q = P.pdf(v), Q.pdf(v)
        m = 0.5 * (p + q)
        return 0.5 * ((p * math.log(p / m) if p else 0) + (q * math.log(q / m) if q else 0))

    def kl_density(first, second):
        return lambda v: first.pdf(v) * (first.logpdf(v) - second.logpdf(v)) if first.pdf(v) > 1e-300 else 0.0

    assert dv.js(pair) == pytest.approx(integral(js_density, breaks), abs=1e-9)
    assert dv.tv(pair) == pytest.approx(integral(lambda v: 0.5 * abs(P.pdf(v) - Q.pdf(v)), breaks), abs=1e-9)
    affinity = integral(lambda v: math.sqrt(P.pdf(v) * Q.pdf(v)), breaks)
    assert dv.hellinger(pair) == pytest.approx(math.sqrt(1 - affinity), abs=1e-9)
    for reverse, (first, second), (one, other) in ((False, (P, Q), (a, b)), (True, (Q, P), (b, a))):
        if (other[0] == "uniform" and one[0] != "uniform") or (one[0] == other[0] == "uniform" and one[2] > other[2]):
            assert dv.kl(pair, reverse) == math.inf
        else:
            exact = integral(kl_density(first, second), breaks)
            assert dv.kl(pair, reverse) == pytest.approx(exact, rel=1e-9, abs=1e-9)
    if {a[0], b[0]} != {"uniform"}:
        gap = integral(lambda v: abs(P.cdf(v) - Q.cdf(v)), breaks + [v for v in _cdf_meets(P, Q, x)])
        assert ws.w1(pair.p, pair.q) == pytest.approx(gap, abs=1e-9)


def _cdf_meets(P, Q, x):
    from scipy.optimize import brentq
    d = P.cdf(x) - Q.cdf(x)
    return [brentq(lambda v: P.cdf(v) - Q.cdf(v), x[k], x[k + 1], xtol=1e-14)
            for k in np.flatnonzero(d[:-1] * d[1:] < 0)]


def mp_gaussian_pair(m):
    """(ln 2 - JS, dJS/dm) for N(0,1) and N(m,1) to 20 digits; many pieces around the crossing at m/2, more of them
    where it is sharp."""
    mp.mp.dps = 30
    c, reach = mp.mpf(m) / 2, min(mp.mpf(100) / m, 14)
    half, degree = (30, 4) if m <= 10 else (150, 3)
    points = [c + reach * k / half for k in range(-half, half + 1)]
    q = lambda x: mp.npdf(x - m)  # noqa: E731

    def gap(x):
        return (mp.npdf(x) * mp.log1p(q(x) / mp.npdf(x)) + q(x) * mp.log1p(mp.npdf(x) / q(x))) / 2

    def slope(x):
        return m * mp.npdf(x) * q(x) / (mp.npdf(x) + q(x)) / 2

    return tuple(mp.quad(f, points, method="gauss-legendre", maxdegree=degree) for f in (gap, slope))


@pytest.mark.parametrize("m", [0.5, 5, 10, 30, 50])
def test_far_tails_keep_their_digits(m):
    gap, slope = mp_gaussian_pair(m)
    pair = Pair(density("gaussian", -3, 1), density("gaussian", m - 3, 1))
    assert abs(dv.ln2_minus_js(pair) / gap - 1) < 1e-11
    assert abs(dv.js_slope(pair) / slope - 1) < 1e-11


def test_thirty_widths_apart_the_gap_is_what_the_seed_document_plots():
    pair = Pair(density("gaussian", 0, 1), density("gaussian", 30, 1))
    assert dv.ln2_minus_js(pair) == pytest.approx(1.147e-50, rel=1e-3)
    assert dv.js_slope(pair) == pytest.approx(8.64e-50, rel=1e-3)
    assert math.log(2) - dv.js(pair) < 1e-15        # which is why it may not be computed by subtraction


def test_a_very_small_distance_keeps_its_digits_too():
    """JS of two unit Gaussians is m^2/8 - m^4/64 + ..., KL m^2/2."""
    pair = Pair(density("gaussian", 0, 1), density("gaussian", 1e-4, 1))
    assert dv.js(pair) == pytest.approx(1e-8 / 8 - 1e-16 / 64, rel=1e-9)
    mixed = Pair(mixture("gaussian", 0, 1, 0.5, 0, 1), density("gaussian", 1e-4, 1))        # not the closed form
    assert dv.kl(mixed) == pytest.approx(0.5e-8, rel=1e-8)


def test_a_mode_that_q_underflows_on_counts_in_the_reverse_kl():
    """q sits on one of two narrow modes that hold 3/4 and 1/4: KL(q||p) = -ln(3/4)."""
    pair = Pair(mixture("gaussian", 1, 0.01, 0.25, 0, 0.01), density("gaussian", 1, 0.01))
    assert dv.kl(pair, reverse=True) == pytest.approx(-math.log(0.75), abs=1e-12)


def test_a_gaussian_has_infinite_kl_to_every_uniform_however_wide():
    pair = Pair(density("gaussian", 0, 1e-3), density("uniform", 0, 100))
    assert dv.kl(pair) == math.inf
    assert dv.cross_entropy(pair) == math.inf


def test_the_gaussian_kl_of_the_slides():
    pair = Pair(density("gaussian", 0, 1), density("gaussian", 1, 2))
    assert dv.kl(pair) == pytest.approx(0.443147181, abs=1e-9)
    assert dv.kl(pair, reverse=True) == pytest.approx(1.306852819, abs=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_closed_kl_agrees_with_the_quadrature(family):
    """A mixture of two equal halves is the same density and takes the other road."""
    p, q = density(family, 0.2, 0.7), density(family, 0.1, 1.9)
    halves = mixture(family, 0.2, 0.7, 0.5, 0.2, 0.7)
    assert dv.kl(Pair(halves, q)) == pytest.approx(dv.kl(Pair(p, q)), rel=1e-11)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("noise_shape", ["gaussian", "uniform"])
@pytest.mark.parametrize("std, noise", [(1, 0.4), (0.2, 1.5), (1, 0.01), (0.01, 1)])
def test_noise_is_the_exact_convolution(family, noise_shape, std, noise):
    blurred, plain, added = shape(family, std, noise, noise_shape), law(family, 0, std), law(noise_shape, 0, noise)
    narrow, wide, w = (plain, added, std) if std < noise else (added, plain, noise)
    kinks = [-30 * w, -8 * w, -math.sqrt(3) * w, 0, math.sqrt(3) * w, 8 * w, 30 * w]
    for x in (0.3 * std, 1.1 * noise, -2 * (std + noise)):
        edges = [c for c in (x - math.sqrt(3) * max(std, noise), x, x + math.sqrt(3) * max(std, noise))
                 if abs(c) < 30 * w]
        pdf = integral(lambda u, x=x: narrow.pdf(u) * wide.pdf(x - u), kinks + edges)
        cdf = integral(lambda u, x=x: narrow.pdf(u) * wide.cdf(x - u), kinks + edges)
        tolerance = 1e-7 if narrow.support()[1] < math.inf else 1e-10     # quad's own error at a uniform's edge
        assert float(np.exp(blurred.log_pdf(np.array(x)))) == pytest.approx(pdf, rel=tolerance, abs=1e-13)
        assert float(blurred.cdf(np.array(x))) == pytest.approx(cdf, rel=tolerance, abs=1e-13)
    assert blurred.variance == pytest.approx(std**2 + noise**2)


@pytest.mark.parametrize("form", [Gaussian(0.7), Laplace(0.5), Uniform(1.2), TruncatedGaussian(1.0, 1.7),
                                  *(shape(f, 0.6, 0.3, n) for f in FAMILIES for n in ("gaussian", "uniform"))],
                         ids=repr)
def test_pdf_cdf_score_and_variance_of_a_shape_belong_together(form):
    x = np.array([-1.13, -0.41, -0.07, 0.23, 0.9, 1.31])
    x = x[np.abs(x) < form.half_width]
    h = 1e-6
    pdf = np.exp(form.log_pdf(x))
    assert np.allclose((form.cdf(x + h) - form.cdf(x - h)) / (2 * h), pdf, rtol=1e-7, atol=1e-9)
    assert np.allclose((form.log_pdf(x + h) - form.log_pdf(x - h)) / (2 * h), form.score(x), rtol=1e-6, atol=1e-8)
    assert np.allclose(form.cdf(x) + form.cdf(-x), 1, atol=1e-14)
    inside = [c for c in form.cuts if c < form.half_width] + ([form.half_width] if form.half_width < 9 else [])
    inside = [c for c in inside if c < 40]
    second = 2 * integral(lambda v: v * v * math.exp(form.log_pdf(np.array(v))), inside)
    assert second == pytest.approx(form.variance, rel=1e-9)


def test_the_tails_of_log_pdf_do_not_underflow():
    """At 60 widths the density is 1e-783; its logarithm is compared with mpmath."""
    mp.mp.dps = 60
    for form, exact in ((shape("uniform", 1 / math.sqrt(3), 0.5, "gaussian"),
                         lambda x: mp.log((mp.ncdf(-(x - 1) / 0.5) - mp.ncdf(-(x + 1) / 0.5)) / 2)),
                        (shape("gaussian", 2.0), lambda x: mp.log(mp.npdf(x, 0, 2)))):
        assert float(form.log_pdf(np.array(30.0))) == pytest.approx(float(exact(mp.mpf(30))), rel=1e-12)


@pytest.mark.parametrize("p, q", [
    (mixture("gaussian", -3, 1, 0.3, 3, 0.5), density("gaussian", 0.5, 2)),
    (mixture("laplace", -1, 1, 0.6, 4, 0.2, 0.3), density("uniform", 0, 2, 0.3)),
    (density("laplace", 0, 1), density("uniform", 1, 0.5)),
    (mixture("uniform", -2, 0.3, 0.25, 5, 0.5), density("gaussian", 0, 1)),
    (mixture("gaussian", -2, 0, 0.25, 5, 0), density("gaussian", 0, 1)),
])
def test_w1_and_w2_agree_with_equal_quantiles_of_a_large_sample(p, q):
    """The n-point quantised laws converge at rate 1/n or better; scipy computes their W1."""
    u = (np.arange(200_000) + 0.5) / 200_000
    x = np.where(u < 0.5, p.quantile(u), p.quantile(1 - u, upper=True))
    y = np.where(u < 0.5, q.quantile(u), q.quantile(1 - u, upper=True))
    assert ws.w1(p, q) == pytest.approx(stats.wasserstein_distance(x, y), rel=2e-4)
    assert ws.w2(p, q) == pytest.approx(math.sqrt(np.mean((x - y) ** 2)), rel=2e-4)
    assert np.allclose(p.cdf(p.quantile(u)), u, atol=1e-12) or p.atoms


def test_w2_agrees_with_mpmath_where_neither_closed_form_applies():
    """Laplace of std 1 against U[-1, 1]: the quantile functions are ln(2u)/sqrt 2 and 2u - 1."""
    mp.mp.dps = 30
    exact = mp.sqrt(2 * mp.quad(lambda u: (mp.log(2 * u) / mp.sqrt(2) - (2 * u - 1)) ** 2, [0, 0.01, 0.5]))
    found = ws.w2(density("laplace", 4, 1), density("uniform", 4, 1 / math.sqrt(3)))
    assert found == pytest.approx(float(exact), abs=1e-9)


def test_w1_and_w2_of_blurred_mixtures_to_nine_digits():
    """p = two Gaussians, q = one: W1 = integral |F - G| and W2 by the monotone map, both by scipy quad."""
    from scipy.optimize import brentq

    p, q = mixture("gaussian", -2, 1, 0.4, 1.5, 0.7), density("gaussian", 0.2, 1.1)
    F = lambda x: 0.6 * stats.norm.cdf(x, -2, 1) + 0.4 * stats.norm.cdf(x, 1.5, 0.7)  # noqa: E731
    f = lambda x: 0.6 * stats.norm.pdf(x, -2, 1) + 0.4 * stats.norm.pdf(x, 1.5, 0.7)  # noqa: E731
    x = np.linspace(-12, 12, 4001)
    d = F(x) - stats.norm.cdf(x, 0.2, 1.1)
    meets = [brentq(lambda v: F(v) - stats.norm.cdf(v, 0.2, 1.1), x[k], x[k + 1])
             for k in np.flatnonzero(d[:-1] * d[1:] < 0) if abs(d[k]) > 1e-13]
    area = integral(lambda v: abs(F(v) - stats.norm.cdf(v, 0.2, 1.1)), [-12, -6, -2, 0, 2, 6, 12, *meets])
    assert ws.w1(p, q) == pytest.approx(area, abs=1e-9)

    def moved(v):
        top = 0.6 * stats.norm.sf(v, -2, 1) + 0.4 * stats.norm.sf(v, 1.5, 0.7)
        to = stats.norm.isf(top, 0.2, 1.1) if top < 0.5 else stats.norm.ppf(F(v), 0.2, 1.1)
        return (v - to) ** 2 * f(v)

    square = integral(moved, [-11, -6, -4, -2, -0.5, 0, 0.5, 1.5, 3, 6])
    assert ws.w2(p, q) == pytest.approx(math.sqrt(square), abs=1e-9)


def test_disjoint_supports_give_exactly_what_the_slides_say():
    pair = Pair(density("uniform", 0, 1), density("uniform", 7, 1))
    assert dv.js(pair) == pytest.approx(math.log(2), abs=1e-15)
    assert dv.value_at_optimal_discriminator(pair) == 0
    assert (dv.tv(pair), dv.hellinger(pair)) == (pytest.approx(1), pytest.approx(1))
    assert (dv.kl(pair), dv.kl(pair, reverse=True), dv.js_slope(pair)) == (math.inf, math.inf, 0)


@pytest.mark.parametrize("p, q", [
    (density("gaussian", 0, 1), density("laplace", 1, 0.6)),
    (mixture("laplace", -1, 1, 0.3, 2, 0.5), density("gaussian", 0.7, 1.2)),
    (density("gaussian", 0, 1), density("uniform", 1, 0.6)),
    (density("uniform", 0, 1), density("gaussian", 1, 0.6)),
    (density("uniform", 0, 1), density("uniform", 0.7, 0.6)),
    (density("laplace", 0, 1, 0.3, "uniform"), density("uniform", 0.7, 0.6, 0.3, "uniform")),
])
def test_js_slope_is_the_derivative_of_js(p, q):
    moved = lambda by: Pair(p, type(q)(tuple((w, m + by, f) for w, m, f in q.components)))  # noqa: E731
    h = 1e-3
    fd = (8 * (dv.js(moved(h)) - dv.js(moved(-h))) - (dv.js(moved(2 * h)) - dv.js(moved(-2 * h)))) / (12 * h)
    assert dv.js_slope(Pair(p, q)) == pytest.approx(fd, abs=1e-6)


def test_js_slope_of_coinciding_uniforms_is_the_mean_of_its_two_sides():
    assert dv.js_slope(Pair(density("uniform", 1.1, 0.7), density("uniform", 1.1, 0.7))) == pytest.approx(0, abs=1e-14)


def test_the_optimal_discriminator_is_a_ratio_and_nothing_where_nothing_is():
    d = dv.optimal_discriminator(np.log([0.3, 1e-300, 0.2]), np.log([0.1, 0.5, 0.2]))
    assert np.allclose(d, [0.75, 0, 0.5])
    assert np.isnan(dv.optimal_discriminator(np.array(-np.inf), np.array(-np.inf)))


def test_the_js_integrand_is_bounded_by_half_ln_2_where_the_kl_integrand_is_not():
    js = dv.js_integrand(np.array([-np.inf, -1e4]), np.zeros(2))
    assert np.allclose(js, 0.5 * math.log(2), atol=1e-12)
    assert np.isinf(dv.kl_integrand(np.zeros(1), np.array([-np.inf]))).all()
    x = np.linspace(-9, 12, 4001)
    p, q = density("gaussian", 0, 1), density("gaussian", 2, 1.5)
    total = np.trapezoid(dv.js_integrand(p.log_pdf(x), q.log_pdf(x)), x)
    assert total == pytest.approx(dv.js(Pair(p, q)), abs=1e-8)


@pytest.mark.parametrize("a, b", CASES)
def test_twice_what_g_pays_in_least_squares_is_pearson_s_chi_squared(a, b):
    """Concept 61: 2 C(G) = χ²(p+q || 2q), each side against SciPy's quadrature of its own definition."""
    P, Q, pair = law(*a), law(*b), Pair(density(*a), density(*b))

    def over(function):
        def at(x):
            p, q = P.pdf(x), Q.pdf(x)
            return function(p, q) if p + q > 0 else 0.0
        return integral(at, breaks_of(a, b))
    chi2 = over(lambda p, q: (2 * q - (p + q))**2 / (p + q))
    cost = over(lambda p, q: 0.5 * p * ((p - q) / (p + q))**2 + 0.5 * q * ((p - q) / (p + q))**2)
    assert dv.pearson_chi2(pair) == pytest.approx(chi2, rel=1e-8)
    assert dv.least_squares_cost(pair) == pytest.approx(cost, rel=1e-8)
    assert 2 * dv.least_squares_cost(pair) == pytest.approx(dv.pearson_chi2(pair), rel=1e-12)


def test_pearson_s_chi_squared_of_two_gaussians_one_apart():
    """By mpmath: .408109 at m = 1; 2 for disjoint supports, 0 for p = q."""
    density_at = lambda x, m: mp.exp(-(x - m)**2 / 2) / mp.sqrt(2 * mp.pi)  # noqa: E731

    def integrand(x):
        p, q = density_at(x, 0), density_at(x, 1)
        return (p - q)**2 / (p + q)
    wanted = float(mp.quad(integrand, [-12, -4, 0, 0.5, 1, 5, 13]))
    assert wanted == pytest.approx(0.408109, abs=5e-7)
    found = dv.pearson_chi2(Pair(density("gaussian", 0, 1), density("gaussian", 1, 1)))
    assert found == pytest.approx(wanted, rel=1e-12)
    assert dv.pearson_chi2(Pair(density("uniform", 0, 1), density("uniform", 5, 1))) == pytest.approx(2, rel=1e-12)
    assert dv.pearson_chi2(Pair(density("uniform", 0, 1), density("uniform", 0, 1))) == 0
    assert dv.least_squares_cost(Pair(density("gaussian", 0, 0), density("gaussian", 1, 0))) == 1
