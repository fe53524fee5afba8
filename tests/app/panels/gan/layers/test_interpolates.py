"""The layer "interpolates" against the networks themselves: where its points lie, and how steep D is there."""

import numpy as np
import pytest

from app.panels.gan.layers.interpolates import Interpolates
from app.panels.gan.picture import LabPicture
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import change
from sims.run import Run
from widgets.numbers import number


def run_of(**values):
    run = Run(GanSimulation(), change(GanParams(), **{"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 9,
                                                      "activation": "tanh", **values}), 2)
    run.step(5)
    return run


def test_they_lie_on_the_lines_between_real_and_generated_points_with_the_slope_of_central_differences():
    run = run_of()
    arrays = run.frame().arrays
    points, count = arrays["between"].astype(float), len(arrays["between"])
    real, fake = (arrays[name][:count].astype(float) for name in ("real", "generated"))
    share = ((points - fake) * (real - fake)).sum(1) / ((real - fake)**2).sum(1)
    np.testing.assert_allclose(points, fake + share[:, None] * (real - fake), atol=1e-5)
    assert 0 <= share.min() < 0.1 and 0.9 < share.max() <= 1
    step = 0.02
    differences = [(run.simulation.probe(run.state, run.params, points + way)["score"]
                    - run.simulation.probe(run.state, run.params, points - way)["score"]) / (2 * step)
                   for way in (np.array([step, 0]), np.array([0, step]))]
    np.testing.assert_allclose(arrays["between_slope"], np.hypot(*differences), rtol=0.01, atol=1e-3)
    assert run.frame().numbers["slope_between"] == pytest.approx(arrays["between_slope"].mean())


def test_the_layer_tells_how_steep_d_is_there(qtbot):
    picture, run = LabPicture(), run_of()
    qtbot.addWidget(picture)
    picture.show_frame(run.frame())
    assert not picture.interpolates.steep.isVisible()
    picture.layers.set_shown("between", True)
    slopes = run.frame().arrays["between_slope"]
    assert len(picture.interpolates.steep._points) == (slopes > 1).sum() < len(slopes)
    assert len(picture.interpolates.flat._points) == (slopes <= 1).sum() > 0
    assert number(slopes.mean(), 3) in picture.card.text()


def test_a_d_that_has_no_slope_at_single_points_says_so():
    layer = Interpolates()
    layer.draw(run_of(pack=2).frame())
    assert "no slope" in layer.html() and not len(layer.slopes)
