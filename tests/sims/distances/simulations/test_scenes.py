"""The simulations behind the scenes of the distances panel: known numbers, what a step moves, and where it ends."""

import math

import numpy as np
import pytest

from sims import params as parameters
from sims import registry
from sims.distances import separated_gaussians
from sims.run import Run


def run_of(name, seed=0, **values):
    simulation = registry.get(name)
    return Run(simulation, parameters.change(simulation.Params(), **values), seed)


def to_the_end(run, most=2000):
    while not run.simulation.finished(run.state, run.params) and run.state.step < most:
        run.step()
    assert run.state.step < most
    return run


def test_a_moving_density_has_finished_only_without_a_loss_or_where_its_gradient_is_lost():
    assert run_of("distances").simulation.finished(run_of("distances").state, run_of("distances").params)
    run = run_of("distances", objective="nonsaturating")
    assert not run.simulation.finished(run.state, run.params)
    far = run_of("distances", objective="saturating", mean_q=60.0)
    assert far.simulation.finished(far.state, far.params)               # the gradient is 1e-195


def test_a_plan_has_finished_when_all_is_carried_or_nothing_can_be():
    assert to_the_end(run_of("transport", plan="3>6:1,7>4:1")).state.moved == 2
    run = run_of("transport")
    run.set("demand", "4:1,6:2")
    assert run.simulation.finished(run.state, run.params)


def test_generators_at_six_widths_come_back_as_the_solved_flow_says():
    metrics = run_of("separation").metrics()
    assert metrics["time_to_halve_saturating"] == pytest.approx(61.0162, abs=1e-4)
    assert metrics["time_to_halve_nonsaturating"] == pytest.approx(0.718335, abs=1e-6)
    assert metrics["js_slope"] == pytest.approx(float(separated_gaussians.js_slope(np.array(6.0))))
    run = run_of("separation", distance=4.0, std=2.0)
    for _step in range(25):
        run.step()
    for objective in separated_gaussians.OBJECTIVES:
        solved = separated_gaussians.flow(4.0, np.array([run.state.time]), 2.0, objective)
        assert run.metrics()[f"distance_{objective}"] == pytest.approx(float(solved[0]), abs=1e-3)
    assert to_the_end(run).state.time >= 1e6
    assert math.isnan(run_of("separation", distance=0.0).metrics()["time_to_halve_saturating"])


def test_three_fits_end_where_they_are_known_to():
    metrics = to_the_end(run_of("gaussian_fits")).metrics()
    for divergence, wanted in (("forward_kl", (0, math.sqrt(10), 0.461995)), ("js", (0, 3.119832, 0.128411)),
                               ("reverse_kl", (2.984306, 1.023369, 0.688769))):
        found = [metrics[name] for name in (f"{divergence}_mean", f"{divergence}_std", divergence)]
        assert found == pytest.approx(wanted, abs=2e-6)


def test_the_start_of_a_fit_counts_at_step_0_and_its_target_always():
    run = run_of("gaussian_fits")
    run.set("start_mean", -1.0)
    assert run.metrics()["js_mean"] == -1.0
    run.step()
    before = run.metrics()
    run.set("start_mean", 4.0)
    assert run.metrics() == before
    run.set("mean_1", -5.0)
    run.step(40)
    assert run.metrics()["forward_kl_mean"] == pytest.approx(-1.0, abs=1e-3)     # the mean of the new p


def test_the_bound_of_theorem_3_3_at_uniform_noise():
    metrics = run_of("noise", noise=1 / math.sqrt(3)).metrics()
    assert metrics["bound"] == pytest.approx(4.686931, abs=1e-6) and metrics["diameter"] == pytest.approx(3)
    assert metrics["js"] == pytest.approx(0.5 * math.log(2)) and metrics["w1"] == 1
    assert run_of("noise", noise=0.0).metrics()["kl"] == math.inf
    assert run_of("noise", noise_shape="gaussian").metrics()["bound"] == math.inf


def test_the_best_critic_is_worth_k_times_w1_and_a_clipped_network_stays_below_its_bounds():
    metrics = run_of("critic").metrics()
    assert metrics["critic_value"] == pytest.approx(15) and metrics["w1"] == 5 and metrics["secant_slope"] == 3
    for clip in (0.01, 0.2):
        runs = [run_of("critic", seed, clip=clip) for seed in (0, 1)]
        slopes = [run.metrics()["clipped_slope"] for run in runs]
        assert slopes[0] != slopes[1]
        for run, slope in zip(runs, slopes):
            assert slope <= run.metrics()["spectral_bound"] <= run.metrics()["clip_bound"]


def test_ten_thousand_jiggles_never_align_the_curves():
    run = run_of("manifolds", seed=2, latent_dim=2, bottleneck=1)
    while run.state.step < 10_000:
        run.leap(10_000 - run.state.step)
    metrics = run.metrics()
    assert (metrics["jiggles"], metrics["aligned"]) == (10_000, 0) and 5_000 < metrics["meeting"] < 10_000
    assert metrics["rank_2"] == 0                                       # a bottleneck of one: its image is a curve
    assert run_of("manifolds", latent_dim=2).metrics()["rank_2"] == 1000


@pytest.mark.parametrize("objective", ["saturating", "nonsaturating"])
def test_a_loss_moves_the_logit_down_its_slope(objective):
    run = run_of("generator_losses", objective=objective, learning_rate=0.5)
    before = run.metrics()
    run.step()
    moved = run.metrics()["logit"] - before["logit"]
    assert moved == pytest.approx(-0.5 * before[f"logit_slope_{objective}"])
    run = run_of("generator_losses", objective=objective, d=0.9, learning_rate=2.0)
    assert 0.999 < to_the_end(run, 20_000).metrics()["d_now"] < 1 - 1e-4
