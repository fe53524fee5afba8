"""Help has a sentence for every panel, page, setting and number, found by typing a word of it."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTabBar, QVBoxLayout, QWidget

from app.panels import PANELS
from app.panels.metric_names import METRICS, metric_says
from app.window.dialogs.glossary_dialog import GlossaryDialog
from app.window.focus_help import sentence_of
from app.window.help_entries import setting_says, window_entries
from app.window.panel_tabs import PanelTabs
from sims import registry
from sims.params import parameters
from widgets.formulas.terms import layout


@pytest.fixture
def tabs(qtbot):
    made = PanelTabs(PANELS, lambda kind: None)
    qtbot.addWidget(made)
    return made


def test_every_setting_has_a_sentence():
    for simulation in registry.names():
        for declared in parameters(registry.params_type(simulation)).values():
            assert declared.help.endswith("."), (simulation, declared.name)
            assert declared.label and len(setting_says(declared)) > len(declared.help), (simulation, declared.name)


@pytest.mark.parametrize("simulation", registry.names())
def test_every_number_of_a_trace_that_a_panel_offers_has_a_sentence(simulation):
    offered = {name for panel in PANELS for name in getattr(panel.load(), "metrics", ())
               if simulation in (panel.group, *panel.load().titles())}
    without = [name for name in offered if not metric_says(name).endswith(".")]
    assert without == []


def test_every_metric_has_a_sentence_and_its_formula_is_one():
    for name, metric in METRICS.items():
        assert metric.says.endswith(".") and metric.label, name
        assert not metric.formula or list(layout(metric.formula)), name
    assert metric_says("grad_norm_d_2") and not metric_says("no such column")


def test_every_panel_and_every_page_has_a_sentence(tabs):
    for panel in PANELS:
        assert panel.says.endswith("."), panel.group
        says, titles = panel.load().view_sentences(), panel.load().view_titles()
        pages = {name for name in titles if "/" not in name and name != "steps"}
        assert pages == set(says) and all(says.values()), panel.group


def test_help_finds_settings_numbers_and_pages_beside_the_terms(tabs, qtbot):
    holder = QWidget()
    holder.resize(1200, 800)
    qtbot.addWidget(holder)
    others = window_entries(tabs)
    dialog = GlossaryDialog(holder, others=others)
    assert len({entry.key for entry in others}) == len(others) == len(dialog.items) - len(
        GlossaryDialog(holder).items)
    for words, term, place in (("modes on the ring", "modes on the ring", "setting of GAN lab"),
                               ("jensen-shannon", "JS", "number"), ("gallery", None, None),
                               ("chain rule page", "Derivation", "page of GAN lab"),
                               ("minibatch statistics", None, None)):
        dialog.search.clear()
        QTest.keyClicks(dialog.search, words)
        if term:
            left = [item.data(0x100) for item in dialog.items.values() if not item.isHidden()]
            assert any(entry.term == term and entry.place.startswith(place) for entry in left), words
    dialog.close()


def test_what_the_keyboard_comes_to_is_told_in_one_line(qtbot):
    outer, tabs, button = QWidget(), QTabBar(), QPushButton("b")
    layout = QVBoxLayout(outer)
    row = QWidget()
    row.setToolTip("Of the row.\nSecond line.")
    QVBoxLayout(row).addWidget(button)
    tabs.setTabToolTip(tabs.addTab("t"), "Of the tab.")
    for widget in (tabs, row):
        layout.addWidget(widget)
    qtbot.addWidget(outer)
    assert sentence_of(tabs) == "Of the tab." and sentence_of(button) == "Of the row. Second line."
    button.setToolTip("Its own.")
    assert sentence_of(button) == "Its own." and sentence_of(QWidget(outer)) == ""
