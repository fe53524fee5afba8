"""The method table on the screen, whose engine ends in the middle: what was done is kept, and the rest goes on."""

import pytest

from app.engine.client import NO_ENGINE
from app.engine.messages import Notice
from app.engine.method_table import TableCells
from app.panels.seeds.methods_view import RESTARTED, WAITING, MethodsView
from sims.gan.params import GanParams

CELLS = tuple((number, seed, {"status": "ok", "metrics": {"w1": 1.0 + number + seed}})
              for number in range(2) for seed in range(4))
GONE = None, Notice("", NO_ENGINE, refused=True)


@pytest.fixture
def view(qtbot):
    asked = []
    made = MethodsView(lambda question, then, **given: asked.append((question, then, given)), lambda: GanParams())
    qtbot.addWidget(made)
    made.asked = asked
    for key, check in made.boxes.items():
        check.setChecked(key in ("nonsaturating", "wgan_gp"))
    made.seeds.setCurrentText("4")
    made.begin()
    answer(made, "begin_table", None)
    hear(made, TableCells(CELLS[:3], 0.4, True))
    return made


def answer(view, question, value, error=None):
    """Answer the last question, which must be this one; returns what was given with it."""
    asked, then, given = view.asked.pop()
    assert asked == question and not view.asked
    then(value, error)
    return given


def hear(view, value, error=None):
    """The timer asks, and this is the answer."""
    view._timer.timeout.emit()
    return answer(view, "table_cells", value, error)


def test_a_new_engine_is_told_what_is_done_and_goes_on_with_the_rest(view):
    assert hear(view, None) == {"since": 3}             # it was started while nothing was asked
    assert view.sentence.text().startswith(RESTARTED) and view.running
    given = answer(view, "begin_table", None)
    assert given["done"] == CELLS[:3] and given["seeds"] == [0, 1, 2, 3] and len(given["settings"]) == 2
    assert hear(view, TableCells(CELLS[3:], 1.0, False)) == {"since": 3}
    assert not view.running and view.sentence.text().startswith(RESTARTED)
    assert [values.tolist() for values in view.values("w1").values()] == [[1, 2, 3, 4], [2, 3, 4, 5]]


def test_where_the_engine_does_not_answer_the_table_waits_for_the_next(view):
    hear(view, *GONE)
    assert view.running and view.sentence.text().startswith(WAITING)
    assert [len(values) for values in view.values("w1").values()] == [3, 0]
    hear(view, *GONE)                                   # it has been given up
    hear(view, None)                                    # it was started again by hand
    assert answer(view, "begin_table", *GONE)["done"] == CELLS[:3]      # and ended at once
    hear(view, None)
    answer(view, "begin_table", None)
    hear(view, TableCells(CELLS[3:], 1.0, False))
    assert not view.running and len(view.as_csv().splitlines()) == 1 + len(CELLS)


@pytest.mark.parametrize("told", [GONE, (None, None)])
def test_one_that_was_cancelled_meanwhile_is_not_begun_again(view, told):
    view.end()
    answer_of_end = view.asked.pop()
    assert answer_of_end[0] == "end_table"
    answer_of_end[1](*GONE)
    answer(view, "table_cells", *told)
    assert not view.running and not view.asked and not view._timer.isActive()
    assert len(view.as_csv().splitlines()) == 1 + 3
