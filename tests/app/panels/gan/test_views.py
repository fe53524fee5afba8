"""The views of the GAN lab without an engine: what they show, light and say."""

import csv
import io
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from app.engine.messages import RunReport
from app.panels.gan.curves.curve_pages import (
    BeganPage,
    DiscriminatorPage,
    LayersPage,
    ModesPage,
    OverviewPage,
    nearest_share,
)
from app.panels.gan.diagram import LIT, ModelDiagramView, ModelPage, arrow_texts
from app.panels.gan.layers.layers import LAYERS, SAYS
from app.panels.gan.layers.layers import LIT as LAB_LIT
from app.panels.gan.picture import FIRST_EXTENT, MODE_RADIUS, PAINTED_HALF, LabPicture, scattered
from app.panels.step_view import StepView
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.curves.strip import CurvesStrip
from app.panels.training.wanted_answers import SYMBOLS, WantedAnswers, answers_html
from app.panels.training.without_effect import without_effect
from app.sessions.trace_csv import trace_csv
from sims.gan import phases
from sims.gan.data.custom_targets import parse_picture
from sims.gan.data.targets import PAINTED_EXTENT, target_of
from sims.gan.formulas import formula_of
from sims.gan.objectives_text import label_table, objective_of
from sims.gan.observation import frame_arrays, metrics
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run
from widgets.numbers import number
from widgets.theme import themes


def report(run: Run) -> RunReport:
    start, columns = run.trace.take()
    return RunReport(run.frame(), run.wanted, run.params, run.seed, start, columns, run.log(),
                     measured=run.trace.measured.take())


def small(**values) -> Run:
    return Run(GanSimulation(), GanParams(batch_size=16, hidden_width_g=8, hidden_width_d=8, **values), 0)


def steps(run: Run, count: int) -> None:
    for _ in range(count):
        run.step()


def test_the_window_paints_on_the_square_that_is_sampled():
    assert PAINTED_HALF == PAINTED_EXTENT


def test_every_phase_lights_something_in_both_pictures():
    assert set(LIT) == set(phases.RUN) == set(LAB_LIT)


def test_the_diagram_carries_the_engines_own_numbers():
    run = small()
    steps(run, 3)
    for _ in range(5):
        run.advance()
    texts, state = arrow_texts(run.frame(), run.params), run.state
    assert texts["loss_d"] == f"L(D) = {number(state.numbers['loss_d'])}"
    for name, symbol in (("real", "x"), ("fake", "x̃"), ("z", "z")):
        x, y = state.work[name][0, 0, :2].tolist()
        key = {"real": "real", "fake": "fake", "z": "latent"}[name]
        assert texts[key] == f"{symbol}₁\n{number(x, 4)}\n{number(y, 4)}"
    assert texts["score_real"].endswith(number(state.work["score_real"].mean().item()))


def test_the_diagram_lights_the_phase_only_by_hand(qtbot):
    view = ModelDiagramView()
    qtbot.addWidget(view)
    run = small()
    for _ in range(4):
        run.advance()
    view.show_frame(run.frame(), run.params, True)
    assert "D" in view.lit and "G" not in view.lit
    view.show_frame(run.frame(), run.params, False)
    assert view.lit is None
    view.resize(420, 130)
    view.grab()


def test_the_diagram_names_the_roles_in_a_line_and_at_its_boxes(qtbot):
    view = ModelDiagramView()
    qtbot.addWidget(view)
    view.show_frame(small().frame(), small().params, False)
    view.resize(330, 140)                                   # all is drawn smaller, and the boxes with it
    view.grab()
    told = {}
    for part, box in view.boxes.items():
        assert view.rect().contains(box.toRect()), part
        place = box.center().toPoint()
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place)))
        told[part] = QToolTip.text()
    QToolTip.hideText()
    assert "counterfeiter" in told["G"] and "police" in told["D"] and len(set(told.values())) == 5
    page = ModelPage().complete()
    qtbot.addWidget(page)
    assert "counterfeiter" in page.roles.text() and page.roles.wordWrap()


def test_the_share_of_a_mode_counts_the_points_nearest_to_it():
    frame = small().frame()
    target = target_of(GanParams())
    share = nearest_share(frame)
    nearest, _good = metrics._nearest_modes(frame.arrays["generated"], target)
    assert share == pytest.approx(np.bincount(nearest, minlength=8) / 1000)


def test_what_counts_as_covered_and_what_as_nearest_is_said(qtbot):
    """All points lie nearest to the only mode, and none within three standard deviations of it."""
    assert MODE_RADIUS == metrics.HIGH_QUALITY_STD
    run, page = small(target="ring", ring_modes=1), ModesPage().complete()
    qtbot.addWidget(page)
    page.resize(700, 300)
    page.show()
    history, shown = FrameHistory(), report(run)
    frame = shown.frame
    far = frame.arrays["modes"] + (MODE_RADIUS + 0.1) * frame.numbers["mode_std"] * np.array([[0.6, 0.8]])
    points = np.repeat(far, 1000, axis=0)
    target = target_of(run.params)
    shown = replace(shown, frame=replace(frame, arrays={
        **frame.arrays, "generated": points, "mode_share": frame_arrays.mode_share(points, target)}))
    kept = history.take(shown, nearest_share(shown.frame))
    page.show_run(shown, kept, history)
    assert history.rows.tolist() == [[1.0]]
    assert page.coverage._note.text() == "0 of 1 covered (within 3σ); pale: at any distance"
    assert "at any distance" in page.raster.accessibleName() and "need not be covered" in page.raster.toolTip()
    assert "within 3 standard deviations" in page.coverage.toolTip()
    overview = OverviewPage().complete()
    qtbot.addWidget(overview)
    assert overview.modes.legend.button("modes").text() == "within 3σ"
    assert "within 3 standard deviations" in overview.modes.toolTip()


def test_pages_take_any_run_and_show_what_was_measured(qtbot):
    overview, discriminator, layers, modes = OverviewPage(), DiscriminatorPage(), LayersPage(), ModesPage()
    strip = CurvesStrip((overview, discriminator, layers, modes, ModelPage()), nearest_share)
    qtbot.addWidget(strip)
    strip.resize(700, 240)
    strip.show()
    run = small(weight_clip=0.1)
    for _ in range(4):
        steps(run, 1)
        strip.show_run(report(run))
    frame = run.frame()
    table = list(csv.DictReader(io.StringIO(trace_csv(run))))
    assert [row["step"] for row in table] == ["1", "2", "3", "4"]
    for name, view in (("loss_d", overview.losses), ("grad_norm_g", overview.gradients),
                       ("accuracy_d", discriminator.accuracy)):
        for row in table:                                   # the curves say of a step what the table says of it
            assert view.value_at(name, int(row["step"])) == pytest.approx(float(row[name]), rel=1e-6)
        assert np.isnan(view.value_at(name, 0)) and view.length == 5 and view._item.cursor == 4
    assert discriminator.slope.value_at("slope_max", 4) == pytest.approx(frame.numbers["slope_max"], rel=1e-6)
    assert discriminator.accuracy.value_at("ceiling", 4) == pytest.approx((1 + frame.numbers["tv"]) / 2, rel=1e-6)
    assert layers.layers["d"].value_at("grad_norm_d_3", 4) > 0
    strip.open_page(discriminator)
    assert discriminator.weights.item.lines == (-0.1, 0.1)
    assert f"{frame.numbers['clipped_share']:.1%}" in discriminator.weights.note
    strip.open_page(modes)
    assert modes.raster.item.shares.shape == (4, 8)
    for values in ({"objective": "began"}, {"target": "line"}, {"objective": "wgan", "pack": 2},
                   {"hidden_layers_d": 0, "hidden_layers_g": 4}, {"ring_modes": 3}):
        other = small(**values)
        steps(other, 2)
        strip.show_run(report(other))
    assert modes.raster.item.shares.shape[1] in (0, 3, 8)


def test_a_critic_without_a_threshold_says_why_it_has_no_accuracy(qtbot):
    page = DiscriminatorPage().complete()
    qtbot.addWidget(page)
    run = small(objective="wgan")
    steps(run, 1)
    page.show_run(report(run), 0, FrameHistory())
    assert "differences" in page.accuracy._note.text()


def test_the_wanted_answers_stand_beside_the_loss(qtbot):
    view = StepView(formula_of, WantedAnswers())
    qtbot.addWidget(view)
    run = small(label_smoothing=0.1)
    for _ in range(5):
        run.advance()
    view.show_step(run.frame(), run.params)
    assert not view.note.isHidden()
    assert "0.9" in view.note.text() and "wanted σ(<i>D</i>)" in view.note.text()
    run.advance()
    view.show_step(run.frame(), run.params)
    assert view.note.isHidden()


@pytest.mark.parametrize(("objective", "symbol"), [
    ("nonsaturating", "σ(<i>D</i>)"), ("wgan", "<i>D</i>"), ("least_squares", "<i>D</i>"), ("began", "ℓ")])
def test_the_wanted_answers_say_of_what_they_are_numbers(objective, symbol):
    params = GanParams(objective=objective)
    found = answers_html(label_table(params), SYMBOLS[objective_of(params).kind], themes.current)
    assert f">wanted {symbol}</td>" in found


def test_what_d_minimises_has_a_curve_of_its_own_while_there_is_a_penalty(qtbot):
    page = OverviewPage().complete()
    qtbot.addWidget(page)

    def show(run):
        page.show_run(report(run), 0, FrameHistory())
    plain, penalised = small(), small(r1=5.0)
    for run in (plain, penalised):
        steps(run, 3)
    show(plain)
    assert "total_d" not in page.losses.legend
    show(penalised)
    assert "total_d" in page.losses.legend
    trace = penalised.trace.since(0)
    for name in ("loss_d", "total_d"):
        assert page.losses.value_at(name, 3) == pytest.approx(trace[name][2], rel=1e-6)     # after three steps
    assert page.losses.value_at("total_d", 2) > page.losses.value_at("loss_d", 2)
    penalised.set("r1", 0.0)
    steps(penalised, 1)
    show(penalised)
    assert page.losses.value_at("total_d", 3) == pytest.approx(trace["total_d"][2], rel=1e-6)
    assert np.isnan(page.losses.value_at("total_d", 4))
    show(small())
    assert "total_d" not in page.losses.legend


def test_the_diagram_tells_the_loss_from_what_d_minimises():
    run = small(r1=5.0, objective="began")
    steps(run, 2)
    texts, numbers = arrow_texts(run.frame(), run.params), run.state.numbers
    assert texts["total_d"] == f"T(D) = {number(numbers['total_d'])}" and texts["gradient_d"].startswith("‖∂T/∂θ‖")
    assert texts["score_real"] == f"E ℓ(x)\n{number(-numbers['score_real'])}"
    texts = arrow_texts(small().frame(), GanParams())
    assert texts["total_d"] == "" and texts["score_real"].startswith("logit E D(x)")


def whole(chip):
    return chip.visibleRegion().boundingRect().height() == chip.height()


@pytest.mark.parametrize("height, scale", [(598, 1), (738, 1), (600, 20 / 11)])
@pytest.mark.parametrize("values", [{}, {"updates": "extragradient", "n_critic": 3}], ids=("14 phases", "45 phases"))
def test_the_phase_just_done_is_always_in_sight_and_a_usual_step_as_a_whole(qtbot, values, height, scale):
    """598 and 738 pixels are what a window of 1280 x 720 and of 1440 x 860 leaves."""
    themes.present(scale > 1)
    try:
        view = StepView(formula_of, WantedAnswers())
        qtbot.addWidget(view)
        view.resize(270 if scale == 1 else 420, height)
        view.show()
        run = small(**values)
        for _ in range(len(run.phases) + 1):
            run.advance()
            view.show_step(run.frame(), run.params)
            QApplication.processEvents()
            chips = [chip for block in view.phases._blocks for chip in block._chips]
            done = [block.done_chip for block in view.phases._blocks if block.done_chip is not None]
            assert len(done) == 1
            assert whole(done[0]), run.state.phase
            if scale == 1 and not values and sys.platform == "win32":
                pytest.skip("whether a whole step fits depends on fonts, and Wine's are wider than Windows' own")
            assert not (scale == 1 and not values) or all(map(whole, chips))
    finally:
        themes.present(False)


@pytest.mark.parametrize("objective", ["nonsaturating", "began"])
def test_no_line_of_the_longest_formulas_is_cut(qtbot, objective):
    view = StepView(formula_of, WantedAnswers())
    qtbot.addWidget(view)
    view.resize(270, 598)
    view.show()
    run = small(objective=objective, r1=1.0, r2=1.0, gradient_penalty=1.0, dragan=1.0, spectral_norm=True, pack=2,
                minibatch_std=True, instance_noise=0.1, label_smoothing=0.1, unroll_steps=2, ema=0.9)
    for _ in range(len(run.phases)):
        run.advance()
        view.show_step(run.frame(), run.params)
        QApplication.processEvents()
        for label in view.formula.findChildren(QLabel):
            if label.isVisible():
                assert label.height() >= label.heightForWidth(label.width()), (run.state.done.key, label.text())
        formula = view.formula._formula
        assert formula.height() >= formula.heightForWidth(formula.width()), run.state.done.key


def test_the_dots_over_the_crosses_are_real_points_and_lie_apart():
    points = np.random.default_rng(0).normal(0, 1, (1000, 2))
    found = scattered(points, 0.5)
    squares = np.floor(found / 0.5)
    assert 30 < len(found) == len(np.unique(squares, axis=0)) == len(np.unique(np.floor(points / 0.5), axis=0))
    assert {tuple(point) for point in found} <= {tuple(point) for point in points}


def test_layers_of_the_picture_come_and_go(qtbot):
    view = LabPicture()
    qtbot.addWidget(view)
    run = small()
    view.show_frame(run.frame())
    assert not view.items["modes"].isVisible()
    assert {*SAYS, "surface"} == set(LAYERS)
    for key in LAYERS:
        assert len(view.layers.button(key).toolTip()) > 30 and "{" not in view.layers.button(key).toolTip()
    for key in ("modes", "trails", "peak", "same_length", "latent_grid", "levels", "plan", "followed"):
        view.layers.set_shown(key, True)
        steps(run, 1)
        view.show_frame(run.frame())
    assert view.items["modes"].isVisible() and view.items["arrows"].same_length
    view.resize(500, 400)
    view.grab()


def test_what_a_hand_paints_is_not_undone_by_an_answer_that_is_on_its_way(qtbot):
    view = LabPicture()
    qtbot.addWidget(view)
    view.show_frame(small().frame())
    old = parse_picture("")
    view.show_painting(old)
    sent = []
    view.painted.connect(sent.append)
    for value in (100, 200):
        view.brush.density = np.full((64, 64), value, np.uint8)
        view.brush.painted.emit(view.brush.density.copy())
    view.show_painting(sent[0])
    assert view.brush.density[0, 0] == 200
    view.show_painting(sent[1])
    view.show_painting(old)                             # undone: that is another matter
    assert view.brush.density[0, 0] == old[0, 0]
    view.brush.painted.emit(np.zeros((64, 64), np.uint8))
    assert len(sent) == 2                               # an empty sheet is no density


def test_a_fresh_sheet_has_no_points_of_the_old_density_until_something_is_painted(qtbot):
    view = LabPicture()
    qtbot.addWidget(view)
    frame = small().frame()
    view.show()
    view.show_frame(frame)
    view.show_painting(parse_picture(""))
    assert len(view.items["real"]._points) == len(frame.arrays["real"])
    view.paint_bar.clear.click()
    assert len(view.items["real"]._points) == 0
    view.brush.density[3:9, 3:9] = 255
    view.show_frame(frame)
    assert len(view.items["real"]._points) == len(frame.arrays["real"])


def test_controls_without_effect_say_why():
    assert set(without_effect(GanParams())) == {"gradient_penalty_target", "noise_steps"}
    assert "learning_rate_d" in without_effect(GanParams(freeze_d=True))
    assert "learning_rate_g" in without_effect(GanParams(freeze_g=True))
    assert without_effect(GanParams(gradient_penalty=1.0, instance_noise=0.1)) == {}


@pytest.mark.parametrize("values, name, other", [
    ({"freeze_d": True}, name, value) for name, value in (
        ("learning_rate_d", 0.01), ("r1", 1.0), ("gradient_penalty", 1.0), ("label_smoothing", 0.2),
        ("weight_clip", 0.01), ("updates", "simultaneous"))] + [
    ({"freeze_g": True}, "learning_rate_g", 0.01), ({"freeze_g": True}, "updates", "extragradient"),
    ({}, "noise_steps", 100), ({}, "gradient_penalty_target", "zero")], ids=str)
def test_what_is_said_to_have_no_effect_has_none(values, name, other):
    assert name in without_effect(GanParams(**values))
    weights = []
    for changed in ({}, {name: other}):
        run = small(**{**values, **changed})
        steps(run, 3)
        weights.append((run.state.generator, run.state.discriminator))
    assert all((a == b).all() for a, b in zip(*weights))


def test_before_the_first_report_the_axes_are_those_of_the_first_run_and_no_tab_will_vanish(qtbot):
    lab = LabPicture()
    qtbot.addWidget(lab)
    assert target_of(GanParams()).extent == FIRST_EXTENT
    (_left, _right), (low, high) = lab.plot.getViewBox().viewRange()
    assert low == pytest.approx(-FIRST_EXTENT) and high == pytest.approx(FIRST_EXTENT)
    strip = CurvesStrip((OverviewPage(), BeganPage()), nearest_share)
    qtbot.addWidget(strip)
    assert strip.tabs.isTabVisible(0) and not strip.tabs.isTabVisible(1)
