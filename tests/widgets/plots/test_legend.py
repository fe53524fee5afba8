"""The legend of a plot says what is shown."""

import pytest

from widgets.plots.legend import Entry, Legend
from widgets.theme import themes


def test_only_what_is_hidden_is_struck_out_at_every_scale(qtbot, calm_theme):
    legend = Legend([Entry("a", "real x"), Entry("b", "generated")])
    qtbot.addWidget(legend)
    legend.set_shown("b", False)
    legend.show()
    for scale in (1.0, 2.0):
        themes.enlarge(scale)
        assert [button.font().strikeOut() for button in legend.buttons] == [False, True]
        assert [button.fontInfo().strikeOut() for button in legend.buttons] == [False, True]
        assert legend.buttons[0].fontInfo().pointSizeF() == pytest.approx(themes.current.font_points, abs=0.6)
    themes.enlarge(1.0)
