"""The scenes of the distances panel: what they print is what sims compute, whatever a hand does to them."""

import dataclasses
import math
import time

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from app.panels.distances.critic import CriticScene, measured_slopes
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
from sims.distances.simulation import DistancesSimulation, DistancesState
from sims.params import parameters
from sims.run import Run

pytestmark = pytest.mark.usefixtures("calm_theme")


@pytest.fixture
def scene(qtbot):
    def build(kind):
        made = kind()
        qtbot.addWidget(made)
        made.resize(1200, 700)
        made.show()
        return made
    return build


# Densities -----------------------------------------------------------------------------------------------------------

def test_js_is_seen_beside_any_kl(scene):
    """The axis ends at twelve times JS, where KL goes on (and a line says to where); without JS it holds all of KL."""
    shown = scene(DensitiesScene)
    for mean, cut in ((2.0, False), (20.0, True)):
        shown.set_by_hand({"mean_q": mean})
        _low, high = shown.integrands.plot.getViewBox().viewRange()[1]
        js = shown.integrands.functions["js"]._y.max()
        assert js > high / 20
        assert ("↑" in shown.integrands.readout.text()) is cut
    shown.integrands.set_shown("js", False)
    assert shown.integrands.plot.getViewBox().viewRange()[1][1] > shown.integrands.functions["kl_pq"]._y.max()
    assert shown.integrands.readout.text() == ""


@pytest.mark.parametrize("preset", DistancesSimulation.presets)
def test_every_bar_is_the_metric_of_the_headless_run(scene, preset):
    shown = scene(DensitiesScene)
    shown.use(shown.presets[preset])
    metrics = DistancesSimulation().measure(DistancesState(), shown.params)
    for bar in shown.bars.bars:
        assert shown.bars.value(bar.key) == pytest.approx(metrics[bar.key], rel=1e-12, abs=1e-15), bar.key


def test_infinite_divergences_are_printed_as_infinite(scene):
    shown = scene(DensitiesScene)
    shown.use(shown.presets["disjoint"])
    assert (shown.bars.text("kl_pq"), shown.bars.text("kl_qp"), shown.bars.text("js")) == ("∞", "∞", "0.693147")
    assert not shown.advance()                                  # −ln D has no gradient here


def test_the_terms_of_the_loss_add_up_and_the_pull_is_the_difference(scene):
    shown = scene(DensitiesScene)
    terms = {bar.key: shown.terms.value(bar.key) for bar in shown.terms.bars}
    assert sum(terms[key] for key in ("kl_qp", "minus_2_js", "ln_4", "real_ln_d")) == pytest.approx(terms["loss"])
    assert shown.pull.text("nonsaturating") == "1.550400" and shown.pull.text("minus_2_js") == "−0.449600"


def test_handles_move_their_parameters_and_stand_where_these_are(scene):
    shown = scene(DensitiesScene)
    shown.grips["mean_q"].moved.emit(4.0)
    assert shown.params.mean_q == 4.0 and shown.grips["mean_q"].value == 4.0
    shown.grips["std_q"].moved.emit(4.5)
    assert shown.params.std_q == 0.5 and shown.grips["std_q"].value == 4.5
    shown.grips["std_q"].moved.emit(-3.0)                       # past the mean: as narrow as it gets
    assert shown.params.std_q == 0.01
    assert not shown.grips["mean_p2"].isVisible()
    shown.set_by_hand({"weight_p": 0.5})
    assert shown.grips["mean_p2"].isVisible()


def test_a_step_is_the_step_of_the_simulation(scene):
    shown = scene(DensitiesScene)
    run = Run(registry.get("distances"), params=shown.params)
    for _step in range(5):
        shown.advance()
        run.step()
    assert shown.params.mean_q == pytest.approx(run.params.mean_q + run.state.shift, rel=1e-12)
    shown.seek(2)
    assert shown.step == 2 and shown.furthest == 5
    shown.advance()
    assert shown.step == 3


def test_changes_are_undone_a_drag_in_one_go(scene):
    shown = scene(DensitiesScene)
    for mean in (3.0, 3.5, 4.0):
        shown.set_by_hand({"mean_q": mean})
    shown.set_by_hand({"std_q": 2.0})
    shown.undo()
    assert (shown.params.mean_q, shown.params.std_q) == (4.0, 1.0)
    shown.undo()
    assert shown.params.mean_q == 2.0 and not shown.can_undo
    shown.redo()
    assert shown.params.mean_q == 4.0


def test_a_drag_recomputes_everything_in_a_frame(scene):
    """Generous, because other programs run beside the tests; alone it is 1 to 5 ms."""
    for kind in SCENES:
        shown = scene(kind)
        names = [name for name, declared in parameters(kind.Params).items() if declared.scale == "linear"]
        for name in names:
            declared, times = parameters(kind.Params)[name], []
            for share in np.linspace(0.3, 0.6, 7):
                value = float(declared.lo + share * (declared.hi - declared.lo))
                shown.params = dataclasses.replace(shown.params, **{name: value})
                start = time.perf_counter()
                shown.memory = shown.beginning(shown.params)
                shown.draw()
                times.append(time.perf_counter() - start)
            assert min(times) < 0.030, (kind.__name__, name)


# Against the distance ------------------------------------------------------------------------------------------------

def test_the_three_panels_show_the_textbook_numbers(scene):
    shown = scene(SeparationScene)
    texts = [plot.readout.text() for plot in shown.pairs]
    assert [text.split()[1][:5] for text in texts] == ["0.693", "0.692", "0.336"]     # 0.692586 rounds to 0.693
    shown.grips["pinned_2"].moved.emit(30.0)
    assert "8.641e−50" in shown.pairs[2].readout.text()
    assert shown.params.pinned_3 == 30.0


def test_the_times_to_halve_are_those_of_the_exact_flow(scene):
    shown = scene(SeparationScene)
    assert "61.0162" in shown.race.readout.text() and "0.71833" in shown.race.readout.text()
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

def test_the_three_descents_end_at_the_known_fits(scene):
    shown = scene(GaussianFitsScene)
    while shown.advance(draw=False):
        pass
    shown.show_all()
    for divergence, wanted in (("forward_kl", (0, math.sqrt(10), 0.461995)), ("js", (0, 3.119832, 0.128411)),
                               ("reverse_kl", (2.984306, 1.023369, 0.688769))):
        assert shown.memory[divergence] == pytest.approx(wanted, abs=2e-6)
    values = [memory["js"][2] for _params, memory in shown._path]
    assert np.all(np.diff(values) <= 1e-12)                     # a descent, all the way
    assert "3.162278" in shown.densities.readout.text()


# Moving earth --------------------------------------------------------------------------------------------------------

def test_the_plans_of_the_slides_cost_2_and_6(scene):
    shown = scene(OptimalTransportScene)
    assert (shown.bars.value("work"), shown.bars.value("plan_work")) == (2, 6)
    shown.use(shown.presets["seed_best"])
    assert shown.bars.value("plan_work") == 2
    assert "1.000000" in shown.curves.readout.text()


def test_an_edited_plan_that_does_not_fit_says_so(scene):
    shown = scene(OptimalTransportScene)
    shown.own.edited.emit(0, 0, 0.5)
    assert shown.message.isVisible() and "0.5" in shown.message.text()
    assert shown.own.item(0, 2).text() == "1.5 ≠ 1"
    assert not shown.advance()
    shown.own.edited.emit(0, 1, 0.5)
    shown.own.edited.emit(1, 0, 0.5)
    shown.own.edited.emit(1, 1, 0.5)
    assert not shown.message.isVisible()
    assert shown.bars.value("plan_work") == 4


def test_stacking_leaves_a_moment_of_different_masses_and_says_so(scene):
    shown = scene(OptimalTransportScene)
    shown.piles.edited.emit(((3.0, 2.0), (7.0, 1.0)), ((4.0, 1.0), (6.0, 1.0)))
    assert shown.message.isVisible() and math.isnan(shown.bars.value("work"))
    shown.piles.edited.emit(((3.0, 2.0), (7.0, 1.0)), ((4.0, 1.0), (6.0, 2.0)))
    assert shown.bars.value("work") == 5


def test_an_own_plan_goes_along_with_a_pile_that_is_moved(scene):
    shown = scene(OptimalTransportScene)
    shown.piles.edited.emit(((3.0, 1.0), (8.0, 1.0)), ((4.0, 1.0), (6.0, 1.0)))
    assert (shown.bars.value("work"), shown.bars.value("plan_work")) == (3, 7)
    shown.piles.edited.emit(((3.0, 2.0),), ((4.0, 1.0), (6.0, 1.0)))
    assert shown.bars.value("plan_work") == shown.bars.value("work") == 4


def test_steps_lift_and_carry_every_load(scene):
    shown = scene(OptimalTransportScene)
    while shown.advance():
        pass
    assert shown.furthest == 4 and shown.bars.value("done") == 6
    shown.seek(1)
    assert shown.piles._carried == (3.0, 6.0, 1.0)


# Noise and the critic ------------------------------------------------------------------------------------------------

def test_lines_without_noise_and_with_it(scene):
    shown = scene(NoiseScene)
    shown.use(shown.presets["lines"])
    assert (shown.bars.text("kl"), shown.bars.text("js")) == ("∞", "0.693147")
    shown.use(shown.presets["half"])
    assert shown.bars.text("js") == "0.336831" and shown.terms.text("bound") == "∞"
    shown.use(shown.presets["one"])
    assert shown.bars.text("js") == "0.111421"
    shown.use(shown.presets["theorem"])
    assert shown.terms.text("bound") == "4.686931" and shown.terms.text("diameter") == "3.000000"
    shown.use(shown.presets["cut"])
    assert math.isfinite(shown.terms.value("bound"))


def test_closed_curves_over_theta_and_noise_are_those_of_the_quadrature():
    from app.panels.distances import noise

    for shape in ("uniform", "gaussian"):
        params = noise.NoiseParams(noise_shape=shape, noise=0.7, theta=1.3)
        law = noise.noise_of(params)
        theta, kl, js = noise.divergences_over_theta(params, law)
        levels, terms = noise.terms_over_noise(params)
        for k in (3, 77, 200):
            pair = Pair(*noise.densities(params, float(theta[k]), law))
            assert js[k] == pytest.approx(divergences.js(pair), abs=1e-12)
            assert kl[k] == pytest.approx(divergences.kl(pair), rel=1e-9)
        for level, bound in zip(levels[::50] if shape == "uniform" else levels, terms["bound"][::50]):
            each = dataclasses.replace(params, noise=float(level))
            assert bound == pytest.approx(noise.bound_of(each, 1.3, noise.noise_of(each)).bound, rel=1e-9)


@pytest.mark.parametrize("shape", ["uniform", "gaussian", "truncated"])
@pytest.mark.parametrize("family", ["point", "uniform", "gaussian"])
def test_the_bound_is_never_below_w(scene, family, shape):
    shown = scene(NoiseScene)
    for theta in (-2.0, 0.0, 0.7):
        for noise in (0.0, 0.4, 2.0):
            shown.set_by_hand({"family": family, "noise_shape": shape, "theta": theta, "noise": noise})
            assert shown.terms.value("bound") >= shown.terms.value("w1") - 1e-12


def test_the_best_critic_reaches_k_times_w(scene):
    shown = scene(CriticScene)
    assert "15.00000 = K W₁ = 3.000 × 5.000000" in shown.critic.readout.text()
    shown.use(shown.presets["between"])
    assert shown.critic.readout.text()
    assert "6.0000 ≤ K₁K₂ = 6.0000" in shown.composed.readout.text()


def test_no_clipped_network_is_steeper_than_its_bounds():
    from app.panels.distances.critic import CLIPS, WIDTHS

    for seed in range(3):
        measured, spectral = measured_slopes(seed)
        assert np.all(measured <= spectral * (1 + 1e-9))
        assert np.all(spectral <= [clip_bound(WIDTHS, clip) * (1 + 1e-9) for clip in CLIPS])
    assert clip_bound(WIDTHS, 0.01) == pytest.approx(0.0231705, rel=1e-5)


# Supports and losses -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("pair", ["circles", "line_circle", "parallel"])
def test_no_jiggle_aligns_the_curves(scene, pair):
    shown = scene(ManifoldsScene)
    shown.set_by_hand({"pair": pair})
    shown.jiggle(10_000)
    assert (shown.memory.aligned, shown.memory.count) == (0, 10_000)
    assert "0 of 10,000" in shown.tally.text()


def test_the_rank_never_passes_the_dimension_of_z(scene):
    shown = scene(ManifoldsScene)
    assert "2 at 0, 1 at 1000" in shown.rank.text()
    shown.set_by_hand({"latent_dim": 2})
    assert "2 at 1000" in shown.rank.text()
    shown.set_by_hand({"bottleneck": 1})
    assert "2 at 0" in shown.rank.text()


def test_a_new_seed_draws_another_network(scene):
    shown = scene(ManifoldsScene)
    before = shown.points._points.copy()
    assert shown.new_seed()
    assert not np.array_equal(before, shown.points._points)


def test_the_slopes_of_the_losses_at_a_hundredth(scene):
    shown = scene(GeneratorLossesScene)
    assert "−1.0101" in shown.slopes_d.readout.text() and "−100.00" in shown.slopes_d.readout.text()
    assert "−0.01000" in shown.slopes_logit.readout.text() and "−0.9900" in shown.slopes_logit.readout.text()
    assert shown.charges.text("kl_qp") == "−1.382e−5"
    shown.use(shown.presets["junk"])
    assert shown.charges.text("kl_qp") == "13.81551"
    shown.grips["saturating_logit"].moved.emit(0.0)
    assert shown.params.d == 0.5


# The panel -----------------------------------------------------------------------------------------------------------

def test_every_scene_draws_at_both_ends_of_every_parameter(scene):
    for kind in SCENES:
        shown = scene(kind)
        for name, declared in parameters(kind.Params).items():
            ends = declared.choices if declared.scale == "choice" else (
                (declared.lo, declared.hi, *(() if declared.off is None else (declared.off,)))
                if declared.lo is not None else ())
            for value in ends:
                shown.set_by_hand({name: int(value) if declared.scale == "int" else value})
            shown.set_by_hand({name: declared.default})
        QApplication.processEvents()
