"""Words at the edge of a plot lie within it and over a small part of it, or are not seen."""

import pytest
from PySide6.QtWidgets import QApplication

from widgets.plots.edge_card import EdgeCard, in_a_row
from widgets.plots.plot import Plot


@pytest.mark.parametrize("lower", [False, True])
def test_a_card_is_laid_out_anew_where_its_plot_gets_another_size(calm_theme, qtbot, lower):
    plot = Plot("x", "y")
    qtbot.addWidget(plot)
    plot.resize(1200, 500)
    plot.show()
    card = EdgeCard(plot, lower)
    card.show_text(in_a_row(["z = (−1.649, 0.6109)", "σ(D) = 0.4824", "transport plan: 200 pairs, mean length 5.004"]))
    heights = []
    for width in (1200, 320, 60, 900):
        plot.resize(width, 500)
        QApplication.processEvents()
        inside = plot.mapFromScene(plot.getViewBox().sceneBoundingRect()).boundingRect()
        assert inside.adjusted(-1, -1, 1, 1).contains(card.geometry()) or width < 100, (width, inside, card.geometry())
        heights.append(card.height())
    assert heights[1] > heights[0] == heights[3]


def test_a_card_is_not_seen_in_a_plot_that_it_would_cover_and_goes_with_its_size(qtbot):
    picture = Plot()
    qtbot.addWidget(picture)
    card = EdgeCard(picture)
    picture.show()
    card.show_text("<br>".join(["z = (0.5, 1)"] * 3))
    for height, fits in ((600, True), (120, False), (600, True)):
        picture.resize(300, height)
        qtbot.waitUntil(lambda fits=fits: card.isVisible() == fits)
        if fits:
            assert picture.rect().contains(card.geometry())
