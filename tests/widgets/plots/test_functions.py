"""Functions as lines and areas, their plot with its legend and numbers, and the handles over it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from widgets.colours import rgb
from widgets.plots.extent import SteadyRange
from widgets.plots.function_plot import FunctionPlot, link_x
from widgets.plots.items import function
from widgets.plots.items.function import FunctionView, MarksView
from widgets.plots.items.grip import GripView
from widgets.theme import themes


@pytest.fixture
def plot(qtbot):
    plot = FunctionPlot("Title", "x", "y")
    qtbot.addWidget(plot)
    plot.resize(400, 320)
    plot.show()
    plot.set_view((0, 10), (0, 10))
    return plot


def pixel(plot, picture, x, y):
    box = plot.plot.getViewBox()
    from PySide6.QtCore import QPointF
    at = plot.plot.mapTo(plot, plot.plot.mapFromScene(box.mapViewToScene(QPointF(x, y))))
    return picture[at.y(), at.x()].astype(int)


def test_the_area_down_to_the_base_is_shaded_and_the_rest_is_not(plot, paint):
    plot.add("f", "f", "real", shade=0.5)
    plot.show_function("f", np.array([0.0, 10.0]), np.array([6.0, 6.0]))
    picture = paint(plot)
    ground, half = rgb("#ffffff"), 0.5 * rgb("#ffffff") + 0.5 * rgb(themes.current.real)
    assert np.abs(pixel(plot, picture, 5, 3) - half).max() < 8
    assert np.abs(pixel(plot, picture, 5, 8) - ground).max() < 3


def test_one_that_goes_up_and_down_within_pixels_has_thin_lines_and_the_same_area(plot, paint, monkeypatch):
    """Stroked as wide as others, and filled as a polygon, it takes Qt two seconds, and seven with 4,000 points."""
    polygons, strokes, fill, pen = [], [], function._fill, function.pen_for
    monkeypatch.setattr(function, "_fill", lambda *given: polygons.append(1) or fill(*given))
    monkeypatch.setattr(function, "pen_for", lambda *given: strokes.append(1) or pen(*given))
    plot.add("f", "f", "real", shade=0.5)
    x = np.linspace(0, 10, 1000)
    plot.show_function("f", x, np.full(1000, 6.0))
    paint(plot)
    assert polygons and strokes
    polygons.clear(), strokes.clear()
    plot.show_function("f", x, np.where(np.arange(1000) % 2, 6.0, 8.0))
    picture = paint(plot)
    assert not polygons and not strokes
    ground, full = rgb("#ffffff"), rgb(themes.current.real)
    assert np.abs(pixel(plot, picture, 5, 3) - (ground + full) / 2).max() < 8
    assert np.abs(pixel(plot, picture, 5, 7) - full).max() < 60
    assert np.abs(pixel(plot, picture, 5, 9) - ground).max() < 3


def test_the_part_below_the_base_is_fainter(plot, paint):
    plot.add("f", "f", "real", shade=0.8)
    plot.show_function("f", np.array([0.0, 10.0]), np.array([2.0, 2.0]), 6.0)
    picture = paint(plot)
    faint = 0.68 * rgb("#ffffff") + 0.32 * rgb(themes.current.real)
    assert np.abs(pixel(plot, picture, 5, 4) - faint).max() < 8


def test_where_a_function_is_infinite_the_height_is_hatched(plot, paint):
    plot.add("f", "f", "real", shade=0.5)
    x = np.linspace(0, 10, 101)
    plot.show_function("f", x, np.where(x > 5, np.inf, 1.0))
    picture = paint(plot)
    patch = [pixel(plot, picture, 7.5 + dx, 9 - dy) for dx in np.linspace(0, 0.5, 12) for dy in (0.0, 0.1, 0.2)]
    assert np.ptp(np.array(patch), axis=0).max() > 30                       # lines and gaps
    assert np.abs(pixel(plot, picture, 2.5, 9) - 255).max() < 3


def test_the_area_between_two_functions_has_no_line(plot, paint):
    plot.add("band", "band", "accent", shade=0.5)
    x = np.array([0.0, 10.0])
    plot.functions["band"].set_band(x, np.full(2, 3.0), np.full(2, 7.0))
    picture = paint(plot)
    half = 0.5 * rgb("#ffffff") + 0.5 * rgb(themes.current.accent)
    assert np.abs(pixel(plot, picture, 5, 5) - half).max() < 8
    assert np.abs(pixel(plot, picture, 5, 7.5) - 255).max() < 3


def test_a_logarithmic_axis_takes_the_values_as_they_are(qtbot):
    plot = FunctionPlot("Title", "x", log_y=True)
    qtbot.addWidget(plot)
    plot.add("f", "f", "real")
    plot.show_function("f", np.array([1.0, 2.0, 3.0]), np.array([1e-3, 0.0, 1e3]))
    view = plot.functions["f"]
    assert view.value(1.0) == -3 and view.value(3.0) == 3 and np.isnan(view.value(2.0))
    plot.set_view((0, 5), (1e-4, 1e4))
    assert plot.plot.getViewBox().viewRange()[1] == pytest.approx([-4, 4])


def test_numbers_below_1_stay_what_they_are_in_another_theme(qtbot):
    made = FunctionPlot("f", "x")
    qtbot.addWidget(made)
    made.add("f", "f", "ink")
    made.show()
    made.show_function("f", np.array([0.0, 0.5]), np.array([0.0, 0.5]))
    made.set_view((0.0, 0.5), (0.0, 0.5))
    axis = made.plot.getAxis("bottom")
    try:
        for present in (True, False):
            themes.present(present)
            assert axis.autoSIPrefixScale == 1
            assert axis.tickStrings([0.1, 0.2], axis.autoSIPrefixScale, 0.1) == ["0.1", "0.2"]
    finally:
        themes.present(False)



def test_nothing_that_is_empty_or_not_finite_raises_in_paint(plot, paint, capsys):
    plot.add("f", "f", "real", shade=0.5)
    nothing = np.zeros(0)
    for x, y in ((nothing, nothing), (np.zeros(1), np.zeros(1)), (np.arange(3.0), np.full(3, np.nan)),
                 (np.arange(3.0), np.full(3, np.inf)), (np.arange(3.0), np.full(3, -np.inf)),
                 (np.array([1.0, np.nan, 3.0]), np.array([1e300, 2.0, -1e300]))):
        plot.show_function("f", x, y)
        paint(plot)
    plot.marks.set_marks([(np.nan, "mark", "ink"), (1e300, "far", "ink"), (3.0, "here", "warning")])
    plot.marks.set_stems([(1.0, np.inf, "real"), (2.0, 0.5, "real")])
    paint(plot)
    themes.use("dark")
    paint(plot)
    assert "Traceback" not in capsys.readouterr().err


def test_stems_stand_on_0_and_marks_reach_from_top_to_bottom(plot, paint):
    plot.marks.set_stems([(2.0, 5.0, "real")])
    picture = paint(plot)
    assert np.abs(pixel(plot, picture, 2, 2) - rgb(themes.current.real)).max() < 60
    assert np.abs(pixel(plot, picture, 2, 7) - 255).max() < 3
    assert isinstance(plot.marks, MarksView) and isinstance(FunctionView(), FunctionView)


def test_the_legend_hides_and_shows_a_function(plot, qtbot):
    plot.add("f", "the function", "real")
    plot.add("g", "", "real", entry=False)
    button = plot.legend.button("f")
    assert "the function" in button.accessibleName() and "g" not in plot.legend
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not plot.is_shown("f")
    plot.set_shown("f", True)
    assert plot.is_shown("f")


def test_a_steady_range_stays_until_the_data_leave_it_or_use_little_of_it():
    steady = SteadyRange(0.35)
    first = steady.cover(0.1, 9.3)
    assert first[0] <= 0.1 and first[1] >= 9.3
    assert steady.cover(1.0, 8.0) == first
    assert steady.cover(0.0, 12.0) != first
    assert steady.cover(0.0, 1.0)[1] < 2


def test_linked_plots_show_the_same_x_and_fit_together(qtbot):
    plots = [FunctionPlot(str(k), "x") for k in range(2)]
    for plot in plots:
        qtbot.addWidget(plot)
        plot.set_view((0, 10), (0, 1))
    link_x(plots)
    plots[0].plot.zoom(0.5)
    low, high = plots[0].plot.getViewBox().viewRange()[0]
    assert plots[1].plot.getViewBox().viewRange()[0] == pytest.approx([low, high]) and plots[1].plot.touched
    plots[1].plot.fit()
    for plot in plots:
        assert plot.plot.getViewBox().viewRange()[0] == pytest.approx([0, 10])


# Handles -------------------------------------------------------------------------------------------------------------

@pytest.fixture
def grip(plot):
    grip = GripView(plot.plot, "Mean of p", "real", low=1, high=9, step=0.5)
    grip.moved.connect(lambda value: grip.place(value, 5.0))
    grip.place(5.0, 5.0)
    return grip


def centre(grip):
    return grip.mapTo(grip.window(), grip.rect().center())


def test_a_handle_stands_at_its_data_whatever_the_view(plot, grip):
    from PySide6.QtCore import QPointF
    for view in ((0, 10), (4, 6)):
        plot.set_view(view, (0, 10))
        wanted = plot.plot.mapFromScene(plot.plot.getViewBox().mapViewToScene(QPointF(5, 5)))
        assert (grip.geometry().center() - wanted).manhattanLength() <= 2
    plot.set_view((6, 10), (0, 10))                             # it waits at the edge
    assert grip.geometry().center().x() >= 0


def test_a_handle_is_dragged_along_its_axis_only(plot, grip):
    before = grip.y()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())
    assert grip.dragging
    QTest.mouseMove(grip, grip.rect().center() + QPoint(40, 30))
    assert grip.value > 5.3
    assert grip.y() == before
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
    assert not grip.dragging


def test_a_handle_takes_keys_stops_at_its_ends_and_leaves_left_and_right_alone(grip):
    grip.setFocus()
    QTest.keyClick(grip, Qt.Key.Key_Up)
    assert grip.value == 5.5
    QTest.keyClick(grip, Qt.Key.Key_Down)
    QTest.keyClick(grip, Qt.Key.Key_PageDown)
    assert grip.value == 1
    QTest.keyClick(grip, Qt.Key.Key_PageUp)
    QTest.keyClick(grip, Qt.Key.Key_PageUp)
    assert grip.value == 9
    QTest.keyClick(grip, Qt.Key.Key_Left)
    assert grip.value == 9


def test_a_handle_has_a_name_a_value_and_takes_the_focus_by_tab(grip):
    assert grip.accessibleName() == "Mean of p" and grip.accessibleDescription() == "5"
    assert grip.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert "Mean of p" in grip.toolTip()


@pytest.mark.parametrize("height", [20, 45, 90, 300])
@pytest.mark.parametrize("reach", [(-12.0, 2.0), (-5.0, 0.4), (0.0, 1.0)], ids=str)
def test_the_numbers_of_a_low_logarithmic_axis_do_not_run_into_each_other(calm_theme, qtbot, height, reach):
    plot = FunctionPlot("", "x", log_y=True)
    qtbot.addWidget(plot)
    (_spacing, ticks), = plot.plot.getAxis("left").tickValues(*reach, height)
    apart = QFontMetricsF(themes.current.font()).ascent() * (reach[1] - reach[0]) / height
    assert ticks and all(after - before >= apart for before, after in zip(ticks, ticks[1:]))
    assert len(ticks) > 1 or height < 50
