"""The step view that panels share."""

from app.panels.formula_text import components, numbers_html
from app.panels.step_view import StepView, phase_name
from sims import registry
from sims.gan.formulas import formula_of
from sims.gan.params import GanParams
from sims.nash.simulation import NashParams, NashSimulation
from sims.run import Run
from sims.simulation import Formula, Frame, Phase


def test_the_step_view_offers_runs_only_where_there_are_several(qtbot):
    view = StepView(NashSimulation().formula)
    qtbot.addWidget(view)
    run, chosen = Run(NashSimulation(), NashParams()), []
    view.chosen.connect(chosen.append)
    view.offer_runs([("a", "A")], "a")
    view.show_step(run.frame(), run.params)
    assert view.which.isHidden()
    view.offer_runs([("a", "A"), ("b", "B")], "b")
    assert not view.which.isHidden() and view.which.currentData() == "b" and not chosen
    view.which.activated.emit(0)
    assert chosen == ["a"]


def test_a_repeated_phase_is_named_with_its_round():
    assert phase_name(Phase("p", "update D")) == "update D"
    assert phase_name(Phase("p", "update D", repeat=1, repeats=5)) == "update D (2 of 5)"


def test_a_number_has_the_same_digits_wherever_it_stands_and_a_true_minus_sign():
    formula = Formula("", "", "{a:.6g} {b:.6g} {c:.6g} {d:.3f} {learning_rate:g} {unknown:.6g}")
    frame = Frame(0, 0, (), numbers={"a": -6.1728e-05, "b": -0.5, "c": 12.0, "d": -0.5})
    assert numbers_html(formula, frame, NashParams()) == "−6.1728e−5 −0.5 12 −0.5 0.1 –"


def test_the_numbers_of_every_formula_of_this_game_are_written_alike():
    run = Run(NashSimulation(), NashParams(x0=-0.5, y0=1e-5))
    run.step()
    frame = run.frame()
    text = numbers_html(NashSimulation().formula(frame.done, run.params), frame, run.params)
    assert text == "η = 0.1,&nbsp; (−0.5, 1e−5) → (−0.500001, −0.04999)"


def test_a_click_on_a_phase_goes_to_the_end_of_that_phase_of_the_step_under_way_or_to_come(qtbot):
    run, view = Run(registry.get("gan"), GanParams(n_critic=2, batch_size=8)), StepView(formula_of)
    qtbot.addWidget(view)
    view.phase_asked.connect(run.seek)

    def click(block, place):
        view.show_step(run.frame(), run.params)
        view.phases._blocks[block]._chips[place].click()
        return run.state.done
    run.step(3)
    assert click(0, 2) == run.phases[2] and run.position == (3, 3)          # no step was under way: the next one
    assert click(0, 0) == run.phases[0] and run.position == (3, 1)          # back, in the same step
    run.seek(3, 9)                                                          # in the second round of D
    assert click(0, 1) == run.phases[8] and run.position == (3, 9)
    assert click(1, -1) == run.phases[-1] and run.position == (4, 0)        # the last phase ends the step


def test_a_vector_of_many_numbers_ends_in_dots(qapp):
    numbers = {"x_1": 0.25, "x_2": 1.0, "z_1": 0.5, "z_2": -1.0}
    assert components("x", {**numbers, "width": 64}) == ["0.25", "1", "…"]
    assert components("x", {**numbers, "width": 2}) == components("x", numbers) == ["0.25", "1"]
    assert components("z", {**numbers, "width": 64, "latent_dim": 2}) == ["0.5", "−1"]
