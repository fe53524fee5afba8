"""The curves of the lab without an engine: what is measured, what stands above what, and what a new run leaves."""

import numpy as np
import pytest

from app.engine.messages import RunReport
from app.panels.gan.curves.curve_pages import OverviewPage, QualityPage, nearest_share
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.curves.smoothing_button import SmoothingButton, nearest_stop, weight_of
from app.panels.training.curves.strip import CurvesStrip
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run
from widgets.plots.curves.view import DEFAULT_SMOOTHING


def small(**values) -> Run:
    return Run(GanSimulation(), GanParams(batch_size=16, hidden_width_g=8, hidden_width_d=8, **values), 0)


def report(run: Run) -> RunReport:
    start, columns = run.trace.take()
    return RunReport(run.frame(), run.wanted, run.params, run.seed, start, columns, run.log(),
                     measured=run.trace.measured.take())


def shown(page, run):
    page.show_run(report(run), 0, FrameHistory())


def test_w1_has_a_point_for_every_measured_step_above_it_the_loss_of_the_same_steps(qtbot):
    run, page = small(), QualityPage().complete()
    qtbot.addWidget(page)
    run.step(12)
    shown(page, run)
    assert np.isfinite(page.shares.values("high_quality")).sum() == 12 and page.distances.length == 0
    run.settle()
    shown(page, run)
    w1 = page.distances.values("w1")
    assert np.flatnonzero(np.isfinite(w1)).tolist() == list(range(1, 13))
    assert w1[1:] == pytest.approx(run.trace.since(0)["w1"], rel=1e-6)
    assert np.isfinite(page.divergences.values("js")).sum() == 12
    page.losses.plot.zoom(0.5)
    ranges = [view.plot.getViewBox().viewRange()[0] for view in (page.losses, page.distances)]
    assert ranges[0] == pytest.approx(ranges[1])
    assert "minus_loss_d" not in page.losses.legend
    again = small()                     # from step 0: nothing measured, and all of the range to be seen again
    again.step()
    shown(page, again)
    assert np.isfinite(page.distances.values("w1")).sum() == 0 and not page.losses.plot.touched


def test_of_a_critic_minus_its_loss_stands_above_w1(qtbot):
    run, page = small(objective="wgan", weight_clip=0.1), QualityPage().complete()
    qtbot.addWidget(page)
    run.step(5)
    shown(page, run)
    assert page.losses.values("minus_loss_d")[1:] == pytest.approx(-run.trace.since(0)["loss_d"], rel=1e-6)
    assert "loss_g" not in page.losses.legend
    shown(page, small())
    assert "minus_loss_d" not in page.losses.legend and "loss_g" in page.losses.legend


def test_the_axis_of_modes_reaches_from_none_to_all(qtbot):
    page = OverviewPage().complete()
    qtbot.addWidget(page)
    shown(page, small())
    page.modes.redraw()
    low, high = page.modes.plot.getViewBox().viewRange()[1]
    assert -0.5 < low < 0 and 8 < high < 8.5
    assert "within 3 standard deviations" in page.modes.toolTip() and not page.modes.plot.toolTip()


def test_the_slider_smooths_every_page_and_takes_its_choice_up_again(qtbot):
    pages = (OverviewPage(), QualityPage())
    strip = CurvesStrip(pages, nearest_share)
    qtbot.addWidget(strip)
    run = small()
    run.step(9)
    strip.show_run(report(run))
    assert strip.smoothing.weight == pytest.approx(DEFAULT_SMOOTHING, abs=1e-3)
    for weight in (0.9, 0.0):
        strip.smoothing.set_weight(weight)
        assert {curve.smoothing.weight for page in pages for view in page.curves
                for curve in view._item.curves.values()} == {weight}
    assert pages[0].losses.values("loss_g")[1:] == pytest.approx(run.trace.since(0)["loss_g"], rel=1e-6)
    other = SmoothingButton()
    qtbot.addWidget(other)
    other.set_weight(float(f"{strip.smoothing.weight:.4f}"))
    assert other.weight == strip.smoothing.weight
    assert [nearest_stop(weight_of(stop)) for stop in range(31)] == list(range(31))
    assert weight_of(0) == 0 and weight_of(30) == pytest.approx(0.999)
    assert other.accessibleName() == "Smoothing 0"


@pytest.mark.parametrize("kind", [OverviewPage, QualityPage])
def test_in_a_narrow_strip_no_plot_of_a_page_is_much_lower_than_the_others(qtbot, kind):
    page = kind()
    strip = CurvesStrip((page,), nearest_share)
    qtbot.addWidget(strip)
    strip.resize(430, 900)
    strip.show()
    qtbot.wait(1)
    heights = [view.plot.height() for view in page.curves]
    assert min(heights) > 0.6 * max(heights)
