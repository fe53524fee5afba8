"""A lesson's file is read as it is written, and what is wrong with it is named by its line."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lessons.beginning import first_file
from app.lessons.lesson import LARGEST, LessonError, parse_lesson, read_lesson
from app.lessons.lit import read_lit
from sims.params import ParameterError

WHOLE = """+++
title = "A short one"
number = 3
minutes = 12
+++

# The first
+++
scene = "gan/full_collapse?seed=4#300"
views = ["modes"]
lit = ["picture"]
play = "step >= 600"
concepts = [64, 67]
corrections = [15]

[question]
kind = "choice"
text = "Where do they go?"
choices = ["Here", "There"]
right = 2
explanation = "There is where D is weakest."

[[claims]]
text = "It collapses."
holds = "modes <= 2"
seeds = [0, 1, 2]
at_least = 2

[[claims]]
text = "R1 cures it."
holds = "cured.mode_kl < collapsed.mode_kl"

[claims.runs]
cured = "gan/r1"
collapsed = "gan/full_collapse"
+++
Some *words*.

More of them.

# The second
+++
scene = "saddle:nash?x0=2#5"
+++
Nothing but words.
"""


def test_it_is_read_as_it_is_written():
    lesson = parse_lesson("short", WHOLE)
    assert (lesson.key, lesson.title, lesson.number, lesson.minutes) == ("short", "A short one", 3, 12)
    first, second = lesson.stops
    assert (first.title, first.text, first.views) == ("The first", "Some *words*.\n\nMore of them.", ("modes",))
    assert ([lit.spelled for lit in first.lit], first.concepts, first.corrections) == (["picture"], (64, 67), (15,))
    scene = first.scene
    assert (scene.simulation, scene.step, scene.log["seed"], scene.preset) == ("gan", 300, 4, "")
    assert scene.log["params"]["n_critic"] == 5           # of the preset
    assert (first.question.right, first.question.choices) == (1, ("Here", "There"))
    one, other = first.claims
    assert (one.seeds, one.at_least, list(one.runs)) == ((0, 1, 2), 2, [""])
    assert one.runs[""] == scene
    assert {name: scene.preset for name, scene in other.runs.items()} == {"cured": "r1", "collapsed": "full_collapse"}
    assert other.seeds == (1,)                                  # that of the first of its runs
    assert (second.text, second.claims, second.question) == ("Nothing but words.", (), None)
    assert second.scene.log["params"]["x0"] == 2.0
    assert lesson.concepts == (64, 67)


def line_of(text: str) -> int:
    return WHOLE.splitlines().index(text) + 1


@pytest.mark.parametrize(("old", "new", "line", "word"), [
    ('title = "A short one"', 'titel = "A short one"', 'title = "A short one"', "titel"),
    ("number = 3", 'number = "three"', "number = 3", "whole number"),
    ("minutes = 12", "minutes = ", "minutes = 12", "TOML"),
    ('views = ["modes"]', 'view = ["modes"]', 'views = ["modes"]', "views"),
    ('scene = "gan/full_collapse?seed=4#300"', 'scene = "gan/full_colapse"',
     'scene = "gan/full_collapse?seed=4#300"', "full_collapse"),
    ('scene = "gan/full_collapse?seed=4#300"', 'scene = "saddle:gan?lr=1"',
     'scene = "gan/full_collapse?seed=4#300"', "lr"),
    ("concepts = [64, 67]", "concepts = [64, 96]", "concepts = [64, 67]", "96"),
    ("corrections = [15]", "corrections = [true]", "corrections = [15]", "whole numbers"),
    ('kind = "choice"', 'kind = "choise"', 'kind = "choice"', "choice"),
    ("right = 2", "right = 3", "right = 2", "from 1 to 2"),
    ('holds = "modes <= 2"', 'holds = "modes <="', 'holds = "modes <= 2"', "condition"),
    ("at_least = 2", "at_least = 4", "at_least = 2", "3"),
    ("seeds = [0, 1, 2]", "seeds = [0, 1, 1]", "seeds = [0, 1, 2]", "seeds"),
    ('holds = "cured.mode_kl < collapsed.mode_kl"', 'holds = "cured.mode_kl < colapsed.mode_kl"',
     'holds = "cured.mode_kl < collapsed.mode_kl"', "colapsed"),
    ('cured = "gan/r1"', 'cured = "gan/r_1"', 'cured = "gan/r1"', "r1"),
    ('lit = ["picture"]', 'lit = ["setting/n_critics"]', 'lit = ["picture"]', "n_critic?"),
    ('lit = ["picture"]', 'lit = ["point/picture/2"]', 'lit = ["picture"]', "no point"),
    ('lit = ["picture"]', 'setting = "nash.n_critic"', 'lit = ["picture"]', "nash.n_critic"),
    ("Nothing but words.", "", "# The second", "says nothing"),
    ('scene = "saddle:nash?x0=2#5"', "", "# The second", "scene"),
])
def test_what_is_wrong_is_named_by_its_line(old, new, line, word):
    with pytest.raises(LessonError) as found:
        parse_lesson("short", WHOLE.replace(old, new, 1))
    assert str(found.value).startswith(f"Line {line_of(line)}: ")
    assert word in str(found.value)


@pytest.mark.parametrize(("text", "start"), [
    ("", "Line 1: "), ("# A stop\n", "Line 1: "), ("+++\ntitle = 'x'\n", "Line 1: "),
    ("+++\ntitle = 'x'\n+++\n", "Line 2: "), ("+++\ntitle = 'x'\n+++\nwords\n", "Line 4: "),
    ("+++\ntitle = 'x'\n+++\n# Stop\nno settings\n", "Line 5: "),
    (WHOLE.replace("# The second", ""), f"Line {WHOLE.splitlines().index('# The second') + 2}: before")])
def test_a_file_of_another_form_is_refused(text, start):
    with pytest.raises(LessonError, match=f"^{start}"):
        parse_lesson("x", text)


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 5000])
def test_a_value_too_long_or_too_deep_for_python_is_refused(value):
    with pytest.raises(LessonError, match="this is no TOML"):
        parse_lesson("a", WHOLE.replace("minutes = 12", f"minutes = {value}"))


def test_what_is_no_text_is_refused(tmp_path):
    for content in (b"\xff\xfe\0\0", b"+" * (LARGEST + 1), WHOLE.encode() + b"\0"):
        (path := tmp_path / "x.md").write_bytes(content)
        with pytest.raises(LessonError):
            read_lesson(path)
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())          # as Windows' editor saves it
    assert read_lesson(path).title == "A short one"


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.text(max_size=20))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(start, length, instead):
    with contextlib.suppress(ParameterError):
        parse_lesson("x", WHOLE[:start] + instead + WHOLE[start + length:])


@pytest.mark.parametrize(("text", "kind", "name", "place"), [
    ("modes", "view", "modes", None), ("layers/arrows", "view", "layers/arrows", None),
    ("picture", "view", "picture", None),
    ("setting/n_critic", "setting", "n_critic", None), ("term/p/(p + q)", "term", "p/(p + q)", None),
    ("point/w1/600/-0.3", "point", "w1", (600, -0.3)), ("point/picture/1e3/.5", "point", "picture", (1000, 0.5))])
def test_what_is_lit_is_a_view_or_says_what_it_is(text, kind, name, place):
    lit = read_lit(text)
    assert (lit.kind, lit.name, lit.place, lit.spelled) == (kind, name, place, text)


def test_a_new_lesson_begins_with_one_stop():
    lesson = parse_lesson("new", first_file('A "new" one', "saddle:gan?r1=0.1&seed=3#200", "seeds", "Some words."))
    (stop,) = lesson.stops
    assert (lesson.title, stop.panel, stop.text) == ("A 'new' one", "seeds", "Some words.")
    assert (stop.scene.log["params"]["r1"], stop.scene.log["seed"], stop.scene.step) == (0.1, 3, 200)
