"""The page of experiments with an engine that is only played: what it says when things end, and its numbers as text."""

import numpy as np
import pytest

from app.engine.experiments import Findings
from app.engine.messages import Notice, RunReport
from app.panels.gan.experiments.experiment_views import (
    LEAST,
    BatchSizeView,
    FreshDiscriminatorView,
    OptimumView,
    log_range,
    table_of,
)
from app.panels.gan.experiments.page import ExperimentsPage
from app.panels.gan.experiments.vanishing_view import VanishingView
from app.panels.training.curves.frame_history import FrameHistory
from sims import registry
from sims.gan.params import GanParams
from sims.run import Run
from widgets.layout.height_fitting import HeightScroll
from widgets.plots.function_plot import FunctionPlot


class Played:
    """Answers each question with the next of the answers to it."""

    def __init__(self, **answers):
        self.answers, self.asked = {key: list(found) for key, found in answers.items()}, []

    def __call__(self, question, then, **arguments):
        self.asked.append((question, arguments))
        if self.answers.get(question):
            found = self.answers[question].pop(0)
            then(None, found) if isinstance(found, Notice) else then(found, None)


def row(step):
    return {"step": step, "loss_d": 1.0, "accuracy_d": 0.5} | {
        f"{name}_{loss}": 0.1 * step for name in ("norm", "deviation", "variance")
        for loss in ("saturating", "nonsaturating", "wgan")}


def test_what_ends_early_says_so_and_keeps_its_rows(qtbot):
    some = Findings((row(1), row(2)), 2, 300, True)
    for last, words in ((Findings((), 2, 300, False), "after 2 of 300 steps"), (Findings((), 0, 0, False), "anew"),
                        (Findings((), 9, 300, False, "ValueError: bad"), "ValueError: bad"),
                        (Notice("gan", "It is {what}.", {"what": "gone"}, True), "It is gone.")):
        page = ExperimentsPage(Played(begin_experiment=[(7, 2)], experiment_rows=[some, last])).complete()
        qtbot.addWidget(page)
        page.begin()
        qtbot.waitUntil(lambda page=page: not page.running)
        assert words in page.note.text()
        assert "step 7" in page.note.text()
        assert [found["step"] for found in page.rows["fresh_critic"]] == [1, 2]
        assert page.save.isEnabled() and page.button.text() == "Start"


def test_what_cannot_begin_says_why(qtbot):
    page = ExperimentsPage(Played(begin_experiment=[Notice("gan", "No {what}.", {"what": "way"}, True)])).complete()
    qtbot.addWidget(page)
    page.begin()
    assert not page.running and "No way." in page.note.text() and not page.save.isEnabled()


def test_nothing_is_asked_after_the_end(qtbot):
    played = Played(begin_experiment=[(0, 0)], experiment_rows=[Findings((row(300),), 300, 300, False)])
    page = ExperimentsPage(played).complete()
    qtbot.addWidget(page)
    page.begin()
    assert not page.running and page.note.text() == "G of step 0, seed 0."
    asked = len(played.asked)
    qtbot.wait(300)
    assert len(played.asked) == asked
    offered = []
    page.table_offered.connect(lambda *table: offered.append(table))
    page.save.click()
    assert offered[0][0] == "fresh_critic"
    assert offered[0][1].splitlines()[0].startswith("step,loss_d,accuracy_d,norm_saturating")


def test_what_was_found_in_another_run_says_so(qtbot):
    played = Played(begin_experiment=[(7, 0)], experiment_rows=[Findings((row(1),), 1, 1, False)])
    page = ExperimentsPage(played).complete()
    qtbot.addWidget(page)
    runs = [Run(registry.get("gan"), GanParams(batch_size=8, weight_clip=clip)) for clip in (0.0, 0.1)]
    plain, clipped = (RunReport(run.frame(), run.wanted, run.params, run.seed, *run.trace.take(), run.log())
                      for run in runs)

    def note(shown):
        page.show_run(shown, 0, FrameHistory())
        return page.note.text()
    note(plain)
    page.begin()
    assert note(plain) == "G of step 7, seed 0."
    assert note(clipped).startswith("Of a run before this one") and note(plain) == "G of step 7, seed 0."


def test_a_table_has_a_line_a_row_and_leaves_out_what_is_drawn_over_a_place():
    text = table_of([{"step": 1, "loss": 0.1 + 0.2, "line": np.zeros(3)}, {"step": 2, "late": 5.0}])
    assert text == "step,loss,late\n1,0.30000000000000004,\n2,,5.0\n"


def test_rows_of_zeros_and_of_no_numbers_are_painted_without_an_error(qtbot, capsys):
    assert log_range(np.array([0.0, -1.0, np.nan])) is None
    low, high = log_range(np.array([1e-7, 3.0]))
    assert low <= 1e-7 and high >= 3
    line = {"line": np.linspace(-1, 1, 5), "trained": np.full(5, np.nan)}
    for view, rows in ((FreshDiscriminatorView(), [{**row(1), "norm_wgan": 0.0, "loss_d": np.nan}, row(2)]),
                       (FreshDiscriminatorView(), [row(1)]), (OptimumView(), [row(0) | line, row(1) | line]),
                       (BatchSizeView(), [{"size": 1, "deviation": 0.0, "uncertainty": 0.0, "expected": 0.0}] * 2)):
        qtbot.addWidget(view)
        view.resize(500, 200)
        view.show_rows(rows)
        view.show()
        view.grab()
    assert "Traceback" not in capsys.readouterr().err


def test_what_vanishes_is_drawn_with_and_without_its_theory(qtbot):
    known = [{"step": step, "value": -1.0 / step, "best_value": -0.1, "slope_logit": step, "slope_chance": 1 / step,
              "accuracy_d": 0.75, "gradient": 0.5 / step, "nonsaturating": 2.0, "epsilon": 0.5 / step,
              "bound": 2 / step}
             for step in (1, 10, 100)]
    unknown = [{key: value for key, value in row.items() if key not in ("best_value", "bound")} for row in known]
    for rows, said in ((known, "−0.01, theory −0.1"), (unknown, "−0.01")):
        view = VanishingView()
        qtbot.addWidget(view)
        view.show_rows(rows)
        assert view.value.readout.text() == said and view.gradient.readout.text() == "ε = 0.005"
        assert view.slope.readout.text() == "accuracy of D 0.750"
        assert view.gradient.functions["gradient"].value(2) == pytest.approx(np.log10(0.005))


@pytest.mark.parametrize("width", [330, 620, 1400])
def test_no_plot_is_wider_than_the_page(qtbot, width):
    page = ExperimentsPage(Played()).complete()
    scroll = HeightScroll(page)
    qtbot.addWidget(scroll)
    for key, view in page.views.items():
        page.choose(key)
        page.arrange_views(False, True)
        scroll.resize(width, 260)
        scroll.show()
        qtbot.wait(1)
        beyond = [plot for plot in view.findChildren(FunctionPlot)
                  if plot.mapTo(scroll, plot.rect().topRight()).x() > width]
        assert not beyond, key


def test_plots_are_high_enough_and_come_before_the_note_once_there_is_something_in_them(qtbot):
    played = Played(begin_experiment=[(7, 2)], experiment_rows=[Findings((row(1),), 1, 1, False)])
    page = ExperimentsPage(played).complete()
    scroll = HeightScroll(page)
    qtbot.addWidget(scroll)
    page.arrange_views(False, True)
    scroll.resize(690, 200)                     # as on a screen of 1280 x 720
    scroll.show()
    for key, view in page.views.items():
        page.choose(key)
        qtbot.waitUntil(lambda: page.height() >= page.layout().totalMinimumHeightForWidth(page.width()))
        assert [each.isVisible() for each in page.views.values()] == [each is view for each in page.views.values()]
        assert min(plot.plot.height() for plot in view.findChildren(FunctionPlot)) >= LEAST
    page.choose("fresh_critic")
    top = page.plots.y()
    assert page.note.y() < top
    page.begin()
    qtbot.waitUntil(lambda: page.note.y() > page.plots.y() > 0)
    assert page.plots.y() < top and page.plots.y() + page.plots.height() <= page.note.y()
