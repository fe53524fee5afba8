"""Where a formula may break, and which of its symbols have a number of this step beneath them.

A line of a formula is a list of terms; between two of them it may go on in the next line. A term is a list of pieces,
each with room for one number: "−(1 − ", "s", ") E ln σ(D(x))".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

from widgets.formulas.mathml import RELATIONS, closing, is_sign, lines, plain

Row = tuple[Element, ...]


@dataclass(frozen=True)
class Piece:
    """A part of a term. mathml: what is typeset. text: the same in a line of type. name: which number it has, or ""."""

    mathml: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Term:
    """pieces: from left to right. apart: whether it begins another formula, behind a comma."""

    pieces: tuple[Piece, ...]
    apart: bool


Line = tuple[Term, ...]

_SEPARATOR = re.compile(r"<br>|, ?&nbsp; ?")


def split_numbers(html: str) -> tuple[dict[str, str], dict[str, str]]:
    """The numbers of a step, "L<sub>D</sub> = 0.69, &nbsp; n = 64": {name in plain text: number}, {name: its part}.

    In "P = R = 6.85" both names have the number.
    """
    values, parts = {}, {}
    for part in filter(None, _SEPARATOR.split(html)):
        *names, value = part.split(" = ")
        for name in names or [part]:
            name = _name(name)
            values[name], parts[name] = value, part
    return values, parts


@lru_cache(maxsize=4096)
def _name(html: str) -> str:
    return "".join(plain(row) for row in lines(html)).replace(" ", "")


@lru_cache(maxsize=512)
def layout(html: str, names: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """The terms of each line of a formula; a name from `names` is cut out where it stands first."""
    left = list(names)
    return tuple(tuple(Term(_pieces(row, left), apart) for row, apart in _terms(line)) for line in lines(html))


def placed(formula: Sequence[Line]) -> set[str]:
    """The names that have a piece of their own."""
    return {piece.name for line in formula for term in line for piece in term.pieces if piece.name}


def _terms(row: Row) -> list[tuple[Row, bool]]:
    """(a term, whether it stands apart): cut before what relates or adds and before another formula."""
    cuts, place = {0: False}, 0
    while place < len(row):
        each, end = row[place], closing(row, place)
        if each.tag == "mo" and (each.text in RELATIONS or is_sign(row, place)):
            cuts[place] = False
        elif each.get("ends"):
            cuts[place + 1] = True
        place = end + 1
    return [(row[start:end], cuts[start]) for start, end in pairwise([*cuts, len(row)]) if start < end]


def _pieces(row: Row, names: list[str]) -> tuple[Piece, ...]:
    """Takes from `names` what it has found."""
    for name in sorted(names, key=len, reverse=True):
        found = _find(row, name)
        if found is None:
            continue
        names.remove(name)
        start, end = found
        return (*(_pieces(row[:start], names) if start else ()), _piece(row[start:end], name),
                *(_pieces(row[end:], names) if end < len(row) else ()))
    return (_piece(row),)


def _find(row: Row, name: str) -> tuple[int, int] | None:
    """(start, end) of the elements that say just this, without the spaces around them."""
    for start in range(len(row)):
        said = ""
        for end in range(start, len(row)):
            said += plain(row[end:end + 1]).replace(" ", "")
            if said == name and row[start].tag != "mspace":
                return start, end + 1
            if not name.startswith(said):
                break
    return None


def _piece(row: Row, name: str = "") -> Piece:
    inner = "".join(tostring(element, encoding="unicode") for element in row)
    return Piece(f"<math>{inner}</math>", plain(row), name)
