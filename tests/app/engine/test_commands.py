"""Commands are looked up by name and their arguments checked, before anything is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from app.engine import groups, run_group
from app.engine.commands import CommandTable
from app.engine.experiments import EXPERIMENT_COMMANDS
from app.engine.messages import Opening
from app.engine.session_commands import SESSION_COMMANDS
from sims.params import ParameterError

TABLE = CommandTable()


class Shelf:
    def __init__(self):
        self.put_there = []

    @TABLE.add
    def put(self, name: str, place: int, weight: float = 1.0, more: Sequence[str] = (), by: str | None = None,
            marks: Mapping[str, Any] | None = None) -> int:
        self.put_there.append(name)
        return place


def test_a_command_is_an_ordinary_method_and_its_name_finds_it_in_the_table():
    shelf = Shelf()
    assert shelf.put("a", 1) == TABLE["put"](shelf, name="b", place=1) == TABLE.call("put", shelf, name="c", place=1)
    assert shelf.put_there == ["a", "b", "c"]


@pytest.mark.parametrize("arguments", [
    {"place": np.int64(2), "weight": 3}, {"place": 1, "more": ("x",), "by": None},
    {"place": 1, "more": ["x"], "by": "y"}, {"place": 1, "weight": float("inf"), "marks": {"x": 1}}])
def test_arguments_of_the_declared_types_are_taken(arguments):
    assert TABLE.call("put", Shelf(), name="a", **arguments) == arguments["place"]


@pytest.mark.parametrize("arguments", [
    {}, {"place": 1, "colour": "red"}, {"place": "1"}, {"place": 1.0}, {"place": True}, {"place": 1, "weight": "x"},
    {"place": 1, "by": 3}, {"place": 1, "more": 3}, {"place": 1, "marks": [1]}])
def test_others_are_refused_and_nothing_is_changed(arguments):
    shelf = Shelf()
    with pytest.raises(ParameterError, match="'put'"):
        TABLE.call("put", shelf, name="a", **arguments)
    assert not shelf.put_there


def test_only_what_is_in_the_table_is_a_command():
    group = groups.build("nash", Opening("nash"), 1)
    for name in ("__init__", "work", "report", "no such", "load"):
        with pytest.raises(ParameterError, match="knows no command"):
            group.do(name)
    before = group.runs[0]
    for bad in ({"step": "far"}, {"step": 3, "phase": None}, {}):
        with pytest.raises(ParameterError, match="'seek'"):
            group.do("seek", **bad)
    assert group.runs == [before]


def test_no_name_is_in_two_tables():
    tables = [run_group.COMMANDS, SESSION_COMMANDS, EXPERIMENT_COMMANDS]
    assert len(set().union(*tables)) == sum(map(len, tables))
