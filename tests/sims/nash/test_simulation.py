"""The Nash panel's mathematics on V = xy: closed forms, the growth a run shows, phases, replay, divergence."""

from __future__ import annotations

import dataclasses
import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sims import registry
from sims.nash.games import HANDS
from sims.nash.simulation import FORMULAS, NashParams, NashSimulation, growth_per_step, update_eigenvalues, verdict
from sims.params import ParameterError, change, parameters, parse
from sims.run import Run
from sims.simulation import DIVERGED, Simulation

METHODS = tuple(method for method in parameters(NashParams)["method"].choices if method not in HANDS)
quick = settings(deadline=None, max_examples=25, derandomize=True)

rates = st.floats(math.log(1e-4), math.log(2.0)).map(math.exp).map(lambda rate: min(max(rate, 1e-4), 2.0))
starts = st.floats(-10, 10).filter(lambda value: abs(value) > 1e-3)


def run(steps: int, **values) -> Run:
    made = Run(NashSimulation(), change(NashParams(), **values))
    made.step(steps)
    return made


def test_the_registry_gives_a_simulation_of_the_contract():
    made = registry.get("nash")
    assert isinstance(made, Simulation) and made.name == "nash"


# Growth and eigenvalues ------------------------------------------------------------------------------------------

def one_step_matrix(params: NashParams, start=(0.0, 0.0)) -> np.ndarray:
    """The linear map of one step, by central differences of steps really made, memory included."""
    simulation, size = NashSimulation(), 1e-6

    def step(x, y, mx, my):
        state = dataclasses.replace(simulation.initial(params, 0), x=x, y=y, memory=(mx, my), owner=params.method)
        for _ in simulation.phases(params):
            state, _ = simulation.advance(state, params)
        return np.array([state.x, state.y, *state.memory])

    columns = []
    for k in range(4 if params.method in ("optimistic", "momentum") else 2):
        nudge = np.zeros(4)
        nudge[k] = size
        columns.append((step(*nudge) - step(*-nudge)) / (2 * size))
    return np.array(columns).T[:len(columns)]


SETTINGS = [{"method": method} for method in METHODS if method not in ("momentum", "unrolled")]
SETTINGS += [{"method": "momentum", "momentum": beta, "momentum_order": order}
             for beta in (-0.9, -0.5, 0.5) for order in ("simultaneous", "alternating")]
SETTINGS += [{"method": "unrolled", "unroll_steps": count} for count in (0, 1, 5, 20)]


@pytest.mark.parametrize("values", SETTINGS, ids=lambda v: "-".join(map(str, v.values())))
@pytest.mark.parametrize("rate", [1e-3, 0.1, 0.37, 0.9, 2.0])
def test_the_eigenvalues_are_those_of_the_steps_really_made(values, rate):
    params = change(NashParams(), learning_rate=rate, consensus=0.7 if values["method"] == "consensus" else 0, **values)
    expected = np.linalg.eigvals(one_step_matrix(params))
    found = update_eigenvalues(params)
    if len(found) < len(expected):                          # without momentum the memory adds only zeros
        found = np.append(found, np.zeros(len(expected) - len(found)))
    # coefficients of the characteristic polynomial: also exact where eigenvalues meet
    assert np.allclose(np.poly(found), np.poly(expected), rtol=0, atol=1e-10 * max(1, abs(expected).max()) ** 4)
    assert growth_per_step(params) == pytest.approx(abs(found).max(), rel=1e-12, abs=1e-12)


@given(rate=rates, x0=starts, y0=starts, steps=st.integers(6, 400), values=st.sampled_from(SETTINGS))
@settings(quick, max_examples=150)
def test_every_run_shows_the_growth_of_its_closed_form(rate, x0, y0, steps, values):
    # At rate 1 exactly, negative momentum has an eigenvalue of modulus 1 that some starts never excite.
    assume(rate != 1.0)
    made = run(steps, learning_rate=rate, x0=x0, y0=y0, **values)
    if made.state.step >= 6:
        assert made.metrics()["growth_per_step"] == pytest.approx(growth_per_step(made.params), rel=1e-9, abs=1e-9)


@given(rate=rates)
@quick
def test_the_closed_forms_of_the_growth(rate):
    square = rate * rate
    forms = {"simultaneous": math.sqrt(1 + square), "alternating": 1.0, "flow": 1.0,
             "extragradient": math.sqrt(1 - square + square ** 2), "implicit": 1 / math.sqrt(1 + square)}
    for method, expected in forms.items():
        assert growth_per_step(NashParams(method=method, learning_rate=rate)) == pytest.approx(expected, rel=1e-14)
        made = run(12, method=method, learning_rate=rate)
        assert made.metrics()["growth_per_step"] == pytest.approx(expected, rel=1e-9)


def test_optimistic_is_best_at_one_half_and_stable_up_to_one_over_root_three():
    def growth(rate):
        return growth_per_step(NashParams(method="optimistic", learning_rate=rate))

    assert growth(0.5) == pytest.approx(1 / math.sqrt(2), abs=1e-15)
    assert all(growth(rate) > growth(0.5) for rate in (0.3, 0.49, 0.51, 0.57))
    assert growth(0.3) == pytest.approx(math.sqrt((1 + math.sqrt(1 - 4 * 0.09)) / 2), abs=1e-15)
    edge = 1 / math.sqrt(3)
    assert growth(edge - 1e-6) < 1 < growth(edge + 1e-6)
    assert growth(edge) == pytest.approx(1, abs=1e-12)
    assert run(500, method="optimistic", learning_rate=0.5).metrics()["growth_per_step"] == pytest.approx(
        1 / math.sqrt(2), abs=1e-9)


@given(rate=rates, beta=st.floats(-0.9, 0.9))
@quick
def test_heavy_ball_momentum_converges_only_where_it_is_negative_and_alternating(rate, beta):
    # both at once: t^2 - (1 + beta + i eta) t + beta has a root outside the unit circle for every beta and eta
    together = NashParams(method="momentum", momentum=beta, learning_rate=rate)
    assert growth_per_step(together) > 1
    half = NashParams(method="momentum", momentum=-0.5, momentum_order="alternating", learning_rate=rate)
    if abs(rate - 1) > 1e-6:
        assert (growth_per_step(half) < 1) == (rate < 1)
    assert growth_per_step(dataclasses.replace(half, momentum=0.5)) > 1


@pytest.mark.parametrize("count, radius, tolerance", [(0, 17.016038, 1e-6), (1, 0.115, 5e-4), (5, 1.4e-10, 1e-11)])
def test_the_radii_of_unrolling_after_500_steps(count, radius, tolerance):
    assert run(500, method="unrolled", unroll_steps=count).metrics()["radius"] == pytest.approx(radius, abs=tolerance)


def test_unrolling_no_steps_is_the_simultaneous_method_bit_for_bit():
    one, other = run(200, method="unrolled", unroll_steps=0, learning_rate=0.3), run(200, learning_rate=0.3)
    assert (one.state.x, one.state.y) == (other.state.x, other.state.y)


def test_the_spiral_of_the_notes():
    made = run(500)
    assert made.metrics()["radius"] == pytest.approx(17.016038, abs=5e-7)
    assert made.metrics()["radius"] == pytest.approx(math.sqrt(2) * 1.01 ** 250, rel=1e-12)
    assert run(1, learning_rate=0.5).metrics()["growth_per_step"] == pytest.approx(1.118034, abs=5e-7)


@given(rate=rates, x0=starts, y0=starts)
@quick
def test_a_simultaneous_step_turns_by_atan_of_the_rate_and_grows_by_its_factor(rate, x0, y0):
    trace = run(30, learning_rate=rate, x0=x0, y0=y0).trace.since(0)
    z = np.concatenate([[complex(x0, y0)], trace["x"] + 1j * trace["y"]])
    assert np.allclose(np.angle(z[1:] / z[:-1]), math.atan(rate), rtol=0, atol=1e-12)
    assert np.allclose(np.diff(np.log(abs(z))), 0.5 * math.log1p(rate * rate), rtol=0, atol=1e-12)
    assert np.allclose(trace["value"], trace["x"] * trace["y"], rtol=1e-15)
    assert np.allclose(trace["radius"], abs(z[1:]), rtol=1e-15)


@given(rate=rates, x0=starts, y0=starts)
@quick
def test_alternating_steps_conserve_their_quadratic_form(rate, x0, y0):
    trace = run(200, method="alternating", learning_rate=min(rate, 1.5), x0=x0, y0=y0).trace.since(0)
    eta = min(rate, 1.5)
    x, y = np.append(x0, trace["x"]), np.append(y0, trace["y"])
    form = x * x + y * y - eta * x * y
    assert np.allclose(form, form[0], rtol=1e-12, atol=0)


@given(rate=rates, x0=starts, y0=starts, steps=st.integers(1, 60))
@quick
def test_the_flow_turns_about_the_equilibrium_without_leaving_its_circle(rate, x0, y0, steps):
    made = run(steps, method="flow", learning_rate=rate, x0=x0, y0=y0)
    expected = complex(x0, y0) * np.exp(1j * rate * steps)
    assert abs(complex(made.state.x, made.state.y) - expected) < 1e-12 * abs(expected)


@given(rate=rates, x0=starts, y0=starts)
@quick
def test_an_implicit_step_is_made_with_the_slopes_of_its_end(rate, x0, y0):
    made = run(1, method="implicit", learning_rate=rate, x0=x0, y0=y0)
    x, y = made.state.x, made.state.y
    assert abs(x - (x0 - rate * y)) < 1e-13 * 10 and abs(y - (y0 + rate * x)) < 1e-13 * 10


@pytest.mark.parametrize("values", SETTINGS, ids=lambda v: "-".join(map(str, v.values())))
@pytest.mark.parametrize("rate", [0.1, 0.45, 0.8, 1.3, 2.0])
def test_verdicts_agree_with_long_runs(values, rate):
    made = run(4000, learning_rate=rate, x0=0.3, y0=-0.2, **values)
    radius = made.trace.since(0)["radius"]
    first, last = radius[:50].max(), radius[-50:].max()
    word = verdict(made.params).word
    assert word in ("converges", "circles", "diverges")
    assert {"converges": last < 1e-2 * first, "circles": 0.5 * first < last < 1.1 * first,
            "diverges": made.diverged or last > 1.2 * first}[word], (word, first, last)


# Phases ----------------------------------------------------------------------------------------------------------

def test_every_phase_has_a_formula_and_every_formula_a_phase():
    seen = set()
    for values in [*SETTINGS, *({"method": hand} for hand in HANDS),
                   {"method": "momentum", "momentum_order": "alternating"}]:
        for extra in ({}, {"game": "dirac", "weight_clip": 1.0}):
            for phase in NashSimulation().phases(change(NashParams(), **values, **extra)):
                assert phase.label and phase.player in ("", *(("θ", "ψ") if extra else ("x", "y")))
                seen.add(phase.formula)
    assert seen == set(FORMULAS)


@pytest.mark.parametrize("game, letters", [("bilinear", "xy"), ("dirac", "θψ")])
def test_each_game_has_its_own_pair_of_letters_in_every_text(game, letters):
    """In the names of phases, the formulas, their sentences and their numbers."""
    seen = set()
    for values in [*SETTINGS, *({"method": hand} for hand in HANDS),
                   {"method": "momentum", "momentum_order": "alternating"}]:
        params = change(NashParams(), game=game, weight_clip=1.0 if game == "dirac" else 0.0, **values)
        for phase in NashSimulation().phases(params):
            formula = FORMULAS[phase.formula]
            numbers = re.sub(r"{.*?}", "0", formula.numbers)
            text = re.sub(r"<.*?>|&nbsp;", " ", " ".join((phase.label, formula.html, formula.says, numbers)))
            found = set(re.findall(r"\bd?([xyθψ])\b", text))
            assert found <= set(letters), text
            seen |= found
    assert seen == set(letters)


@pytest.mark.parametrize("values", SETTINGS, ids=lambda v: "-".join(map(str, v.values())))
def test_the_formulas_with_numbers_find_their_numbers_in_the_frame(values):
    made = run(3, game="dirac", weight_clip=1.0, **values)
    for _ in made.phases:
        made.advance()
        text = FORMULAS[made.state.done.formula].numbers
        shown = text.format(**(dataclasses.asdict(made.params) | made.frame().numbers))
        assert "{" not in shown and shown != text


def test_in_alternating_steps_x_moves_then_y():
    made = run(0, method="alternating", x0=1.0, y0=2.0)
    made.advance()
    assert (made.state.x, made.state.y) == (0.8, 2.0) and made.state.done.player == "x"
    made.advance()
    assert (made.state.x, made.state.y) == (0.8, 2.08) and made.state.done.player == "y"


def test_the_look_ahead_is_shown_and_not_kept():
    made = run(0, method="extragradient")
    made.advance()
    frame = made.frame()
    assert frame.arrays["position"].tolist() == [1, 1] and frame.arrays["points"].tolist() == [[0.9, 1.1]]
    made.advance()
    assert made.frame().arrays["position"] == pytest.approx([1 - 0.1 * 1.1, 1 + 0.1 * 0.9])
    assert made.frame().arrays["start"].tolist() == [1, 1]


def test_unrolling_shows_each_imagined_answer_of_y():
    made = run(0, method="unrolled", unroll_steps=3)
    for count in range(1, 4):
        made.advance()
        assert made.state.done.repeat == count - 1 and made.state.done.repeats == 3
        assert made.frame().arrays["points"][:, 1] == pytest.approx([1 + 0.1 * k for k in range(1, count + 1)])
        assert (made.state.x, made.state.y) == (1, 1)
    made.advance()
    assert made.state.x == pytest.approx(1 - 0.1 * (1 + 2 * 3 * 0.1))      # d/dx of x (y + 3 eta x)
    made.advance()
    assert made.state.y == pytest.approx(1.1) and made.position == (1, 0)


def test_a_frame_changes_nothing_and_holds_what_is_measured():
    made = run(7, method="optimistic")
    before = made.state
    frame = made.frame()
    assert made.state is before and made.frame().numbers == frame.numbers
    for name, value in made.metrics().items():
        assert frame.numbers[name] == value
    assert set(made.metrics()) == {"x", "y", "radius", "value", "growth_per_step"}


# Runs ------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("values", SETTINGS, ids=lambda v: "-".join(map(str, v.values())))
def test_seeking_back_and_forth_is_bit_identical(values):
    made = run(0, learning_rate=0.2, **values)
    made.step(20)
    made.set("learning_rate", 0.3)
    made.step(30)
    end, metrics, trace = made.state, made.metrics(), made.trace.since(0)
    made.seek(17, 1 % len(made.phases))
    made.step(33)
    assert made.state == end and made.metrics() == metrics
    assert all(np.array_equal(column, trace[name]) for name, column in made.trace.since(0).items())
    again = Run(NashSimulation(), made.base, seed=123, events=made.events)
    again.seek(50)
    assert again.state == end                               # the seed changes nothing


def test_the_measured_growth_follows_a_change_of_the_rate():
    made = run(50)
    made.set("learning_rate", 0.5)
    assert math.isnan(made.metrics()["growth_per_step"])
    made.step(2)
    assert made.metrics()["growth_per_step"] == pytest.approx(math.sqrt(1.25), rel=1e-12)


def test_changing_the_method_starts_with_no_memory_of_another():
    made = run(10, method="momentum")
    made.set("method", "optimistic")
    here = made.state
    made.step()
    assert made.state.x == pytest.approx(here.x - 0.1 * here.y, abs=1e-15)     # its first step is a plain one


def test_the_trace_holds_the_position_after_each_step():
    made = run(5, method="alternating")
    column = made.trace.since(0)["x"]
    for k in range(5):
        made.seek(k + 1)
        assert made.state.x == column[k]


def test_a_run_that_leaves_is_reported_with_its_cause_and_stays_finite():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = run(1000, learning_rate=2.0)
        assert made.state.status == DIVERGED and made.state.cause == "method"
        assert 1e6 < made.metrics()["radius"] < 1e7 and made.trace.length == made.state.step
        assert made.state.step == math.ceil(math.log(1e6 / math.sqrt(2)) / math.log(math.sqrt(5)))
        assert not made.advance() and made.frame().status == DIVERGED
        assert run(1000, method="optimistic", learning_rate=0.9).state.cause == "learning_rate"


def test_a_run_that_settles_below_the_smallest_number_still_knows_its_growth():
    made = run(6000, method="optimistic", learning_rate=0.5)
    assert made.metrics()["radius"] < 1e-300
    assert made.metrics()["growth_per_step"] == pytest.approx(1 / math.sqrt(2), abs=1e-9)
    assert run(5, method="unrolled", unroll_steps=1, learning_rate=1.0).metrics()["growth_per_step"] == 0


def test_a_start_at_the_equilibrium_stays_and_has_no_growth():
    made = run(10, x0=0.0, y0=0.0)
    assert made.metrics()["radius"] == 0 and math.isnan(made.metrics()["growth_per_step"])


@pytest.mark.parametrize("name, text", [
    ("learning_rate", "0"), ("learning_rate", "2.1"), ("learning_rate", "nan"), ("momentum", "0.95"),
    ("unroll_steps", "21"), ("unroll_steps", "1.5"), ("x0", "11"), ("weight_clip", "-1"), ("gradient_penalty", "-0.1"),
    ("gradient_penalty_target", "3"), ("r1", "inf"), ("instance_noise", "4"), ("method", "sgd"), ("game", "chess"),
    ("objective", "hinge"), ("consensus", "-1"), ("r2", "11"), ("momentum_order", "y first"), ("y0", "-10.5")])
def test_values_out_of_range_are_refused_with_the_range(name, text):
    with pytest.raises(ParameterError) as raised:
        parse(NashParams(), {name: text})
    assert name in str(raised.value) and str(parameters(NashParams)[name].range_text()) in str(raised.value)


@pytest.mark.parametrize("name", NashSimulation.presets)
def test_every_preset_runs(name):
    preset = NashSimulation.presets[name]
    made = Run(NashSimulation(), change(NashParams(), **preset.values), preset.seed)
    assert made.step(min(preset.steps, 100)) == min(preset.steps, 100) and preset.steps > 0
    assert made.state.status == "ok"
