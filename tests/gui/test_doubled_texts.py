"""With every text doubled, as long as any language may make it, nothing in the window is cut at 1280 x 720, and nothing
is to be pushed both ways to be seen."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QPushButton, QTabBar, QToolTip

from app.panels import PANELS
from app.window import cut_texts as cut_texts_of
from tests.gui.pages import cut_texts, pages, scrolls_both_ways, twice
from tests.gui.windows import WAIT, close, laid_out, new_window
from widgets import language
from widgets.theme import themes

pytestmark = pytest.mark.gui


@pytest.fixture
def doubled(qtbot):
    themes.apply(QApplication.instance())
    themes.use("light")
    language.install(twice)
    main = new_window(qtbot)
    yield main
    close(main)
    language.install(None)


def test_nothing_is_cut(doubled, qtbot, screenshot_dir):
    cut = {}
    for entry in PANELS:
        panel = doubled.panel_of(entry.group)
        doubled.show_panel(panel)
        qtbot.waitUntil(lambda panel=panel: panel.group == "map" or panel.page.report is not None, timeout=WAIT)
        for name in pages(panel):
            laid_out(doubled, qtbot)
            if found := cut_texts(doubled) + scrolls_both_ways(doubled):
                cut[entry.group, name] = found
                doubled.grab().save(str(screenshot_dir / f"doubled-{entry.group}-{len(cut)}.png"))
        if panel.group != "map":
            panel.command("pause")
    assert not cut, "\n".join(f"{place}: {found}" for place, found in cut.items())


def test_what_is_cut_is_told_by_the_pointer(qtbot):
    combo = QComboBox()
    qtbot.addWidget(combo)
    combo.addItem("a text that is longer than the list is wide")
    combo.setToolTip("what it is for")
    combo.resize(80, 30)
    combo.show()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), combo.mapToGlobal(QPoint(5, 5)))
    assert cut_texts_of.tell(combo, event)
    assert QToolTip.text() == "a text that is longer than the list is wide\n\nwhat it is for"
    combo.resize(600, 30)
    assert not cut_texts_of.tell(combo, event)
    QToolTip.hideText()


def test_a_long_tool_tip_wraps_also_of_a_tab_and_of_a_line_in_a_list(qtbot):
    long = "What one sees here, a < b, " + 8 * "and more of it "
    button, tabs, lines = QPushButton(), QTabBar(), QListWidget()
    button.setToolTip(long)
    tabs.setTabToolTip(tabs.addTab("tab"), long)
    lines.addItem("line")
    lines.item(0).setToolTip(long)
    for widget in (button, tabs, lines.viewport()):
        place = QPoint(8, 8)
        qtbot.addWidget(widget.window())
        widget.window().show()
        event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
        assert cut_texts_of.tell(widget, event)
        tip = next(each for each in QApplication.topLevelWidgets() if each.inherits("QTipLabel") and each.isVisible())
        assert "a &lt; b" in tip.text() and tip.height() > 2 * tip.fontMetrics().height()
        assert tip.width() < 60 * tip.fontMetrics().averageCharWidth()
        QToolTip.hideText()
