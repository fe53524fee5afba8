"""The path of fooled share against modes in use: what its places mean, and that it ends where the run is."""

from dataclasses import replace

import numpy as np
import pytest

from app.panels.gan.curves.fooling_view import FoolingView
from sims.gan import simulation
from sims.gan.data import random_streams
from sims.gan.observation import frame_arrays
from tests.app.panels.gan.test_views import report, small, steps


def test_it_goes_through_the_measured_numbers_up_to_the_step_that_is_shown(qtbot):
    view, run = FoolingView(), small()
    qtbot.addWidget(view)
    steps(run, 12)
    run.settle()
    shown = report(run)
    view.take(shown)
    view.show_run(shown)
    assert view.path.shape == (12, 2)
    points = frame_arrays.generated(run.state, run.params, simulation.WATCH_POINTS, random_streams.MEASURE)
    scores = run.simulation.probe(run.state, run.params, points)["score"]
    assert view.path[-1, 1] == pytest.approx((scores > 0).mean())
    nearest = ((points[:, None] - shown.frame.arrays["modes"])**2).sum(-1).argmin(1)
    shares = np.bincount(nearest, minlength=8) / len(points)
    entropy = -sum(share * np.log(share) for share in shares if share)
    assert view.path[-1, 0] == pytest.approx(np.exp(entropy))           # K exp(-KL) = exp(entropy)
    assert view.readout.text() == f"{view.path[-1, 1]:.0%} fooled, {view.path[-1, 0]:#.2g} in use"
    back = replace(shown, frame=replace(shown.frame, step=5))
    view.show_run(back)
    assert len(view.path) == 5


def test_a_d_that_calls_nothing_real_has_no_path(qtbot):
    view, run = FoolingView(), small(objective="wgan")
    qtbot.addWidget(view)
    steps(run, 3)
    run.settle()
    shown = report(run)
    view.take(shown)
    view.show_run(shown)
    assert len(view.path) == 0 and "real or generated" in view.readout.text()
