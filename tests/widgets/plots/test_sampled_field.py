import numpy as np
import pytest

from widgets.plots.items.field import level_segments
from widgets.plots.sampled_field import SampledField

RECT = (-2.0, -1.0, 4.0, 2.0)


def sampled(function, rows=13, columns=25):
    x, y = np.meshgrid(np.linspace(RECT[0], RECT[2], columns), np.linspace(RECT[1], RECT[3], rows))
    return SampledField(function(x, y), RECT), x, y


def test_a_finer_grid_keeps_the_old_values_and_is_exact_for_quadratic_functions_away_from_the_edge():
    def quadratic(x, y):
        return 1 + x - 2 * y + 0.5 * x * x - x * y + 3 * y * y
    field, _x, _y = sampled(quadratic)
    fine = field.refined(4)
    assert fine.values.shape == (49, 97) and fine.rect == RECT
    assert np.array_equal(fine.values[::4, ::4], field.values)
    wanted, _x, _y = sampled(quadratic, 49, 97)
    assert np.abs(fine.values - wanted.values)[4:-4, 4:-4].max() < 1e-12
    field, _x, _y = sampled(lambda x, y: 3 * x - y)             # at the edge straight lines go on
    wanted, _x, _y = sampled(lambda x, y: 3 * x - y, 49, 97)
    assert np.abs(field.refined(4).values - wanted.values).max() < 1e-12


def test_a_contour_on_the_finer_grid_bends_where_that_on_the_nodes_has_corners():
    field, _x, _y = sampled(lambda x, y: np.hypot(x - 1, y - 0.5) - 1.1)

    def off(values):
        spacing = SampledField(values, RECT).spacing
        ends = level_segments(values)[:, :2] * spacing + RECT[:2]
        return np.abs(np.hypot(*(ends - (1, 0.5)).T) - 1.1).max()
    assert off(field.refined(4).values) < off(field.values) / 5


def test_the_slope_is_the_analytic_one():
    field, x, y = sampled(lambda x, y: np.sin(x) * np.cos(y), 121, 241)
    wanted = np.hypot(np.cos(x) * np.cos(y), np.sin(x) * np.sin(y))
    assert np.abs(field.slope.values - wanted)[1:-1, 1:-1].max() < 2e-4


def test_between_the_nodes_are_straight_lines_and_outside_is_nothing():
    field, _x, _y = sampled(lambda x, y: 1 + 2 * x - y + 3 * x * y)
    for x, y in ((-2, -1), (4, 2), (0.33, 0.21), (3.99, -0.99)):
        assert field.at(x, y) == pytest.approx(1 + 2 * x - y + 3 * x * y)
    assert np.isnan(field.at(4.01, 0)) and np.isnan(field.at(0, -1.01))


def test_the_highest_node():
    values = np.zeros((5, 9))
    values[3, 2] = 1
    assert SampledField(values, (-4, -2, 4, 2)).highest().tolist() == [[-2.0, 1.0]]
    assert len(SampledField(np.full((3, 3), np.nan), (-1, -1, 1, 1)).highest()) == 0
