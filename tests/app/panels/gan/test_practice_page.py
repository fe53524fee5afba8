"""The page "Practice" without an engine: every problem can be seen and cured, and the best step is the least W1."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.engine.messages import RunReport
from app.panels.gan.curves.practice_page import KEPT, ORDER, PracticePage
from app.panels.training.curves.frame_history import FrameHistory
from sims import registry
from sims.gan.diagnosis import PROBLEMS
from sims.gan.pairs import PAIRS
from sims.gan.params import GanParams
from sims.gan.presets import PRESETS
from sims.params import change
from sims.run import Run


@pytest.fixture
def page(qtbot):
    page = PracticePage().complete()
    qtbot.addWidget(page)
    return page


def report(steps=(), distances=()):
    run = Run(registry.get("gan"), GanParams(batch_size=8, hidden_width_g=4, hidden_width_d=4))
    shown = RunReport(run.frame(), run.wanted, run.params, run.seed, *run.trace.take(), run.log())
    return replace(shown, measured={"w1": (np.array(steps, np.int32), np.array(distances))} if len(steps) else {})


@pytest.mark.parametrize("key", PROBLEMS)
def test_every_problem_is_told_and_shown_live_with_its_cure(page, qtbot, key):
    problem, asked = PROBLEMS[key], []
    page.preset_asked.connect(asked.append)
    page.pair_asked.connect(asked.append)
    page.choose(key)
    assert [text.text().split(":")[0] for text in (page.sees, page.cause, page.cure)] == ["You see", "Cause", "Cure"]
    for button in (page.show_it, page.show_cure, page.compare):
        assert not button.isHidden()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [problem.shown, problem.cured, problem.pair]
    assert page.go.isHidden()
    assert [view.toolTip() for view in page.pictures.views] == [PRESETS[name].title for name in asked[:2]]
    assert all(view.picture is not None for view in page.pictures.views)
    sides = [change(GanParams(), **values) for values in (PAIRS[problem.pair].first, PAIRS[problem.pair].second)]
    assert change(GanParams(), **PRESETS[problem.cured].values) in sides


def test_it_begins_with_debugging_and_leads_to_the_checks(page, qtbot):
    assert page.key == ORDER and [text.text()[:2] for text in (page.sees, page.cause, page.cure)] == ["1.", "2.", "3."]
    assert page.show_it.isHidden() and page.pictures.isHidden()
    with qtbot.waitSignal(page.checks_asked):
        qtbot.mouseClick(page.checks, Qt.MouseButton.LeftButton)


def test_the_step_to_keep_is_that_of_the_least_distance(page, qtbot):
    asked = []
    page.step_asked.connect(asked.append)
    page.choose(KEPT)
    assert page.go.isHidden() and page.best == 0
    page.show_run(report((8, 16, 24, 32), (3.0, 0.25, 0.5, 1.0)), 0, FrameHistory())
    assert "step 16 had the least W₁, 0.25" in page.sees.text() and "keeps the worse one" in page.sees.text()
    qtbot.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert asked == [16] and page.go.text() == "Go to step 16" and page.show_it.isHidden()
    page.show_run(report((8, 16, 24), (3.0, 0.25, 0.26)), 0, FrameHistory())
    assert "about as good: 0.26" in page.sees.text()
    page.show_run(report(), 0, FrameHistory())                      # begun anew
    assert page.go.isHidden() and "Train" in page.sees.text()
