"""Trails, the handle and the legend of a phase plane; the numbers along a logarithmic axis."""

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from widgets.plots.curves.view import CurvesView
from widgets.plots.items.trail import OLD, RECENT, TrailView, clip_segments, thin
from widgets.plots.items.way import Way
from widgets.plots.legend import Entry, Legend
from widgets.plots.plot import Plot
from widgets.plots.ticks import log_ticks, power_text


def circle(count, angle):
    """A way around a circle, written as it grows."""
    turn, way = np.arange(count) * angle, Way()
    for start in range(0, count, 10_007):
        part = turn[start:start + 10_007]
        way.write(start, np.stack([np.cos(part), np.sin(part)], 1))
    return way


def test_a_short_way_is_drawn_whole():
    old, recent, exact = thin(circle(500, 0.1), 300)
    assert (len(old), len(recent), exact) == (0, 300, True)


@pytest.mark.parametrize("angle", [1e-4, 1e-3, 0.1, 2.0])
def test_a_long_way_is_drawn_with_few_points_of_it(angle):
    old, recent, exact = thin(circle(1_000_000, angle), 1_000_000)
    assert len(old) <= 2 * OLD + 1 and len(recent) <= RECENT + 2 and len(old) + len(recent) > 900
    np.testing.assert_allclose(recent[-1], (np.cos(999_999 * angle), np.sin(999_999 * angle)), rtol=1e-6)
    np.testing.assert_allclose(np.hypot(*old.T), 1)
    # A line may be drawn through the recent ones: it does not cut corners that the way does not cut.
    turn = np.diff(np.unwrap(np.arctan2(recent[:, 1], recent[:, 0])))
    assert exact or np.abs(turn).max() < 0.13


def test_what_is_drawn_of_the_past_does_not_change_with_the_newest_point():
    before, _recent, _exact = thin(circle(40_000, 0.1), 40_000)
    after, _recent, _exact = thin(circle(40_001, 0.1), 40_001)
    np.testing.assert_array_equal(before, after[:len(before)])


def test_a_way_that_stands_still_is_no_fault():
    way = Way()
    way.write(0, np.zeros((5000, 2)))
    _old, recent, exact = thin(way, 5000)
    assert exact and len(recent) == RECENT


def test_segments_are_cut_to_a_rectangle():
    segments = np.array([[0.5, 0.5, 9, 0.5], [-5, -5, 5, 5], [2, 0, 2, 9], [-9, 0.2, 9, 0.2], [0.1] * 4])
    cut = clip_segments(segments, np.zeros(2), np.ones(2))
    expected = np.array([[0.5, 0.5, 1, 0.5], [0, 0, 1, 1], [np.nan] * 4, [0, 0.2, 1, 0.2], [0.1] * 4])
    np.testing.assert_allclose(cut, expected)


@pytest.mark.parametrize("dash", [None, "dash"])
def test_a_trail_is_painted_in_its_colour_also_where_it_leaves_the_picture(qtbot, paint, dash):
    plot = Plot("x", "y")
    qtbot.addWidget(plot)
    plot.resize(300, 300)
    trail = TrailView("#ff0000", dash)
    plot.addItem(trail)
    plot.set_view((-1, -1, 1, 1))
    plot.show()
    trail.set_trail(np.zeros((0, 2)), np.array([[0, 0], [0.5, 0.5], [1e9, 1e9], [0.5, -0.5]]))
    picture = paint(plot).astype(int)
    assert ((picture[..., 0] > 200) & (picture[..., 1] < 120)).sum() > 50


def test_a_hidden_entry_stays_hidden_when_the_legend_changes(qtbot):
    legend = Legend()
    qtbot.addWidget(legend)
    heard = []
    legend.toggled.connect(lambda key, on: heard.append((key, on)))
    legend.set_entries([Entry("a", "A"), Entry("b", "B", 2, "dash")])
    QTest.mouseClick(legend.button("b"), Qt.MouseButton.LeftButton)
    legend.set_entries([Entry("b", "B"), Entry("c", "C")])
    assert heard == [("b", False)]
    assert not legend.button("b").isChecked() and legend.button("c").isChecked()
    assert legend.is_shown("c") and not legend.is_shown("b")
    legend.remove("b")
    legend.add(Entry("b", "B", symbol="star"))
    assert "b" in legend and legend.is_shown("b") and legend.button("b").isChecked()


@pytest.mark.parametrize("low, high", [(0, 0.01), (0.14, 0.16), (-0.3, 0.3), (0, 1), (-2, 3), (-0.6, 0.15), (-0.7, 0.3),
                                       (-250, 0), (-400, -390)])
@pytest.mark.parametrize("room", [2, 4, 8])
def test_a_logarithmic_axis_has_a_few_unlike_numbers(low, high, room):
    ticks = log_ticks(low, high, room)
    texts = [power_text(tick) for tick in ticks]
    assert (3 if high - low < 10 else 2) <= len(ticks) <= 2 * room + 2
    assert len(set(texts)) == len(texts)
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)


def test_powers_are_written_out_near_one_and_in_digits_far_from_it():
    assert [power_text(p) for p in (0, 1, -3, 5, math.log10(2), -250, 12)] == [
        "1", "10", "0.001", "100,000", "2", "1e-250", "1e+12"]


def test_decades_are_drawn_as_they_are_and_labelled_as_powers(qtbot):
    view = CurvesView("radius", decades=True, legend=False)
    qtbot.addWidget(view)
    view.add_curve("r", "r")
    view.extend(0, {"r": np.linspace(0, -300, 100)})
    view.set_line("theory", np.array([[0, 0.0], [99, -300.0]]))
    view.redraw()
    assert view._value_range()[0] <= -300
    view.show()
    view.grab()


def test_a_curve_without_a_legend_is_hidden_and_shown(qtbot):
    view = CurvesView("x", legend=False)
    qtbot.addWidget(view)
    view.add_curve("a", "A")
    view.add_curve("b", "B")
    view.extend(0, {"a": np.arange(10.0), "b": 1000 * np.arange(10.0)})
    view.show_curve("b", False)
    assert view._value_range()[1] < 20
    view.cut_curve("a", 5)
    assert (view.values("a").size, view.values("b").size) == (5, 10)
    view.remove_curve("b")
    assert "b" not in view._item.curves


def test_a_hidden_entry_is_struck_out_and_the_others_are_not(qtbot):
    legend = Legend([Entry("a", "a"), Entry("b", "b")])
    qtbot.addWidget(legend)
    legend.show()
    legend.set_shown("a", False)
    assert [button.font().strikeOut() for button in legend.buttons] == [True, False]
    legend.set_shown("a", True)
    assert not legend.button("a").font().strikeOut()
