"""The sentences of lessons are found for translators and changed in the window, and nothing else of them is."""

import re
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from app.lessons import course
from app.lessons.lesson import parse_lesson
from app.lessons.translated import translated

TEXT = """+++
title = "One"
about = "A lesson."
+++

# The stop
+++
scene = "saddle:nash#3"

[question]
kind = "choice"
text = "How many?"
choices = ["½", "two"]
right = 2
explanation = "There are two."

[[claims]]
text = "It is so."
holds = "radius > 0"
+++
The first paragraph goes
over two lines.

$$ a \\text{ is } b $$

- one entry
- another,
  in two lines
"""
MESSAGES = ["One", "A lesson.", "The stop", "The first paragraph goes over two lines.", "- one entry",
            "- another, in two lines", "How many?", "two", "There are two.", "It is so."]


@pytest.fixture
def extract(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3] / ".ci"))
    monkeypatch.setattr(sys, "path", sys.path[:])
    from lesson_texts import extract

    return lambda file: [row[2] for row in extract(file, (), (), {})]


def test_translators_get_each_sentence_once_in_one_line(extract, tmp_path):
    path = tmp_path / "one.md"
    path.write_text(TEXT, encoding="utf-8")
    with path.open("rb") as file:
        assert extract(file) == MESSAGES


def test_a_translated_lesson_keeps_its_formula_and_its_list():
    lesson = translated(parse_lesson("one", TEXT), lambda text: text.upper())
    assert lesson.stops[0].text == ("THE FIRST PARAGRAPH GOES OVER TWO LINES.\n\n$$ a \\text{ is } b $$\n\n"
                                    "- ONE ENTRY\n- ANOTHER, IN TWO LINES")
    assert lesson.stops[0].question.choices == ("½", "TWO") and lesson.stops[0].claims[0].text == "IT IS SO."


@pytest.mark.parametrize("key", course.keys())
def test_every_sentence_of_the_course_is_translated_and_nothing_else(key):
    """Compared with a walk through all fields of the lesson."""
    before = course.lesson(key)
    assert translated(before, lambda text: text) == before
    after = translated(before, lambda text: f"⟦{text}⟧")
    for was, now, place in _texts(before, after):
        if place in ("title", "about", "text", "explanation", "choices") and re.search(r"[A-Za-z]", was):
            for piece in re.split(r"\$\$.+?\$\$|\n\n", now, flags=re.DOTALL):
                assert not re.search(r"\w", piece) or piece.strip()[0] + piece.strip()[-1] == "⟦⟧", piece
        else:
            assert was == now, place


def _texts(was, now, place=""):
    if isinstance(was, str):
        yield was, now, place
    elif isinstance(was, tuple):
        assert len(was) == len(now)
        for one, other in zip(was, now):
            yield from _texts(one, other, place)
    elif is_dataclass(was):
        for field in fields(was):
            yield from _texts(getattr(was, field.name), getattr(now, field.name), field.name)
