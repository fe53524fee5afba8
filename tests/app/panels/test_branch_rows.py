"""Names of branches and the marks of the time line, as they are read from logs."""

import numpy as np

from app.engine import groups
from app.engine.messages import Opening
from app.panels.branch_rows import branch_rows, time_marks
from sims.gan.data.custom_targets import spell_points
from sims.gan.params import GanParams
from widgets.controls.time_line import BRANCH, CHANGE, STOP

SMALL = {"batch_size": 8, "hidden_width_g": 4, "hidden_width_d": 4}


def test_branches_are_named_by_their_changes_and_changes_are_marked_with_both_values():
    group = groups.build("gan", Opening("gan", ((SMALL, 0),)), 1)
    group.do("use", values=SMALL, events=((3, "freeze_g", True),), stop=8)
    run = group.runs[0]
    run.step(6)
    marks = time_marks([run.log()], (), GanParams)
    assert {(mark.step, mark.kind) for mark in marks} == {(3, CHANGE), (8, STOP)}
    assert "step 3: freeze G from off to on" in [mark.text for mark in marks]
    run.seek(4)
    group.do("set", name="r1", value=0.1)
    group.do("set", name="r1", value=0.2)
    group.do("set", name="objective", value="wgan")
    report = group.report()
    first, second = branch_rows(report.branches, GanParams)
    assert (first.text, first.furthest, first.here) == ("as it began", 6, False)
    assert second.text.endswith("= 0.2, objective = Wasserstein (WGAN) from step 4")
    assert second.here and second.fork == 4
    texts = {mark.kind: mark.text for mark in time_marks([report.runs[0].log], report.branches, GanParams)}
    assert STOP not in texts                            # changed by hand
    assert texts[BRANCH] == f"step 4: the branch “{second.text}” leaves here"
    group.do("rename_branch", number=2, name="with R1")
    row = branch_rows(group.report().branches, GanParams)[1]
    assert (row.text, row.named) == ("with R1", True)


def test_a_target_given_as_text_is_not_spelled_out():
    group = groups.build("gan", Opening("gan", ((SMALL, 0),)), 1)
    group.do("set", name="points", value=spell_points(np.eye(2, dtype=np.float32)))
    mark, = time_marks([group.runs[0].log()], (), GanParams)
    assert mark.text.endswith("changed") and spell_points(np.eye(2, dtype=np.float32)) not in mark.text
