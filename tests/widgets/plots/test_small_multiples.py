"""The title of a small picture stays above it, whatever its letters."""

import numpy as np
from PySide6.QtGui import QFontMetricsF

from widgets import fonts
from widgets.plots.small_multiples import Multiple, SmallMultiples
from widgets.theme import themes


def test_a_chinese_title_ends_above_its_picture_as_a_latin_one_does(qapp, calm_theme, qtbot):
    fonts.bring("zh_CN")
    themes.apply(qapp)
    view = SmallMultiples("Seeds")
    qtbot.addWidget(view)
    view.resize(240, 240)
    drawn = {}
    for title in ("", "seed 0", "\u79cd\u5b50 0"):
        view.show_multiples((Multiple(np.zeros((0, 2)), title),), np.zeros((0, 2)), 1.0)
        image = view.grab().toImage()
        drawn[title] = [[image.pixel(x, y) for x in range(image.width())] for y in range(image.height())]
    line = QFontMetricsF(themes.current.font()).height()
    for title in list(drawn)[1:]:
        rows = [y for y, (one, bare) in enumerate(zip(drawn[title], drawn[""])) if one != bare]
        assert rows and max(rows) < line, title
