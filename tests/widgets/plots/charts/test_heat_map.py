"""A grid of values as colours: which cell is where, what is known and what is guessed, mouse and keys."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from widgets.colours import rgb, value_table
from widgets.plots.charts.heat_map import HeatAxis, HeatMap
from widgets.theme import DARK, LIGHT, themes

#: Machado, Oliveira and Fernandes (2009), severity 1: linear RGB as protanopes and deuteranopes see it.
SEEN_BY = {
    "all": np.eye(3),
    "protanopes": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopes": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]])}


def lightness(colours, seen):
    """CIE L* of sRGB colours (n, 3) in 0..255."""
    part = colours / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ seen.T
    luminance = np.clip(linear, 0, 1) @ (0.2126, 0.7152, 0.0722)
    return np.where(luminance > 216 / 24389, 116 * np.cbrt(luminance) - 16, luminance * 24389 / 27)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("who", SEEN_BY)
def test_the_lightness_of_the_colours_is_even_whoever_sees_them(theme, who):
    found = lightness(value_table(theme).astype(float), SEEN_BY[who])
    steps = np.diff(found[::15])
    assert (steps > 0).all() if theme.dark else (steps < 0).all()
    assert np.abs(steps).max() < 2.2 * np.abs(steps).mean()
    near = lightness(rgb(theme.ground)[None], SEEN_BY[who])[0]
    assert abs(found[0] - near) < abs(found[-1] - near)         # what is low looks like the background


@pytest.fixture
def heat(qtbot):
    heat = HeatMap()
    qtbot.addWidget(heat)
    heat.resize(500, 400)
    heat.show_axes(HeatAxis("to the right", ("1", "2", "3", "4")), HeatAxis("upwards", ("a", "b", "c")))
    heat.heard = []
    heat.pointed.connect(lambda *cell: heat.heard.append(("pointed", *cell)))
    heat.chosen.connect(lambda *cell: heat.heard.append(("chosen", *cell)))
    heat.show()
    return heat


def shown(heat, values, **more):
    values = np.array(values, float)
    heat.show_values("metric", values, more.pop("known", np.isfinite(values)),
                     more.pop("marked", np.zeros(values.shape, bool)), **more)


def pixel(heat, paint, column, row):
    place = heat.middle_of(column, row).toPoint()
    return paint(heat)[place.y() + 6, place.x() + 8].tolist()      # beside a cross


def test_the_first_row_is_the_lowest_and_colours_follow_the_values(heat, paint):
    shown(heat, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    table = value_table(themes.current)
    for column, row, value in ((0, 0, 0), (3, 0, 3), (0, 2, 8), (3, 2, 11)):
        assert pixel(heat, paint, column, row) == table[round(255 * value / 11)].tolist()
        assert heat.cell_at(heat.middle_of(column, row)) == (column, row)
    assert heat.cell_at(QPointF(1, 1)) == (-1, -1)


def test_what_is_not_known_is_a_pale_guess_and_diverged_cells_do_not_stretch_the_colours(heat, paint):
    nan = math.nan
    shown(heat, [[0, nan, nan, 10], [nan, nan, nan, nan], [nan, nan, nan, 1e6]],
          marked=np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]], bool))
    assert heat.ends == (0, 10)
    colours, table = heat.colours().astype(float), value_table(themes.current)
    assert colours[0, 0].tolist() == table[0].tolist()
    assert colours[2, 3].tolist() == colours[0, 3].tolist() == table[255].tolist()
    for row, column, colour in ((1, 0, table[0]), (0, 2, table[255])):     # of the nearest, mixed with white
        assert colours[row, column] == pytest.approx(255 + 0.3 * (colour.astype(float) - 255), abs=1)
    before = pixel(heat, paint, 2, 2)
    shown(heat, [[0, 1, 2, 10], [1, 1, 1, 1], [1, 1, nan, 1]], known=np.ones((3, 4), bool))
    assert pixel(heat, paint, 2, 2) != before                      # defined nowhere is not unknown
    shown(heat, np.full((3, 4), 2.0))
    assert heat.ends == (1.5, 2.5)
    shown(heat, np.full((3, 4), 2.0), least=0)
    assert heat.ends == (0, 2)


def test_mouse_and_keys_point_at_cells_and_choose_them(heat):
    shown(heat, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    QTest.mouseMove(heat, heat.middle_of(1, 2).toPoint())
    QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=heat.middle_of(1, 2).toPoint())
    assert heat.heard[-2:] == [("pointed", 1, 2), ("chosen", 1, 2)]
    for key, cell in ((Qt.Key.Key_Up, (1, 2)), (Qt.Key.Key_Right, (2, 2)), (Qt.Key.Key_Down, (2, 1)),
                      (Qt.Key.Key_Left, (1, 1)), (Qt.Key.Key_Left, (0, 1)), (Qt.Key.Key_Left, (0, 1))):
        QTest.keyClick(heat, key)
        assert heat.cell == cell
    QTest.keyClick(heat, Qt.Key.Key_Return)
    assert heat.heard[-1] == ("chosen", 0, 1)
    heat.point_at(-1, -1)
    heat.heard.clear()
    QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.keyClick(heat, Qt.Key.Key_Return)
    assert heat.heard == []
