"""The pages beside the picture of the patterns, without an engine: which there are, and what their numbers are."""

import math

import numpy as np
import pytest

from app.engine.messages import RunReport
from app.panels.patterns.pages import (
    ClassesPage,
    PairsPage,
    RulePage,
    TrainingPage,
    TranslationPage,
    divergence_text,
    shares_over_time,
)
from app.panels.training.curves.frame_history import FrameHistory
from app.panels.training.curves.strip import CurvesStrip
from sims import registry
from sims.run import Run

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 8}


def trained(steps=6, **values):
    simulation = registry.get("patterns")
    run = Run(simulation, simulation.Params(**SMALL, **values), 3)
    run.step(steps)
    return run


def report(run):
    start, columns = run.trace.take()
    return RunReport(run.frame(), run.wanted, run.params, run.seed, start, columns, run.log(),
                     measured=run.trace.measured.take())


def shown(page, qtbot, **values):
    run = trained(**values)
    qtbot.addWidget(page)
    page.resize(700, 400)
    page.show()
    page.show_run(report(run), 0, FrameHistory())
    return run


def heights(view):
    return {name: float(reference.values[0]) for name, reference in view._item.references.items()}


@pytest.mark.parametrize(("values", "lines"), [
    # Of all C(8,3) = 56 patterns with the windows of the data the linear programme leaves 3/28; Markov chain by hand.
    ({"critic": "patch", "patch_width": 5}, {"all": 1, "least": 3 / 28, "blind": None}),
    ({"critic": "patch", "patch_width": 8}, {"all": 1, "least": 1, "blind": 1}),
    ({"scene": "parity", "critic": "patch", "patch_width": 7}, {"all": 1, "least": 0, "blind": 0.5}),
    ({"scene": "parity"}, {"all": 1, "least": 1, "blind": 1}),
    ({"scene": "digits"}, {"all": 1}), ({"scene": "translation"}, {"all": 1})])
def test_the_share_stands_between_three_lines_where_they_mean_something(qtbot, values, lines):
    page = RulePage().complete()
    run = shown(page, qtbot, **values)
    found = heights(page.share)
    assert found.keys() == lines.keys()
    for name, value in lines.items():
        assert value is None or found[name] == pytest.approx(value, abs=1e-9)
    assert ("satisfies" in page.share.toolTip() or "satisfied" in page.share.toolTip()) == (len(lines) == 3)
    for name in lines:
        assert name in page.share.legend
    correct = run.metrics()["correct"]          # of 2,500 patterns; the curve is of the first 1,000 of them
    assert page.share.values("correct")[6] == pytest.approx(correct, abs=0.1)
    assert page.modes.isVisible() == (run.params.scene in ("counting", "parity"))


def test_lines_follow_the_width_of_the_patch(qtbot):
    page = RulePage().complete()
    shown(page, qtbot, critic="patch", patch_width=3)
    assert heights(page.share)["blind"] == pytest.approx(0.369819224, abs=1e-9)
    page.show_run(report(trained(critic="patch", patch_width=8)), 0, FrameHistory())
    assert heights(page.share)["blind"] == pytest.approx(1)
    page.show_run(report(trained(scene="perspective")), 0, FrameHistory())
    assert heights(page.share).keys() == {"all"} and "blind" not in page.share.legend


@pytest.mark.parametrize("count", [1, 2, 5, 10])
def test_kl_reads_as_a_number_of_digits(count):
    share = np.full(count, 1 / count)
    divergence = float((share * np.log(10 * share)).sum())
    assert divergence == pytest.approx(math.log(10 / count), abs=1e-12)
    assert f"ln(10/{count})" in divergence_text(divergence)


def test_the_histogram_of_digits_is_that_of_the_frame(qtbot):
    page = ClassesPage().complete()
    run = shown(page, qtbot, scene="digits")
    assert page.shares.item.heights.sum() == pytest.approx(1)
    share = page.shares.item.heights[page.shares.item.heights > 0]
    divergence = float((share * np.log(10 * share)).sum())
    assert divergence_text(divergence) == page.shares.note
    assert heights(page.divergence) == pytest.approx({"one": math.log(10), "half": math.log(2)})
    assert page.divergence.values("mode_kl")[run.state.step] == pytest.approx(divergence, rel=1e-5)


def test_pairs_have_their_correlation(qtbot):
    page = PairsPage().complete()
    run = shown(page, qtbot, scene="perspective")
    depth, size = run.frame().arrays["cloud"].T
    found = np.corrcoef(1 / np.maximum(depth, 0.1), size)[0, 1]
    assert float(page.pairs.readout.text().split(": ")[1].replace("−", "-")) == pytest.approx(found, rel=0.01)
    assert page.correlation.values("correlation")[run.state.step] == pytest.approx(found, rel=1e-5)


def test_a_translation_is_measured_against_the_noise_of_the_data(qtbot):
    page = TranslationPage().complete()
    shown(page, qtbot, scene="translation")
    noise = 0.02 * np.abs(np.random.default_rng(1).standard_normal(10**6)).mean()
    assert heights(page.error)["data"] == pytest.approx(noise, rel=0.01)
    assert heights(page.diversity)["data"] == 0.02


def test_answers_are_called_what_they_are(qtbot):
    page = TrainingPage().complete()
    shown(page, qtbot, objective="wgan")
    assert "critic" in page.answers.accessibleName() and "centre" not in page.answers.legend
    page.show_run(report(trained(objective="nonsaturating")), 0, FrameHistory())
    assert "logits" in page.answers.accessibleName() and heights(page.answers) == {"centre": 0}


def test_pages_are_there_where_they_mean_something(qtbot):
    pages = RulePage(), ClassesPage(), PairsPage(), TranslationPage(), TrainingPage()
    strip = CurvesStrip(pages, shares_over_time)
    qtbot.addWidget(strip)
    for scene, wanted in (("counting", "rule training"), ("digits", "rule classes training"),
                          ("perspective", "rule pairs training"), ("translation", "rule translation training")):
        strip.show_run(report(trained(1, scene=scene)))
        assert " ".join(page.name for number, page in enumerate(pages) if strip.tabs.isTabVisible(number)) == wanted
