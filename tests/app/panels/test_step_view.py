"""The step view that panels share."""

from app.panels.step_view import StepView, phase_name
from sims.nash.simulation import NashParams, NashSimulation
from sims.run import Run
from sims.simulation import Phase


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
