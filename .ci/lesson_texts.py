"""Gives pybabel the sentences of a lesson; `make messages` uses it by messages.cfg."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))    # this checkout, whatever is installed


def extract(file, keywords, comment_tags, options):
    """(line, function, text, comments) of each message, as pybabel takes them; its number stands for the line."""
    from app.lessons.lesson import parse_lesson
    from app.lessons.translated import translated

    found = []
    translated(parse_lesson("", file.read().decode("utf-8")), lambda text: found.append(text) or text)
    for number, text in enumerate(found, 1):
        yield number, "_", text, []
