"""What has come of a number that was said: of the run where one tells it, and at once where none does."""

from app.lessons.expression import Expression
from app.lessons.lesson import Question
from app.window.lessons import outcomes
from app.window.lessons.run_numbers import RunNumbers


def said(right: str) -> str:
    return outcomes.of_number(Question("number", "How much?", right=Expression(right)), 3.5, RunNumbers())


def test_what_no_run_tells_is_said_at_once():
    assert said("2 * ln(2)") == "You said 3.5. It is 1.386."


def test_a_run_that_has_not_told_yet_says_nothing():
    assert said("plan_work") == ""
