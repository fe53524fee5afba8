"""The page that derives the gradient of G: its numbers are the engine's, for the sample that is followed."""

import pytest

from app.engine.messages import RunReport
from app.panels.gan.derivation import DerivationPage
from app.panels.gan.picture import LabPicture
from app.panels.training.curves.frame_history import FrameHistory
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run
from widgets.numbers import number
from widgets.theme import themes

pytestmark = pytest.mark.usefixtures("calm_theme")


@pytest.fixture
def shown(qtbot):
    """(page, picture, run, indices asked for) of a saturating run, the page not yet seen."""
    run = Run(GanSimulation(), GanParams(objective="saturating", batch_size=16, hidden_width_g=8, hidden_width_d=8), 0)
    run.step(3)
    picture, asked = LabPicture(), []

    def ask(question, then, index):
        assert question == "chain_rule"
        asked.append(index)
        then(run.simulation.chain_rule(run.state, run.params, index), None)
    page = DerivationPage(ask, picture).complete()
    for widget in (picture, page):
        qtbot.addWidget(widget)
    picture.show_frame(run.frame())
    page.resize(700, 190)
    page.show_run(RunReport(run.frame(), run.wanted, run.params, run.seed, *run.trace.take(), run.log()), 0,
                  FrameHistory())
    assert not asked                            # nothing is worked out for a page that nobody sees
    yield page, picture, run, asked
    themes.use("light")


def text(page):
    return page.view.views[page.view.index].formula.text()


def test_every_line_has_the_numbers_of_the_sample_and_its_plot(shown):
    page, picture, run, asked = shown
    page.show()
    assert asked == [0] == [picture.followed.index]
    found = run.simulation.chain_rule(run.state, run.params, 0)
    wanted = {1: "d", 3: "to_d", 6: "product_w", 7: "autograd_w", 9: "sum_z_w", 10: "sum_x_w", 11: "norm_b"}
    for index in range(13):
        page.view.go_to(index)
        line = page.view.views[index]
        assert not line.others.text() and "{" not in line.says.text() and "–" not in line.formula.text()
        assert sum(plot.isVisible() for plot in page.plots.values()) == 1
        if index in wanted:
            assert number(float(found[wanted[index]])) in text(page)
    assert page.view.index == 12
    assert page.plots["loss"].readout.text() == f"slope {number(float(found['to_d']), 5)}"


def test_another_sample_has_other_numbers_and_the_keys_stay_with_the_lines(shown, qtbot):
    page, picture, run, asked = shown
    page.show()
    page.view.go_to(4)
    before = text(page)
    picture.follow(20)
    qtbot.waitUntil(lambda: asked[-1] == 20)
    assert page.view.index == 4 and text(page) != before
    assert number(float(run.simulation.chain_rule(run.state, run.params, 20)["d"])) in text(page)
    assert page.focusWidget() is page.view


def test_the_picture_lights_what_the_line_is_about_while_the_page_is_seen(shown):
    page, picture, _run, _asked = shown
    page.show()
    assert picture.items["generated"].opacity() == 1 > picture.items["real"].opacity()
    page.view.go_to(3)
    assert picture.items["followed"].opacity() == 1 > picture.items["generated"].opacity()
    page.hide()
    assert picture.items["real"].opacity() == 1


def test_the_sample_that_it_followed_is_let_go_with_the_page_and_one_that_was_picked_stays(shown):
    page, picture, _run, _asked = shown
    page.show()
    assert picture.followed.index == 0
    page.hide()
    assert picture.followed.index is None and not picture.card.text()
    picture.follow(20)
    page.show()
    page.hide()
    assert picture.followed.index == 20


def test_a_low_strip_is_not_made_higher_by_the_lines_whatever_the_theme(shown, qtbot):
    page, _picture, _run, _asked = shown
    page.show()
    page.view.go_to(12)
    least = page.layout().totalMinimumHeightForWidth(700)
    themes.use("dark")
    qtbot.wait(50)
    assert page.heightForWidth(700) <= 190 and page.layout().totalMinimumHeightForWidth(700) == least <= 190


def test_it_has_no_page_where_d_is_no_probability(shown):
    page, _picture, _run, _asked = shown
    for values, suits in (({"objective": "wgan"}, False), ({"objective": "nonsaturating"}, True), ({"pack": 2}, False)):
        run = Run(GanSimulation(), GanParams(batch_size=8, **values))
        report = RunReport(run.frame(), run.wanted, run.params, run.seed, *run.trace.take(), run.log())
        assert page.suits(report) is suits
