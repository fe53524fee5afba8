"""Bars with infinity, earth that is dragged and stacked, and the coupling matrix."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from tests.widgets.test_numbers import EXTREME
from widgets.plots.charts.bars import Bar, BarsView
from widgets.plots.charts.matrix import MatrixView
from widgets.plots.charts.piles import MOST_BOXES, PilesView
from widgets.theme import themes


@pytest.fixture
def bars(qtbot):
    view = BarsView("Distances", (Bar("kl", "KL", "real", group="nats"), Bar("js", "JS", "critic", most=math.log(2)),
                                  Bar("slope", "slope", "ink", group="slope", signed=True)))
    qtbot.addWidget(view)
    view.resize(400, view.sizeHint().height())
    return view


def test_infinite_and_unknown_numbers_are_printed_and_said_as_such(bars):
    bars.show_values({"kl": math.inf, "js": 0.5, "slope": math.nan})
    assert (bars.text("kl"), bars.text("slope")) == ("∞", "–")
    assert "KL ∞" in bars.accessibleDescription()


@pytest.mark.parametrize("value", EXTREME)
def test_no_value_is_wider_than_its_place(bars, paint, monkeypatch, value):
    drawn = []
    monkeypatch.setattr(BarsView, "_paint_bar", lambda self, painter, bar, room: drawn.append(room.right()))
    bars.resize(bars.minimumSizeHint())
    bars.show_values(dict.fromkeys(("kl", "js", "slope"), value))
    paint(bars)
    text = bars.fontMetrics().horizontalAdvance(bars.text("kl"))
    assert len(drawn) == 3 and max(drawn) + text <= bars.width()


def test_an_infinite_bar_fills_its_room_and_a_half_bar_half_of_it(bars, paint):
    def coloured(role):
        picture = paint(bars).astype(int)
        colour = themes.current.colour(role)
        return (np.abs(picture - (colour.red(), colour.green(), colour.blue())).max(axis=-1) < 40).any(axis=0).sum()

    bars.show_values({"kl": 1.0, "js": math.log(2), "slope": 0.0})
    whole = coloured("critic")
    bars.show_values({"kl": math.inf, "js": math.log(2) / 2, "slope": 0.0})
    assert coloured("critic") == pytest.approx(whole / 2, abs=3)
    assert coloured("real") > 0.9 * whole


def test_a_growing_scale_keeps_still_and_has_round_ends(bars):
    bar = bars.bars[0]
    bars.show_values({"kl": 7.3})
    assert bars.scale(bar) == 8
    bars.show_values({"kl": 1.0})
    assert bars.scale(bar) == 8
    bars.show_values({"kl": 0.5})
    assert bars.scale(bar) == 0.5
    bars.show_values({"kl": math.inf})
    assert math.isfinite(bars.scale(bar))


def test_bars_scale_with_the_projector(bars):
    before = bars.sizeHint().height()
    themes.present(True)
    bars.setFont(themes.current.font())
    assert bars.sizeHint().height() > 1.4 * before


# Piles ---------------------------------------------------------------------------------------------------------------

@pytest.fixture
def piles(qtbot):
    view = PilesView(0, 10)
    qtbot.addWidget(view)
    view.resize(660, 300)

    def take(above, below):
        taken.append((above, below))
        view.show_stacks(above, below)

    taken = []
    view.edited.connect(take)
    view.taken = taken
    view.show_stacks([(3, 1), (7, 2)], [(4, 1), (6, 2)])
    view.show()
    return view


def place(view, position, hole=False):
    return QPoint(round(view._at(position)), round(view._ground() + (40 if hole else -10)))


def test_a_box_is_dragged_from_its_pile_to_another_place(piles):
    QTest.mousePress(piles, Qt.MouseButton.LeftButton, pos=place(piles, 7))
    for x in (7.4, 8, 9):
        QTest.mouseMove(piles, place(piles, x))
    QTest.mouseRelease(piles, Qt.MouseButton.LeftButton)
    assert piles.taken[-1] == (((3.0, 1.0), (7.0, 1.0), (9.0, 1.0)), ((4.0, 1.0), (6.0, 2.0)))


def test_holes_are_dragged_too_and_boxes_stack(piles):
    QTest.mousePress(piles, Qt.MouseButton.LeftButton, pos=place(piles, 4, hole=True))
    QTest.mouseMove(piles, place(piles, 6, hole=True))
    QTest.mouseRelease(piles, Qt.MouseButton.LeftButton)
    assert piles.taken[-1][1] == ((6.0, 3.0),)


def test_the_keys_choose_a_place_and_put_or_take_a_box(piles):
    piles.setFocus()
    QTest.keyClick(piles, Qt.Key.Key_PageDown)                   # from the middle, 5, to 6
    QTest.keyClicks(piles, "+")
    assert piles.taken[-1][0] == ((3.0, 1.0), (6.0, 1.0), (7.0, 2.0))
    QTest.keyClick(piles, Qt.Key.Key_Down)                       # the hole at 6
    QTest.keyClicks(piles, "-")
    assert piles.taken[-1][1] == ((4.0, 1.0), (6.0, 1.0))


def test_the_last_box_of_a_side_stays(piles):
    piles.show_stacks([(3, 1)], [(4, 1)])
    piles._change(False, 3, -1.0)
    assert piles.taken == []


def test_piles_are_said_and_painted_with_any_plan(piles, paint, capsys):
    assert "3: 1, 7: 2" in piles.accessibleDescription()
    piles.show_plans([(((3.0, 4.0, 1.0), (7.0, 7.0, 0.5)), "accent", None), ((), "ink", "dash")])
    piles.show_loads([], (3.0, 4.0, 1.0))
    paint(piles)
    piles.show_stacks([(0, 0.25)], [(10, 40)])
    paint(piles)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(("masses", "box"), [((1, 2), 1), ((24, 0.5), 10), ((1e6, 3), 1e5), ((1e9, 1e9), 1e8)])
def test_however_large_a_pile_only_a_few_boxes_are_painted(piles, paint, masses, box):
    piles.show_stacks([(3, masses[0])], [(4, masses[1])])
    assert piles.box == box
    assert sum(mass / piles.box for mass in masses) <= MOST_BOXES
    paint(piles)


def test_numbers_of_far_places_have_room(piles, paint):
    piles.low, piles.high = 0, 100_000_000
    piles.show_stacks([(3, 1)], [(100_000_000, 1)])
    paint(piles)                                                 # at most a label for each width of one


def test_a_sum_without_a_plan_is_what_it_should_be(matrix):
    matrix.show_matrix(np.full((1, 1), np.nan), ("3",), ("4",), (1e6,), (2,))
    assert (matrix.item(0, 0).text(), matrix.item(0, 1).text(), matrix.item(1, 0).text()) == ("–", "1e+06", "2")


def test_rounding_is_not_drawn_as_a_bar(qtbot):
    view = BarsView("Slopes", (Bar("a", "a", signed=True), Bar("b", "b", signed=True)))
    qtbot.addWidget(view)
    view.show_values({"a": -8.3e-17, "b": 2e-17})
    assert view.scale(view.bars[0]) == 1
    view.show_values({"a": -8.3e-17, "b": 1e-5})
    assert view.scale(view.bars[0]) == pytest.approx(1e-5)


# The matrix ----------------------------------------------------------------------------------------------------------

@pytest.fixture
def matrix(qtbot):
    view = MatrixView("Own plan", editable=True)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    view.show_matrix(np.array([[1.0, 0.0], [0.0, 1.0]]), ("3", "7"), ("4", "6"), (1.0, 1.0), (1.0, 1.0))
    return view


def test_a_matrix_shows_its_sums_and_marks_those_that_miss(matrix):
    assert matrix.item(0, 2).text() == "1" and matrix.item(2, 2).text() == "2"
    matrix.show_matrix(np.array([[2.0, 0.0], [0.0, 1.0]]), ("3", "7"), ("4", "6"), (1.0, 1.0), (1.0, 1.0))
    assert matrix.item(0, 2).text() == "2 ≠ 1"
    assert matrix.item(0, 2).foreground().color().name() == themes.current.warning


def test_the_heavier_cell_is_the_stronger_one(matrix):
    heavy, light = matrix.item(0, 0).background().color(), matrix.item(0, 1).background().color()
    assert heavy.saturationF() > light.saturationF()


def test_a_typed_number_is_told_and_nonsense_is_put_back(matrix, qtbot):
    def write(text):
        matrix.setCurrentCell(0, 1)
        matrix.editItem(matrix.item(0, 1))
        edit = matrix.findChild(QLineEdit)
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        qtbot.wait(20)                          # the editor is taken away, and its number in, by queued calls

    told = []
    matrix.edited.connect(lambda *what: told.append(what))
    write("0.5")
    assert told == [(0, 1, 0.5)]
    for text in ("-1", "x"):
        write(text)
        assert matrix.item(0, 1).text() == "0"
    assert len(told) == 1


def test_only_cells_of_an_editable_matrix_can_be_edited(matrix, qtbot):
    assert not matrix.item(0, 2).flags() & Qt.ItemFlag.ItemIsEditable
    fixed = MatrixView("The plan of least work")
    qtbot.addWidget(fixed)
    assert fixed.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers
    fixed.show_matrix(np.full((1, 2), np.nan), ("1",), ("2", "3"), (1.0,), (0.5, 0.5))
    assert fixed.item(0, 0).text() == "–"
