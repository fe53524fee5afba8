import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from widgets.colours import rgb
from widgets.plots.curves import curve_buffer as traces
from widgets.plots.curves.curve_buffer import CurveBuffer
from widgets.plots.curves.curve_item import column_lines
from widgets.plots.curves.view import CurvesView
from widgets.plots.extent import robust_extent
from widgets.theme import themes


@pytest.fixture
def curves(qtbot):
    view = CurvesView("Losses", y_name="loss")
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.add_curve("d", "critic", 0)
    view.add_curve("g", "generator", 1, "dash")
    view.show()
    return view


def test_one_row_in_a_million_keeps_its_spike():
    values = np.zeros(1_000_000)
    values[777_777] = 5
    trace = CurveBuffer()
    trace.write(0, values)
    rows, least, greatest, exact = trace.columns(0, 1_000_000, 500)
    assert len(rows) <= 500 and not exact
    assert greatest.max() == 5 and abs(rows[greatest.argmax()] - 777_777) < 2000
    assert least.max() == 0


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_columns_hold_the_least_and_greatest_of_every_row(data):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    length = data.draw(st.integers(1, 9000))
    values = random.normal(size=length).astype(np.float32)
    values[random.random(length) < data.draw(st.sampled_from([0, 0.5, 0.99]))] = np.nan
    trace, start = CurveBuffer(), 0
    while start < length:
        size = int(random.integers(1, length + 1))
        trace.write(start, values[start:start + size])
        start += size
    kept = data.draw(st.integers(0, length))
    trace.cut(kept)
    assert trace.length == kept
    rows, least, greatest, _exact = trace.columns(0, kept, data.draw(st.integers(1, 700)))
    finite = values[:kept][np.isfinite(values[:kept])]
    assert len(rows) == 0 if not len(finite) else (least.min(), greatest.max()) == (finite.min(), finite.max())
    assert (np.diff(rows) > 0).all()


def test_a_dense_curve_leaves_no_column_of_pixels_bare():
    """At 29,021 steps in 338 pixels blocks of 4 steps once left one in 48 empty."""
    values = np.tile([0, 1], 40_000)
    for length in (9_973, 29_021, 29_500, 41_234, 79_999):
        trace = CurveBuffer()
        trace.write(0, values[:length])
        for width in (250, 338, 611):
            for high in (length, 1.02 * length, 1.7 * length):
                rows, _least, _greatest, exact = trace.columns(0, high, width + 2)
                assert not exact
                pixels = np.rint(rows * width / high)
                assert np.diff(pixels).max() <= 1


def test_extending_and_drawing_cost_the_same_however_long_the_trace_is():
    def cost(length):
        trace = CurveBuffer()
        trace.write(0, np.random.default_rng(0).normal(size=length))
        times = []
        for _round in range(20):
            start = time.perf_counter()
            trace.write(trace.length, np.ones(10))
            trace.columns(0, trace.length, 600)
            times.append(time.perf_counter() - start)
        return min(times)

    assert cost(1_000_000) < 4 * cost(10_000) + 1e-3


def test_rows_are_written_at_their_step_and_gaps_are_not_numbers(curves):
    curves.extend(0, {"d": [1, 2], "unknown": [1]})
    curves.extend(5, {"d": [6]})
    assert np.array_equal(curves.values("d"), [1, 2, np.nan, np.nan, np.nan, 6], equal_nan=True)
    curves.extend(1, {"d": [9]})
    assert curves.values("d")[1] == 9 and curves.length == 6
    curves.cut(2)
    assert curves.values("d").tolist() == [1, 9] and curves.length == 2


def has_colour(picture, role):
    return (np.abs(picture.astype(int) - rgb(themes.current.colour(role).name())).max(axis=-1) < 30).sum()


def test_a_curve_is_drawn_and_its_legend_entry_hides_it(curves, paint):
    curves.extend(0, {"d": np.sin(np.arange(200) / 9)})
    curves.redraw()
    assert has_colour(paint(curves.plot), 0) > 200
    curves.legend.button("d").click()
    curves.redraw()
    assert has_colour(paint(curves.plot), 0) == 0


def test_neighbours_across_a_gap_are_joined_and_sparse_points_are_marked(curves, paint):
    values = np.full(200, np.nan)
    values[[10, 190]] = 1.0, 1.0
    curves.extend(0, {"d": values})
    curves.redraw()
    assert has_colour(paint(curves.plot), 0) > 300


def test_paint_never_raises(curves, paint, capsys):
    for values in (np.zeros(0), np.full(9, np.nan), np.array([np.inf, 1e38, -1e38]), np.array([1.0])):
        for log in (False, True):
            curves.cut(0)
            curves.set_log_y(log)
            curves.extend(0, {"d": values})
            curves.reference("zero", [0.0, np.nan], "zero")
            curves.set_marks([(1, "learning rate changed"), (1e12, "far")])
            curves.set_cursor(1)
            curves.redraw()
            paint(curves)
    assert "Traceback" not in capsys.readouterr().err


def ranges(view):
    return np.array(view.plot.getViewBox().viewRange())


def test_axes_stay_still_while_rows_arrive(curves):
    random, seen = np.random.default_rng(0), []
    for start in range(0, 1000, 10):
        curves.extend(start, {"d": random.uniform(-1, 1, 10)})
        curves.redraw()
        seen.append(ranges(curves).ravel().tolist())
        assert seen[-1][1] >= start + 9
    assert len({tuple(box[:2]) for box in seen}) < 20 and len({tuple(box[2:]) for box in seen}) < 5


def test_a_few_outliers_do_not_flatten_a_curve():
    values = np.concatenate([np.random.default_rng(0).normal(size=1000), [1e6]])
    assert robust_extent(values)[1] < 100
    assert robust_extent(np.array([0.0, 1.0, 1e6])) == (0.0, 1e6)
    assert robust_extent(np.array([np.nan])) is None


def test_the_logarithmic_axis_leaves_out_what_has_no_logarithm(curves):
    curves.set_log_y(True)
    curves.extend(0, {"d": np.array([0.01, -1.0, 0.0, 100.0])})
    curves.redraw()
    rows, least, greatest, exact = curves._item.columns(curves._item.curves["d"], 0, 4, 600)
    assert exact and rows.tolist() == [0, 3]
    assert least.tolist() == greatest.tolist() == pytest.approx([-2, 2])


def test_linked_views_show_the_same_steps(curves, qtbot):
    other = CurvesView("Distances")
    qtbot.addWidget(other)
    other.add_curve("w", "W1")
    other.resize(600, 300)
    other.show()
    curves.link(other)
    curves.extend(0, {"d": np.zeros(500)})
    curves.redraw()
    other.redraw()
    assert ranges(other)[0].tolist() == ranges(curves)[0].tolist() == [0, 500]
    curves.plot.zoom(0.5)
    assert np.allclose(ranges(other)[0], ranges(curves)[0]) and np.ptp(ranges(other)[0]) < 260
    other.extend(0, {"w": np.zeros(3000)})
    other.redraw()
    assert np.ptp(ranges(other)[0]) < 260
    curves.plot.fit()
    assert ranges(other)[0].tolist() == ranges(curves)[0].tolist() == [0, 3000]


def test_redraws_are_limited(curves, qtbot, monkeypatch):
    calls = []
    monkeypatch.setattr(type(curves._item), "update", lambda *_ignored: calls.append(1))
    qtbot.wait(100)
    calls.clear()
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        curves.extend(curves.length, {"d": [1.0]})
        qtbot.wait(5)
    assert 2 <= len(calls) <= 9


def test_the_legend_names_every_curve_and_reference_and_can_be_reached(curves):
    curves.reference("e", 1.386, "log 4")
    assert [button.text() for button in curves.legend.buttons] == ["critic", "generator", "log 4"]
    assert all(button.accessibleName() for button in curves.legend.buttons)
    curves.reference("e", None)
    assert "e" not in curves.legend


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_lines_of_the_columns_hold_each_span_and_hang_together(data):
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = np.sort(random.choice(60, data.draw(st.integers(1, 40)), replace=False)).astype(float)
    low = random.normal(size=len(x)) * 20
    high = low - np.abs(random.normal(size=len(x))) * data.draw(st.sampled_from([0, 1, 30]))
    lines = column_lines(x, low, high)
    columns, bridges = lines[:len(x)], lines[len(x):]
    assert np.array_equal(columns[:, 0], columns[:, 2])
    assert (columns[:, 1] <= high + 1e-9).all() and (columns[:, 3] >= low - 1e-9).all()
    # Nothing is drawn beyond what the curve reaches.
    assert (lines[:, 1].min(), lines[:, 3].max()) == (high.min(), low.max())
    for k in range(len(x) - 1):
        touch = columns[k, 3] >= columns[k + 1, 1] - 1e-9 and columns[k + 1, 3] >= columns[k, 1] - 1e-9
        bridged = (bridges[:, 0] == x[k]) & (bridges[:, 2] == x[k + 1])
        assert bridged.any() if x[k + 1] - x[k] > 1 else touch


def test_a_trace_of_any_length_is_bounded_and_keeps_its_extremes_and_its_newest_rows(monkeypatch):
    monkeypatch.setattr(traces, "LIMIT", 2**12)
    monkeypatch.setattr(traces, "RECENT", 64)
    random, trace = np.random.default_rng(0), CurveBuffer()
    values = random.normal(size=100_000).astype(np.float32)
    start = 0
    while start < len(values):
        size = int(random.integers(1, 700))
        trace.write(start, values[start:start + size])
        start += size
        held = sum(part.nbytes for pair in ((trace._least, trace._greatest), *trace._levels) for part in pair)
        assert held <= 2 * 2**12 * 4 * 4 / 3 + 4 * 64
    rows, least, greatest, exact = trace.columns(0, trace.length, 50)
    assert trace.length == len(values) and not exact and 0 < len(rows) <= 50
    assert (least.min(), greatest.max()) == (values.min(), values.max())
    begin = len(values) - 30
    rows, least, _greatest, exact = trace.columns(begin + 1, len(values), 500)
    assert exact and np.array_equal(least, values[begin:]) and rows[0] == begin
    assert trace.value_at(begin) == values[begin]
    assert np.array_equal(trace.values[-64:], values[-64:])


def test_a_coarse_trace_can_be_cut_and_go_on(monkeypatch):
    monkeypatch.setattr(traces, "LIMIT", 1024)
    monkeypatch.setattr(traces, "RECENT", 64)
    trace = CurveBuffer()
    trace.write(0, np.arange(9000.0))
    trace.cut(8990)
    trace.write(8990, np.full(5, -3.0))
    assert trace.length == 8995
    assert trace.values[-6:].tolist() == [8989, -3, -3, -3, -3, -3]
    trace.cut(500)
    assert trace.length == 500
    _rows, _least, greatest, _exact = trace.columns(0, 500, 40)
    assert greatest.max() <= 511            # within its cell, of 16 rows
    trace.write(500, np.full(3, 7.0))
    assert trace.values[-3:].tolist() == [7, 7, 7]
    trace.cut(0)
    trace.write(0, [1.0, 2.0])
    assert trace.values.tolist() == [1, 2]
    trace.write(10**9, [3.0])
    assert (trace.length, trace.value_at(10**9)) == (10**9 + 1, 3)


def test_a_click_on_a_curve_is_a_step_and_a_double_click_that_zooms_out_is_none(qtbot):
    view = CurvesView("losses")
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.add_curve("d", "D")
    view.extend(0, {"d": np.arange(101.0)})
    view.show()
    qtbot.waitUntil(lambda: view.plot.getViewBox().viewRange()[0][1] >= 100)
    steps = []
    view.step_clicked.connect(steps.append)
    port, box = view.plot.viewport(), view.plot.getViewBox()

    def at(step: float):
        return view.plot.mapFromScene(box.mapViewToScene(QPointF(step, 50)))
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=at(40))
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert abs(steps[0] - 40) <= 1
    view.plot.zoom(0.5)
    assert view.plot.touched
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(port, left, pos=at(50))
    QApplication.sendEvent(port, QMouseEvent(       # as Qt makes it of a second press; QTest's has a press besides
        QEvent.Type.MouseButtonDblClick, QPointF(at(50)), QPointF(port.mapToGlobal(at(50))), left, left,
        Qt.KeyboardModifier.NoModifier))
    QTest.mouseRelease(port, left, pos=at(50))
    qtbot.wait(QApplication.doubleClickInterval() + 100)
    assert not view.plot.touched and len(steps) == 1
    view.plot.zoom(0.5)
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=at(50))
    qtbot.waitUntil(lambda: len(steps) == 2)            # nothing followed: it was a step


def test_no_part_of_a_view_is_a_window_of_its_own_for_a_moment(qtbot, qapp):
    shown = []

    class Eye(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False
    eye = Eye()
    qapp.installEventFilter(eye)
    try:
        qtbot.addWidget(CurvesView("losses"))
    finally:
        qapp.removeEventFilter(eye)
    assert not shown
