"""The Dirac-GAN: losses and their gradients, instance noise, eigenvalues, verdicts, the reference runs."""

from __future__ import annotations

import cmath
import dataclasses
import itertools
import math

import mpmath
import numpy as np
import pytest

from sims.nash.games import Game
from sims.nash.noisy_logistic import smoothed, smoothed_loss, smoothed_slope
from sims.nash.simulation import (
    NashParams,
    NashSimulation,
    flow_eigenvalues,
    growth_per_step,
    level_set,
    payoff,
    update_eigenvalues,
    vector_field,
)
from sims.params import change
from tests.sims.nash.dirac import EXTRAS, METHODS, OBJECTIVES, POINTS, difference, dirac, run

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
        reference = mpmath.quad(lambda u, f=function: f(mean + spread * u) * mpmath.npdf(u), breaks,
                                method="gauss-legendre", maxdegree=5)
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
