"""No term is ever broken, nothing overlaps and nothing leaves its place, at any width."""

import re
from itertools import pairwise

import pytest

from tests.widgets.formulas.every_formula import every_formula
from widgets.formulas.placing import LEAST, place
from widgets.formulas.terms import layout, split_numbers
from widgets.formulas.typeset import typeset

EM, NUMBER, HEIGHT = 18.0, 66.0, 16.0


def laid_out(formula, width):
    names = tuple(split_numbers(re.sub(r"{[^}]*}", "1", formula.numbers))[0])
    lines = layout(formula.html, names)
    return lines, place(lines, dict.fromkeys(names, NUMBER), width, EM, HEIGHT)


@pytest.mark.parametrize("width", [190, 265, 420, 900])
def test_terms_stay_whole_and_inside(width):
    shrunk = 0
    for formula in every_formula():
        lines, made = laid_out(formula, width)
        rows = [[id(each.piece) for each in row.places] for row in made.rows]
        terms = [[id(piece) for piece in term.pieces] for line in lines for term in line]
        assert [piece for row in rows for piece in row] == [piece for term in terms for piece in term]
        for term in terms:
            assert any(row[start:start + len(term)] == term for row in rows for start in range(len(row)))
        shrunk += any(row.em < EM for row in made.rows)
        for row in made.rows:
            if row.em > LEAST * EM:
                assert row.places[-1].left + row.places[-1].width <= width + 1e-6
            for one, other in pairwise(row.places):
                assert one.left + one.width <= other.left + 1e-9
            assert all(each.width >= NUMBER for each in row.places if each.piece.name)
    assert shrunk > 0 if width < 420 else shrunk < 5


def test_lines_do_not_touch_and_numbers_stand_between_them():
    for formula in every_formula():
        _lines, made = laid_out(formula, 265)
        for row, after in pairwise(made.rows):
            top = after.base_line - after.em * max(typeset(each.piece.mathml).ascent for each in after.places)
            bottom = row.base_line + row.em * max(typeset(each.piece.mathml).descent for each in row.places)
            if any(each.piece.name for each in row.places):
                bottom = max(bottom, row.numbers_at + HEIGHT)
            assert bottom < top
        for row in made.rows:
            for each in row.places:
                if each.piece.name:
                    assert row.numbers_at >= row.base_line + row.em * typeset(each.piece.mathml).descent - 1e-9


def test_a_formula_behind_a_comma_is_not_broken_where_a_line_of_its_own_holds_it():
    formula = layout("m ← a + b, &nbsp; v ← c + d")
    whole = place(formula, {}, 1000.0, EM, HEIGHT)
    assert len(whole.rows) == 1
    width = whole.rows[0].places[-1].left + whole.rows[0].places[-1].width
    made = place(formula, {}, width - 1, EM, HEIGHT)
    assert [" ".join(each.piece.text for each in row.places) for row in made.rows] == ["m ← a + b,", "v ← c + d"]
