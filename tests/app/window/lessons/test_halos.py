"""What a stop names has a ring around it, wherever it is and only while it is to be seen."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.lessons.lesson import parse_lesson
from app.lessons.lit import read_lit
from app.panels.panel import Panel
from app.window.lessons.halos import PATIENCE, Halos, Ring
from app.window.lessons.lit_places import spots_of
from widgets.formulas.latex import LatexFormula
from widgets.formulas.view import TypesetFormula
from widgets.plots.charts.bars import Bar, BarsView
from widgets.plots.curves.view import CurvesView
from widgets.plots.function_plot import FunctionPlot
from widgets.theme import THEMES, themes

STOP = '+++\ntitle = "T"\n+++\n# One\n+++\nscene = "saddle:nash#0"\nlit = {lit}\n+++\nText.\n'


class PlotsPanel(Panel):
    """A panel with two plots, in a column that scrolls, bars and a formula."""

    def __init__(self):
        super().__init__()
        self.curves, self.function, self.formula = CurvesView("c"), FunctionPlot("f", "x", log_y=True), TypesetFormula()
        self.curves.add_curve("w1", "W1")
        self.function.add("js", "JS", "ink")
        self.function.set_view((0, 10), (1, 1000))
        self.formula.show_formula("L<sub>D</sub> = −ln D(x)")
        self.bars = BarsView("b", [Bar("kl", "KL"), Bar("js", "JS")])
        contents = QWidget()
        column = QVBoxLayout(contents)
        for widget in (self.formula, self.bars, self.function, self.curves):
            widget.setMinimumHeight(200)
            column.addWidget(widget)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setWidget(contents)
        QVBoxLayout(self).addWidget(self.scroll)


@pytest.fixture
def panel(calm_theme, qtbot):
    made = PlotsPanel()
    qtbot.addWidget(made)
    made.resize(500, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


def spots(panel, text):
    return spots_of(panel, QWidget(), read_lit(text))


def test_a_curve_is_its_plot_and_a_point_where_that_has_it(panel):
    (spot,) = spots(panel, "curve/w1")
    assert spot.widget is panel.curves and spot.rects() == [panel.curves.rect()]
    (spot,) = spots(panel, "point/js/5/100")                    # in the middle, two thirds up three decades
    plot = panel.function.plot
    box = plot.getViewBox().sceneBoundingRect()
    (rect,) = spot.rects()
    wanted = QPoint(round(box.center().x()), round(box.bottom() - 2 / 3 * box.height()))
    assert spot.widget is plot and (rect.center() - wanted).manhattanLength() <= 3
    assert spots(panel, "point/js/50/100")[0].rects() == []     # beyond what the plot shows
    assert spots(panel, "point/js/5/-1") == [] and spots(panel, "curve/w2") == []
    assert spots(panel, "picture")[0].widget in (plot, panel.curves.plot)


def test_what_has_no_curve_is_a_bar(panel):
    (spot,) = spots(panel, "curve/kl")
    assert spot.widget is panel.bars and spots(panel, "curve/tv") == []
    assert spots(panel, "curve/js")[0].widget is panel.function
    panel.bars.hide()
    assert spots(panel, "curve/kl") == []


def test_a_term_is_where_the_formula_has_it(panel):
    (spot,) = spots(panel, "term/D")
    assert spot.widget is panel.formula and len(spot.rects()) == 2
    for rect in spot.rects():
        hit = panel.formula.symbol_at(rect.center().x(), rect.center().y())
        assert hit.texts[-1] == "D"
    (whole,), (inner, _other) = spots(panel, "term/L_D")[0].rects(), spot.rects()
    assert whole.contains(inner) and whole.width() > inner.width()
    assert spots(panel, "term/Q") == []
    formula = LatexFormula(r"\frac{1}{D - 1} \cdot \gamma")
    formula.resize(300, 80)
    (rect,) = formula.places_of("γ")
    assert formula.symbol_at(rect.center().x(), rect.center().y()).texts[-1] == "γ"
    (fraction,), (below,) = formula.places_of("1/D − 1"), formula.places_of("D − 1")
    assert fraction.adjusted(-1, -1, 1, 1).contains(below) and fraction.top() < below.top()
    assert formula.places_of("D − 1γ") == formula.places_of("") == []


def test_rings_follow_what_is_lit_and_go_with_it(panel):
    told = []
    halos = Halos(panel, QWidget(), lambda _panel, said: told.append(said))
    stop = parse_lesson("t", STOP.format(lit='["curve/w1", "curve/w2"]')).stops[0]
    halos.light(panel, stop)
    panel.scroll.verticalScrollBar().setValue(panel.scroll.verticalScrollBar().maximum())
    halos.look()
    (ring,) = halos.rings
    around = QRect(panel.curves.mapTo(panel, QPoint(0, 0)), panel.curves.size()) & QRect(
        panel.scroll.viewport().mapTo(panel, QPoint(0, 0)), panel.scroll.viewport().size())
    height = ring.height()
    assert ring.isVisible() and ring.geometry() == around.adjusted(-4, -4, 4, 4) & panel.rect()
    assert not ring.mask().contains(ring.rect().center())      # what is within is free, for the mouse, too
    panel.scroll.verticalScrollBar().setValue(0)
    halos.look()
    assert not halos.rings or halos.rings[0].height() < height
    for _search in range(PATIENCE):
        halos._search()
    assert told == ["Line 7: nothing here is called “curve/w2”."]
    halos.clear()
    assert halos.rings == []


@pytest.mark.parametrize("name", THEMES)
def test_a_ring_stands_out_in_every_palette(name):
    """WCAG 2.2, 1.4.11: at least 3 to 1."""
    theme = THEMES[name]
    assert all(contrast(theme.accent, ground) >= 3 for ground in (theme.ground, theme.panel, theme.raised))


def contrast(one, other):
    def luminance(colour):
        parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_ring_is_as_wide_as_the_type_is_large(panel):
    ring = Ring(panel)
    ring.surround(QRect(100, 100, 50, 30), False)
    assert ring.geometry() == QRect(96, 96, 58, 38)
    themes.present(True)
    try:
        ring.surround(QRect(100, 100, 50, 30), False)
        assert ring.geometry() == QRect(93, 93, 64, 44)
        assert ring.grab().toImage().pixelColor(1, 1).name() == themes.current.accent
    finally:
        themes.present(False)
