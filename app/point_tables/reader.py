"""Points out of a table of text, as spreadsheets, dataframes and instruments write them. No Qt here.

`read` finds out how a file is laid out (`sniff`) and reads two columns of numbers. What has two readings is not
guessed: AmbiguousTable asks for a Layout, which a dialog or the command line gives.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sims.params import N_, ParameterError

SEPARATORS = (";", "\t", ",", " ")          # " " is any white space
DECIMALS = (".", ",")
SAMPLE = 200                                # rows from which the layout is found
CHUNK = 50_000                              # rows that are converted at a time, to bound the memory
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "-", "–", "—", "?", "."))

_SIGN = "[+-]?"
_EXPONENT = r"(?:[eE][+-]?\d+)?"
_PLAIN = {sign: re.compile(rf"{_SIGN}(?:\d+(?:{re.escape(sign)}\d*)?|{re.escape(sign)}\d+){_EXPONENT}")
          for sign in DECIMALS}
_GROUPED = {sign: re.compile(rf"{_SIGN}[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(sign)}\d*)?")
            for sign, group in (DECIMALS, DECIMALS[::-1])}
_WHOLE, _PART = re.compile(r"\s*[+−-]?\d+"), re.compile(r"\d+\s*")
_INFINITE = re.compile(rf"{_SIGN}inf(?:inity)?", re.IGNORECASE)

NEITHER = N_("{file} is neither a table of numbers nor a picture; nothing was changed.")
NO_POINTS = N_("{file} holds no points; nothing was changed. A point is a line with two numbers, x and y.")
NOT_TWO = N_("Line {line} of {file} does not hold two numbers; nothing was changed. Write it as “1.5, -2”, or take it "
             "out.")
NOT_FINITE = N_("Line {line} of {file} holds a number that is not finite; nothing was changed. Take it out.")
TWO_READINGS = N_("{file} can be read in two ways: “{text}” is {first} or {second}; say which separator and which "
                  "decimal sign it has.")


@dataclass(frozen=True)
class Layout:
    """How a table is written.

    separator: one of SEPARATORS. decimal: one of DECIMALS; the other may group thousands. skipped: how many rows at
    the top are titles, headings or units (empty rows and comments do not count). columns: which hold x and y, from 0.
    """

    separator: str = ","
    decimal: str = "."
    skipped: int = 0
    columns: tuple[int, int] = (0, 1)


@dataclass(frozen=True)
class PointTable:
    """points: (n, 2). left_out: the lines of the file, from 1, with a missing value. layout: how it was read."""

    points: np.ndarray
    left_out: tuple[int, ...]
    layout: Layout


class AmbiguousTable(ParameterError):
    """A table that can be read in two ways. layout: the one that looks a little likelier."""

    def __init__(self, template: str, layout: Layout, **fields: Any):
        super().__init__(template, **fields)
        self.layout = layout


# Lines and fields -----------------------------------------------------------------------------------------------------

def encoding_of(raw: bytes) -> str:
    """How the text of a file is encoded: UTF-8, UTF-16 with its mark, or else Windows' Western encoding."""
    likely = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        raw.decode(likely)
    except UnicodeDecodeError:
        return "cp1252"
    return likely


def open_text(raw: bytes) -> io.TextIOWrapper:
    """The text of a file, decoded as it is read, so that a large one is in memory but once."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding_of(raw), errors="replace", newline=None)


def rows_of(raw: bytes, separator: str, decimal: str = ".") -> Iterator[tuple[int, list[str]]]:
    """(line number from 1, fields) of every row that holds anything; comments and a `sep=` line are passed over.

    Quotes as in the csv module: a quoted field may hold separators, and "" is a quote. Where the decimal sign is the
    separator, too, `1,5,2,5` is 1,5 and 2,5.
    """
    numbered = _Lines(raw)
    if separator == " ":
        parsed = (_split_at_spaces(line) for line in numbered)
    else:
        parsed = csv.reader(numbered, delimiter=separator, skipinitialspace=True)
    try:
        for fields in parsed:
            if any(map(str.strip, fields)):
                yield numbered.number, _in_pairs(fields, decimal) if separator == decimal else fields
    except csv.Error:                       # a field of more than 128 KiB: no table
        return


class _Lines:
    """The lines of a file, without comments and without Excel's `sep=;`. number: of the line given last, from 1."""

    def __init__(self, raw: bytes):
        self.number = 0
        self._lines = open_text(raw)

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            if not line.lstrip().startswith("#") and (self.number > 1 or named_separator(line) is None):
                yield line


def named_separator(line: str) -> str | None:
    """The separator that a first line `sep=;` names, as Excel writes it; None where it is another line."""
    found = re.fullmatch(r'\s*"?sep=(.)"?\s*', line.rstrip("\n"), re.IGNORECASE)
    return found[1] if found and found[1] in SEPARATORS else None


def _in_pairs(fields: list[str], decimal: str) -> list[str]:
    """The fields of `1,5,2,5` joined at every other comma, where all are whole numbers; else as they are."""
    wholes, parts = fields[::2], fields[1::2]
    if len(wholes) == len(parts) and all(map(_WHOLE.fullmatch, wholes)) and all(map(_PART.fullmatch, parts)):
        return [whole + decimal + part for whole, part in zip(wholes, parts)]
    return fields


def _split_at_spaces(line: str) -> list[str]:
    if '"' not in line:
        return line.split()
    fields = next(csv.reader([" ".join(line.split())], delimiter=" ", skipinitialspace=True), [])
    return [field for field in fields if field]


# Numbers --------------------------------------------------------------------------------------------------------------

def number(field: str, decimal: str = ".") -> float | None:
    """The number that a field spells with this decimal sign; None where it spells none. A true minus is a minus."""
    text = field.strip().replace("−", "-")
    if _PLAIN[decimal].fullmatch(text):
        return float(text.replace(decimal, "."))
    if _GROUPED[decimal].fullmatch(text):
        return float(text.replace("," if decimal == "." else ".", "").replace(decimal, "."))
    if _INFINITE.fullmatch(text):
        return float(text)
    return None


def missing(field: str) -> bool:
    """Whether a field says that there is no value."""
    return field.strip().lower() in MISSING


# Layout ---------------------------------------------------------------------------------------------------------------

def sniff(raw: bytes, name: str, separators: Sequence[str] = SEPARATORS, decimals: Sequence[str] = DECIMALS) -> Layout:
    """How the table in a file is written, from its first rows.

    Of all separators and decimal signs those count with which most rows hold two numbers, and of these those that
    leave the fewest columns of anything else. x and y are the columns that the heading names so, else the first two of
    numbers, a running index left out where there are more.
    separators, decimals: which may be meant. Raises AmbiguousTable where two readings are left, ParameterError where
    there is none.
    """
    wanted = named_separator(open_text(raw[:64]).readline())
    readings = []
    for separator in (wanted,) if wanted else separators:
        for decimal in decimals:
            rows = [fields for _line, fields in itertools.islice(rows_of(raw, separator, decimal), SAMPLE)]
            if (reading := _reading(rows, separator, decimal)) is not None:
                readings.append(reading)
    if not readings:
        raise ParameterError(NOT_TWO if _has_numbers(raw) else NO_POINTS if _names_columns(raw) else NEITHER,
                             file=name, line=1)
    most = max(reading.score for reading in readings)
    best, *others = (reading for reading in readings if reading.score == most)
    for other in others:
        if other.points != best.points:
            _refuse_two(best, other, name)
    return best.layout


Pair = tuple[float, float]


@dataclass(frozen=True)
class _Reading:
    """One way to read a table. rows: the first ones, titles included. points: theirs, by row. score: (how many rows
    hold two numbers, less how many columns hold something that is no number, less how many columns the heading has too
    few or too many)."""

    layout: Layout
    rows: Sequence[list[str]]
    points: Mapping[int, Pair]
    score: tuple[int, int, int]


def _reading(rows: Sequence[list[str]], separator: str, decimal: str) -> _Reading | None:
    """The table read so; None where it has no two columns of numbers."""
    table = [[number(field, decimal) for field in fields] for fields in rows]
    width = max((len(row) for row in table), default=0)
    counts = [sum(k < len(row) and row[k] is not None for row in table) for k in range(width)]
    columns = [k for k in range(width) if counts[k] >= max(1, 0.5 * max(counts))]
    if len(columns) < 2:
        return None
    skipped = _heading_rows(rows, table, columns)
    chosen = _named(rows[:skipped], rows[skipped:], separator) or _first_two(table[skipped:], columns)
    if not set(chosen) <= set(columns):
        return None                         # the heading's columns are text
    points = {index: (row[chosen[0]], row[chosen[1]]) for index, row in enumerate(table)
              if index >= skipped and max(chosen) < len(row) and None not in (row[chosen[0]], row[chosen[1]])}
    if not points:
        return None
    strange = {k for fields, values in zip(rows[skipped:], table[skipped:])
               for k, (field, value) in enumerate(zip(fields, values)) if value is None and not missing(field)}
    strange |= {k for k in chosen if any(k >= len(fields) for fields in rows[skipped:])}
    unlike = abs(len(rows[skipped - 1]) - len(rows[skipped])) if skipped else 0
    return _Reading(Layout(separator, decimal, skipped, chosen), rows, points, (len(points), -len(strange), -unlike))


def _heading_rows(rows: Sequence[list[str]], table: Sequence[list[float | None]], columns: Sequence[int]) -> int:
    """How many rows at the top are no data: a title, a heading, units. A row with a missing value is data."""
    for index, (fields, values) in enumerate(zip(rows, table)):
        there = [(fields[k].strip(), values[k]) for k in columns if k < len(fields)]
        words = [field for field, value in there if value is None and not missing(field)]
        if any(value is not None for _field, value in there) and not any(word[0].isalpha() for word in words):
            return index
    return len(rows)


def _named(heading: Sequence[list[str]], data: Sequence[list[str]], separator: str) -> tuple[int, int] | None:
    """The columns that a heading calls x and y, in any case, with or without a unit."""
    for fields in heading:
        if separator == " " and any("," in field for field in fields):          # `x, y` above columns of spaces
            fields = [part for part in re.split(r"[,\s]+", " ".join(fields)) if part]
        names = [re.split(r"[\s(\[/]", field.strip().lower())[0] for field in fields]
        if names.count("x") == 1 and names.count("y") == 1:
            # R names no column for the rows' own names.
            shift = int(bool(data) and len(data[0]) == len(fields) + 1)
            return names.index("x") + shift, names.index("y") + shift
    return None


def _first_two(table: Sequence[list[float | None]], columns: Sequence[int]) -> tuple[int, int]:
    columns = list(columns)
    while len(columns) > 2 and _runs(table, columns[0]):
        del columns[0]
    return columns[0], columns[1]


def _runs(table: Sequence[list[float | None]], column: int) -> bool:
    """Whether a column counts 0, 1, 2, ... from anywhere."""
    values = [row[column] for row in table if column < len(row)]
    return len(values) > 1 and None not in values and all(b - a == 1 for a, b in itertools.pairwise(values))


def _refuse_two(reading: _Reading, other: _Reading, name: str) -> None:
    """Say the first row that the two read otherwise."""
    row = next(row for row, point in reading.points.items() if other.points.get(row) != point)
    text = {"\t": "  "}.get(reading.layout.separator, reading.layout.separator).join(reading.rows[row])
    # A row that only one of them reads stands for the first point of the other.
    second = other.points.get(row, next(iter(other.points.values())))
    first, second = (f"({x:.10g}, {y:.10g})" for x, y in (reading.points[row], second))
    raise AmbiguousTable(TWO_READINGS, reading.layout, file=name, text=text, first=first, second=second)


def _names_columns(raw: bytes) -> bool:
    """Whether a file begins with a heading that names x and y."""
    heads = (next(rows_of(raw, separator), (1, []))[1] for separator in SEPARATORS)
    return any(_named([fields], [], separator) for fields, separator in zip(heads, SEPARATORS))


def _has_numbers(raw: bytes) -> bool:
    return any(number(field.strip("\"'"), decimal) is not None
               for _line, fields in itertools.islice(rows_of(raw, " "), SAMPLE)
               for field in fields for decimal in DECIMALS)


# Reading --------------------------------------------------------------------------------------------------------------

def read(raw: bytes, name: str, layout: Layout | None = None) -> PointTable:
    """The points of a table in a file of that name. layout: how it is written; found out where it is not said.

    Rows with a missing value are left out and told. Raises ParameterError with one sentence, in which a line that
    holds anything else than two finite numbers is named; AmbiguousTable where the layout has two readings.
    """
    head = open_text(raw[:10_000]).read()
    if not head.strip() or any(ord(letter) < 9 for letter in head):
        raise ParameterError(NEITHER, file=name)
    layout = layout or sniff(raw, name)
    points = _read_fast(raw, layout)
    left_out: list[int] = []
    if points is None:
        rows = itertools.islice(rows_of(raw, layout.separator, layout.decimal), layout.skipped, None)
        parts = []
        while chunk := list(itertools.islice(rows, CHUNK)):
            parts.append(_converted(chunk, layout, name, left_out))
        points = np.concatenate(parts) if parts else np.zeros((0, 2))
    if not len(points):
        raise ParameterError(NO_POINTS, file=name)
    return PointTable(points, tuple(left_out), layout)


def _read_fast(raw: bytes, layout: Layout) -> np.ndarray | None:
    """The points of a table of plain finite numbers without gaps, by numpy's reader; None where it is not that."""
    if layout.decimal == ",":
        if layout.separator == "," or b"." in raw or encoding_of(raw) == "utf-16":
            return None
        raw = raw.replace(b",", b".")               # without any dot there is none that groups thousands
    begin = next((line for line, _fields in itertools.islice(rows_of(raw, layout.separator), layout.skipped, None)), 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")         # of a file without data
            points = np.loadtxt(open_text(raw), delimiter=None if layout.separator == " " else layout.separator,
                                comments="#", quotechar='"', skiprows=begin - 1, usecols=layout.columns, ndmin=2)
    except (ValueError, IndexError):
        return None
    return points if np.isfinite(points).all() else None


def _converted(chunk: Sequence[tuple[int, list[str]]], layout: Layout, name: str, left_out: list[int]) -> np.ndarray:
    """The points of some rows, shape (n, 2); the lines of rows with a missing value are added to left_out."""
    points = []
    for line, fields in chunk:
        pair = [fields[k] if k < len(fields) else "" for k in layout.columns]
        values = [number(field, layout.decimal) for field in pair]
        if None not in values:
            if not np.isfinite(values).all():
                raise ParameterError(NOT_FINITE, line=line, file=name)
            points.append(values)
        elif all(value is not None or missing(field) for value, field in zip(values, pair)):
            left_out.append(line)
        else:
            raise ParameterError(NOT_TWO, line=line, file=name)
    return np.array(points, float).reshape(-1, 2)
