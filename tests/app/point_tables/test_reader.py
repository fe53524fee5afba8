"""Tables of points as spreadsheets, dataframes and instruments write them: read right, asked about, or refused."""

import csv
import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.point_tables import reader
from app.point_tables.reader import AmbiguousTable, Layout, number, read
from sims.params import ParameterError


def points_of(text, layout=None):
    found = read(text.encode("utf-8") if isinstance(text, str) else text, "file.csv", layout)
    return found.points.tolist(), list(found.left_out)


@pytest.mark.parametrize(("text", "points"), [
    ("1,2\n3,4\n", [[1, 2], [3, 4]]),
    ("x\ty\n1\t2\n", [[1, 2]]),
    ("# a comment\n1 2\n  # another\n3   4\n", [[1, 2], [3, 4]]),
    # columns
    (",x,y\n0,1.5,2\n1,3,4\n2,5,7\n", [[1.5, 2], [3, 4], [5, 7]]),                     # pandas' index
    ('"","x","y"\n"1",0.5,0.7\n"2",0.1,0.2\n', [[0.5, 0.7], [0.1, 0.2]]),               # R's write.csv
    ('"x" "y"\n"1" 0.5 0.7\n"2" 0.1 0.2\n', [[0.5, 0.7], [0.1, 0.2]]),                  # R's write.table
    ("id,Y (mm),X\n7,1,2\n9,3,4\n", [[2, 1], [4, 3]]),
    ("name,x,y\nred,1,2\nblue,3,4\n", [[1, 2], [3, 4]]),
    ("0,5,6\n1,3,4\n2,9,9\n", [[5, 6], [3, 4], [9, 9]]),                                # a running index, no heading
    ("0,5\n1,3\n2,9\n", [[0, 5], [1, 3], [2, 9]]),                                      # a series over time
    ('name,x,y\n"a, b",1,2\n"c ""d""",3,4\n', [[1, 2], [3, 4]]),
    # decimal signs and thousands
    ('"1,5","2,5"\n"3,5","4,25"\n', [[1.5, 2.5], [3.5, 4.25]]),
    ('"1,049.34","2"\n"3.5","4,000.25"\n', [[1049.34, 2], [3.5, 4000.25]]),
    ("1.049,34;2.000,5\n", [[1049.34, 2000.5]]),
    ("1,5;2,5\n", [[1.5, 2.5]]),
    ("1,5 2,5\n3,25 4\n", [[1.5, 2.5], [3.25, 4]]),
    ("x,y\n1,5,2,5\n", [[1.5, 2.5]]),                                                  # as many numbers as names
    ("a,b,c,d\n1,5,2,5\n", [[1, 5]]),
    ("-1,5\t-2,5\n", [[-1.5, -2.5]]),
    ("−1.5,2\n3,−4e−1\n", [[-1.5, 2], [3, -0.4]]),
    # what stands above and below
    ("sep=;\nx;y\n1,5;2\n3;4\n", [[1.5, 2], [3, 4]]),
    ("x,y\nm,m\n1,2\n3,4\n", [[1, 2], [3, 4]]),
    ("Data of 2024\nx,y\n1,2\n3,4\n", [[1, 2], [3, 4]]),
    ("x, y\n1 2\n3 4\n", [[1, 2], [3, 4]]),
    ("y, x\n1 2\n3 4\n", [[2, 1], [4, 3]]),
    ("x,y,,\n1,2,,\n3,4,,\n,,,\n,,,\n", [[1, 2], [3, 4]]),
    ("\ufeffx,y\r\n1,2\r\n", [[1, 2]]),
])
def test_a_table_is_read_as_its_writer_meant_it(text, points):
    assert points_of(text) == (points, [])


def test_utf_16_and_western_text_are_read():
    assert points_of("x,y\n1,2\n".encode("utf-16"))[0] == [[1, 2]]
    assert points_of("größe,x,y\nü,1,2\n".encode("cp1252"))[0] == [[1, 2]]


@pytest.mark.parametrize(("text", "points", "left_out"), [
    ("x,y\n,3\n1,2\n3,NA\n4,5\n", [[1, 2], [4, 5]], [2, 4]),
    ("NaN,3\n1,2\n", [[1, 2]], [1]),
    ("1;2\n;\n3;\n", [[1, 2]], [3]),
])
def test_rows_with_a_missing_value_are_left_out_and_told(text, points, left_out):
    assert points_of(text) == (points, left_out)


@pytest.mark.parametrize(("text", "first", "second"), [
    ("1,5,2,5\n3,5,4,5\n", "(1, 5)", "(1.5, 2.5)"),
    ("1,049;2,500\n", "(1049, 2500)", "(1.049, 2.5)"),
    ("1;2\n1,049;2,500\n", "(1049, 2500)", "(1.049, 2.5)"),       # where only a later row differs
])
def test_what_has_two_readings_is_asked_about(text, first, second):
    with pytest.raises(AmbiguousTable) as refused:
        points_of(text)
    assert first in str(refused.value) and second in str(refused.value)


def test_a_layout_that_is_given_settles_it():
    assert points_of("1,5,2,5\n", Layout(",", ".", 0, (0, 1)))[0] == [[1, 5]]
    assert points_of("1,5,2,5\n", Layout(",", ".", 0, (1, 3)))[0] == [[5, 5]]
    assert points_of("1,5,2,5\n", Layout(",", ","))[0] == [[1.5, 2.5]]
    assert points_of("1,049;2,500\n", Layout(";", ","))[0] == [[1.049, 2.5]]
    assert points_of("1,049;2,500\n", Layout(";", "."))[0] == [[1049, 2500]]


@pytest.mark.parametrize(("text", "sentence"), [
    ("hello world\nfoo bar\n", "neither a table"),
    ("\0\1\2\3", "neither a table"),
    ("1\n2\n", "Line 1 "),
    ("1,2\n3,a\n", "Line 2 "),
    ("1_5,2\n3,4\n", "Line 1 "),
    ("x,y\n\n1,2\n# c\n3,4 5\n6,7\n", "Line 5 "),
    ("1,2\ninf,3\n", "Line 2 of file.csv holds a number that is not finite"),
    ("1,2\n1e999,3\n", "Line 2 of file.csv holds a number that is not finite"),
    ("x,y\n", "no points"),
])
def test_anything_else_is_one_sentence_with_the_line(text, sentence):
    with pytest.raises(ParameterError, match=sentence):
        points_of(text)


@pytest.mark.parametrize(("field", "decimal", "value"), [
    ("1_5", ".", None), ("0x1", ".", None), ("1 5", ".", None), ("", ".", None), ("1,5", ".", None), ("1,5", ",", 1.5),
    ("1,500", ".", 1500), ("01,500", ".", None), (" +2. ", ".", 2), (".5e3", ".", 500), ("−3", ".", -3),
    ("1e5", ",", 1e5),
])
def test_a_number_is_what_its_decimal_sign_allows(field, decimal, value):
    assert number(field, decimal) == value


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(points=st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=8), separator=st.sampled_from(";\t, "),
       decimal=st.sampled_from(".,"), quoted=st.booleans(), heading=st.booleans())
def test_what_a_writer_writes_is_read_back_or_asked_about(points, separator, decimal, quoted, heading):
    """Whatever the settings of the writer: never other numbers in silence."""
    if separator == decimal and not quoted:
        return                              # no writer does that: nobody could read it
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    if heading:
        writer.writerow(["x", "y"])
    writer.writerows([[repr(value).replace(".", decimal) for value in pair] for pair in points])
    try:
        found = points_of(out.getvalue())
    except AmbiguousTable:
        return
    assert found == ([list(pair) for pair in points], [])


def test_a_large_table_goes_the_fast_way_with_the_same_numbers():
    rows = np.random.default_rng(0).normal(size=(1000, 2))
    plain = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows.tolist())
    with_a_gap = plain + "1,\n"
    assert points_of(plain) == (rows.tolist(), [])
    assert points_of(with_a_gap) == (rows.tolist(), [1002])


def test_decimal_commas_are_read_at_once_only_where_no_dot_could_mean_thousands():
    plain = "".join(f"{k},5;-{k}e-3\n" for k in range(300))
    assert points_of(plain)[0] == [[k + 0.5, -k / 1000] for k in range(300)]
    assert points_of("1,5;1.049\n2,5;2\n")[0] == [[1.5, 1049], [2.5, 2]]
    assert points_of(plain.encode("utf-16"))[0] == points_of(plain)[0]
    assert points_of("1,5;2\n3;\n4,25;5\n") == ([[1.5, 2], [4.25, 5]], [2])


def peak_of(rows: int, style: str) -> int:
    """The most bytes that reading a table of so many rows takes at a time, its own bytes among them."""
    line = {"quoted": '"{a}","{b}"\n', "decimal comma": "{a};{b}\n", "missing values": "{a},{b}\n"}[style]
    x = np.random.default_rng(0).normal(size=(rows, 2)).tolist()
    tracemalloc.start()
    try:
        raw = "".join(line.format(a=a, b=b) for a, b in x)
        raw = (raw.replace(".", ",") if style == "decimal comma" else raw).encode()
        raw += b",\n1,\n" if style == "missing values" else b""
        tracemalloc.reset_peak()
        found = read(raw, "file.csv").points
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.tolist() == x
    return peak


@pytest.mark.parametrize("style", ["quoted", "decimal comma", "missing values"])
def test_a_million_rows_take_less_than_256_mb(style, monkeypatch):
    """Beyond one chunk of rows the need grows evenly, so two small tables in smaller chunks tell it of a million rows.
    """
    monkeypatch.setattr(reader, "CHUNK", reader.CHUNK // 10)
    few, many = reader.CHUNK + 500, reader.CHUNK + 5000
    small, large = peak_of(few, style), peak_of(many, style)
    growth = (large - small) / (many - few)
    assert 10 * (small - growth * few) + growth * 1_000_000 < 256e6
    assert growth > 16                                  # a row of numbers is kept
