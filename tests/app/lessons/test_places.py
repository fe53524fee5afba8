"""What the stops of the lessons open in the window is there, and begins and ends where they say."""

import pytest

from app.lessons import course
from app.lessons.lesson import LessonError, parse_lesson
from app.lessons.playing import first_step, pause_at
from app.window.lessons.names import demand_names
from sims import registry
from sims.params import change
from sims.run import Run

STOP = "+++\ntitle = \"T\"\n+++\n# One\n+++\nscene = \"{scene}\"\n{more}\n+++\nText.\n"


@pytest.mark.parametrize("key", course.keys())
def test_every_stop_names_a_panel_views_and_buttons_that_there_are(key):
    demand_names(course.lesson(key))
    for stop in course.lesson(key).stops:
        # Where nothing is still to be played it has been; where something is, it is ahead.
        if (until := pause_at(stop)) and until[0] == "step":
            assert first_step(stop) < until[2], stop.title


@pytest.mark.parametrize("more, said", [
    ('panel = "sed"', "seeds"), ('views = ["modes",\n "mode"]', "modes"), ('lit = ["layers/arow"]', "layers/arrows"),
    ('lit = ["picture", "button/sub_stp"]', "sub_step")])
def test_what_there_is_not_is_named_by_line(more, said):
    lesson = parse_lesson("t", STOP.format(scene="saddle:gan#0", more=more))
    with pytest.raises(LessonError, match=f"Line 7: .*{said}"):
        demand_names(lesson)


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
