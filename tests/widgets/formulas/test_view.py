"""The widget: colours, text to copy and to read aloud, and numbers that do not make the formula tremble."""

import unicodedata

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence

from widgets.formulas.view import TypesetFormula
from widgets.theme import themes

HTML = "<i>L<sub>D</sub></i> = −<b>E</b> ln σ(<i>D</i>(<i>x̃</i>))<br>σ(<i>t</i>) = 1 / (1 + <i>t</i>)"


def shown(qtbot, numbers="<i>L<sub>D</sub></i> = 0.69315, &nbsp; <i>n</i> = 64"):
    view = TypesetFormula()
    qtbot.addWidget(view)
    view.resize(300, 120)
    rest = view.show_formula(HTML, numbers)
    view.show()
    return view, rest


def colours(view):
    image = view.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_it_is_drawn_in_the_colours_of_the_theme(qtbot):
    try:
        for name in ("light", "dark"):
            themes.use(name)
            view, _rest = shown(qtbot)
            assert themes.current.ink in colours(view) and themes.current.accent in colours(view)
    finally:
        themes.use("light")


def test_it_grows_with_the_theme(qtbot):
    view, _rest = shown(qtbot)
    em = view.placed(1000).rows[0].em
    themes.present(True)
    try:
        assert view.placed(1000).rows[0].em / em == pytest.approx(themes.current.scale)
        assert view.placed(1000).rows[0].em >= 20 * view.logicalDpiY() / 72
    finally:
        themes.present(False)


def test_it_is_copied_and_read_aloud_as_text(qtbot):
    view, rest = shown(qtbot)
    said = unicodedata.normalize("NFD", "L_D = −E ln σ(D(x̃))\nσ(t) = 1 / (1 + t)\nL_D = 0.69315")
    assert view.text() == view.accessibleName() == said
    assert rest == "<i>n</i> = 64"
    (copy,) = view.actions()
    assert copy.shortcut() == QKeySequence(QKeySequence.StandardKey.Copy)
    copy.trigger()
    assert QGuiApplication.clipboard().text() == said


def test_a_formula_stands_still_while_its_numbers_change(qtbot):
    view, _rest = shown(qtbot)
    before = view.placed(300)
    view.show_formula(HTML, "<i>L<sub>D</sub></i> = 0.7")
    assert view.placed(300) == before and view.text().endswith("0.7")
    view.show_formula(HTML, "<i>L<sub>D</sub></i> = 123456.789")
    assert view.placed(300) != before


def test_the_symbol_under_the_pointer_is_the_one_that_is_drawn_there(qtbot):
    view, _rest = shown(qtbot)
    image, left = view.grab().toImage(), set()
    ratio = image.devicePixelRatio()
    ground = view.grab().toImage().pixelColor(0, 0)
    for x in range(image.width()):
        for y in range(image.height()):
            if abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 60:
                hit = view.symbol_at(x / ratio, y / ratio)
                left.add(None if hit is None else hit.texts[-1])
    # All ink is some symbol's or the number's but the bar of the fraction.
    assert left - {None} == {unicodedata.normalize("NFD", text) for text in
                             ("L", "D", "=", "−", "E", "ln", "σ", "(", ")", "x", "\u0303", "t", "1", "+", "L_D")}
    d = next(place for place in view.placed(300).rows[0].places if place.piece.name)
    hit = view.symbol_at(d.left + d.width / 2, view.placed(300).rows[0].numbers_at + 5)
    assert hit.texts == ("L_D",) and view.symbol_at(299, 119) is None
