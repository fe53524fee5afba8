"""Noisy curves as they are drawn: a line over a band, none hidden, and the values under the mouse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.colours import rgb
from widgets.plots.curves.bands import OPACITY, paint_bands, spans
from widgets.plots.curves.curve_item import dashed
from widgets.plots.curves.view import CurvesView
from widgets.theme import themes


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_band_reaches_from_the_least_to_the_greatest_of_each_column(data):
    random, width = np.random.default_rng(data.draw(st.integers(0, 2**32))), 50
    x = np.sort(random.uniform(-20, 70, data.draw(st.integers(1, 300))))
    low = random.normal(size=len(x))
    high = low + random.random(len(x)) * data.draw(st.sampled_from([0, 1]))
    least, greatest = spans(x, low, high, width)
    fine = np.linspace(0, width, 50 * width + 1)
    line = np.interp(fine, x, (low + high) / 2)
    for column in range(width):
        inside = (x >= column) & (x < column + 1)
        if column < np.floor(x[0]) or column > np.floor(x[-1]):
            assert np.isnan(least[column]) and np.isnan(greatest[column])
            continue
        edges = line[[50 * column, 50 * column + 50]]
        assert least[column] == pytest.approx(min(*edges, *low[inside]))
        assert greatest[column] == pytest.approx(max(*edges, *high[inside]))


def test_where_bands_cross_both_are_seen_whichever_came_first():
    red, blue = QColor(255, 0, 0), QColor(0, 0, 255)
    flat, columns = np.ones(10), 10

    def painted(*bands):
        image = QImage(columns, 40, QImage.Format.Format_RGB32)
        image.fill(QColor(255, 255, 255))
        painter = QPainter(image)
        paint_bands(painter, bands, 0, 0, 40)
        painter.end()
        return [image.pixelColor(5, y).getRgb()[:3] for y in range(40)]
    one, other = (10 * flat, 25 * flat, red), (20 * flat, 500 * flat, blue)
    found = painted(one, other)
    assert found == painted(other, one)
    faint = round(255 * (1 - OPACITY))
    assert set(found[:10]) == {(255, 255, 255)}
    assert np.allclose(found[10:20], (255, faint, faint), atol=1)
    assert np.allclose(found[26:], (faint, faint, 255), atol=1)
    both = np.array(found[20:26])
    assert (np.ptp(both, axis=0) == 0).all()
    assert both[0][1] < faint - 30 and abs(both[0][0] - both[0][2]) <= 1      # as much of the one as of the other
    assert painted((np.nan * flat, np.nan * flat, red)) == [(255, 255, 255)] * 40


def test_dashes_are_as_long_as_asked_and_lie_on_the_line():
    points = np.array([[0.0, 0], [30, 40], [130, 40]])          # 50 and 100 long
    found = dashed(points, (6, 4), 2.0)
    lengths = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1])
    assert lengths.sum() == pytest.approx(7 * 12 + 10)     # seven whole dashes and ten of the eighth
    assert found[0, :2].tolist() == [0, 0] and found[0, 2:] == pytest.approx([12 * 0.6, 12 * 0.8])


@pytest.fixture
def noisy(qtbot):
    view = CurvesView("Losses", noisy=True)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.add_curve("d", "D", "critic")
    view.add_curve("g", "G", "generator", "dash")
    view.show()
    return view


def near(picture, colour, within=40):
    return (np.abs(picture.astype(int) - rgb(QColor(colour).name())).max(axis=-1) < within).sum(axis=(0, 1))


def test_each_of_two_noisy_curves_over_each_other_has_a_clear_line(noisy, paint):
    random = np.random.default_rng(0)
    values = random.normal(size=20_000)
    noisy.extend(0, {"d": values, "g": random.normal(size=20_000) + 1})
    noisy.redraw()
    seen = paint(noisy.plot)
    lines = [near(seen, themes.current.colour(role)) for role in ("critic", "generator")]
    assert lines[0] > 300 and lines[1] > 60                # dashes leave gaps
    noisy.set_smoothing(0)
    noisy.redraw()
    solid = paint(noisy.plot)
    assert near(solid, themes.current.colour("generator")) > 20 * lines[1]
    assert np.array_equal(noisy.values("d"), values.astype(np.float32))


def test_the_step_under_the_mouse_is_read_out_in_every_plot_of_the_page(noisy, qtbot, paint):
    other = CurvesView("Modes")
    qtbot.addWidget(other)
    other.resize(600, 300)
    other.add_curve("modes", "covered", "real")
    other.show()
    other.link(noisy)
    rows = np.arange(200.0)
    noisy.extend(0, {"d": rows, "g": rows[:50]})
    sparse = np.full(200, np.nan)
    sparse[::20] = 8
    other.extend(0, {"modes": sparse})
    noisy.set_marks([(100, "learning rate of G = 0.01"), (150, "not here")])
    for view in (noisy, other):
        view.redraw()
    before = paint(other.plot)
    port, box = noisy.plot.viewport(), noisy.plot.getViewBox()
    place = noisy.plot.mapFromScene(box.mapViewToScene(QPointF(100, 50)))
    QTest.mouseMove(port, place)
    qtbot.waitUntil(lambda: noisy._item.hovered is not None)
    step = noisy._item.hovered
    assert abs(step - 100) <= 1 and other._item.hovered == step
    assert (paint(other.plot) != before).any()
    text = [row[1] + row[2] for row in noisy._item.read_out(100, 3)]
    smoothed = np.average(np.arange(101), weights=0.98 ** np.arange(100, -1, -1))
    assert text == ["step 100", f"D  {smoothed:.1f}  (100)", "learning rate of G = 0.01"]
    assert [row[1] + row[2] for row in other._item.read_out(100, 3)] == ["step 100", "covered  8"]
    assert other._item.read_out(110, 3) == []
    QApplication.sendEvent(port, QEvent(QEvent.Type.Leave))
    assert noisy._item.hovered is None and other._item.hovered is None


def test_where_rows_share_a_cell_the_read_out_says_its_range(qtbot):
    view = CurvesView("radius", decades=True)
    qtbot.addWidget(view)
    view.add_curve("r", "r")
    view.extend(0, {"r": np.tile([1.0, 3.0], 300_000)})
    assert [row[1] + row[2] for row in view._item.read_out(1000, 1)] == ["step 1,000", "r  10 to 1000"]
    assert [row[1] + row[2] for row in view._item.read_out(599_999, 1)] == ["step 599,999", "r  1000"]
