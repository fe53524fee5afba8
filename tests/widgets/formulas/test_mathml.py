"""What is typeset says what stands in the source."""

import re
import unicodedata
from html import unescape
from xml.etree.ElementTree import tostring

import pytest

from tests.widgets.formulas.every_formula import every_formula
from widgets.formulas.mathml import lines, plain


def symbols(text):
    """Only the symbols, in their order: no markup, no spaces, ² and ₁ as 2 and 1."""
    text = unescape(re.sub("<[^>]+>", "", text)).replace("\N{WORD JOINER}", "")
    return re.sub(r"[\s_^{}]", "", unicodedata.normalize("NFKD", text))


def test_every_symbol_of_every_formula_is_kept_in_its_order():
    assert len(every_formula()) > 150
    for formula in every_formula():
        rows = lines(formula.html)
        assert symbols("".join(plain(row) for row in rows)) == symbols(formula.html)


@pytest.mark.parametrize(("html", "text"), [
    ("<i>L<sub>D</sub></i> = −<b>E</b> ln σ(<i>D</i>(<i>x</i>)) − <b>E</b> ln(1 − σ(<i>D</i>(<i>x̃</i>)))",
     "L_D = −E ln σ(D(x)) − E ln(1 − σ(D(x̃)))"),
    ("<i>x̃</i><sub>1…\u2060<i>m</i></sub>", "x̃_{1…m}"), ("<i>x′</i><sub>1</sub>", "x′₁"),
    ("<i>u<sub>t</sub></i><sup>⊤</sup>", "u_t^⊤"), ("10<sup>−8</sup>", "10⁻⁸"),
    ("σ(<i>t</i>) = 1 / (1 + <i>e</i><sup>−<i>t</i></sup>)", "σ(t) = 1 / (1 + e^{−t})"),
    ("−<i>q</i> / (1 − <i>y</i>)²", "−q / (1 − y)²"),
    ("KL(p‖q)", "KL(p‖q)"), ("v ← β₁v + <i>g</i>², &nbsp; x", "v ← β₁v + g², x"),
])
def test_a_formula_in_a_line_of_type(html, text):
    (row,) = lines(html)
    assert plain(row) == unicodedata.normalize("NFD", text)


def mathml(html):
    (row,) = lines(html)
    return re.sub(r' \w+="[^"]*"', "", "".join(tostring(element, encoding="unicode") for element in row))


@pytest.mark.parametrize(("html", "made"), [
    ("η <i>g</i> / (√<i>s</i> + 1)",
     "<mi>η</mi><mspace /><mfrac><mi>g</mi>"
     "<mrow><msqrt><mi>s</mi></msqrt><mo>+</mo><mn>1</mn></mrow></mfrac>"),
    ("−∂L<sub>x</sub>/∂x", "<mo>−</mo><mfrac><mrow><mo>∂</mo><msub><mi>L</mi><mi>x</mi></msub></mrow>"
                           "<mrow><mo>∂</mo><mi>x</mi></mrow></mfrac>"),
    ("(a/b) c", "<mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo><mspace /><mi>c</mi>"),
    ("p(x) / (p(x) + q)", "<mfrac><mrow><mi>p</mi><mo>(</mo><mi>x</mi><mo>)</mo></mrow>"
                          "<mrow><mi>p</mi><mo>(</mo><mi>x</mi><mo>)</mo><mo>+</mo><mi>q</mi></mrow></mfrac>"),
    ("<i>m̂</i>", "<mover><mi>m</mi><mo>ˆ</mo></mover>"),
    ("<i>θ<sub>D</sub></i><sup><i>k</i></sup>", "<msubsup><mi>θ</mi><mi>D</mi><mi>k</mi></msubsup>"),
    ("<b>E</b> <i>Wv</i> std(x)", "<mi>𝔼</mi><mspace /><mi>W</mi><mi>v</mi><mspace /><mtext>std</mtext>"
                                  "<mo>(</mo><mi>x</mi><mo>)</mo>"),
    ("max<sub>f</sub> f", "<munder><mtext>max</mtext><mi>f</mi></munder><mspace /><mi>f</mi>"),
    ("dL/dt", "<mfrac><mrow><mi>d</mi><mi>L</mi></mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac>"),
])
def test_what_a_line_of_type_cannot_show_is_set_as_mathematics(html, made):
    assert mathml(html) == made
