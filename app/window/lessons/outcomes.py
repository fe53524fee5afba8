"""What has come of a prediction: a number beside the one that was said, a curve beside the one that was drawn."""

from __future__ import annotations

import math

import numpy as np

from app.lessons.drawing import mean_difference
from app.lessons.expression import Undefined
from app.lessons.lesson import Question
from app.window.lessons.run_numbers import RunNumbers
from sims.params import N_, ParameterError
from widgets.language import _, sentence
from widgets.numbers import number, short
from widgets.plots.drawing_plot import PLACES

OUTCOME = N_("You said {said}. It has come to {came}.")
RIGHT = N_("You said {said}. It is {came}.")                    # where no run tells
APART = N_("Your curve and what came are {difference} apart on average.")


def of_number(question: Question, said: float, numbers: RunNumbers) -> str:
    """The sentence that has both; "" where the run does not tell."""
    try:
        came = question.right.value(numbers)
    except (Undefined, ParameterError, ArithmeticError, ValueError):
        return ""
    outcome = _(OUTCOME if question.right.metrics() else RIGHT)
    return outcome.format(said=short(said).replace("-", "−"), came=number(came, 4))


def curve(question: Question, ends: tuple[float, float], numbers: RunNumbers) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) of what has come of it so far."""
    try:
        return numbers.curve(question.metric, question.over, ends)
    except ParameterError:
        return np.zeros(0), np.zeros(0)


def of_curve(question: Question, ends: tuple[float, float], drawn: np.ndarray | None, numbers: RunNumbers) -> str:
    """How far both are apart; "" where nothing was drawn. Of a metric that there is not, that."""
    try:
        x, y = numbers.curve(question.metric, question.over, ends)
    except ParameterError as error:
        return sentence(error)
    apart = math.nan if drawn is None else mean_difference(np.linspace(*ends, PLACES), drawn, x, y)
    return "" if math.isnan(apart) else _(APART).format(difference=number(apart, 3))
