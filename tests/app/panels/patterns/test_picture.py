"""The picture of patterns: what is drawn of slots, pixels and pairs, at any size."""

import numpy as np
import pytest

from app.panels.patterns.headless_picture import patterns_picture
from app.panels.patterns.pattern_grid import PatternGrid
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
    view = patterns_picture(Run(simulation, simulation.Params(scene=scene, **SMALL), 2))
    view.resize(640, 360)
    assert not view.grab().isNull()
    assert (view.currentIndex() == 0) == (SCENES[scene].width > 2)


def test_slots_that_are_on_are_filled_and_a_broken_rule_is_marked(qapp):
    grid = PatternGrid("Generated", "generated")
    patterns = np.repeat(np.eye(8)[:1], 6, axis=0)
    grid.show_patterns(patterns, np.zeros(6), np.ones(6, bool))
    one = pixels(grid, 500, 300)
    assert inked(one, "generated") > 6 * 50 and inked(one, "warning") == 0
    grid.show_patterns(np.minimum(1, patterns + np.eye(8)[1]), np.zeros(6), np.zeros(6, bool))
    two = pixels(grid, 500, 300)
    assert inked(two, "generated") == pytest.approx(2 * inked(one, "generated"), rel=0.1) and inked(two, "warning") > 0
    assert grid.accessibleDescription() == "0 of 6 keep the rule"


def test_it_fits_where_there_is_little_room(qapp):
    grid = PatternGrid("Data", "real")
    grid.show_patterns(np.full((24, 64), np.nan), np.zeros(24), np.zeros(24, bool))
    grid.resize(grid.minimumSizeHint())
    assert not grid.grab().isNull()
