"""Questions about runs that the window asks the engine: right from wherever the run is, and changing nothing."""

from app.engine.run_questions import RUN_QUESTIONS
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
