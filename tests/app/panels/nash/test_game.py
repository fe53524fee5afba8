"""The page "The game" and a side played by hand: its numbers are those of the game, and the hand is in the log."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from sims.nash.best_responses import best_responses
from sims.nash.simulation import NashSimulation
from sims.run import Run
from tests.app.panels.nash.near_panel import do, steps
from widgets.numbers import number


@pytest.fixture
def game(panel):
    panel.beside.open_page("game")
    panel.client.show()
    return panel.beside.game


def test_the_table_says_what_either_would_do_and_gain_if_the_other_stood_still(panel, game):
    steps(panel, 7)
    x, y = (float(value) for value in panel.runs[0].report.frame.arrays["position"])
    of_x, of_y = best_responses(panel.runs[0].params, x, y, panel.plane.reach)
    for value in (of_x.loss, of_y.loss, of_x.gain, of_y.gain, of_x.step_gain, of_y.step_gain):
        assert f">{number(value, 3)}<" in game.table.text()
    assert f"gain {number(of_x.gain + of_y.gain, 3)} together" in game.verdict.text()
    assert game.says.text().startswith("What one wins the other loses")
    assert panel.plane.layers.is_shown("answers")
    ends = [item._ends[0] for item in panel.plane._answers]
    np.testing.assert_allclose(ends, [(of_x.place, y), (x, of_y.place)], atol=1e-12)


def test_at_the_equilibrium_nobody_gains(panel, game):
    do(panel, "place", values={"x0": 0.0, "y0": 0.0})
    assert game.verdict.text() == "Nobody gains by deviating alone: this is a Nash equilibrium."


def test_a_game_that_is_not_zero_sum_is_not_called_so(panel, game):
    do(panel, "arrange", runs=(({"game": "dirac", "objective": "nonsaturating"}, 0),))
    assert "not zero-sum" in game.says.text()


@pytest.mark.parametrize("player, index", [("x", 0), ("y", 1)])
def test_a_hand_plays_one_side_beside_gradient_descent_and_its_log_says_so(panel, game, player, index):
    QTest.mouseClick(game.buttons[player], Qt.MouseButton.LeftButton)
    panel.client.send("nash", "pause")
    do(panel, "seek", step=0)
    assert [run.params.method for run in panel.runs] == ["alternating", f"hand_{player}"]
    grip = panel.plane.hand.grips[f"hand_{player}"]
    assert grip.isVisible()
    QTest.keyClick(grip, Qt.Key.Key_PageDown)                  # by ten steps of 0.1, from 1 to 0
    steps(panel, 1)
    middle = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle + (QPoint(40, 0) if player == "x" else QPoint(0, -40)))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
    steps(panel, 4)
    descent, hand = panel.client.group.runs
    places = [event.value for event in hand.events]
    assert descent.events == [] and places[0] == 0.0 and places[-1] > 0.2
    assert (hand.state.x, hand.state.y)[index] == places[-1]
    replayed = Run.from_log(NashSimulation(), hand.log())
    assert (replayed.state.x, replayed.state.y) == (hand.state.x, hand.state.y)
    for run in (descent, hand):
        rows = run.trace.since(0)
        for value in (np.hypot(run.state.x, run.state.y), np.mean(rows["x"] * rows["y"])):
            assert f">{number(float(value), 3)}<" in game.scores.text()
    assert game.scores.isVisible()
