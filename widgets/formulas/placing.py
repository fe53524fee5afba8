"""Where the pieces of a formula and the numbers beneath them stand, for a width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from widgets.formulas.terms import Line, Piece, Term
from widgets.formulas.typeset import typeset

#: In em: between numbers that stand side by side; before a term behind a comma; before a line that goes on; between
#: lines; the least that a line rises above and falls below its base line.
BETWEEN, GAP, INDENT, LEADING, ASCENT, DESCENT = 0.5, 0.5, 0.8, 0.3, 0.72, 0.22
#: What a line with a term that is wider than its place may shrink to.
LEAST = 0.5


@dataclass(frozen=True)
class Place:
    """A piece in its place. x: where it begins. left, width: of its column, in whose middle its number stands."""

    piece: Piece
    x: float
    left: float
    width: float


@dataclass(frozen=True)
class Row:
    """A line on the screen. em: the size that it has been given. base_line, numbers_at: from the top; numbers_at is the
    top of the line of numbers."""

    places: tuple[Place, ...]
    em: float
    base_line: float
    numbers_at: float


@dataclass(frozen=True)
class Placed:
    """height: of all rows."""

    rows: tuple[Row, ...]
    height: float


def place(formula: Sequence[Line], room: Mapping[str, float], width: float, em: float, number_height: float) -> Placed:
    """Lay out a formula. Everything in pixels.

    room: the width that the number of each name needs. em: the size wanted; a line with a term that does not fit into
    the width is smaller, as no term is ever broken. number_height: of a line of numbers.
    """
    rows, top = [], 0.1 * em
    for line in formula:
        size = _fitting(line, room, width, em)
        for x, terms in _broken(line, room, width, size):
            pieces = [piece for term in terms for piece in term.pieces]
            base_line = top + size * max(ASCENT, *(typeset(piece.mathml).ascent for piece in pieces))
            # Just beneath the symbols that have them, beside what reaches deeper.
            numbers_at = base_line + size * _descent([piece for piece in pieces if piece.name])
            rows.append(Row(tuple(_across(terms, room, size, x)), size, base_line, numbers_at))
            bottom = numbers_at + number_height * any(piece.name for piece in pieces)
            top = max(bottom, base_line + size * _descent(pieces)) + LEADING * em
    return Placed(tuple(rows), top)


def _fitting(line: Line, room: Mapping[str, float], width: float, em: float) -> float:
    """The size at which each term of a line fits into the width, if that is not too small."""
    least = LEAST * em
    while em > least and (widest := max(_width(term, room, em) for term in line)) > width:
        em = max(least, 0.999 * em * width / widest)        # again and again, as numbers keep their size
    return em


def _descent(pieces: Sequence[Piece]) -> float:
    return max([DESCENT, *(typeset(piece.mathml).descent for piece in pieces)])


def _column(piece: Piece, room: Mapping[str, float], em: float) -> float:
    own = typeset(piece.mathml).advance * em
    return max(own, room.get(piece.name, 0.0) + BETWEEN * em) if piece.name else own


def _width(term: Term, room: Mapping[str, float], em: float) -> float:
    return sum(_column(piece, room, em) for piece in term.pieces)


def _broken(line: Line, room: Mapping[str, float], width: float, em: float) -> Iterator[tuple[float, list[Term]]]:
    """(where it begins, as many terms as fit) for each line on the screen."""
    row: list[Term] = []
    start = used = 0.0
    for k, term in enumerate(line):
        wide, gap = _width(term, room, em), GAP * em * (term.apart and bool(row))
        # Another formula begins a line of its own rather than be broken itself.
        whole = [term, *takewhile(lambda other: not other.apart, line[k + 1:])] if term.apart else [term]
        if row and used + gap + sum(_width(each, room, em) for each in whole) > width:
            yield start, row
            row, gap, start = [], 0.0, 0.0 if term.apart else max(0.0, min(INDENT * em, width - wide))
            used = start
        row.append(term)
        used += gap + wide
    if row:
        yield start, row


def _across(terms: Sequence[Term], room: Mapping[str, float], em: float, x: float) -> Iterator[Place]:
    for k, term in enumerate(terms):
        x += GAP * em * (term.apart and k > 0)
        for piece in term.pieces:
            width = _column(piece, room, em)
            yield Place(piece, x + (width - typeset(piece.mathml).advance * em) / 2, x, width)
            x += width
