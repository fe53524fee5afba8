"""The metrics of many seeds fit a narrow panel: one stays, with every seed at this step beside it."""

import pytest
from PySide6.QtWidgets import QApplication

from app.panels.panel_scroll import PanelScroll
from app.panels.seeds.metrics import SeedMetrics
from widgets.theme import themes


@pytest.mark.parametrize("scale", [1.21, 1.82])
def test_where_there_is_little_width_fewer_metrics_are_shown_and_nothing_lies_beyond_it(calm_theme, qapp, qtbot, scale,
                                                                                     request):
    request.addfinalizer(lambda: themes.enlarge(1.0))
    themes.apply(qapp)
    themes.enlarge(scale)
    metrics = SeedMetrics()
    scroll = PanelScroll(metrics)
    qtbot.addWidget(scroll)
    scroll.show()
    for width, shown in ((1000, 3), (620, 2), (540, 2), (1000, 3)):
        scroll.resize(round(width * scale), 500)
        for _turn in range(3):
            QApplication.processEvents()
        assert sum(view.isVisible() for view in metrics.views) == shown
        assert scroll.horizontalScrollBar().maximum() == 0
