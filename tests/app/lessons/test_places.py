"""What the stops of the lessons open in the window is there, and begins and ends where they say."""

import pytest

from app.lessons import course
from app.lessons.lesson import parse_lesson
from app.lessons.playing import first_step, pause_at
from app.panels import PANELS
from sims import registry
from sims.params import change, parameters
from sims.run import Run

GROUPS = {entry.group: entry for entry in PANELS}
STOP = "+++\ntitle = \"T\"\n+++\n# One\n+++\nscene = \"{scene}\"\n{more}\n+++\nText.\n"


@pytest.mark.parametrize("key", course.keys())
def test_every_stop_names_a_panel_views_and_a_setting_that_there_are(key):
    for stop in course.lesson(key).stops:
        scene = stop.scene
        if stop.panel:
            assert stop.panel in GROUPS, stop.title
        kind = (GROUPS[stop.panel].load() if stop.panel else
                next(kind for kind in (entry.load() for entry in PANELS) if kind.shows(scene.simulation, 1)))
        assert set(stop.views) <= set(kind.view_titles()), stop.title
        if stop.setting:
            simulation, _dot, name = stop.setting.rpartition(".")
            assert simulation in ("", scene.simulation), stop.title
            assert name in parameters(registry.params_type(scene.simulation)), stop.title
        # Where nothing is still to be played it has been; where something is, it is ahead.
        if (until := pause_at(stop)) and until[0] == "step":
            assert first_step(stop) < until[2], stop.title


@pytest.mark.parametrize("key", course.keys())
def test_every_curve_that_is_asked_for_is_there(key):
    for stop in course.lesson(key).stops:
        if stop.question is not None and stop.question.kind == "curve":
            scene, question = stop.scene, stop.question
            simulation = registry.get(scene.simulation)
            run = Run(simulation, change(simulation.Params(), **scene.log["params"]), scene.log["seed"])
            if question.over:
                arrays = run.frame().arrays
                assert arrays[question.over].shape == arrays[question.metric].shape, stop.title
            else:
                assert question.metric in run.metrics(), stop.title


def stop_of(scene, more=""):
    return parse_lesson("t", STOP.format(scene=scene, more=more)).stops[0]


@pytest.mark.parametrize("scene, play, first, until", [
    ("gan/full_collapse", 'play = "step >= 600"', 0, ("step", ">=", 600)),
    ("gan/full_collapse#100", 'play = "modes <= 2"', 100, ("modes", "<=", 2)),
    ("gan/full_collapse", "", 600, None),
    ("gan/full_collapse", 'play = "w1 < 0.3 and modes >= 7"', 0, ("step", ">=", 600)),
    ("saddle:gan?seed=3#50", 'play = "w1 < -1.5e-1"', 50, ("w1", "<=", -0.15)),
    ("saddle:gan?seed=3#50", 'play = "w1 < at(w1, 3)"', 50, None)])
def test_a_scene_begins_and_pauses_where_it_says(scene, play, first, until):
    stop = stop_of(scene, play)
    assert (first_step(stop), pause_at(stop)) == (first, until)
