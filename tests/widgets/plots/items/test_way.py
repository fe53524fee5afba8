"""A way is kept row by row at its end and ever more coarsely before that, beside a list of all its rows."""

import numpy as np
import pytest

from widgets.plots.items.way import NEWEST, WHOLE, Way


def written(count, part=10_007):
    """A way of `count` rows, all of which are told apart, written in parts."""
    way, rows = Way(3), np.random.default_rng(0).normal(size=(count, 3))
    for start in range(0, count, part):
        way.write(start, rows[start:start + part])
    return way, rows


@pytest.mark.parametrize("part", [997, 300_000])
def test_each_row_that_is_kept_is_the_one_that_was_written(part):
    way, rows = written(300_000, part)
    assert way.length == 300_000
    for stride in (1, 2, 8, 16, 64, 1024):
        kept = way.rows(0, 300_000, stride)
        numbers = kept[:, 0].astype(int)
        last = 299_999 // stride * stride
        wanted = min(NEWEST if stride < 16 else WHOLE, last // stride + 1)
        np.testing.assert_array_equal(numbers[-wanted:], last - stride * np.arange(wanted)[::-1])
        np.testing.assert_array_equal(kept[:, 1:], rows[numbers])
        whole = way.beginning(250_001, stride)[:, 0]
        np.testing.assert_array_equal(whole, np.arange(0, 250_001, max(stride, 16)))
    np.testing.assert_array_equal(way.row(299_999), rows[299_999])
    np.testing.assert_array_equal(way.row(0), rows[0])
    assert way.row(1) is None and way.row(300_000) is None


def test_memory_grows_by_a_level_where_the_way_becomes_twice_as_long():
    sizes = [len(written(count)[0].kept()) for count in (2**18, 2**19, 2**20)]
    assert max(np.diff(sizes)) <= NEWEST and sizes[-1] < WHOLE + 6 * NEWEST


def test_what_follows_a_cut_is_forgotten_and_written_anew():
    way, rows = written(200_000)
    way.write(199_000, -rows[:50])
    assert way.length == 199_050
    np.testing.assert_array_equal(way.rows(198_999, 200_000)[:, 1:], [rows[198_999], *-rows[:50]])
    way.write(1000, rows[1000:1100])                    # far back: its end was no longer there row by row
    np.testing.assert_array_equal(way.rows(0, 2000)[:, 1:], rows[1000:1100])
    np.testing.assert_array_equal(way.beginning(1000, 1)[:, 1:], rows[0:1000:8])
    way.cut(0)
    assert (way.length, len(way.kept())) == (0, 0)
    way.write(0, rows[:3])
    np.testing.assert_array_equal(way.rows(0, 3)[:, 1:], rows[:3])
