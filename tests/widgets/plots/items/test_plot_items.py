import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication

from widgets.colours import rgb, surface_table
from widgets.plots.items.field import ArrowsView, GridView, SurfaceView, level_segments
from widgets.plots.items.point_cloud import PointCloudView, TrailsView
from widgets.plots.plot import Axis, Plot
from widgets.plots.ticks import round_up, rounded_range
from widgets.theme import themes

NOTHING = np.full((3, 2), np.nan)


@pytest.fixture
def plot(qtbot):
    plot = Plot("x", "y")
    qtbot.addWidget(plot)
    plot.resize(400, 400)
    plot.set_view((0, 0, 10, 10))
    plot.show()
    QApplication.processEvents()
    return plot


def place(plot, x, y):
    """The (column, row) of a point of the data in the picture."""
    pixel = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(x, y)))
    return pixel.x(), pixel.y()


def near(picture, column, row, colour, reach=3):
    """Whether a pixel within reach of (column, row) has the colour."""
    part = picture[max(row - reach, 0):row + reach + 1, max(column - reach, 0):column + reach + 1].astype(int)
    return (np.abs(part - rgb(colour)).max(axis=-1) < 40).any()


@pytest.mark.parametrize("symbol, role", [("circle", "real"), ("cross", "generated")])
def test_points_appear_where_they_are(plot, paint, symbol, role):
    cloud = PointCloudView(symbol, role)
    plot.addItem(cloud)
    cloud.set_points(np.array([[2.0, 8.0], [7.0, 3.0], [np.nan, 1.0]]))
    picture = paint(plot)
    colour = getattr(themes.current, role)
    assert near(picture, *place(plot, 2, 8), colour) and near(picture, *place(plot, 7, 3), colour)
    assert not near(picture, *place(plot, 2, 3), colour)


def test_points_keep_their_size_whatever_the_zoom(plot, paint):
    cloud = PointCloudView("circle", "real")
    plot.addItem(cloud)
    cloud.set_points(np.array([[5.0, 5.0]]))

    def area():
        return (np.abs(paint(plot).astype(int) - rgb(themes.current.real)).max(axis=-1) < 40).sum()

    before = area()
    plot.set_view((4.5, 4.5, 5.5, 5.5))
    assert before > 20 and abs(area() - before) <= 0.3 * before


def test_highlighted_points_get_a_ring(plot, paint):
    cloud = PointCloudView("circle", "real")
    plot.addItem(cloud)
    cloud.set_points(np.array([[5.0, 5.0]]))
    cloud.set_highlight(np.array([[5.0, 5.0]]))
    for _ in range(3):                      # on a display the axes take their room with the first pictures
        paint(plot)
        QGuiApplication.processEvents()
    cloud.set_highlight(None)
    column, row = place(plot, 5, 5)
    radius = round(themes.current.point_size * 0.95)
    assert not near(paint(plot), column + radius, row, themes.current.ink, 1)
    cloud.set_highlight(np.array([[5.0, 5.0]]))
    assert near(paint(plot), column + radius, row, themes.current.ink, 1)


@pytest.mark.parametrize("count", [1000, 4000])
@pytest.mark.parametrize("symbol, role", [("circle", "real"), ("cross", "generated")])
def test_a_dense_cloud_has_the_colour_of_its_points_and_not_that_of_their_halos(plot, paint, symbol, role, count):
    cloud = PointCloudView(symbol, role)
    plot.addItem(cloud)
    cloud.set_points(np.random.default_rng(0).normal(5, 0.2, (count, 2)))
    column, row = place(plot, 5, 5)
    middle = paint(plot)[row - 6:row + 7, column - 6:column + 7].astype(int)
    assert (np.abs(middle - rgb(getattr(themes.current, role))).max(axis=-1) < 40).mean() > 0.9


def test_row_0_of_a_surface_is_at_the_bottom_and_low_values_are_orange(plot, paint):
    surface = SurfaceView(level_line=False)
    plot.addItem(surface)
    surface.set_surface(np.array([[-1.0, 0.0], [0.0, 1.0]]), (0, 0, 10, 10), 0, 1)
    picture, table = paint(plot), surface_table(themes.current)
    for (x, y), wanted in (((0.3, 0.3), table[0]), ((9.7, 9.7), table[-1]), ((0.3, 9.7), table[128])):
        column, row = place(plot, x, y)
        assert np.abs(picture[row, column].astype(int) - wanted).max() < 30, (x, y)


def test_nodes_of_a_surface_lie_on_the_edges_of_its_rectangle(plot, paint):
    surface = SurfaceView(level_line=False)
    plot.addItem(surface)
    x = np.linspace(0, 10, 11)
    surface.set_surface(np.tile(np.where(x < 4.5, -1.0, 1.0), (2, 1)), (0, 0, 10, 10), 0, 1)
    picture, table = paint(plot), surface_table(themes.current)
    for where, wanted in ((4.0, table[0]), (5.0, table[-1])):
        column, row = place(plot, where, 5)
        assert np.abs(picture[row, column].astype(int) - wanted).max() < 25


def test_the_level_line_follows_the_zero_of_the_values():
    x, y = np.meshgrid(np.arange(41.0), np.arange(31.0))
    segments = level_segments(np.hypot(x - 20, y - 15) - 10)
    radius = np.hypot(segments[:, 0::2] - 20, segments[:, 1::2] - 15)
    assert np.abs(radius - 10).max() < 0.05
    assert np.hypot(*(segments[:, :2] - segments[:, 2:]).T).sum() == pytest.approx(20 * np.pi, rel=0.01)
    assert level_segments(np.array([[1.0, -1.0], [-1.0, 1.0]])).shape == (2, 4)


def test_arrows_are_no_longer_than_their_maximum_and_keep_their_direction():
    arrows = ArrowsView(max_length=0.5)
    arrows.set_arrows(np.zeros((2, 2)), np.array([[100.0, 0.0], [0.0, 50.0]]))
    assert arrows._ends.tolist() == [[0.5, 0.0], [0.0, 0.25]]
    arrows.normalised = True
    arrows.set_arrows(np.zeros((2, 2)), np.array([[100.0, 0.0], [0.0, 1.0]]))
    assert arrows._ends.tolist() == [[0.5, 0.0], [0.0, 0.5]]
    arrows.set_arrows(np.zeros((5000, 2)), np.ones((5000, 2)))
    assert len(arrows._ends) <= 400


def test_a_grid_is_drawn_in_both_directions_and_a_curve_in_one():
    grid = GridView()
    grid.set_grid(np.zeros((5, 5, 2)))
    assert len(grid._segments) == 2 * 5 * 4
    grid.set_grid(np.zeros((5, 2)))
    assert len(grid._segments) == 4


def test_nothing_that_is_empty_or_not_finite_raises_in_paint(plot, paint, capsys):
    cloud, trails, surface, arrows, grid = items = (PointCloudView(), TrailsView(), SurfaceView(), ArrowsView(),
                                                    GridView())
    for item in items:
        plot.addItem(item)
    paint(plot)
    huge = np.array([[1e300, -1e300], [np.inf, 0], [1.0, 1.0]])
    for points in (NOTHING, np.zeros((0, 2)), huge):
        cloud.set_points(points)
        cloud.set_highlight(points)
        trails.set_trails(points, points)
        arrows.set_arrows(points, points)
        grid.set_grid(points)
        paint(plot)
    for values, span in ((np.full((4, 4), np.nan), 1.0), (np.zeros((4, 4)), 0.0), (np.zeros((0, 0)), 1.0),
                         (np.array([[np.inf, -np.inf], [np.nan, 1.0]]), np.nan)):
        surface.set_surface(values, (0, 0, 10, 10), 0, span)
        paint(plot)
    surface.set_surface(np.zeros((4, 4)), (np.nan, 0, 10, 10), 0, 1)
    themes.use("dark")
    paint(plot)
    assert "Traceback" not in capsys.readouterr().err


def test_trails_of_clouds_that_do_not_pair_up_are_not_drawn():
    trails = TrailsView()
    trails.set_trails(np.zeros((3, 2)), np.zeros((4, 2)))
    assert trails.data_bounds() is None


def view(plot):
    return np.ravel(plot.getViewBox().viewRange())


def test_a_range_set_by_hand_stays_until_fit(plot, qtbot):
    plot.zoom(0.5)
    by_hand = view(plot)
    plot.set_view((-100, -100, 100, 100))
    plot.include((-500, 0, 0, 0))
    assert view(plot).tolist() == by_hand.tolist() and plot.fit_button.isVisible()
    qtbot.mouseClick(plot.fit_button, Qt.MouseButton.LeftButton)
    assert view(plot)[0] <= -500 and not plot.fit_button.isVisible()


def test_the_automatic_range_grows_in_rounded_steps_and_never_shrinks(plot):
    plot.include((2, 2, 10.1, 3))
    grown = view(plot)
    assert grown[1] >= 10.1 and grown[0] == 0 and grown[2:].tolist() == [0, 10]
    plot.include((2, 2, 10.2, 3))
    assert view(plot).tolist() == grown.tolist()
    plot.include((np.nan, 0, 1, 1))
    assert view(plot).tolist() == grown.tolist()


def test_round_numbers():
    assert round_up(1234) == 1500 and round_up(2000) == 2000 and round_up(0.07) == pytest.approx(0.08)
    assert rounded_range(0.1, 0.93) == (0.0, 1.0)
    low, high = rounded_range(5.0, 5.0)
    assert low < 5 < high


def test_keys_zoom_and_leave_the_arrows_to_the_window(plot, qtbot):
    before = view(plot)
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert np.ptp(view(plot)[:2]) < np.ptp(before[:2])
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert view(plot).tolist() == before.tolist()


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("height", [30, 45, 60, 120, 400])
def test_numbers_of_an_axis_never_run_into_each_other(qtbot, height, presenting):
    themes.present(presenting)
    try:
        axis = Axis("left")
        line = QFontMetricsF(themes.current.font()).ascent()
        for span in (0.37, 1.0, 2.6, 7.0, 64.0):
            _spacing, ticks = axis.tickValues(-0.4 * span, 0.6 * span, height)[0]
            apart = [(b - a) / span * height for a, b in zip(ticks, ticks[1:])]
            assert min(apart, default=line) >= line
    finally:
        themes.present(False)


@pytest.mark.parametrize("scale", [1.0, 1.82, 2.5, 3.64])
def test_the_name_of_the_lower_axis_stands_clear_of_its_numbers(plot, scale):
    themes.enlarge(scale)
    try:
        plot.set_axis_names("distance", "y")
        QApplication.processEvents()
        plot.grab()
        axis, metrics = plot.getAxis("bottom"), QFontMetricsF(themes.current.font())
        numbers = axis.style["tickTextOffset"][1] + metrics.ascent()             # figures have nothing below their line
        margin = axis.label.document().documentMargin()
        assert axis.label.pos().y() + margin >= numbers - 1
        assert axis.label.pos().y() + margin + metrics.height() <= axis.height() + 1
    finally:
        themes.enlarge(1.0)
