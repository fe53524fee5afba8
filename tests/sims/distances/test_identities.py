"""What must hold between the distances for every pair of densities in range."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sims.distances import divergences as dv
from sims.distances import wasserstein as ws
from sims.distances.densities import Density, density, mixture
from sims.distances.families import FAMILIES, NOISE_SHAPES
from sims.distances.generator_losses import generator_gradient, nonsaturating_loss_parts
from sims.distances.pair import Pair

means = st.floats(-6, 6)
widths = st.floats(-2, 1).map(lambda e: 10.0**e)
families = st.sampled_from(FAMILIES)
noises = st.one_of(st.just(0.0), st.floats(0.01, 2))


@st.composite
def pairs(draw):
    noise, form = draw(noises), draw(st.sampled_from(NOISE_SHAPES))
    q = density(draw(families), draw(means), draw(widths), noise, form)
    family = draw(families)
    if draw(st.booleans()):
        return Pair(density(family, draw(means), draw(widths), noise, form), q)
    return Pair(mixture(family, draw(means), draw(widths), draw(st.floats(0.01, 0.99)), draw(means), draw(widths),
                        noise, form), q)


quick = settings(max_examples=60, deadline=None)


@quick
@given(pairs())
def test_both_densities_have_mass_one_on_the_nodes(pair):
    assert abs(pair.p_mass.sum() - 1) < 1e-11 and abs(pair.q_mass.sum() - 1) < 1e-11


@quick
@given(pairs())
def test_value_at_the_optimal_discriminator_is_2_js_minus_2_ln_2(pair):
    """V is summed here from its definition, E_p ln D* + E_q ln(1 - D*)."""
    d = np.clip(dv.optimal_discriminator(pair.log_p, pair.log_q), 1e-320, 1)
    real = (pair.p_mass * np.log(d)).sum()
    e = np.clip(dv.optimal_discriminator(pair.log_q, pair.log_p), 1e-320, 1)
    value = real + (pair.q_mass * np.log(e)).sum()
    assert abs(value - (2 * dv.js(pair) - 2 * math.log(2))) < 1e-10
    assert abs(dv.value_at_optimal_discriminator(pair) - value) < 1e-10


@quick
@given(pairs())
def test_symmetry_and_bounds(pair):
    back = Pair(pair.q, pair.p)
    js, tv, h = dv.js(pair), dv.tv(pair), dv.hellinger(pair)
    assert abs(js - dv.js(back)) < 1e-12
    assert abs(ws.w1(pair.p, pair.q) - ws.w1(pair.q, pair.p)) < 1e-11 * (1 + ws.w1(pair.p, pair.q))
    assert 0 <= js <= math.log(2) + 1e-13 and 0 <= tv <= 1 and 0 <= h <= 1
    assert abs(js + dv.ln2_minus_js(pair) - math.log(2)) < 1e-11
    assert abs(tv + dv.overlap(pair) - 1) < 1e-11
    assert (dv.kl(pair) >= 0 and abs(dv.kl(pair) - dv.kl(back, reverse=True)) <= 1e-9 * (1 + dv.kl(pair))) or \
        (math.isinf(dv.kl(pair)) and math.isinf(dv.kl(back, reverse=True)))


@quick
@given(pairs())
def test_the_ladder_of_inequalities(pair):
    """Pinsker, TV^2/2 <= JS (Pinsker to the middle) <= ln 2 TV, H^2 <= TV <= sqrt 2 H, H^2 <= KL, 4 JS <= KL + KL."""
    kl, js, tv, h = dv.kl(pair), dv.js(pair), dv.tv(pair), dv.hellinger(pair)
    near = 1e-11
    assert tv <= math.sqrt(kl / 2) + near
    assert 0.5 * tv**2 <= js + near and js <= math.log(2) * tv + near
    assert h * h <= tv + near and tv <= math.sqrt(2) * h + near
    assert h * h <= kl + near
    assert 4 * js <= kl + dv.kl(pair, reverse=True) + near
    assert ws.w1(pair.p, pair.q) <= ws.w2(pair.p, pair.q) * (1 + 1e-10) + near
    assert abs(pair.p.mean - pair.q.mean) <= ws.w1(pair.p, pair.q) + near


@quick
@given(pairs(), means)
def test_nothing_depends_on_where_the_origin_is(pair, by):
    moved = Pair(*(Density(tuple((w, m + by, f) for w, m, f in d.components)) for d in (pair.p, pair.q)))
    assert abs(dv.js(moved) - dv.js(pair)) < 1e-10
    assert abs(dv.js_slope(moved) - dv.js_slope(pair)) < 1e-8 * (1 + abs(dv.js_slope(pair)))
    assert abs(ws.w2(moved.p, moved.q) - ws.w2(pair.p, pair.q)) < 1e-9 * (1 + ws.w2(pair.p, pair.q))


@quick
@given(pairs())
def test_the_nonsaturating_loss_is_the_sum_of_its_parts(pair):
    parts = nonsaturating_loss_parts(pair)
    loss = parts.pop("loss")
    if math.isinf(parts["kl_qp"]):
        assert math.isinf(loss)
    else:
        assert abs(loss - sum(parts.values())) < 1e-9 * (1 + abs(loss))


@quick
@given(pairs(), st.floats(0.1, 5))
def test_the_best_critic_reaches_k_times_w1_and_no_steeper(pair, k):
    p, q = pair.p, pair.q
    value = ws.critic_value(p, q, lambda x: ws.best_critic(p, q, x, k))
    w1 = ws.w1(p, q)
    assert abs(value - k * w1) < 1e-9 * (1 + k * w1)
    x = np.linspace(p.mean - 5, p.mean + 5, 501)
    assert np.abs(np.diff(ws.best_critic(p, q, x, k)) / np.diff(x)).max() <= k * (1 + 1e-9)
    other = ws.critic_value(p, q, lambda x: k * np.sin(x))              # another K-Lipschitz function does no better
    assert other <= k * w1 + 1e-8


@quick
@given(means, means, widths, widths)
def test_the_generator_gradients_are_derivatives_with_d_held_fixed(m_p, m_q, s_p, s_q):
    """Moves q under a D that stays where it was; the loss is a trapezoid sum over q's standard variable."""
    p, q = density("gaussian", m_p, max(s_p, 0.3)), density("gaussian", m_q, max(s_q, 0.3))
    z = np.linspace(-12, 12, 40001)
    w = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    std = max(s_q, 0.3)

    def loss(by, objective):
        x = m_q + by + std * z
        t = p.log_pdf(x) - q.log_pdf(x)
        return float((w * (-dv.softplus(t) if objective == "saturating" else dv.softplus(-t))).sum())

    h = 1e-4
    for objective in ("saturating", "nonsaturating"):
        fd = (loss(h, objective) - loss(-h, objective)) / (2 * h)
        exact = generator_gradient(Pair(p, q), objective)
        assert abs(fd - exact) < 1e-5 * (1 + abs(exact))
