"""The picture of patterns: what is drawn of slots, pixels and pairs, at any size."""

import numpy as np
import pytest

from app.panels.patterns.drawings import DRAWINGS, HORIZON
from app.panels.patterns.headless_picture import patterns_picture
from app.panels.patterns.pattern_grid import PatternGrid
from app.panels.patterns.picture import answers
from sims import registry
from sims.patterns.scenes import SCENES
from sims.run import Run
from widgets.theme import themes

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 8}


def pixels(widget, width, height):
    widget.resize(width, height)
    image = widget.grab().toImage()
    return np.array([[image.pixelColor(x, y).rgb() for x in range(image.width())] for y in range(image.height())])


def inked(found, role):
    return (found == themes.current.colour(role).rgb()).sum()


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_is_drawn(qapp, scene):
    simulation = registry.get("patterns")
    view = patterns_picture(Run(simulation, simulation.Params(scene=scene, critic="patch", patch_width=1, **SMALL), 2))
    view.resize(640, 360)
    assert not view.grab().isNull()
    assert (view.views.currentWidget() is view.grids) == (scene in DRAWINGS) == (scene != "translation")
    assert SCENES[scene].says in view.says.text() and "D sees 1 of" in view.says.text()


def test_it_can_be_as_narrow_as_one_of_its_two_grids(qapp):
    simulation = registry.get("patterns")
    view = patterns_picture(Run(simulation, simulation.Params(**SMALL), 2))
    least = view.real.minimumSizeHint().width()
    assert view.grids.minimumSizeHint().width() == least
    for width, height, below in ((least + 20, 400, True), (8 * least, 240, False)):
        view.resize(width, height)
        view.grab()
        assert (view.generated.y() > view.real.geometry().bottom()) == below
        assert view.generated.geometry().right() < view.grids.width()


def test_slots_that_are_on_are_filled_and_a_broken_rule_is_marked(qapp):
    grid = PatternGrid("Generated", "generated")
    patterns = np.repeat(np.eye(8)[:1], 6, axis=0)
    grid.show_patterns("counting", patterns, np.zeros(6), np.ones(6, bool))
    one = pixels(grid, 500, 300)
    assert inked(one, "generated") > 6 * 50 and inked(one, "warning") == 0
    grid.show_patterns("counting", np.minimum(1, patterns + np.eye(8)[1]), np.zeros(6), np.zeros(6, bool))
    two = pixels(grid, 500, 300)
    assert inked(two, "generated") == pytest.approx(2 * inked(one, "generated"), rel=0.1) and inked(two, "warning") > 0
    assert grid.accessibleDescription() == "The rule is kept by 0 of 6"


def test_it_shows_as_many_patterns_as_there_is_room_for_and_none_too_small_to_be_seen(qapp):
    grid = PatternGrid("Data", "real")
    grid.show_patterns("digits", np.full((24, 64), np.nan), np.zeros(24), np.zeros(24, bool))
    grid.resize(grid.minimumSizeHint())
    assert not grid.grab().isNull()
    least = themes.current.pixels(DRAWINGS["digits"].least)
    shown = [grid.room(size, size) for size in (150, 250, 400, 900)]
    assert [count for count, _unit in shown] == sorted(count for count, _unit in shown)
    assert shown[-1][0] == 24 and shown[0][0] < 12 and all(unit >= least for _count, unit in shown)


@pytest.mark.parametrize("depth", [1.0, 1.3, 2.0])
def test_a_post_whose_size_is_right_just_reaches_the_horizon(qapp, depth):
    grid = PatternGrid("Generated", "generated")

    def tops(size):
        grid.show_patterns("perspective", np.array([[depth, size]]), np.zeros(1), np.ones(1, bool))
        found = pixels(grid, 300, 300)
        return np.flatnonzero((found == themes.current.colour("generated").rgb()).any(1))
    right, wrong = tops(1 / depth), tops(1 / depth + 0.2)
    height = 4 * grid.room(300, 300)[1]
    assert right[0] - wrong[0] == pytest.approx(0.2 * (1 - HORIZON) * height, abs=1.5)
    assert right[-1] - right[0] == pytest.approx((1 - HORIZON) * height / depth, abs=3.5)     # less the frame
    assert right[-1] == pytest.approx(wrong[-1], abs=1)             # the foot stands where it stands


def test_the_answers_of_d_are_named_for_what_they_are(qapp):
    logits = np.array([-2.0, 0.0, 3.0])
    assert answers(logits, "logit") == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-12)
    assert (answers(logits, "value") == logits).all() and (answers(logits, "error") == -logits).all()
    simulation = registry.get("patterns")
    for objective, word in (("nonsaturating", "probability of real"), ("wgan", "critic's value")):
        view = patterns_picture(Run(simulation, simulation.Params(objective=objective, **SMALL), 2))
        assert word in view.says.text()
