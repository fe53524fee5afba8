"""How far a drawn curve is from what came, and over which steps it is drawn."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from app.lessons.blocks import LessonError
from app.lessons.drawing import drawn_between, mean_difference
from app.lessons.lesson import parse_lesson

STOP = '+++\ntitle = "T"\n+++\n# One\n+++\nscene = "{scene}"\n{play}\n[question]\nkind = "curve"\ntext = "?"\n' \
       'explanation = "!"\nmetric = "w1"\n{more}\n+++\nText.\n'


def stop_of(more, play='play = "step >= 300"', scene="saddle:gan#20"):
    return parse_lesson("t", STOP.format(scene=scene, play=play, more=more)).stops[0]


def test_lines_that_cross_are_two_triangles_apart():
    assert mean_difference([0, 1], [0, 1], [0, 1], [1, 0]) == pytest.approx(0.5)
    assert mean_difference([0, 2], [1, 1], [0, 2], [4, 4]) == 3
    assert mean_difference([0, 1, 2], [math.nan, 5, math.nan], [0, 2], [4, 4]) == 1         # levelly to both ends
    assert math.isnan(mean_difference([0, 1], [math.nan, math.nan], [0, 1], [1, 2]))
    assert math.isnan(mean_difference([0, 1], [0, 0], [0, 1], [1, math.nan]))


def test_it_is_the_integral_over_the_steps_that_came():
    random = np.random.default_rng(3)
    places, drawn = np.linspace(0, 10, 65), random.normal(size=65).cumsum()
    x = np.sort(random.uniform(1, 8, 40))                      # it has not come to the end, nor at even steps
    y = random.normal(size=40).cumsum()
    wanted, _error = quad(lambda at: abs(np.interp(at, places, drawn) - np.interp(at, x, y)), x[0], x[-1],
                          points=np.union1d(x, places)[1:-1], limit=4000)
    assert mean_difference(places, drawn, x, y) == pytest.approx(wanted / (x[-1] - x[0]), rel=1e-6)


def test_it_is_drawn_over_the_steps_that_are_played_or_those_that_are_named():
    assert drawn_between(stop_of("y = [0, 3]")) == (20, 300)
    assert drawn_between(stop_of("y = [0, 3]\nx = [0, 500]")) == (0, 500)
    named = stop_of('y = [-1, 3]\nx = [0, 10]\nover = "distance"', play="", scene="saddle:separation#0")
    assert (drawn_between(named), named.question.over, named.question.y) == ((0, 10), "distance", (-1, 3))


@pytest.mark.parametrize("more, play, line, said", [
    ("y = [3, 0]", 'play = "step >= 9"', 13, "two numbers"), ("y = 3", 'play = "step >= 9"', 13, "two numbers"),
    ("", 'play = "step >= 9"', 8, "“y” is missing"), ("y = [0, 1]", 'play = "modes >= 8"', 8, "x ="),
    ('y = [0, 1]\nover = "d"', 'play = "step >= 9"', 8, "x ="),
    ("y = [0, inf]", 'play = "step >= 9"', 13, "two numbers")])
def test_what_it_lacks_is_named_by_line(more, play, line, said):
    with pytest.raises(LessonError, match=f"Line {line}: .*{said}"):
        stop_of(more, play)
