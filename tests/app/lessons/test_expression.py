"""What a condition says is Python's own arithmetic, and nothing else can be written in one."""

import math

import numpy as np
import pytest

from app.lessons.expression import LONGEST, Expression, Undefined
from sims.params import ParameterError

STEPS = np.array([1, 2, 4, 8]), np.array([5.0, 3.0, 8.0, 6.0])


class Table:
    """Numbers of two runs."""

    last = {("", "w1"): 0.25, ("", "modes"): 8.0, ("a", "w1"): 2.0, ("b", "w1"): 0.5, ("", "js"): math.nan}

    def at(self, run, metric, step):
        return self.last[run, metric] if step is None else 100.0 * step

    def steps(self, run, metric):
        return STEPS


@pytest.mark.parametrize(("text", "value"), [
    ("w1", 0.25), ("-w1 ** 2", -0.0625), ("2 * w1 + modes / 4 - 1", 1.5), ("abs(-3) + sqrt(16) + ln(exp(2))", 9.0),
    ("min(w1, modes) + max(1, 2)", 2.25), ("w1 < .3 and modes >= 8", True), ("not w1 < .3 or modes == 7", False),
    ("0 < w1 < 1", True), ("0 < w1 < .1", False), ("a.w1 > 3 * b.w1", True), ("at(w1, 7) == 700", True),
    ("largest(w1)", 8.0), ("smallest(w1)", 3.0), ("mean(w1, 2, 4)", 5.5), ("mean(a.w1, 1, 8)", 5.5)])
def test_its_value_is_what_arithmetic_gives(text, value):
    assert Expression(text).value(Table()) == pytest.approx(value)


def test_it_tells_what_it_asks_for():
    condition, seen = Expression("at(a.w1, 7) > 2 * w1 and mean(b.w1, 1, 4) < largest(js)"), {}
    assert condition.metrics() == (("a", "w1"), ("", "w1"), ("b", "w1"), ("", "js"))
    assert condition.steps_asked() == {7}
    assert condition.over_steps() and not Expression("at(w1, 7) > 2").over_steps()
    assert condition.holds(Table(), seen)
    assert seen == {"at(a.w1, 7)": 700.0, "w1": 0.25, "mean(b.w1, 1, 4)": pytest.approx(16 / 3), "largest(js)": 8.0}


@pytest.mark.parametrize("text", ["js < 1", "not js < 1", "1 / (w1 - .25) > 0", "ln(-w1) < 1", "mean(w1, 9, 10) < 100",
                                  "exp(1000 * modes) > 1", "(-1) ** .5 == 0"])
def test_what_is_not_defined_proves_nothing(text):
    assert not Expression(text).holds(Table())
    with pytest.raises(Undefined):
        Expression(text).value(Table())


@pytest.mark.parametrize("text", [
    "", "w1 <", "a b", "'text'", "True", "[1]", "w1 if modes else 2", "__import__('os')", "w1.real.imag", "f(w1)",
    "(lambda: 1)()", "w1[0]", "abs()", "min(1)", "at(w1, js)", "at(w1)", "mean(w1)", "largest(2)", "w1 in w1",
    "x := 3", "abs(x=1)", "1j", "b'1'", "w1 // 2", "w1 % 2", "~w1", "a.b()", "\0", "w1" + " + w1" * LONGEST,
    "abs(1, 2)"])
def test_nothing_else_can_be_written(text):
    with pytest.raises(ParameterError):
        Expression(text)
