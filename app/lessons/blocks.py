"""The outer form of a lesson's file: blocks of TOML between lines of +++, titles, and text; errors named by line."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sims.params import N_, ParameterError, Phrase, nearest

FENCE = "+++"
_MISSING = object()
_TITLE = re.compile(r"#\s+(.*\S)\s*")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
T = TypeVar("T")

NO_FENCE = N_("Line {line}: here a line +++ is missing, between two of which the settings stand.")
NO_TITLE = N_("Line {line}: before this a line “# Title” is missing.")
NOT_CLOSED = N_("Line {line}: the settings that begin here do not end: a second line +++ is missing.")
BAD_TOML = N_("Line {line}: this is no TOML: {error}.")
UNKNOWN = N_("Line {line}: there is no “{name}” here{hint}")
MISSING = N_("Line {line}: “{name}” is missing here.")
WRONG_TYPE = N_("Line {line}: {name} takes {what}.")
ELSEWHERE, WITHOUT_STOP = N_("Line {line}: {error}"), N_("Line {line}: {error}.")
WHATS = {"text": N_("a text in quotes"), "whole": N_("a whole number"), "texts": N_("a list of texts"),
         "wholes": N_("a list of whole numbers"), "ends": N_("two numbers, the smaller one first"),
         "table": N_("a table"), "tables": N_("tables, each under [[{name}]]")}


class LessonError(ParameterError):
    """A fault in a lesson's file. `template` is translatable, `fields` fill it in; among these is the line."""


def fault_at(line: int, error: ParameterError) -> LessonError:
    """The same fault as that of a line."""
    return LessonError(ELSEWHERE if str(error).endswith((".", "?")) else WITHOUT_STOP, line=line, error=error)


@dataclass(frozen=True)
class NumberedText:
    """What stands under one title. line: that of the title, from 1."""

    title: str
    line: int
    block: Block
    text: str


class Block:
    """Settings as TOML, and the line where each stands. As a context it refuses, at its end, what nobody asked for.

    lines: the texts of its lines; start: the number of the first.
    """

    def __init__(self, values: Mapping[str, Any], lines: list[str], start: int):
        self._values, self._lines, self.start = values, lines, start
        self._asked: set[str] = set()

    @property
    def end(self) -> int:
        """The last of its lines."""
        return self.start + max(0, len(self._lines) - 1)

    def __enter__(self) -> Block:
        return self

    def __exit__(self, kind: type | None, *_error: Any) -> None:
        unknown = [name for name in self._values if name not in self._asked]
        if kind is None and unknown:
            raise self._unknown(unknown[0])

    def _unknown(self, name: str) -> LessonError:
        return LessonError(UNKNOWN, line=self.line(name), name=name, hint=nearest(name, self._asked))

    def line(self, name: str) -> int:
        """Where a name is set, the first line of the block where it is not. name: of a table's entry "table.name"."""
        table, dot, last = name.rpartition(".")
        pattern = re.compile(rf"\s*(?:{re.escape(last)}\s*=|\[+\s*(?:\w+\.)*{re.escape(last)}\s*\]+)")
        begin = self.line(table) - self.start if dot else 0
        return next((self.start + place for place in range(begin, len(self._lines))
                     if pattern.match(self._lines[place])), self.start + begin)

    def _take(self, name: str, kind: str, fits: Callable[[Any], bool], default: Any) -> Any:
        self._asked.add(name)
        value = self._values.get(name, default)
        if value is _MISSING:
            for near in difflib.get_close_matches(name, self._values.keys() - self._asked, n=1):
                raise self._unknown(near)
            raise LessonError(MISSING, line=self.start, name=name)
        if value is not default and not fits(value):
            raise LessonError(WRONG_TYPE, line=self.line(name), name=name, what=Phrase(WHATS[kind], name=name))
        return value

    def text(self, name: str, default: Any = _MISSING) -> str:
        return self._take(name, "text", lambda value: isinstance(value, str) and value.strip() != "", default)

    def whole(self, name: str, default: Any = _MISSING) -> int:
        return self._take(name, "whole", _is_whole, default)

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self._take(name, "texts", lambda value: isinstance(value, list)
                                and all(isinstance(part, str) for part in value), ()))

    def wholes(self, name: str) -> tuple[int, ...]:
        return tuple(self._take(name, "wholes", lambda value: isinstance(value, list)
                                and all(map(_is_whole, value)), ()))

    def ends(self, name: str, default: Any = _MISSING) -> tuple[float, float] | None:
        """The two ends of an axis."""
        found = self._take(name, "ends", lambda value: isinstance(value, list) and len(value) == 2
                           and all(_is_finite(part) for part in value) and value[0] < value[1], default)
        return None if found is None else (float(found[0]), float(found[1]))

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        word = self.text(name)
        if word not in words:
            raise LessonError(WRONG_TYPE, line=self.line(name), name=name, what=", ".join(words))
        return word

    def texts_by_name(self, name: str) -> Mapping[str, str]:
        return self._take(name, "table", lambda value: isinstance(value, dict)
                          and all(isinstance(part, str) for part in value.values()), {})

    def table(self, name: str) -> Block | None:
        values = self._take(name, "table", lambda value: isinstance(value, dict), None)
        return None if values is None else self._inner(values, self.line(name), name)

    def tables(self, name: str) -> Iterator[Block]:
        values = self._take(name, "tables", lambda value: isinstance(value, list)
                            and all(isinstance(part, dict) for part in value), ())
        heads = [self.start + place for place, line in enumerate(self._lines)
                 if re.match(rf"\s*\[\[\s*{name}\s*\]\]", line)]
        for number, part in enumerate(values):
            yield self._inner(part, heads[number] if number < len(heads) else self.line(name), name)

    def _inner(self, values: Mapping[str, Any], line: int, name: str) -> Block:
        """The block of a table, which ends where the next begins that is not within it."""
        lines = self._lines[line - self.start:]
        within = re.compile(rf"\s*\[+\s*{name}\.")
        last = next((place for place, text in enumerate(lines) if place and re.match(r"\s*\[", text)
                     and not within.match(text)), len(lines))
        return Block(values, lines[:last], line)

    def made(self, name: str, make: Callable[[], T]) -> T:
        """What make() gives; what it refuses is refused at the line of this name."""
        try:
            return make()
        except LessonError:
            raise
        except ParameterError as error:
            raise fault_at(self.line(name), error) from None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def parts(text: str) -> tuple[Block, list[NumberedText]]:
    """(settings of the whole, what stands under each title) of a file. Raises LessonError."""
    lines = text.splitlines()
    head, at = _block(lines, 0)
    found = []
    while at < len(lines):
        title = _TITLE.fullmatch(lines[at])
        if title is None:
            if lines[at].strip():
                raise LessonError(NO_TITLE, line=at + 1)
            at += 1
            continue
        block, begin = _block(lines, at + 1)
        end = next((place for place in range(begin, len(lines)) if _TITLE.fullmatch(lines[place])), len(lines))
        for place in range(begin, end):
            if lines[place].strip() == FENCE:
                raise LessonError(NO_TITLE, line=place + 1)
        found.append(NumberedText(title[1], at + 1, block, "\n".join(lines[begin:end]).strip()))
        at = end
    return head, found


def _block(lines: list[str], at: int) -> tuple[Block, int]:
    """(the block that begins at a line or after empty ones, the line after it)."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at >= len(lines) or lines[at].strip() != FENCE:
        raise LessonError(NO_FENCE, line=min(at + 1, len(lines) or 1))
    end = next((place for place in range(at + 1, len(lines)) if lines[place].strip() == FENCE), None)
    if end is None:
        raise LessonError(NOT_CLOSED, line=at + 1)
    inner = lines[at + 1:end]
    try:
        values = tomllib.loads("\n".join(inner))
    except (ValueError, RecursionError) as error:       # also a number too long, or brackets too deep, for Python
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else len(inner)
        raise LessonError(BAD_TOML, line=at + 1 + line, error=_PLACE.sub("", str(error))) from None
    return Block(values, inner, at + 2), end + 1
