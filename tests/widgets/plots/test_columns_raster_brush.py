import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from widgets.plots.charts.gauges import GaugesView
from widgets.plots.charts.histogram import HistogramView
from widgets.plots.items.brush import BrushView
from widgets.plots.items.raster import RasterView, row_numbers
from widgets.plots.plot import Plot
from widgets.plots.ticks import log_ticks
from widgets.theme import themes


@pytest.fixture
def sheet(qtbot):
    plot = Plot("x", "y", equal_aspect=True)
    qtbot.addWidget(plot)
    plot.resize(400, 400)
    plot.set_view((-3, -3, 3, 3))
    brush = BrushView(plot, 3.0)
    plot.addItem(brush)
    plot.show()
    QApplication.processEvents()
    brush.set_active(True)
    return plot, brush


def at(plot, x, y):
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(x, y)))


def drag(plot, start, end, modifier=Qt.KeyboardModifier.NoModifier):
    view = plot.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, modifier, at(plot, *start))
    for share in np.linspace(0, 1, 6):
        place = np.add(start, share * np.subtract(end, start))
        QTest.mouseMove(view, at(plot, *place))
        QApplication.processEvents()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, modifier, at(plot, *end))


def test_a_drag_paints_along_its_way_and_reports_once(sheet, qtbot):
    plot, brush = sheet
    sent = []
    brush.painted.connect(sent.append)
    before = plot.getViewBox().viewRange()
    drag(plot, (-2, 1), (2, 1))
    assert len(sent) == 1
    rows, columns = np.nonzero(sent[0] > 128)
    assert (rows / 64 * 6 - 3).mean() == pytest.approx(1, abs=0.15)         # row 0 is at the bottom
    assert columns.min() < 14 and columns.max() > 50
    assert plot.getViewBox().viewRange() == before                          # the plot stayed where it was


def test_shift_rubs_out_and_a_click_without_effect_reports_nothing(sheet, qtbot):
    plot, brush = sheet
    drag(plot, (-2, 0), (2, 0))
    full = int(brush.density.sum())
    sent = []
    brush.painted.connect(sent.append)
    drag(plot, (-1, 0), (1, 0), Qt.KeyboardModifier.ShiftModifier)
    assert 0 < brush.density.sum() < full and len(sent) == 1
    drag(plot, (0, -2), (0.01, -2), Qt.KeyboardModifier.ShiftModifier)
    assert len(sent) == 1


def test_without_the_brush_a_drag_is_left_to_the_plot(sheet, qtbot):
    plot, brush = sheet
    brush.set_active(False)
    drag(plot, (-1, 0), (1, 0))
    assert not brush.density.any()


def test_a_density_of_another_size_is_shown_on_the_sheet(sheet):
    _plot, brush = sheet
    other = np.zeros((48, 48), np.uint8)
    other[24:, :24] = 255
    brush.set_density(other)
    assert brush.density.shape == (64, 64)
    assert brush.density[40, 10] == 255 and brush.density[10, 40] == 0


def test_columns_stand_where_their_edges_are(qtbot, paint):
    view = HistogramView("weights")
    qtbot.addWidget(view)
    view.resize(300, 240)
    view.set_histogram(np.array([1.0, 4.0]), np.array([-1.0, 0.0, 1.0]))
    view.set_lines((-0.5, 0.5))
    view.set_levels((2.0,))
    view.set_note("a note")
    assert view.plot.getViewBox().viewRange()[0] == pytest.approx([-1, 1])
    assert view.plot.getViewBox().viewRange()[1] == pytest.approx([0, 4])
    view.set_histogram(np.array([1.0, 3.0]), np.array([-1.0, 0.0, 1.0]))    # the axis does not tremble
    assert view.plot.getViewBox().viewRange()[1] == pytest.approx([0, 4])
    view.show()
    assert paint(view.plot).std() > 5


def test_between_two_observations_a_raster_shows_the_earlier_one(qtbot):
    view = RasterView("modes")
    qtbot.addWidget(view)
    shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    view.show_shares(np.array([0, 10, 30]), shares, 40, 35)
    assert view.item.columns(0, 60, 6).tolist() == [0, 1, 1, 2, 2, -1]
    view.resize(300, 200)
    view.show()
    view.grab()
    view.show_shares(np.zeros(0), np.zeros((0, 0)), 0, None)
    view.grab()


@pytest.mark.parametrize("rows, numbers", [(0, []), (1, [1]), (3, [1, 2, 3]), (8, [1, 4, 8]), (25, [1, 9, 17, 25])])
def test_some_rows_are_numbered_and_always_both_ends(rows, numbers):
    assert row_numbers(rows) == numbers


def test_gauges_are_painted_for_any_number_of_centres(qtbot, paint):
    plot = Plot("x", "y")
    qtbot.addWidget(plot)
    plot.resize(300, 300)
    plot.set_view((-3, -3, 3, 3))
    view = GaugesView()
    plot.addItem(view)
    plot.show()
    for centres in (np.zeros((0, 2)), np.zeros((1, 2)), np.array([[-1.0, 0.0], [1.0, 0.0]])):
        view.set_gauges(centres, 0.1, np.linspace(0, 1.5, len(centres)))
        paint(plot)


def test_a_low_plot_gives_the_name_of_its_axis_no_row(qtbot):
    heights = []
    for cornered in (False, True):
        plot = Plot("step", "", cornered=cornered)
        qtbot.addWidget(plot)
        plot.resize(300, 200)
        plot.show()
        QApplication.processEvents()
        heights.append(plot.getViewBox().height())
    assert heights[1] > heights[0] + 8


@pytest.mark.parametrize("low, high", [(0.1, 0.55), (-0.2, 0.2), (2.3, 2.6), (-3.1, -2.9)])
def test_less_than_a_decade_is_labelled_with_round_numbers(low, high):
    ticks = log_ticks(low, high, 5)
    assert len(ticks) >= 2
    for tick in ticks:
        value = 10**tick
        assert float(f"{value:.2g}") == pytest.approx(value, rel=1e-6)


def test_the_first_row_is_at_the_bottom(qtbot, paint):
    view = RasterView("modes")
    qtbot.addWidget(view)
    view.resize(300, 220)
    view.show_shares(np.array([0]), np.array([[1.0, 0.0, 0.0]]), 20, None)
    view.show()
    QApplication.processEvents()
    picture = paint(view.plot).astype(int)
    wanted = themes.current.colour("generated").getRgb()[:3]
    orange = (np.abs(picture - wanted).max(axis=-1) < 20)
    x, y = at(view.plot, 10, 1).x(), at(view.plot, 10, 1).y()
    assert orange[y, x] and not orange[at(view.plot, 10, 3).y(), x]
