"""Help has a sentence for every panel, page, setting and number, found by typing a word of it."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTabBar, QVBoxLayout, QWidget

from app.panels import PANELS
from app.panels.compare.curves import PairCurves
from app.panels.distances.panel import SCENES
from app.panels.gan.curves.curve_pages import BeganPage, DiscriminatorPage, OverviewPage, QualityPage
from app.panels.gan.curves.overfitting_page import OverfittingPage
from app.panels.gan.experiments.checklist_view import ChecklistView
from app.panels.gan.experiments.experiment_views import BatchSizeView, FreshDiscriminatorView, OptimumView
from app.panels.gan.experiments.vanishing_view import VanishingView
from app.panels.line.picture import LinePicture
from app.panels.line.scores import ScoresView
from app.panels.metric_names import METRICS, metric_says, metric_tip
from app.panels.nash.phase_plane import PhasePlaneView
from app.panels.patterns.panel import PAGES
from app.panels.training.curves.curve_page import Page, RunCurves
from app.window.dialogs.glossary_dialog import GlossaryDialog
from app.window.focus_help import sentence_of
from app.window.help_entries import setting_says, window_entries
from app.window.panel_tabs import PanelTabs
from app.words.curves import CURVES
from sims import registry
from sims.params import parameters
from widgets.formulas.terms import layout
from widgets.plots.legend import Entry, Legend


@pytest.fixture
def tabs(qtbot):
    made = PanelTabs(PANELS, lambda kind, parent: None)
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


def test_every_curve_has_a_sentence_its_formula_is_one_and_help_finds_it(tabs):
    entries = {entry.key: entry for entry in window_entries(tabs) if entry.place.startswith("curve of")}
    for _panel, curves in CURVES.values():
        for curve in curves.values():
            assert curve.says.endswith(".") and curve.name, curve
            assert not curve.formula or list(layout(curve.formula)), curve
    assert {(curve.name, curve.says) for _panel, curves in CURVES.values() for curve in curves.values()} == {
        (entry.term, entry.says) for entry in entries.values()}


@pytest.mark.parametrize("build", [
    *SCENES, FreshDiscriminatorView, OptimumView, BatchSizeView, VanishingView, ChecklistView, OverviewPage,
    QualityPage, DiscriminatorPage, BeganPage, OverfittingPage, *PAGES, PairCurves, LinePicture, ScoresView,
    PhasePlaneView], ids=lambda build: build.__name__)
def test_every_curve_says_in_its_legend_what_it_shows(qtbot, build):
    """CONTRIBUTING.md: a curve has its sentence in METRICS or in CURVES."""
    view = build()
    qtbot.addWidget(view)
    if isinstance(view, Page):
        view.complete()
    for curves in view.findChildren(RunCurves):
        curves.reference("floor", 1.0, "floor")
    tips = {button.text(): button.toolTip() for legend in view.findChildren(Legend) for button in legend.buttons}
    assert [text for text, tip in tips.items() if tip == f"Click to hide or show {text}"] == []


def test_a_sentence_with_a_formula_is_told_to_the_keyboard_without_its_marks(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    legend = Legend([Entry("w1", "W₁")], parent=around)
    legend.explain(metric_tip)
    assert legend.button("w1").accessibleDescription() == f"{METRICS['w1'].says} W₁ = min E ‖x − x̃‖"
    button = QPushButton("JS", around)
    button.setToolTip(metric_tip("w1"))
    assert button.toolTip().startswith("<p>") and "<b>E</b>" in button.toolTip()
    assert sentence_of(button) == f"{METRICS['w1'].says} W₁ = min E ‖x − x̃‖"
