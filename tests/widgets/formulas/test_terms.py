"""Where a formula breaks, and which symbols have numbers."""

import re
import unicodedata

import pytest

from sims import registry
from tests.widgets.formulas.every_formula import every_formula
from widgets.formulas.mathml import lines, plain
from widgets.formulas.terms import layout, placed, split_numbers


def texts(html, names=()):
    return [[[piece.text for piece in term.pieces] for term in line] for line in layout(html, names)]


@pytest.mark.parametrize(("html", "terms"), [
    ("L = −E ln(1 − s) − (a − b)² + c", ["L", "= −E ln(1 − s)", "− (a − b)²", "+ c"]),
    ("a = ‖x − y‖ · |b − c|²", ["a", "= ‖x − y‖ · |b − c|²"]),
    ("y<sup>(k+1)</sup> ← 2<sup>−k</sup>", ["y^{(k + 1)}", "← 2^{−k}"]),
    ("m ← g, &nbsp; x, y ~ U[0,1]", ["m", "← g,", "x, y", "~ U[0, 1]"]),
    ("d = (a − b) / (c − d) − 1", ["d", "= (a − b) / (c − d)", "− 1"]),
])
def test_a_formula_breaks_where_it_relates_or_adds_and_not_in_brackets(html, terms):
    assert [text for (text,) in texts(html)[0]] == terms


def test_no_term_of_any_formula_is_torn_out_of_brackets_and_none_is_lost():
    for formula in every_formula():
        numbers = re.sub(r"{[^}]*}", "1", formula.numbers)
        for row, line in zip(lines(formula.html), layout(formula.html, tuple(split_numbers(numbers)[0]))):
            said = ["".join(piece.text for piece in term.pieces) for term in line]
            assert all(text.count("(") == text.count(")") and text.count("[") == text.count("]") for text in said)
            assert all(text.count("‖") % 2 == 0 for text in said if "KL" not in text)
            assert "".join(said).replace(" ", "") == plain(row).replace(" ", "")


def test_a_number_finds_its_symbol_also_within_a_term():
    html = "<i>L<sub>D</sub></i> = −(1 − <i>s</i>) <b>E</b> <i>D</i>(<i>x̃</i>) − <i>s</i>"
    values, _parts = split_numbers("<i>s</i> = 0.1, &nbsp; <b>E</b> <i>D</i>(<i>x̃</i>) = −2e−5, &nbsp; "
                                   "<i>L<sub>D</sub></i> = R = 3, &nbsp; n = 64")
    assert values == {"s": "0.1", unicodedata.normalize("NFD", "ED(x̃)"): "−2e−5", "L_D": "3", "R": "3", "n": "64"}
    formula = layout(html, tuple(values))
    assert texts(html, tuple(values)) == [[["L_D"], ["= −(1 −", "s", ")", unicodedata.normalize("NFD", "E D(x̃)")],
                                           ["− s"]]]
    assert placed(formula) == values.keys() - {"R", "n"}


def test_every_number_has_one_name_and_one_value():
    """A separator that is not recognised would give a number to the symbol before it."""
    for formula in every_formula():
        values, parts = split_numbers(re.sub(r"{[^}]*}", "1", formula.numbers))
        for name, value in values.items():
            assert re.fullmatch(r"[\d(), /]+", value) or " = " not in parts[name], (name, value)


def test_every_number_of_the_distances_stands_beneath_its_symbol():
    """Their panel has no other place for numbers of a formula."""
    for name in ("distances", "transport", "separation", "gaussian_fits", "noise", "critic", "manifolds",
                 "generator_losses", "noisy_discriminator"):
        for formula in registry.get(name).formulas.values():
            values, _parts = split_numbers(re.sub(r"{[^}]*}", "1", formula.numbers))
            assert values and placed(layout(formula.html, tuple(values))) == values.keys()
