"""The table of concepts: every row has a place that the real window goes to, and a check that stands in the tests."""

import ast
import itertools
import re
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QCursor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolTip

from app.panels.gan.experiments.page import EXPERIMENTS, ExperimentsPage
from app.sessions.link import read_link
from app.window.dialogs.about_dialog import AboutDialog
from app.window.dialogs.concepts_dialog import ConceptsDialog, place_text
from app.window.dialogs.glossary_dialog import GlossaryDialog
from app.window.dialogs.keys_dialog import KeysDialog
from app.words.concepts import concepts
from app.words.sources import SOURCES
from tests.accessible_tree import lacking
from tests.colour_vision import least_distance
from widgets.controls.parameters import ParameterControls
from widgets.language import _
from widgets.plots.legend import Legend
from widgets.plots.plot import Plot
from widgets.theme import THEMES

ROOT = Path(__file__).parents[2]


@cache
def names_in(path):
    """{test or claim: the strings in its file}: what a check can name there."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return functions, texts | functions


def test_the_table_has_every_concept_once_and_each_check_is_a_test():
    rows = concepts()
    assert [concept.number for concept in rows] == list(range(1, 96))
    assert len({concept.title for concept in rows}) == 95
    for concept in rows:
        assert re.fullmatch("A?B?C?D?", concept.sources) and concept.sources, concept
        assert len(concept.title) <= 62 and not concept.title.endswith("."), concept.title
        assert concept.places and concept.checks, concept.number
        for check in concept.checks:
            path, name, case = re.fullmatch(r"(tests/[\w/]+\.py)::(test_\w+)(?:\[(\w+)\])?", check).groups()
            functions, texts = names_in(path)
            assert name in functions and not path.startswith(("tests/package", "tests/bench")), check
            assert case is None or case in texts, check


@pytest.mark.gui
def test_every_concept_has_a_place_in_the_window_and_a_check(window, qtbot):
    """Each place is opened as a person opens it, a panel after the other, and what it names is in front then."""
    places = {place: concept.number for concept in concepts() for place in concept.places}
    for place, number in sorted(places.items(), key=lambda item: (item[0].panel, item[0].preset, item[0].views)):
        window.words.open_place(place)
        panel = window.panel
        assert panel.group == place.panel, number
        assert place_text(place, window.tabs).startswith(window.tabs.title_of(place.panel)), number
        if place.link:
            assert not read_link(place.link).unknown, number
        if place.setting:
            row = panel.page.controls.rows[place.setting.partition(".")[2]]
            assert row.isVisible() and row.isAncestorOf(QApplication.focusWidget()), number
        for view in place.views:
            demand_in_front(panel, view)
    a_concept_is_found_by_keys_and_opens_where_it_is_seen(window, qtbot)
    a_symbol_is_told_under_the_pointer_and_f1_opens_its_entry(window, qtbot)
    every_control_has_a_name_a_role_and_a_value(window)
    every_entry_of_a_legend_is_told_from_the_others(window)


def every_control_has_a_name_a_role_and_a_value(window):
    """With Qt's own interface, now that every panel has been in front; also what is made when it is first shown."""
    for controls in window.findChildren(ParameterControls):
        assert all(row.label.text() for row in controls.rows.values())
    for page in window.findChildren(ExperimentsPage):
        assert all(map(page.view, EXPERIMENTS))
    assert "\n".join(lacking(window)) == ""
    plots = [QAccessible.queryAccessibleInterface(plot) for plot in window.findChildren(Plot)]
    assert len(plots) > 60 and {plot.role() for plot in plots} == {QAccessible.Role.Chart}
    told = {plot.text(QAccessible.Text.Name): plot.text(QAccessible.Text.Value) for plot in plots}
    assert "points" in told[_("Points and output of D")] and "step from 0" in told[_("Losses")]
    for command in ("presets", "glossary", "concepts"):
        window.actions_by_key[command].trigger()
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    dialogs += [KeysDialog(window, window.shortcuts), AboutDialog(window)]
    assert len(dialogs) == 5 and [lack for dialog in dialogs for lack in lacking(dialog)] == []
    for dialog in dialogs:
        dialog.close()


def every_entry_of_a_legend_is_told_from_the_others(window):
    """By its dash or its symbol, or by its colour, whatever cones the eyes have that look at it."""
    pairs = {(one.colour, other.colour): (one.label, other.label) for legend in window.findChildren(Legend)
             for one, other in itertools.combinations(legend._entries.values(), 2)
             if (one.dash, one.symbol) == (other.dash, other.symbol)}
    alike = [(theme.name, labels, round(found), whose) for theme in THEMES.values() for pair, labels in pairs.items()
             for found, whose in [least_distance(*(theme.colour(colour).name() for colour in pair))] if found < 10]
    assert pairs and "\n".join(map(str, alike)) == ""


def a_concept_is_found_by_keys_and_opens_where_it_is_seen(window, qtbot):
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ConceptsDialog)
    QTest.keyClicks(dialog.search, "earth work")
    assert dialog.concept.number == 50 and "Dong" in dialog.items[50].text(2)
    assert place_text(dialog.concept.places[0], window.tabs) in dialog.told.text()
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.panel.group == "distances" and window.panel.page.group == "transport")
    assert window.panel.page.presets.in_force == "seed_best"
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = next(each for each in window.findChildren(ConceptsDialog) if each.isVisible())
    assert dialog.concept.number == 50                      # where one was
    QTest.keyClicks(dialog.search, "hui")
    seen = [concept.number for concept in concepts() if not dialog.items[concept.number].isHidden()]
    assert seen == [concept.number for concept in concepts() if "D" in concept.sources]
    dialog.search.setText("zzz")
    assert dialog.concept is None and not dialog.go.isEnabled()
    dialog.reject()
    assert [_(source.short) for source in SOURCES] == ["the notes", "Dong", "Vadsola", "Hui"]


def a_symbol_is_told_under_the_pointer_and_f1_opens_its_entry(window, qtbot):
    formula = window.panel.page.formula
    qtbot.waitUntil(formula.isVisible)
    row = formula.placed(formula.width()).rows[0]
    place = QPoint(*next((x, round(row.base_line) - 3) for x in range(formula.width())
                         if (hit := formula.symbol_at(x, row.base_line - 3)) and hit.texts[-1] == "γ"))
    QApplication.sendEvent(formula, QHelpEvent(QEvent.Type.ToolTip, place, formula.mapToGlobal(place)))
    assert "coupling" in QToolTip.text()
    QCursor.setPos(formula.mapToGlobal(place))
    qtbot.waitUntil(lambda: QCursor.pos() == formula.mapToGlobal(place))
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(GlossaryDialog)
    assert dialog.entry.term == "coupling" and window.findChild(KeysDialog) is None
    dialog.reject()


def demand_in_front(panel, view):
    """What `open_view` was asked for is what is seen."""
    part, _slash, key = view.partition("/")
    if panel.group == "gan":
        if part == "layers":
            assert panel.lab.layers.is_shown(key)
        elif part == "surface":
            assert panel.lab.surface.chosen == key
        elif part == "steps":
            assert panel.steps.isVisible()
        else:
            assert panel.curves.page.name == part and panel.curves.isVisible()
            assert not key or panel.curves.page.key == key
    elif panel.group == "patterns":
        assert panel.curves.page.name == view and panel.curves.isVisible()
    elif panel.group == "distances":
        assert panel.page.kind.simulation == view and panel.page.isVisible()
    elif panel.group == "nash" and view in panel.beside.views:
        assert not panel.beside.views[view].isHidden()
    elif panel.group == "seeds":
        assert panel.views.tabText(panel.views.currentIndex()) == panel.view_titles()[view]
