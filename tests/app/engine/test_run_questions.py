"""Questions about runs that the window asks the engine: right from wherever the run is, and changing nothing."""

import numpy as np
import pytest

from app.engine.run_questions import RUN_QUESTIONS
from app.sessions import snapshots
from sims.params import ParameterError
from sims.simulation import fingerprint
from tests.app.engine.test_run_group import group_of


def test_the_beginning_is_told_from_anywhere_in_the_run():
    group = group_of(batch_size=8)
    at_start = group.runs[0].frame()
    group.runs[0].seek(300, 4)
    before = fingerprint(group.runs[0].state)
    told = RUN_QUESTIONS["beginning"](group)
    assert told.step == 0 and (told.arrays["arrows"] == at_start.arrays["arrows"]).all()
    assert (told.arrays["generated"] != group.runs[0].frame().arrays["generated"]).any()
    assert fingerprint(group.runs[0].state) == before


def test_a_script_has_the_settings_as_they_are_and_says_what_it_leaves_out():
    group = group_of(batch_size=8)
    group.do("step")
    plain = RUN_QUESTIONS["script"](group)
    assert plain.text == group.simulation.script(group.runs[0].params, group.runs[0].seed, 1)
    assert not plain.leaves_out_changes
    group.do("set", name="r1", value=0.3)
    changed = RUN_QUESTIONS["script"](group)
    assert "0.3" in changed.text and changed.leaves_out_changes
    group.do("set", name="unroll_steps", value=2)
    group.do("step")
    with pytest.raises(ParameterError, match="unroll_steps=2"):
        RUN_QUESTIONS["script"](group)


def test_a_place_and_a_sample_are_told_as_the_run_stands_and_nothing_changes():
    group = group_of(batch_size=8)
    group.do("step")
    before, run = fingerprint(group.runs[0].state), group.runs[0]
    told = RUN_QUESTIONS["probe"](group, x=0.5, y=-1.0)
    assert told["score"] == run.simulation.probe(run.state, run.params, np.array([[0.5, -1.0]]))["score"]
    assert (RUN_QUESTIONS["sample"](group, index=5)["x"] == run.frame().arrays["generated"][5].astype(float)).all()
    assert fingerprint(run.state) == before


def test_a_branch_is_told_at_the_position_of_the_run_and_left_where_it_was():
    group = group_of(batch_size=8)
    group.runs[0].step(300)
    group.runs[0].seek(140)
    group.do("set", name="r1", value=0.3)
    group.runs[0].seek(150, 3)
    both = RUN_QUESTIONS["beside_branch"](group, number=1)
    mine, other = (snapshots.restore(group.simulation, saved) for saved in both)
    for run in (mine, other):
        run.seek(150, 3)
    straight = group_of(batch_size=8).runs[0]
    straight.seek(150, 3)
    assert fingerprint(other.state) == fingerprint(straight.state)
    assert fingerprint(mine.state) == fingerprint(group.runs[0].state) != fingerprint(other.state)
    assert group.history.branches[1].runs[0].position == (140, 0) and other.trace.length == 300
    with pytest.raises(ParameterError, match="no branch 7"):
        RUN_QUESTIONS["beside_branch"](group, number=7)


def test_the_chain_rule_of_a_sample_is_told_as_the_run_stands():
    group = group_of(batch_size=8)
    group.do("step")
    run = group.runs[0]
    before = fingerprint(run.state)
    told = RUN_QUESTIONS["chain_rule"](group, index=4)
    assert told["x"] == pytest.approx(run.frame().arrays["generated"][4], abs=1e-6)
    assert fingerprint(run.state) == before
