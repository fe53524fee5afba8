"""Formulas in LaTeX: set as the sources print them, smaller where there is no room, refused where they are none."""

import re

import pytest

from app.lessons import course
from widgets.formulas.latex import LatexFormula, mathml_of
from widgets.formulas.typeset import typeset

V = r"V(D, G) = \mathbb{E}_{x \sim p}\,\ln D(x) + \mathbb{E}_{z \sim p_z}\,\ln(1 - D(G(z)))"


def test_every_formula_of_the_lessons_can_be_typeset():
    for lesson in course.lessons():
        for stop in lesson.stops:
            for latex in re.findall(r"\$\$(.+?)\$\$", stop.text, re.DOTALL):
                assert "\\" not in mathml_of(latex), (stop.title, latex)


@pytest.mark.parametrize("latex", [r"\frac{1}{", "{", r"\left( x"])
def test_what_is_no_formula_is_refused(latex):
    with pytest.raises(ValueError):
        mathml_of(latex)


def test_it_becomes_smaller_where_there_is_no_room(qtbot):
    formula = LatexFormula(V)
    qtbot.addWidget(formula)
    wide, narrow = formula.em(2000), formula.em(200)
    assert formula.em(3000) == wide
    assert narrow * typeset(mathml_of(V)).width == pytest.approx(200)
    assert formula.heightForWidth(200) < formula.heightForWidth(2000)
