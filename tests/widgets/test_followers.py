"""What is hidden takes on another look when it is shown, and not before."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from widgets.controls.formula import FormulaView
from widgets.followers import DRESSED, WAITING, PaintedLater
from widgets.theme import themes


class Told(QObject):
    """Counts how often Qt tells a widget of another style."""

    def __init__(self, widget):
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.times += event.type() == QEvent.Type.StyleChange
        return False


class Painted(QLabel):
    """Counts how often it is painted."""

    times = 0

    def paintEvent(self, event):
        self.times += 1
        super().paintEvent(event)


class Follower(QLabel):
    """Writes down the palettes that it is told of."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.seen = []
        themes.changed.connect(self.look)

    def look(self):
        self.seen.append(themes.current.name)


@pytest.fixture
def pages(calm_theme, qapp, qtbot):
    """A window with two pages, of which the second is hidden."""
    themes.apply(qapp)
    window = QStackedWidget()
    qtbot.addWidget(window)
    for _number in range(2):
        page = QWidget()
        layout = QVBoxLayout(page)
        for kind in (QPushButton, QComboBox, Follower):
            layout.addWidget(kind())
        page.findChild(QPushButton).setText("a button")
        window.addWidget(page)
    with qtbot.waitExposed(window):
        window.show()
    for number in (1, 0):               # so that both have been seen
        window.setCurrentIndex(number)
    yield window
    themes.enlarge(1.0)


def on_both(pages, kind):
    """Of the page that is seen, and of the hidden one."""
    return [pages.widget(number).findChild(kind) for number in range(2)]


def picture(window):
    return window.grab().toImage()


def test_what_is_hidden_is_not_restyled_until_it_is_shown_and_then_once(pages):
    told = list(map(Told, on_both(pages, QPushButton)))
    for name in ("dark", "light", "dark"):
        themes.use(name)
    seen, hidden = (each.times for each in told)
    assert seen >= 3 and hidden == 0
    pages.setCurrentIndex(1)
    assert told[1].times >= 1
    before = told[1].times
    for number in (0, 1):
        pages.setCurrentIndex(number)
    assert told[1].times == before


def test_a_method_of_what_is_hidden_is_called_once_when_it_is_shown(pages):
    seen, hidden = on_both(pages, Follower)
    for name in ("dark", "light", "contrast"):
        themes.use(name)
    assert seen.seen == ["dark", "light", "contrast"] and hidden.seen == []
    pages.setCurrentIndex(1)
    assert hidden.seen == ["contrast"]
    pages.setCurrentIndex(0)
    pages.setCurrentIndex(1)
    assert hidden.seen == ["contrast"]


def test_what_is_shown_looks_as_if_it_had_been_restyled_with_the_others(pages):
    pages.resize(300, 200)
    themes.use("dark")
    themes.enlarge(1.5)
    pages.setCurrentIndex(1)
    late = picture(pages)
    themes.use("light")
    themes.use("dark")                  # now that it is seen
    assert picture(pages) == late
    fresh = QPushButton("a button", pages)
    fresh.ensurePolished()
    assert on_both(pages, QPushButton)[1].sizeHint() == fresh.sizeHint()


def test_a_menu_is_measured_in_the_look_of_now_before_it_is_shown(pages):
    menu = QMenu(pages)
    menu.addAction("an entry")
    menu.popup(pages.pos())
    menu.close()
    themes.enlarge(2.0)
    fresh = QMenu(pages)
    fresh.addAction("an entry")
    assert menu.sizeHint() == fresh.sizeHint()


def test_what_moves_out_of_a_hidden_page_has_the_look_of_now(pages):
    _seen, moved = on_both(pages, Follower)
    themes.use("dark")
    assert moved.seen == []
    moved.setParent(pages.widget(0))
    moved.show()
    assert moved.seen == ["dark"]
    assert moved.palette().windowText().color().name() == themes.current.ink


def test_a_method_whose_object_is_gone_is_called_no_more(pages):
    calls = []

    class Short:
        def look(self):
            calls.append(themes.current.name)
    short = Short()
    themes.changed.connect(short.look)
    themes.use("dark")
    del short
    themes.use("light")
    assert calls == ["dark"]


def test_who_does_not_follow_any_more_is_not_called(pages):
    follower = pages.findChild(Follower)
    themes.changed.disconnect(follower.look)
    themes.use("dark")
    assert follower.seen == []


def test_what_was_never_shown_has_the_type_of_then_once_it_is(calm_theme, qapp, qtbot):
    themes.apply(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    formula = FormulaView()
    QVBoxLayout(window).addWidget(formula)
    usual = formula.font().pointSizeF()
    themes.enlarge(2.0)
    try:
        formula.show_formula("a title", "", "a sentence")
        with qtbot.waitExposed(window):
            window.show()
        labels = [label for label in formula.findChildren(QLabel) if label.isVisible()]
        assert len(labels) == 2 and [label.font().pointSizeF() for label in labels] == [2 * usual] * 2
    finally:
        themes.enlarge(1.0)


def test_what_qt_has_given_its_look_while_it_was_hidden_has_the_type_of_now_when_it_is_shown(pages):
    usual = pages.font().pointSizeF()
    late = QLabel("a text", pages.widget(1))
    themes.enlarge(2.0)
    late.sizeHint()                     # for which Qt gives it a look, inside what still has that of before
    assert late.testAttribute(DRESSED)
    pages.setCurrentIndex(1)
    assert late.isVisible() and late.font().pointSizeF() == 2 * usual
    assert {widget.font().pointSizeF() for widget in pages.widget(1).findChildren(QPushButton)} == {2 * usual}


def test_what_is_about_to_be_shown_is_laid_out_once_in_the_look_of_now(pages):
    sizes = []
    button = on_both(pages, QPushButton)[1]
    usual = button.height()
    themes.enlarge(2.0)
    themes.changed.catch_up(pages.widget(1))
    button.resizeEvent = lambda event: sizes.append(event.size().height())
    told = Told(button)
    pages.setCurrentIndex(1)
    assert told.times == 0 and sizes and min(sizes) > 1.5 * usual
    assert not any(widget.testAttribute(WAITING) for widget in (button, pages.widget(1)))


def test_while_a_new_look_is_laid_out_nothing_is_painted(pages, qtbot):
    painted = Painted("a text", pages.widget(0))
    painted.show()
    qtbot.waitUntil(lambda: painted.times > 0)
    before = painted.times
    themes.use("dark")
    painted.repaint()
    assert painted.times == before
    assert picture(pages).pixelColor(0, 0).name() == themes.current.panel       # as one may ask for any time
    before = painted.times
    themes.enlarge(1.5)
    qtbot.waitUntil(lambda: painted.times > before and not pages.findChildren(PaintedLater))
