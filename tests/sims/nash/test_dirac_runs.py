"""What becomes of a run of the Dirac-GAN: verdicts, reference runs, methods with an inner loop, what presets say."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from sims.nash.games import Game
from sims.nash.methods import flow_point, implicit_point
from sims.nash.simulation import (
    DIRAC_GALLERY,
    GALLERY_PRESETS,
    NashParams,
    NashSimulation,
    flow_eigenvalues,
    growth_per_step,
    verdict,
)
from sims.params import change
from sims.run import Run
from tests.sims.nash.dirac import EXTRAS, METHODS, OBJECTIVES, POINTS, difference, dirac, run


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
