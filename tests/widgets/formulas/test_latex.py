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


def test_its_symbols_can_be_asked_about(qtbot):
    formula = LatexFormula(r"L_D = \frac{1}{2}")
    qtbot.addWidget(formula)
    formula.resize(400, formula.heightForWidth(400))
    middle = formula.height() / 2
    hits = [formula.symbol_at(x, middle) for x in range(400)]
    texts = [hit.texts[-1] for hit in hits if hit is not None]
    assert list(dict.fromkeys(texts))[:3] == ["L", "D", "="] and hits[0] is None and hits[399] is None
    assert next(hit for hit in hits if hit is not None).texts[-2] == "L_D"
