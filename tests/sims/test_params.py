"""Declared parameters: parsing, checking, refusing in one line."""

import pickle
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.params import ParameterError, change, from_json, param, parameters, parse, to_json


@dataclass(frozen=True)
class Example:
    rate: float = param(0.1, 1e-3, 10.0, scale="log")
    clip: float = param(0.0, 0.5, 2.0, off=0.0)
    count: int = param(3, 1, 9)
    colour: str = param("red", choices={"red": "Red", "green": "Green"})
    loud: bool = param(False)
    volume: float = param(1.0, 0.0, 2.0, only_if={"colour": ("green",)})


def refusal(name, text):
    with pytest.raises(ParameterError) as caught:
        parse(Example(), {name: text})
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_text_becomes_a_value_of_the_declared_type():
    got = parse(Example(), {"rate": "1e-2", "count": "5", "colour": "green", "loud": "yes"})
    assert got == Example(rate=0.01, count=5, colour="green", loud=True)
    assert isinstance(got.count, int)


def test_off_is_allowed_although_it_lies_outside_the_range():
    assert parse(Example(), {"clip": "0"}).clip == 0.0
    assert "0.5 to 2, or 0 for off" in refusal("clip", "0.1")


def test_refusals_name_the_range_or_the_nearest_spelling():
    assert refusal("rate", "0") == "rate takes a number from 0.001 to 10, not 0"
    assert refusal("count", "2.5") == "count takes a whole number from 1 to 9, not 2.5"
    assert refusal("count", "many") == "count takes a whole number from 1 to 9, not 'many'"
    assert refusal("colour", "gren") == "colour takes red, green, not 'gren'; did you mean green?"
    assert refusal("loud", "maybe") == "loud takes true or false, not 'maybe'"
    assert refusal("rat", "1") == "no parameter 'rat'; did you mean rate?"


def test_a_truth_value_is_no_number_and_a_number_no_truth_value():
    with pytest.raises(ParameterError):
        change(Example(), count=True)
    with pytest.raises(ParameterError):
        change(Example(), loud=1)


def test_a_refusal_keeps_its_parts_across_a_pipe():
    with pytest.raises(ParameterError) as caught:
        change(Example(), rate=-1)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.fields["name"]) == (str(caught.value), "rate")


@given(st.floats(1e-3, 10), st.integers(1, 9), st.sampled_from(["red", "green"]), st.booleans())
def test_json_keeps_every_value_exactly(rate, count, colour, loud):
    params = Example(rate=rate, count=count, colour=colour, loud=loud)
    assert from_json(Example, to_json(params)) == params
    assert parse(Example(), {"rate": repr(rate)}).rate == rate


def test_unknown_and_foreign_json_is_refused():
    with pytest.raises(ParameterError):
        from_json(Example, '{"speed": 1}')
    with pytest.raises(ParameterError):
        from_json(Example, "[1]")


def test_a_parameter_knows_whether_the_others_leave_it_an_effect():
    volume = parameters(Example)["volume"]
    assert not volume.used(Example())
    assert volume.used(Example(colour="green"))
