"""The Dirac-GAN: losses and their gradients, instance noise, eigenvalues, verdicts, the reference runs."""

from __future__ import annotations

import cmath
import dataclasses
import itertools
import math
import re

import mpmath
import numpy as np
import pytest

from sims.nash.games import Game
from sims.nash.methods import flow_point, implicit_point
from sims.nash.noisy_logistic import smoothed, smoothed_loss, smoothed_slope
from sims.nash.simulation import (
    DIRAC_GALLERY,
    GALLERY_PRESETS,
    NashParams,
    NashSimulation,
    flow_eigenvalues,
    growth_per_step,
    level_set,
    payoff,
    update_eigenvalues,
    vector_field,
    verdict,
)
from sims.params import change, parameters
from sims.run import Run

OBJECTIVES = parameters(NashParams)["objective"].choices
METHODS = parameters(NashParams)["method"].choices
POINTS = [(1.0, 1.0), (-0.7, 1.3), (0.4, -2.1), (-1.5, -0.6), (3.0, 2.5)]


def dirac(**values) -> NashParams:
    return change(NashParams(), game="dirac", **values)


def run(steps: int, **values) -> Run:
    made = Run(NashSimulation(), dirac(**values))
    made.step(steps)
    return made


# Losses written out afresh, from the tables -----------------------------------------------------------------------

NODES = np.polynomial.hermite_e.hermegauss(140)


def expect(function, deviation):
    if not deviation:
        return function(0.0)
    nodes, weights = NODES
    return float(np.sum(weights * function(deviation * nodes)) / math.sqrt(2 * math.pi))


def softplus(t):
    return np.logaddexp(0, t)


def losses(params, theta, psi):
    """(L_G, L_D with its penalties), D the logit of "generated"."""
    s = params.instance_noise
    fake = expect(lambda n: softplus(-psi * (theta + n)), s)
    real = expect(lambda n: softplus(psi * n), s)
    fooled = expect(lambda n: softplus(psi * (theta + n)), s)
    both = math.sqrt(2) * s
    loss_g, loss_d = {
        "saturating": (-fake - real, fake + real),
        "nonsaturating": (fooled, fake + real),
        "wgan": (psi * theta, -psi * theta),
        "relativistic": (expect(lambda n: softplus(psi * (theta + n)), both),
                         expect(lambda n: softplus(-psi * (theta + n)), both)),
    }[params.objective]
    loss_d += 0.5 * (params.r1 + params.r2) * psi ** 2
    loss_d += 0.5 * params.gradient_penalty * (abs(psi) - params.gradient_penalty_target) ** 2
    return loss_g, loss_d


def difference(function, at, size=1e-3):
    """A derivative by a central formula of sixth order."""
    terms = zip((-1, 9, -45, 45, -9, 1), (-3, -2, -1, 1, 2, 3))
    return sum(weight * function(at + k * size) for weight, k in terms) / (60 * size)


EXTRAS = [{}, {"r1": 0.3, "r2": 0.2}, {"gradient_penalty": 0.7},
          {"gradient_penalty": 0.7, "gradient_penalty_target": 0}, {"instance_noise": 0.7},
          {"instance_noise": 0.4, "r1": 1.0, "gradient_penalty": 0.3}]


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("extra", EXTRAS, ids=str)
def test_the_field_is_minus_the_gradient_of_each_player_s_loss(objective, extra):
    params = dirac(objective=objective, **extra)
    game = Game(params)
    for theta, psi in POINTS:
        vx, vy = game.field(theta, psi)
        assert vx == pytest.approx(-difference(lambda t, psi=psi: losses(params, t, psi)[0], theta), abs=1e-10)
        assert vy == pytest.approx(-difference(lambda p, theta=theta: losses(params, theta, p)[1], psi), abs=1e-10)
        across, along = game.loss_x_gradient(theta, psi)
        assert across == pytest.approx(-vx, abs=1e-14)
        assert along == pytest.approx(difference(lambda p, theta=theta: losses(params, theta, p)[0], psi), abs=1e-10)
        a, b, c, d = game.jacobian(theta, psi)
        numeric = [difference(lambda u, psi=psi, k=k: game.bare(u, psi)[k], theta) for k in (0, 1)] + [
            difference(lambda u, theta=theta, k=k: game.bare(theta, u)[k], psi) for k in (0, 1)]
        assert [a, c, b, d] == pytest.approx(numeric, abs=1e-10)
        bare = dirac(objective=objective, instance_noise=params.instance_noise)
        assert game.value(theta, psi) == pytest.approx(-losses(bare, theta, psi)[1], abs=1e-11)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_consensus_descends_half_the_squared_field_as_well(objective):
    plain, agreed = Game(dirac(objective=objective, r1=0.2)), Game(dirac(objective=objective, r1=0.2, consensus=0.8))

    def half_square(theta, psi):
        return 0.5 * sum(part * part for part in plain.field(theta, psi))

    for theta, psi in POINTS:
        vx, vy = plain.field(theta, psi)
        wx, wy = agreed.field(theta, psi)
        assert wx == pytest.approx(vx - 0.8 * difference(lambda t, psi=psi: half_square(t, psi), theta), abs=1e-10)
        assert wy == pytest.approx(vy - 0.8 * difference(lambda p, theta=theta: half_square(theta, p), psi), abs=1e-10)


@pytest.mark.parametrize("spread", [0.05, 0.7, 1.0, 2.9, 3.1, 12.0])
@pytest.mark.parametrize("mean", [0.0, 0.8, -6.0])
def test_instance_noise_is_integrated_to_1e_12(mean, spread):
    def sig(t):
        return 1 / (1 + mpmath.exp(-t))

    functions = (lambda t: mpmath.log(1 + mpmath.exp(t)), sig, lambda t: sig(t) * sig(-t),
                 lambda t: sig(t) * sig(-t) * (1 - 2 * sig(t)), lambda t: sig(t) * sig(-t) * (1 - 6 * sig(t) * sig(-t)))
    bends = {max(-12.0, min(12.0, (k - mean) / spread)) for k in (-20, -4, 0, 4, 20)}
    breaks = sorted({-12.0, -3.0, 0.0, 3.0, 12.0} | bends)
    found = smoothed(mean, spread)
    for function, value in zip(functions, found):
        reference = mpmath.quad(lambda u, f=function: f(mean + spread * u) * mpmath.npdf(u), breaks)
        assert value == pytest.approx(float(reference), abs=2e-12)
    assert smoothed_slope(mean, -spread) == pytest.approx(found[1:3], abs=2e-12)
    assert smoothed_loss(mean, spread) == pytest.approx(found[0], abs=2e-12)


@pytest.mark.parametrize("values", [
    {"game": "bilinear"}, {"game": "bilinear", "method": "consensus", "consensus": 0.5},
    *({"objective": o, **extra} for o in OBJECTIVES for extra in [*EXTRAS, {"consensus": 0.5}])], ids=str)
def test_whole_arrays_give_what_single_points_give(values):
    params = change(NashParams(), **({"game": "dirac"} | values))
    game = Game(params)
    x, y = np.linspace(-3, 3, 5)[:, None], np.linspace(-6, 6, 7)[None]
    vx, vy = vector_field(params, x, y)
    value = payoff(params, x, y)
    for i, j in itertools.product(range(5), range(7)):
        at = float(x[i, 0]), float(y[0, j])
        assert (vx[i, j], vy[i, j]) == pytest.approx(game.field(*at), abs=1e-11)
        assert value[i, j] == pytest.approx(game.value(*at), abs=1e-11)


@pytest.mark.parametrize("values", [{"game": "bilinear"}, {}, {"instance_noise": 0.7},
                                    {"objective": "relativistic"}], ids=str)
def test_a_level_set_lies_on_its_level(values):
    params = change(NashParams(), **({"game": "dirac"} | values))
    for level in (float(payoff(params, 0.8, 0.9)), float(payoff(params, -1.1, 0.6))):
        x, y = level_set(params, level, 3.0)
        kept = ~np.isnan(x)
        assert kept.sum() > 50 and np.abs(x[kept]).max() <= 3
        assert np.allclose(payoff(params, x[kept], y[kept]), level, rtol=0, atol=1e-10)
        assert {-1.0, 1.0} == set(np.sign(y[kept]))
    assert len(level_set(params, 1e9, 3.0)[0]) == 0


def test_at_equality_the_payoff_is_minus_two_ln_two():
    assert run(0, x0=0.0, y0=0.0).metrics()["value"] == pytest.approx(-2 * math.log(2), abs=1e-15)


def test_the_players_turn_at_right_angles_to_the_way_to_the_equilibrium():
    for objective in ("saturating", "wgan"):
        x, y = np.meshgrid(np.linspace(-3, 3, 9), np.linspace(-3, 3, 9))
        vx, vy = vector_field(dirac(objective=objective), x, y)
        assert np.abs(vx * x + vy * y).max() < 1e-14 and np.abs(vx).max() > 0.5


# Eigenvalues ------------------------------------------------------------------------------------------------------

def pair(mean, square):
    root = cmath.sqrt(square)
    return mean + root, mean - root


@pytest.mark.parametrize("strength", [0.05, 0.3, 0.7, 1.0, 2.5])
def test_the_eigenvalues_of_the_flow_at_the_equilibrium(strength):
    g = strength
    table = [
        ({"objective": "saturating"}, pair(0, -0.25)), ({"objective": "nonsaturating"}, pair(0, -0.25)),
        ({"objective": "wgan"}, pair(0, -1)), ({"objective": "wgan", "weight_clip": g}, pair(0, -1)),
        ({"objective": "saturating", "r1": g}, pair(-g / 2, g * g / 4 - 0.25)),
        ({"objective": "nonsaturating", "r1": g}, pair(-g / 2, g * g / 4 - 0.25)),
        ({"objective": "saturating", "instance_noise": g}, pair(-g * g / 4, g ** 4 / 16 - 0.25)),
        ({"objective": "nonsaturating", "instance_noise": g}, pair(-g * g / 4, g ** 4 / 16 - 0.25)),
        ({"objective": "relativistic", "instance_noise": g}, pair(-g * g / 4, g ** 4 / 16 - 0.25)),
        ({"objective": "saturating", "consensus": g}, pair(-g / 4, -0.25)),
        ({"objective": "wgan", "gradient_penalty": g, "gradient_penalty_target": 0.0}, pair(-g / 2, g * g / 4 - 1)),
        ({"objective": "relativistic", "r1": g, "r2": g}, pair(-g, g * g - 0.25)),
    ]
    for values, expected in table:
        params = dirac(**values)
        found = flow_eigenvalues(params)
        # the coefficients are compared: at a critical strength the eigenvalues themselves are a double root
        assert np.poly(found) == pytest.approx(np.poly(expected), abs=1e-14), values
        assert sorted(found, key=lambda t: (t.imag, t.real)) == pytest.approx(
            sorted(expected, key=lambda t: (t.imag, t.real)), abs=1e-10), values
        field = Game(params).field
        numeric = [[difference(lambda u, k=k, field=field: field(u, 0.0)[k], 0.0) for k in (0, 1)],
                   [difference(lambda u, k=k, field=field: field(0.0, u)[k], 0.0) for k in (0, 1)]]
        assert np.poly(found) == pytest.approx(np.poly(np.array(numeric).T), abs=1e-10), values


def test_critical_strengths():
    assert flow_eigenvalues(dirac(r1=1.0)).tolist() == [-0.5, -0.5]
    assert flow_eigenvalues(dirac(instance_noise=math.sqrt(2))) == pytest.approx([-0.5, -0.5], abs=1e-7)
    for below, above, name in ((0.99, 1.01, "r1"), (1.41, 1.42, "instance_noise")):
        assert flow_eigenvalues(dirac(**{name: below})).imag.any()
        assert not flow_eigenvalues(dirac(**{name: above})).imag.any()
    assert len(flow_eigenvalues(dirac(objective="wgan", gradient_penalty=0.7))) == 0      # it jumps there


STEPS = [{"method": m} for m in METHODS if m != "momentum"] + [{"method": "unrolled", "unroll_steps": 4}] + [
    {"method": "momentum", "momentum": beta, "momentum_order": order}
    for beta in (-0.5, 0.4) for order in ("simultaneous", "alternating")]


@pytest.mark.parametrize("step", STEPS, ids=lambda v: "-".join(map(str, v.values())))
@pytest.mark.parametrize("values", [{"r1": 0.6}, {"objective": "nonsaturating", "instance_noise": 0.9},
                                    {"instance_noise": 0.9}, {"objective": "relativistic", "r1": 0.2, "r2": 0.3,
                                                              "instance_noise": 0.5},
                                    {"objective": "wgan", "gradient_penalty": 0.4, "gradient_penalty_target": 0.0,
                                     "consensus": 0.3}], ids=str)
def test_near_the_equilibrium_a_step_is_its_linear_update(step, values):
    params = dirac(learning_rate=0.3, **values, **step)
    simulation = NashSimulation()
    memory = params.method in ("optimistic", "momentum")

    def one(x, y, mx=0.0, my=0.0):
        state = dataclasses.replace(simulation.initial(params, 0), x=x, y=y, memory=(mx, my), owner=params.method)
        for _ in simulation.phases(params):
            state, _ = simulation.advance(state, params)
        return np.array([state.x, state.y, *state.memory])

    size, count = 1e-5, 4 if memory else 2
    nudges = np.eye(4)[:count] * size
    matrix = np.array([(one(*n) - one(*-n)) / (2 * size) for n in nudges]).T[:count]
    found = np.poly(update_eigenvalues(params))
    assert found == pytest.approx(np.poly(matrix), abs=2e-9)
    assert growth_per_step(params) == pytest.approx(abs(np.linalg.eigvals(matrix)).max(), abs=1e-7)


# What becomes of a run --------------------------------------------------------------------------------------------

def test_the_verdicts_of_the_ten_variants():
    expected = ["diverges", "no linear convergence", "diverges", "circles", "circles", *["converges"] * 5]
    assert [verdict(change(NashParams(), **values)).word for _, values in DIRAC_GALLERY] == expected
    flow = [verdict(change(NashParams(), **(values | {"method": "flow"}))).word for _, values in DIRAC_GALLERY]
    assert flow == ["circles", "no linear convergence", "circles", "circles", "circles", *["converges"] * 5]
    assert all(verdict(change(NashParams(), **values)).reason for _, values in DIRAC_GALLERY)


@pytest.mark.parametrize("title, values", DIRAC_GALLERY, ids=lambda v: v if isinstance(v, str) else "")
def test_the_ten_variants_keep_their_verdicts_in_the_reference_run(title, values):
    made = Run(NashSimulation(), change(NashParams(), **values))
    made.step(500)
    radius = made.trace.since(0)["radius"]
    word = verdict(made.params).word
    if word == "converges":
        assert radius[-1] < 1e-4
        assert made.metrics()["growth_per_step"] == pytest.approx(growth_per_step(made.params), abs=1e-9)
    elif word == "diverges":
        assert (np.diff(radius) > 0).all() and radius[-1] > 2 * math.sqrt(2)
    else:
        assert radius[-100:].min() > 0.3 and radius[-100:].max() < 3 and made.state.status == "ok"
        assert made.metrics()["growth_per_step"] == pytest.approx((radius[-1] / math.sqrt(2)) ** (1 / 500), rel=1e-12)


def test_r1_at_the_strengths_of_the_reference():
    for strength in (0.3, 1.0):
        made = run(500, r1=strength, learning_rate=0.2)
        assert made.metrics()["radius"] < 1e-5
        assert made.metrics()["growth_per_step"] == pytest.approx(growth_per_step(made.params), abs=1e-8)


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.5])
@pytest.mark.parametrize("start", [0.01, 1.0])
def test_non_saturating_simultaneous_steps_end_on_a_cycle_of_radius_root_two_h(rate, start):
    made = run(0, objective="nonsaturating", learning_rate=rate, x0=start, y0=start)
    made.step(int(90 / rate ** 2))
    last = made.trace.since(0)["radius"][-int(60 / rate):]
    assert abs(last / math.sqrt(2 * rate) - 1).max() < 0.1 * rate + 1e-3
    assert last.mean() == pytest.approx(math.sqrt(2 * rate), rel=0.03 * rate)


def test_the_non_saturating_flow_comes_in_ever_more_slowly():
    trace = run(1500, objective="nonsaturating", method="flow", learning_rate=1.0).trace.since(0)
    # d(r^2)/dt = -2 t tanh(t/2) with t = xy, on average -r^4/8: r^2 approaches 8/t
    assert (np.diff(trace["radius"]) <= 1e-15).all()
    assert trace["radius"][-1] ** 2 * 1500 == pytest.approx(8, rel=0.02)


def test_a_clip_holds_psi_and_is_a_phase_of_its_own():
    made = run(300, objective="wgan", weight_clip=0.5, learning_rate=0.2)
    y = made.trace.since(0)["y"]
    assert np.abs(y).max() == 0.5 and (np.abs(y) == 0.5).sum() > 50
    assert made.phases[-1].key == "clip" and made.phases[-1].player == "ψ"


# The methods with an inner loop -----------------------------------------------------------------------------------

@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("extra", [*EXTRAS, {"consensus": 0.8}], ids=str)
@pytest.mark.parametrize("rate", [0.2, 2.0])
def test_an_implicit_step_is_made_with_the_slopes_of_its_end(objective, extra, rate):
    game = Game(dirac(objective=objective, **extra))
    for x0, y0 in [*POINTS, (8.0, -9.0)]:
        x, y = implicit_point(game, x0, y0, rate)
        vx, vy = game.field(x, y)
        assert abs(x - x0 - rate * vx) + abs(y - y0 - rate * vy) < 1e-11 * (1 + abs(x0) + abs(y0))


def reference_flow(game, x, y, time, parts=4000):
    """Runge and Kutta's fourth-order steps, many."""
    def field(at):
        return np.array(game.field(*at.tolist()))

    h = time / parts
    z = np.array([x, y])
    for _ in range(parts):
        k1 = field(z)
        k2 = field(z + h / 2 * k1)
        k3 = field(z + h / 2 * k2)
        z = z + h / 6 * (k1 + 2 * k2 + 2 * k3 + field(z + h * k3))
    return z


@pytest.mark.parametrize("values", [{}, {"objective": "nonsaturating", "r1": 0.5}, {"consensus": 1.0},
                                    {"objective": "wgan", "gradient_penalty": 0.7}], ids=str)
def test_the_flow_is_integrated_to_1e_11(values):
    game = Game(dirac(**values))
    for point in POINTS[:3]:
        assert flow_point(game, *point, 0.5) == pytest.approx(reference_flow(game, *point, 0.5, 600), abs=1e-11)


def test_the_flow_of_a_linear_game_is_the_matrix_exponential():
    from scipy.linalg import expm
    game = Game(dirac(objective="wgan", r1=0.6, r2=4.0))
    expected = expm(np.array([[0, -1], [1, -4.6]]) * 2.0) @ [1.0, -2.0]
    assert flow_point(game, 1.0, -2.0, 2.0) == pytest.approx(expected, abs=1e-12)


def test_the_saturating_flow_keeps_its_radius():
    radius = run(200, method="flow", learning_rate=0.2).trace.since(0)["radius"]
    assert np.abs(radius - math.sqrt(2)).max() < 1e-10


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("extra", [{}, {"r1": 0.4, "instance_noise": 0.6}], ids=str)
def test_unrolling_follows_x_s_loss_through_every_answer_of_y(objective, extra):
    params = dirac(objective=objective, method="unrolled", unroll_steps=3, learning_rate=0.4, **extra)
    game = Game(params)

    def unrolled_loss(x, y):
        for _ in range(3):
            y += 0.4 * game.bare(x, y)[1]
        return game.loss_x(x, y)

    for theta, psi in POINTS:
        made = Run(NashSimulation(), change(params, x0=theta, y0=psi))
        for _ in range(4):
            made.advance()
        slope = difference(lambda x, psi=psi: unrolled_loss(x, psi), theta)
        assert made.state.x == pytest.approx(theta - 0.4 * slope, abs=1e-10)


def test_a_penalty_too_strong_for_the_rate_is_named_as_the_cause():
    made = run(400, r1=10.0, learning_rate=0.5)
    assert made.diverged and made.state.cause == "r1"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_nothing_overflows_at_the_ends_of_the_ranges(method, objective):
    with np.errstate(all="raise"):
        for extra in ({"instance_noise": 3.0}, {"r1": 10.0, "gradient_penalty": 10.0}, {"consensus": 10.0}, {}):
            made = run(25, method=method, objective=objective, learning_rate=2.0, x0=10.0, y0=-10.0, momentum=0.9,
                       unroll_steps=20, **extra)
            assert all(math.isfinite(made.metrics()[name]) for name in ("x", "y", "radius", "value"))
            assert made.frame().step == made.state.step


@pytest.mark.parametrize("name", GALLERY_PRESETS)
def test_the_sentence_of_a_preset_gives_its_eigenvalue_its_factor_and_its_outcome(name):
    preset = NashSimulation.presets[name]
    params, text = change(NashParams(), **preset.values), preset.help
    assert 60 < len(text) < 200
    eigenvalue = re.search(r"eigenvalues (−[\d.]+)? ?±\s?([\d.]+)i", text)
    found = flow_eigenvalues(params)
    assert bool(eigenvalue) == bool(len(found))             # WGAN-GP has none
    if eigenvalue:
        real, imaginary = (float((part or "0").replace("−", "-")) for part in eigenvalue.groups())
        assert (real, imaginary) == pytest.approx((found[0].real, abs(found[0].imag)), abs=5e-4)
    factor = re.search(r"by (?:√\(1\+η²\) = )?([01]\.\d{4})\b", text)
    if factor:
        assert float(factor[1]) == pytest.approx(growth_per_step(params), abs=5e-5)
    word = verdict(params).word
    assert bool(factor) == (word in ("converges", "diverges"))
    if word == "converges":
        assert float(factor[1]) < 1 and "turns inwards" in text


def test_the_cycle_of_the_non_saturating_preset_has_the_radius_that_its_sentence_gives():
    preset = NashSimulation.presets["dirac_nonsaturating"]
    made = Run(NashSimulation(), change(NashParams(), **preset.values))
    made.step(3000)
    radius = made.trace.since(0)["radius"][-200:]
    said = float(re.search(r"√\(2η\) = ([\d.]+)", preset.help)[1])
    assert said == pytest.approx(math.sqrt(2 * preset.values["learning_rate"]), abs=5e-3)
    assert radius.min() < said * 1.02 and radius.max() > said * 0.98 and np.ptp(radius) < 0.1 * said
