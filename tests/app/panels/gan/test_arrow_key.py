"""The scale of the arrows in the lab's picture: round, chosen once for a run, and written beside them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.panels.gan.headless_picture import lab_picture
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from tests.app.panels.gan.test_views import small, steps
from widgets.plots.items.scaled_arrows import MOST_UNITS, UNIT_PIXELS, round_scale


def lab_after(qtbot, run, count):
    view = lab_picture(run)
    qtbot.addWidget(view)
    begun = view.items["arrows"].lengths()
    while run.state.step < count:
        run.leap(count - run.state.step)
    view.show_frame(run.frame())
    return view, begun


def test_where_the_gradient_vanishes_the_arrows_vanish_too(qtbot):
    preset = PRESETS["vanishing_gradient"]
    run = Run(GanSimulation(), change(GanParams(), **preset.values), preset.seed)
    view, begun = lab_after(qtbot, run, 400)
    sizes = np.hypot(*view._frame.arrays["arrows"].T)
    assert 0.8 * UNIT_PIXELS < begun.max() <= MOST_UNITS * UNIT_PIXELS
    assert view.items["arrows"].lengths() == pytest.approx(UNIT_PIXELS * sizes / view.items["arrows"].scale)
    assert view.items["arrows"].lengths().max() < 1 < sizes.max() * 1e3
    view.layers.set_shown("same_length", True)
    assert set(view.items["arrows"].lengths()) == {UNIT_PIXELS} and not view.arrow_key.isVisibleTo(view)
    view.layers.set_shown("same_length", False)
    view.arrow_key.click()                                      # the scale of now, by hand
    assert 0.8 * UNIT_PIXELS < view.items["arrows"].lengths().max() <= MOST_UNITS * UNIT_PIXELS
    assert "by hand" in view.arrow_key.toolTip() and view.arrow_key.isVisibleTo(view)


def test_the_scale_of_the_arrows_stays_over_a_run_and_a_new_one_says_that_it_changes(qtbot):
    view, _begun = lab_after(qtbot, small(), 3)
    item, key = view.items["arrows"], view.arrow_key
    first, scale = view._frame, item.scale
    assert key.text().startswith(f"= {scale:g}") and f"{2 * scale:g}" in key.toolTip()
    for factor, cut in ((1e6, True), (1e-6, False)):            # a run that diverges does not fill the screen
        view.show_frame(replace(first, arrays={**first.arrays, "arrows": factor * first.arrays["arrows"]}))
        assert item.scale == scale and item.cut == cut == ("cut at" in key.text())
        assert item.lengths().max() <= MOST_UNITS * UNIT_PIXELS
    view.begin_run(replace(first, arrays={**first.arrays, "arrows": np.array([[0.03, 0.04]] * 160)}))
    assert item.scale == 0.05 and key.text().startswith(f"= 0.05, was {scale:g}")
    view.begin_run(replace(first, arrays={**first.arrays, "arrows": np.zeros((160, 2))}))
    assert item.scale == 0.05 and "was" not in key.text()       # nothing to choose by


@pytest.mark.parametrize(("longest", "scale"), [
    (1.0, 0.5), (1.0001, 1.0), (4.0, 2.0), (4.1, 5.0), (0.0004, 0.0002), (1e-9, 5e-10), (2e5, 1e5), (1e300, 5e299)])
def test_the_scale_is_round_and_cuts_nothing_at_first(longest, scale):
    assert round_scale(np.array([[0.0, longest], [0.5 * longest, 0.0], [math.nan, 0.0]])) == scale
    assert round_scale(np.zeros((3, 2))) is None


def test_a_film_keeps_its_scale(qtbot):
    run = small()
    steps(run, 1)
    first = lab_picture(run)
    steps(run, 4)
    second = lab_picture(run)
    for view in (first, second):
        qtbot.addWidget(view)
    assert first.items["arrows"].scale == second.items["arrows"].scale == round_scale(run.beginning().arrays["arrows"])
