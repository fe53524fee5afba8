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
