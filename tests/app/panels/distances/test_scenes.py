"""The scenes of the distances panel: what they print is what sims compute, whatever a hand does to them."""

import dataclasses
import itertools
import math
import time

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.panels.distances.critic import CriticScene
from app.panels.distances.densities import DensitiesScene
from app.panels.distances.gaussian_fits import GaussianFitsScene
from app.panels.distances.generator_losses import GeneratorLossesScene
from app.panels.distances.manifolds import ManifoldsScene
from app.panels.distances.noise import NoiseScene
from app.panels.distances.optimal_transport import OptimalTransportScene
from app.panels.distances.panel import SCENES
from app.panels.distances.separation import SeparationScene
from sims import registry
from sims.distances import divergences, separated_gaussians
from sims.distances.lipschitz import clip_bound
from sims.distances.pair import Pair
from sims.distances.simulations import noise
from sims.distances.simulations.critic import CLIPS, WIDTHS, clipped_slopes
from sims.distances.simulations.densities import DistancesSimulation, DistancesState
from sims.params import parameters
from sims.run import Run


def step_of(shown):
    return shown.report.lead.frame.step


# Densities -----------------------------------------------------------------------------------------------------------

def test_js_is_seen_beside_any_kl(page):
    """The axis ends at twelve times JS, where KL goes on (and a line says to where); without JS it holds all of KL."""
    shown = page(DensitiesScene)
    for mean, cut in ((2.0, False), (20.0, True)):
        shown.set_by_hand({"mean_q": mean})
        _low, high = shown.scene.integrands.plot.getViewBox().viewRange()[1]
        js = shown.scene.integrands.functions["js"]._y.max()
        assert js > high / 20
        assert ("↑" in shown.scene.integrands.readout.text()) is cut
    plot = shown.scene.integrands
    plot.set_shown("js", False)
    assert plot.plot.getViewBox().viewRange()[1][1] > plot.functions["kl_pq"]._y.max()
    assert plot.readout.text() == ""
    plot.set_shown("js", True)


def test_every_bar_is_the_metric_of_the_headless_run(page):
    shown = page(DensitiesScene)
    for preset in DistancesSimulation.presets:
        shown.use_preset(preset)
        metrics = DistancesSimulation().measure(DistancesState(), shown.params)
        for bar in shown.scene.bars.bars:
            assert shown.scene.bars.value(bar.key) == pytest.approx(metrics[bar.key], rel=1e-12, abs=1e-15), (
                preset, bar.key)


def test_infinite_divergences_are_printed_as_infinite(page):
    shown = page(DensitiesScene)
    shown.use_preset("disjoint")
    assert [shown.scene.bars.text(key) for key in ("kl_pq", "kl_qp", "js")] == ["∞", "∞", "0.693147"]
    shown.command("step")                                       # −ln D has no gradient here
    assert shown.report.runs[0].frame.status == "diverged" and "KL(q‖p) is infinite" in shown.banner.label.text()


def test_the_terms_of_the_loss_add_up_and_the_pull_is_the_difference(page):
    shown = page(DensitiesScene)
    terms = {bar.key: shown.scene.terms.value(bar.key) for bar in shown.scene.terms.bars}
    assert sum(terms[key] for key in ("kl_qp", "minus_2_js", "ln_4", "real_ln_d")) == pytest.approx(terms["loss"])
    assert shown.scene.pull.text("nonsaturating") == "1.55040" and shown.scene.pull.text("minus_2_js") == "−0.449600"


def test_handles_move_their_parameters_and_stand_where_these_are(page):
    shown = page(DensitiesScene)
    shown.scene.grips["mean_q"].moved.emit(4.0)
    assert shown.params.mean_q == 4.0 and shown.scene.grips["mean_q"].value == 4.0
    shown.scene.grips["std_q"].moved.emit(4.5)
    assert shown.params.std_q == 0.5 and shown.scene.grips["std_q"].value == 4.5
    shown.scene.grips["std_q"].moved.emit(-3.0)                       # past the mean: as narrow as it gets
    assert shown.params.std_q == 0.01
    assert not shown.scene.grips["mean_p2"].isVisible()
    shown.set_by_hand({"weight_p": 0.5})
    assert shown.scene.grips["mean_p2"].isVisible()


def test_a_step_is_the_step_of_the_simulation(page):
    shown = page(DensitiesScene)
    run = Run(registry.get("distances"), params=shown.params)
    for _step in range(5):
        shown.command("step")
        run.step()
    assert shown.params.mean_q == pytest.approx(run.params.mean_q + run.state.shift, rel=1e-12)
    shown.command("seek", step=2)
    assert step_of(shown) == 2 and shown.report.furthest == 5
    shown.command("step")
    assert step_of(shown) == 3


def test_a_drag_on_the_way_begins_anew_from_what_is_seen(page):
    shown = page(DensitiesScene)
    for _step in range(3):
        shown.command("step")
    reached = shown.params.mean_q
    shown.scene.grips["mean_p"].moved.emit(-1.0)
    assert step_of(shown) == 0 and (shown.params.mean_q, shown.params.mean_p) == (reached, -1.0)
    shown.command("undo")                                       # the way that was left is back
    assert step_of(shown) == 3 and (shown.params.mean_q, shown.params.mean_p) == (reached, 0.0)


def test_changes_are_undone_a_drag_in_one_go(page):
    shown = page(DensitiesScene)
    for mean in (3.0, 3.5, 4.0):
        shown.set_by_hand({"mean_q": mean})
    shown.set_by_hand({"std_q": 2.0})
    shown.command("undo")
    assert (shown.params.mean_q, shown.params.std_q) == (4.0, 1.0)
    shown.command("undo")
    assert shown.params.mean_q == 2.0 and not shown.report.can_undo
    shown.command("redo")
    assert shown.params.mean_q == 4.0


def test_a_drag_recomputes_everything_in_a_frame(page):
    """By the time of this thread alone, which other programs change little: 1 to 5 ms, and generous."""
    for kind in SCENES:
        shown = page(kind)
        for name, declared in parameters(shown.params_type()).items():
            if declared.scale != "linear":
                continue
            times = []
            for share in np.linspace(0.3, 0.6, 7):
                value = float(declared.lo + share * (declared.hi - declared.lo))
                start = time.thread_time()
                shown.set_by_hand({name: value})
                times.append(time.thread_time() - start)
                assert getattr(shown.params, name) == value
            assert min(times) < 0.030, (kind.__name__, name)


# Against the distance ------------------------------------------------------------------------------------------------

def test_the_three_panels_show_the_textbook_numbers(page):
    shown = page(SeparationScene)
    texts = [plot.readout.text() for plot in shown.scene.pairs]
    assert [text.split()[1][:5] for text in texts] == ["0.693", "0.692", "0.336"]     # 0.692586 rounds to 0.693
    shown.scene.grips["pinned_2"].moved.emit(30.0)
    assert "8.6406e−50" in shown.scene.pairs[2].readout.text()
    assert shown.params.pinned_3 == 30.0


def test_the_times_to_halve_are_those_of_the_exact_flow(page):
    shown = page(SeparationScene)
    assert "61.0162" in shown.scene.race.readout.text() and "0.71833" in shown.scene.race.readout.text()
    way = shown.params.distance * np.linspace(1, 0.5, 80)
    for objective in separated_gaussians.OBJECTIVES:
        times = separated_gaussians.times_to_reach(way, 1.0, objective)
        assert times[-1] == pytest.approx(separated_gaussians.time_to_halve(6.0, 1.0, objective), rel=1e-6)
        assert np.all(np.diff(times) > 0)


@pytest.mark.parametrize("objective", separated_gaussians.OBJECTIVES)
def test_the_way_back_agrees_with_the_solved_flow(objective):
    way = 4.0 * np.linspace(1, 0.05, 96)
    times = separated_gaussians.times_to_reach(way, 2.0, objective)
    assert separated_gaussians.flow(4.0, times[::10], 2.0, objective) == pytest.approx(way[::10], rel=1e-5)


# Fits ----------------------------------------------------------------------------------------------------------------

def test_the_three_descents_end_at_the_known_fits(page, qtbot):
    shown = page(GaussianFitsScene)
    shown.choose_speed("max")
    shown.command("play")
    qtbot.waitUntil(lambda: not shown.playing, timeout=60_000)  # where all three have arrived
    for divergence, wanted in (("forward_kl", (0, math.sqrt(10), 0.461995)), ("js", (0, 3.119832, 0.128411)),
                               ("reverse_kl", (2.984306, 1.023369, 0.688769))):
        numbers = shown.scene.frame.numbers
        found = [numbers[name] for name in (f"{divergence}_mean", f"{divergence}_std", divergence)]
        assert found == pytest.approx(wanted, abs=2e-6)
        way = shown.scene.ways()[divergence]
        assert way[0, :2] == pytest.approx((2.0, 1.5)) and way[-1] == pytest.approx(found)
        assert len(way) == step_of(shown) + 1
        assert np.all(np.diff(way[:, 2]) <= 1e-12)              # a descent, all the way
    assert "3.16228" in shown.scene.densities.readout.text()


# Moving earth --------------------------------------------------------------------------------------------------------

def test_the_plans_of_the_slides_cost_2_and_6(page):
    shown = page(OptimalTransportScene)
    assert (shown.scene.bars.value("work"), shown.scene.bars.value("plan_work")) == (2, 6)
    shown.use_preset("seed_best")
    assert shown.scene.bars.value("plan_work") == 2
    assert "W₁ = 1 " in shown.scene.curves.readout.text()


def test_an_edited_plan_that_does_not_fit_says_so(page):
    shown = page(OptimalTransportScene)
    shown.scene.own.edited.emit(0, 0, 0.5)
    assert shown.scene.message.isVisible() and "0.5" in shown.scene.message.text()
    assert shown.scene.own.item(0, 2).text() == "1.5 ≠ 1"
    shown.command("step")                                       # nothing can be carried
    assert step_of(shown) == 0
    shown.scene.own.edited.emit(0, 1, 0.5)
    shown.scene.own.edited.emit(1, 0, 0.5)
    shown.scene.own.edited.emit(1, 1, 0.5)
    assert not shown.scene.message.isVisible()
    assert shown.scene.bars.value("plan_work") == 4


def test_stacking_leaves_a_moment_of_different_masses_and_says_so(page):
    shown = page(OptimalTransportScene)
    shown.scene.piles.edited.emit(((3.0, 2.0), (7.0, 1.0)), ((4.0, 1.0), (6.0, 1.0)))
    assert shown.scene.message.isVisible() and math.isnan(shown.scene.bars.value("work"))
    shown.scene.piles.edited.emit(((3.0, 2.0), (7.0, 1.0)), ((4.0, 1.0), (6.0, 2.0)))
    assert shown.scene.bars.value("work") == 5


def test_stacking_is_undone_in_one_go_and_a_refused_text_undoes_nothing(page):
    shown = page(OptimalTransportScene)
    first, holes = shown.params, ((4.0, 1.0), (6.0, 1.0))
    shown.command("step")
    for place in (4.0, 5.0, 2.0):
        shown.scene.piles.edited.emit(((place, 1.0), (7.0, 1.0)), holes)
        assert step_of(shown) == 0
    shown.set_by_hand({"plan": "no plan at all"})
    assert "no plan at all" in shown.banner.label.text() and shown.params.supply == "2:1,7:1"
    shown.command("undo")
    assert (shown.params, step_of(shown)) == (first, 1) and not shown.report.can_undo
    shown.command("redo")
    assert (shown.params.supply, step_of(shown)) == ("2:1,7:1", 0)
    shown.command("step")
    shown.command("restart")
    assert (shown.params.supply, step_of(shown)) == ("2:1,7:1", 0)


def test_an_own_plan_goes_along_with_a_pile_that_is_moved(page):
    shown = page(OptimalTransportScene)
    shown.scene.piles.edited.emit(((3.0, 1.0), (8.0, 1.0)), ((4.0, 1.0), (6.0, 1.0)))
    assert (shown.scene.bars.value("work"), shown.scene.bars.value("plan_work")) == (3, 7)
    shown.scene.piles.edited.emit(((3.0, 2.0),), ((4.0, 1.0), (6.0, 1.0)))
    assert shown.scene.bars.value("plan_work") == shown.scene.bars.value("work") == 4


def test_steps_lift_and_carry_every_load(page):
    shown = page(OptimalTransportScene)
    for _phase in range(6):                                     # two more than there are
        shown.command("sub_step")
    assert shown.report.furthest == 2 and shown.scene.bars.value("done") == 6
    shown.command("seek", step=0, phase=1)
    assert shown.scene.piles._carried == (3.0, 6.0, 1.0)


# Noise and the critic ------------------------------------------------------------------------------------------------

def test_lines_without_noise_and_with_it(page):
    shown = page(NoiseScene)
    shown.use_preset("lines")
    assert (shown.scene.bars.text("kl"), shown.scene.bars.text("js")) == ("∞", "0.693147")
    shown.use_preset("half")
    assert shown.scene.bars.text("js") == "0.336831" and shown.scene.terms.text("bound") == "∞"
    shown.use_preset("one")
    assert shown.scene.bars.text("js") == "0.111421"
    shown.use_preset("theorem")
    assert shown.scene.terms.text("bound") == "4.68693" and shown.scene.terms.text("diameter") == "3"
    shown.use_preset("cut")
    assert math.isfinite(shown.scene.terms.value("bound"))


def test_closed_curves_over_theta_and_noise_are_those_of_the_quadrature():
    for shape in ("uniform", "gaussian"):
        params = noise.NoiseParams(noise_shape=shape, noise=0.7, theta=1.3)
        law = noise.noise_of(params)
        theta, kl, js = noise.divergences_over_theta(params)
        levels, terms = noise.terms_over_noise(params)
        for k in (3, 77, 200):
            pair = Pair(*noise.densities(params, float(theta[k]), law))
            assert js[k] == pytest.approx(divergences.js(pair), abs=1e-12)
            assert kl[k] == pytest.approx(divergences.kl(pair), rel=1e-9)
        for level, bound in zip(levels[::50] if shape == "uniform" else levels, terms["bound"][::50]):
            each = dataclasses.replace(params, noise=float(level))
            assert bound == pytest.approx(noise.bound_of(each, 1.3, noise.noise_of(each)).bound, rel=1e-9)


def test_the_bound_is_never_below_w(page):
    shown = page(NoiseScene)
    for family, shape, theta, level in itertools.product(
            ("point", "uniform", "gaussian"), ("uniform", "gaussian", "truncated"), (-2.0, 0.0, 0.7), (0.0, 0.4, 2.0)):
        shown.set_by_hand({"family": family, "noise_shape": shape, "theta": theta, "noise": level})
        assert shown.scene.terms.value("bound") >= shown.scene.terms.value("w1") - 1e-12, (family, shape, theta, level)


def test_the_best_critic_reaches_k_times_w(page):
    shown = page(CriticScene)
    assert "15 = K W₁ = 3 × 5" in shown.scene.critic.readout.text()
    shown.use_preset("between")
    assert shown.scene.critic.readout.text()
    assert "6.0000 ≤ K₁K₂ = 6" in shown.scene.composed.readout.text()


def test_no_clipped_network_is_steeper_than_its_bounds():
    for seed in range(3):
        measured, spectral = clipped_slopes(seed)
        assert np.all(measured <= spectral * (1 + 1e-9))
        assert np.all(spectral <= [clip_bound(WIDTHS, clip) * (1 + 1e-9) for clip in CLIPS])
    assert clip_bound(WIDTHS, 0.01) == pytest.approx(0.0231705, rel=1e-5)


# Supports and losses -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("pair", ["circles", "line_circle", "parallel"])
def test_no_jiggle_aligns_the_curves(page, pair, qtbot):
    shown = page(ManifoldsScene)
    shown.set_by_hand({"pair": pair})
    shown.scene.jiggle(10_000)
    qtbot.waitUntil(lambda: not shown.report.busy, timeout=30_000)
    assert (shown.scene.frame.numbers["aligned"], step_of(shown)) == (0, 10_000)
    assert "0 of 10,000" in shown.scene.tally.text()


def test_the_rank_never_passes_the_dimension_of_z(page):
    shown = page(ManifoldsScene)
    assert "2 at 0, 1 at 1000" in shown.scene.rank.text()
    shown.set_by_hand({"latent_dim": 2})
    assert "2 at 1000" in shown.scene.rank.text()
    shown.set_by_hand({"bottleneck": 1})
    assert "2 at 0" in shown.scene.rank.text()


def test_a_new_seed_draws_another_network(page):
    shown = page(ManifoldsScene)
    before = shown.scene.points._points.copy()
    shown.command("new_seed")
    assert not np.array_equal(before, shown.scene.points._points)


def test_the_slopes_of_the_losses_at_a_hundredth(page):
    shown = page(GeneratorLossesScene)
    assert "−1.0101" in shown.scene.slopes_d.readout.text() and "−100" in shown.scene.slopes_d.readout.text()
    text = shown.scene.slopes_logit.readout.text()
    assert "−0.01 " in text and "−0.99" in text
    assert shown.scene.charges.text("kl_qp") == "−1.38155e−5"
    shown.use_preset("junk")
    assert shown.scene.charges.text("kl_qp") == "13.8155"
    shown.scene.grips["saturating_logit"].moved.emit(0.0)
    assert shown.params.d == 0.5


def test_the_jiggles_are_counted_on_with_another_network_and_anew_with_other_curves(page):
    shown = page(ManifoldsScene)
    for _step in range(3):
        shown.command("step")
    shown.set_by_hand({"latent_dim": 2})
    assert step_of(shown) == 3 and "0 of 3" in shown.scene.tally.text()
    shown.set_by_hand({"pair": "parallel"})
    assert step_of(shown) == 0


# The panel -----------------------------------------------------------------------------------------------------------

def test_every_scene_draws_at_both_ends_of_every_parameter(page):
    for kind in SCENES:
        shown = page(kind)
        for name, declared in parameters(shown.params_type()).items():
            ends = declared.choices if declared.scale == "choice" else (
                (declared.lo, declared.hi, *(() if declared.off is None else (declared.off,)))
                if declared.lo is not None else ())
            for value in ends:
                shown.set_by_hand({name: int(value) if declared.scale == "int" else value})
            shown.set_by_hand({name: declared.default})
        QApplication.processEvents()
