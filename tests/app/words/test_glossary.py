"""The glossary: every symbol that a formula draws has a meaning there, the one that it has in that formula."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.lessons import course
from app.window.dialogs.glossary_dialog import GlossaryDialog
from app.words.entry import marked_up
from app.words.glossary import entries, entry_of, meanings
from sims import registry
from sims.distances.derivations_text import DERIVATIONS
from tests.widgets.formulas.every_formula import every_formula
from widgets.formulas.latex import mathml_of
from widgets.formulas.terms import layout
from widgets.formulas.typeset import typeset

#: Words of English between formulas.
WORDS = ("and", "at", "find", "for", "the", "time", "with", "align", "perfectly")


def formulas():
    """(simulation, formula) of all that the program shows."""
    own = {formula.html: name for name in registry.names() for formula in registry.get(name).formulas.values()}
    own |= {line.html: "derivation" for lines in DERIVATIONS.values() for line in lines}
    yield from ((own.get(formula.html, "gan"), formula.html) for formula in every_formula())
    yield from (((entry.only or ("gan",))[0], entry.formula) for entry in entries() if entry.formula)


def symbols_of(html):
    return [symbol for line in layout(html) for term in line for piece in term.pieces
            for symbol in typeset(piece.mathml).symbols]


def means(symbol):
    """Whether it is more than a number, a bracket, a sign or a word."""
    text = symbol.texts[-1]
    return text not in WORDS and re.search(r"[^\W\d_½]|[∇∂Σ∫‖|~←]", text)


def test_every_symbol_of_every_formula_has_an_entry():
    count = 0
    for simulation, html in formulas():
        for symbol in filter(means, symbols_of(html)):
            count += 1
            assert meanings(symbol.texts, simulation), (simulation, symbol.texts, html)
    assert count > 3000


def test_every_symbol_of_the_formulas_of_lessons_has_an_entry():
    for lesson in course.lessons():
        for stop in lesson.stops:
            for latex in re.findall(r"\$\$(.+?)\$\$", stop.text, re.DOTALL):
                for symbol in filter(means, typeset(mathml_of(latex)).symbols):
                    assert meanings(symbol.texts), (stop.title, symbol.texts)


@pytest.mark.parametrize("simulation, html, symbol, term", [
    ("gan", "<i>L<sub>D</sub></i> = −<b>E</b> ln σ(<i>D</i>(<i>x</i>))", "D", "loss of D"),
    ("gan", "<i>D</i>(<i>x̃</i>)", "x", "generated point"),
    ("gan", "σ(<i>t</i>)", "σ", "sigmoid"),
    ("gaussian_fits", "ln σ", "σ", "standard deviation"),
    ("gan", "<i>x̃</i> ← <i>x̃</i> + σ<sub>t</sub>ξ", "σ", "instance noise"),
    ("nash", "x ← x − η m<sub>x</sub>", "x", "player"),
    ("transport", "m W<sub>1</sub>", "m", "total mass"),
    ("noise", "2√V", "V", "variance of the noise"),
    ("distances", "V(D*)", "V", "value of the game"),
    ("manifolds", "M + η", "η", "random shift"),
    ("distances", "KL(p‖q)", "‖", "against"),
    ("gan", "‖∇<i>D</i>‖", "‖", "length"),
])
def test_a_symbol_means_what_it_means_in_that_formula(simulation, html, symbol, term):
    hit = next(each for each in symbols_of(html) if each.texts[-1] == symbol)
    assert [entry.term for entry in meanings(hit.texts, simulation)] == [term]


def test_a_letter_with_two_meanings_in_the_lab_has_both():
    assert {entry.term for entry in meanings(("s",), "gan")} == {"RMSprop", "label smoothing"}
    assert meanings(("?",), "gan") == ()


def test_entries_are_sentences_and_lead_to_others():
    assert len({entry.term for entry in entries()}) == len(entries()) > 120
    for entry in entries():
        assert entry.says.endswith(".") and 1 <= entry.says.count(". ") + 1 <= 3, entry.term
        assert set(entry.only) <= set(registry.names()), entry.term
        assert entry.term not in entry.see and all(entry_of(term) for term in entry.see), entry.term


def test_the_dialog_finds_a_symbol_a_term_and_a_word_and_follows_its_links(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1024, 700)
    dialog = GlossaryDialog(parent, "loss of D")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.entry.term == "loss of D" and not dialog.formula.isVisible()
    QTest.keyClicks(dialog.search, "duality")
    assert dialog.entry.term == "duality" and dialog.formula.isVisible()
    for typed in ("W₁", "W1", "w1", "Ｗ１"):
        dialog.search.setText(typed)
        assert dialog.entry.term == "Wasserstein distance" and "boxes" in dialog.text.toPlainText()
    dialog.search.setText("counterfeiter police")
    assert dialog.entry is None and not dialog.formula.isVisible()
    dialog.search.setText("psi slope")
    assert dialog.entry.term == "slope of the line D"
    dialog.search.setText("cat and mouse")
    assert dialog.entry.term == "mode hopping"
    dialog._follow(QUrl("term:mode collapse"))
    assert dialog.entry.term == "mode collapse" and not dialog.search.text()
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.entry.term != "mode collapse"


def test_a_symbol_has_what_stands_below_and_above_it_in_its_place():
    assert marked_up("θ_D^{k+1}") == "θ<sub>D</sub><sup>k+1</sup>"
    assert marked_up("D_W̄^K") == "D<sub>W̄</sub><sup>K</sup>" and marked_up("x̃_i < 1") == "x̃<sub>i</sub> &lt; 1"
