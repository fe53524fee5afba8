"""The distances simulation: names of the contract, presets, the flow, and how fast a drag answers."""

import dataclasses
import math
import time

import numpy as np
import pytest

from sims import params as parameters
from sims import registry
from sims.distances.densities import plot_grid
from sims.distances.simulations.densities import DistancesParams
from sims.run import Run

SIMULATION = registry.get("distances")
FIXED = ("kl_pq", "kl_qp", "js", "js_slope", "tv", "hellinger", "w1", "w2", "value_at_d_star", "bound_3_3")


def metrics(**values):
    return Run(SIMULATION, parameters.change(DistancesParams(), **values)).metrics()


def test_the_metrics_have_the_names_of_the_contract():
    found = metrics()
    assert set(FIXED) <= set(found)
    assert all(isinstance(value, float) for value in found.values())


def test_the_default_is_two_widths_apart():
    found = metrics()
    assert found["js"] == pytest.approx(0.336831, abs=5e-7) and found["w1"] == 2 and found["kl_pq"] == 2
    assert found["value_at_d_star"] == pytest.approx(2 * found["js"] - 2 * math.log(2), abs=1e-14)


def test_noise_is_added_to_the_samples_of_both_so_that_variances_add():
    blurred, wider = metrics(mean_q=1.0, noise=0.75), metrics(mean_q=1.0, std_p=1.25, std_q=1.25)
    assert all(blurred[name] == pytest.approx(wider[name], rel=1e-12) for name in FIXED)
    for noise, js in ((0.5, 0.336831), (1.0, 0.111421)):
        assert metrics(std_p=0.0, std_q=0.0, mean_q=1.0, noise=noise)["js"] == pytest.approx(js, abs=5e-7)


def test_points_without_noise_are_the_parallel_lines():
    found = metrics(std_p=0.0, std_q=0.0, mean_q=0.25)
    assert (found["kl_pq"], found["js"], found["w1"], found["w2"]) == (math.inf, pytest.approx(math.log(2)), 0.25, 0.25)
    assert found["js_slope"] == 0
    same = metrics(std_p=0.0, std_q=0.0, mean_q=0.0)
    assert (same["kl_pq"], same["js"], same["tv"], same["w1"]) == (0, 0, 0, 0)


def test_points_may_be_mixed_with_densities():
    """Half of p is a point at 3, half N(0, 1); q = N(0, 1): JS and TV count the point as missed, KL(p||q) = inf."""
    found = metrics(weight_p=0.5, mean_p2=3.0, std_p2=0.0, mean_q=0.0)
    assert found["tv"] == pytest.approx(0.5, abs=1e-12) and found["kl_pq"] == math.inf
    assert found["kl_qp"] == pytest.approx(math.log(2), abs=1e-12)
    js = 0.5 * (0.5 * math.log(2) + 0.5 * math.log(2 / 3) + math.log(4 / 3))
    assert found["js"] == pytest.approx(js, abs=1e-12)
    from scipy import stats
    from scipy.integrate import quad
    moved = 0.5 * quad(lambda x: abs((x >= 3) - stats.norm.cdf(x)), -9, 3)[0] + 0.5 * quad(stats.norm.sf, 3, 12)[0]
    assert found["w1"] == pytest.approx(moved, abs=1e-9)


def test_a_uniform_s_std_is_its_standard_deviation():
    found = metrics(family_p="uniform", family_q="uniform", mean_q=0.0, std_q=2.0)
    assert found["kl_pq"] == pytest.approx(math.log(2), abs=1e-12) and found["kl_qp"] == math.inf
    assert found["w2"] == pytest.approx(1, abs=1e-12)


def test_the_bound_of_theorem_3_3():
    values = SIMULATION.presets["theorem_3_3"].values
    found = metrics(**values)
    assert found["bound_3_3"] == pytest.approx(4.686931, abs=5e-7)
    assert found["bound_diameter"] == pytest.approx(3) and found["bound_variance"] == pytest.approx(1 / 3)
    assert metrics()["bound_3_3"] == math.inf                  # a Gaussian has no bounded support
    bounded = metrics(family_p="uniform", family_q="uniform", noise=0.3, noise_shape="uniform")
    assert bounded["w1_without_noise"] <= bounded["bound_3_3"] < math.inf


def test_every_preset_runs_and_says_what_it_shows():
    for name, preset in SIMULATION.presets.items():
        run = Run(SIMULATION, parameters.change(DistancesParams(), **preset.values), preset.seed)
        run.step(preset.steps)
        assert run.state.status == "ok", name
        assert preset.title and preset.help


def test_the_saturating_preset_crawls_and_the_nonsaturating_one_arrives():
    left = {}
    for name in ("saturating_crawl", "nonsaturating_pull"):
        preset = SIMULATION.presets[name]
        run = Run(SIMULATION, parameters.change(DistancesParams(), **preset.values))
        run.step(preset.steps)
        left[name] = run.metrics()["w1"]
        means = run.trace.since(0)["mean_q"]
        assert len(means) == preset.steps and (np.diff(means) < 0).all()
    assert left["saturating_crawl"] > 5 and left["nonsaturating_pull"] < 0.2


def test_a_small_step_moves_q_by_the_gradient_and_a_drag_in_the_middle_keeps_the_flow():
    base = parameters.change(DistancesParams(), objective="saturating", learning_rate=0.01)
    run = Run(SIMULATION, base)
    slope = run.metrics()["js_slope"]
    run.step(1)
    assert run.metrics()["mean_q_now"] == pytest.approx(2 - 0.01 * 2 * slope, abs=1e-13)
    shifted = run.state.shift
    run.set("mean_q", 4.0)
    assert run.metrics()["mean_q_now"] == pytest.approx(4 + shifted)


def test_without_an_objective_a_step_changes_no_metric():
    run = Run(SIMULATION, DistancesParams())
    before = run.metrics()
    run.step(3)
    assert run.metrics() == before and run.state.step == 3


def test_divergence_is_reported_with_its_cause():
    far = Run(SIMULATION, parameters.change(DistancesParams(), mean_q=90.0, std_p=0.01, std_q=0.01,
                                            objective="nonsaturating", learning_rate=1e5))
    far.step(5)
    assert (far.state.status, far.state.cause) == ("diverged", "learning_rate")
    none = Run(SIMULATION, parameters.change(DistancesParams(), family_p="uniform", objective="nonsaturating"))
    none.step(1)
    assert (none.state.status, none.state.cause, none.state.shift) == ("diverged", "objective", 0.0)


def test_the_frame_holds_finite_curves_that_agree_with_the_metrics():
    params = parameters.change(DistancesParams(), weight_p=0.3, mean_p2=4.0, std_p2=0.01, family_q="laplace")
    frame = Run(SIMULATION, params).frame()
    a = frame.arrays
    x = a["x"]
    assert (np.diff(x) > 0).all() and all(a[k].shape == x.shape for k in a if not k.startswith("atoms"))
    assert np.allclose(a["d_star"], a["p"] / (a["p"] + a["q"]), atol=1e-12)
    assert a["p"].max() > 0.25 / (0.01 * math.sqrt(2 * math.pi))        # the narrow mode is on the grid
    area = np.trapezoid(np.abs(a["cdf_p"] - a["cdf_q"]), x)
    assert area == pytest.approx(frame.numbers["w1"], abs=0.02)


def test_a_grid_for_two_points_shows_both():
    from sims.distances.densities import density
    grid = plot_grid(density("gaussian", 0, 0), density("gaussian", 1, 0))
    assert 0 in grid and 1 in grid and grid[0] < 0 and grid[-1] > 1


def test_the_extremes_of_the_ranges_give_numbers():
    random = np.random.default_rng(5)
    declared = parameters.parameters(DistancesParams)
    for _ in range(60):
        values = {}
        for name, parameter in declared.items():
            if parameter.scale == "choice":
                values[name] = str(random.choice(parameter.choices))
            else:
                corners = [parameter.lo, parameter.hi] + ([parameter.off] if parameter.off is not None else [])
                values[name] = float(random.choice(corners))
        found = metrics(**values)
        for name, value in found.items():
            assert not math.isnan(value), (name, values)
        assert -1e-12 <= found["js"] <= math.log(2) + 1e-12 and 0 <= found["tv"] <= 1
        assert found["bound_3_3"] >= found["w1_without_noise"] * (1 - 1e-9)


def test_the_frame_says_how_each_generator_loss_pulls():
    far = Run(SIMULATION, parameters.change(DistancesParams(), mean_q=5.0)).frame().numbers
    assert far["gradient_nonsaturating"] == pytest.approx(4.952620, abs=5e-7)
    assert far["gradient_saturating"] == pytest.approx(2 * far["js_slope"])
    undefined = Run(SIMULATION, parameters.change(DistancesParams(), family_p="uniform")).frame().numbers
    assert math.isnan(undefined["gradient_nonsaturating"]) and undefined["kl_qp"] == math.inf


def test_a_drag_answers_in_under_ten_milliseconds():
    times = []
    for k in range(8):
        params = dataclasses.replace(DistancesParams(), mean_q=2 + 0.01 * k, std_q=1.3)
        start = time.perf_counter()
        frame = SIMULATION.observe(SIMULATION.initial(params, 0), params)
        times.append(time.perf_counter() - start)
        assert len(frame.arrays["x"]) >= 300
    assert min(times) < 0.010
