"""What a lesson names in the window and in its runs is looked for when it is opened; what is wrong is said by line."""

import pytest

from app.lessons.lesson import LessonError, parse_lesson
from app.panels.metric_names import METRICS, of_layer
from app.window.lessons.names import demand_names
from sims import registry
from sims.run import Run


def lesson(scene, curve):
    return parse_lesson("mine", f"""+++
title = "Mine"
+++
# One
+++
scene = "{scene}"
play = "step >= 40"

[question]
kind = "curve"
text = "Draw."
explanation = "So."
y = [0, 1]
{curve}
+++
Words.
""")


@pytest.mark.parametrize("scene, curve, said", [
    ("saddle:nash#0", 'metric = "radios"', "Line 14: a run of “nash” has no curve “radios”; did you mean radius?"),
    ("saddle:gan#0", 'metric = "w2"', "Line 14: a run of “gan” has no curve “w2”; did you mean w1?"),
    ("saddle:separation#0", 'x = [0, 9]\nover = "distanze"\nmetric = "js"',
     "Line 15: a run of “separation” has no curve “distanze”; did you mean distance?"),
    ("saddle:separation#0", 'x = [0, 9]\nover = "distance"\nmetric = "js_slobe"',
     "Line 16: a run of “separation” has no curve “js_slobe”; did you mean js_slope?"),
    ("saddle:separation#0", 'x = [0, 9]\nover = "distance"\nmetric = "pinned_js"',
     "Line 16: “pinned_js” is no curve over “distance”")])
def test_a_curve_that_there_is_not_is_said_by_its_line(scene, curve, said):
    with pytest.raises(LessonError) as refused:
        demand_names(lesson(scene, curve))
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("scene, curve", [
    ("saddle:nash#0", 'metric = "radius"'), ("saddle:gan#0", 'metric = "grad_norm_d_2"'),
    ("saddle:gan#0", 'metric = "w1"'), ("saddle:separation#0", 'x = [0, 9]\nover = "distance"\nmetric = "js_slope"')])
def test_one_that_there_is_passes(scene, curve):
    demand_names(lesson(scene, curve))


@pytest.mark.parametrize("simulation", ["gan", "patterns", "line"])
def test_the_names_of_all_numbers_of_a_training_are_known_without_training(simulation):
    run = Run(registry.get(simulation))
    run.step()
    assert {name for name in run.trace.numbers() if name not in METRICS and not of_layer(name)} == set()
