"""A lesson in another language: its sentences change, and scenes, conditions and formulas stay as they are.

The same way through a lesson collects its sentences for translators (.ci/lesson_texts.py) and puts in theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from app.lessons.lesson import Lesson, Question, Stop

#: Between two messages of a text: a formula, an empty line, the beginning of an entry of a list.
_BETWEEN = re.compile(r"(\$\$.+?\$\$|\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s))", re.DOTALL)


def translated(lesson: Lesson, translate: Callable[[str], str]) -> Lesson:
    """The lesson with every text as translate(text) gives it; texts without a letter are not asked for.

    A message is a title, a question, an answer, an explanation, a claim, or a paragraph in one line.
    """
    def said(text: str) -> str:
        return translate(text) if any(map(str.isalpha, text)) else text

    return replace(lesson, title=said(lesson.title), about=said(lesson.about),
                   stops=tuple(_stop(stop, said) for stop in lesson.stops))


def _stop(stop: Stop, said: Callable[[str], str]) -> Stop:
    return replace(stop, title=said(stop.title), text=_paragraphs(stop.text, said),
                   question=None if stop.question is None else _question(stop.question, said),
                   claims=tuple(replace(claim, text=said(claim.text)) for claim in stop.claims))


def _question(question: Question, said: Callable[[str], str]) -> Question:
    return replace(question, text=said(question.text), choices=tuple(map(said, question.choices)),
                   explanation=said(question.explanation))


def _paragraphs(text: str, said: Callable[[str], str]) -> str:
    parts = _BETWEEN.split(text)                # with one group what is between has odd numbers
    return "".join(part if number % 2 else _paragraph(part, said) for number, part in enumerate(parts))


def _paragraph(text: str, said: Callable[[str], str]) -> str:
    line = " ".join(text.split())
    found = said(line)
    return text if found == line else found     # what nobody has translated keeps its lines: they may be meant
