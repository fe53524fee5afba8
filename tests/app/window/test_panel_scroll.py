"""A panel has the room that it needs, however large the type: where the window has less, one scrolls."""

import pytest
from PySide6.QtWidgets import QApplication

from app.panels.panel import Panel
from app.window.panel_scroll import LEAST, OF_PARTS, PanelScroll
from widgets.theme import themes


@pytest.fixture
def scroll(calm_theme, qtbot):
    made = PanelScroll(Panel())
    qtbot.addWidget(made)
    made.resize(1024, 600)
    made.show()
    yield made
    themes.enlarge(1.0)


def test_at_scale_1_it_fills_the_window_however_small_that_is(scroll):
    for size in ((1024, 600), (500, 300)):
        scroll.resize(*size)
        QApplication.processEvents()
        assert (scroll.widget().width(), scroll.widget().height()) == size


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0, 2.5])
def test_at_a_larger_one_it_has_as_much_room_as_it_needs_and_all_of_it_can_be_reached(scroll, scale):
    themes.enlarge(scale)
    QApplication.processEvents()
    panel, bars = scroll.widget(), (scroll.horizontalScrollBar(), scroll.verticalScrollBar())
    assert panel.width() >= LEAST.width() * scale - 1 and panel.height() >= LEAST.height() * scale - 1
    assert [bar.maximum() for bar in bars] == [max(0, panel.width() - scroll.viewport().width()),
                                               max(0, panel.height() - scroll.viewport().height())]
    assert (bars[0].maximum() > 0) == (LEAST.width() * scale > 1024)


def test_folding_a_part_away_makes_the_others_fit(scroll):
    themes.enlarge(1.5)
    scroll.make_room(("controls",))
    QApplication.processEvents()
    assert (LEAST.width() - OF_PARTS["controls"]) * 1.5 < 1024
    assert scroll.horizontalScrollBar().maximum() == 0
