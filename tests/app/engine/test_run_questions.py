"""Questions about runs that the window asks the engine: right from wherever the run is, and changing nothing."""

import numpy as np
import pytest

from app.engine.run_questions import RUN_QUESTIONS
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
