"""The lessons that come with Saddle."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.lessons.lesson import Lesson, read_lesson
from sims.params import N_, ParameterError, nearest

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lessons"
NO_LESSON = N_("no lesson “{key}”{hint}")


def keys() -> tuple[str, ...]:
    """The names of their files, in the order of the course."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


@cache
def lesson(key: str) -> Lesson:
    """The lesson of that name, or with that number. Raises ParameterError with the nearest spelling."""
    found = next((name for name in keys() if name == key or (key.isdecimal() and name.startswith(f"{int(key):02}-"))),
                 None)
    if found is None:
        raise ParameterError(NO_LESSON, key=key, hint=nearest(key, keys()))
    return read_lesson(FOLDER / f"{found}.md")


def lessons() -> tuple[Lesson, ...]:
    """All of them, in the order of the course."""
    return tuple(map(lesson, keys()))


def find(name: str) -> Lesson:
    """The lesson of a file that ends in .md, or one of the course by its name or its number. Raises ParameterError and
    OSError."""
    return read_lesson(Path(name)) if Path(name).suffix == ".md" else lesson(name)
