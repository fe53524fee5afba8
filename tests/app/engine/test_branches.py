"""Branches of a group: what a change in the past leaves behind, the way back to it, and undo; on exact arithmetic."""

import time

import pytest

from app.engine import branches, groups, session_commands
from app.engine.messages import Opening
from app.sessions import file_format
from sims import registry
from sims.params import ParameterError
from sims.run import Run
from sims.simulation import fingerprint

RATE = "learning_rate"
START = {"method": "alternating", RATE: 0.01}


@pytest.fixture
def group():
    """A run of 300 steps that stands at step 100."""
    found = group_of(START)
    found.runs[0].step(300)
    go(found, 100)
    return found


def group_of(*starts):
    return groups.build("nash", Opening("nash", tuple((values, 0) for values in starts)), 1)


def settle(group):
    while group.busy:
        group.work(time.monotonic() + 1)


def go(group, step):
    group.do("seek", step=step)
    settle(group)


def change(group, value, steps=0, **arguments):
    group.do("set", name=RATE, value=value, **arguments)
    for run in group.runs:
        run.step(steps)


def tree(group):
    """{number: (parent, fork, furthest, changes)} with the number of the branch that is here."""
    told = group.report().branches
    return {one.number: (one.parent, one.fork[0], one.furthest, dict(one.changes)) for one in told}, \
        next((one.number for one in told if one.here), None)


def straight(steps, *events):
    """A run that was never anywhere else. events: (step, learning rate)."""
    run = Run(registry.get("nash"), registry.params_type("nash")(**START))
    for step, value in events:
        run.step(step - run.state.step)
        run.set(RATE, value)
    run.step(steps - run.state.step)
    return fingerprint(run.state)


def test_a_change_in_the_past_leaves_the_old_future_as_a_branch_with_its_curves(group):
    whole = group.runs[0].trace.since(0)["radius"].copy()
    change(group, 0.02, 50)
    assert tree(group) == ({1: (0, 0, 300, {}), 2: (1, 100, 150, {RATE: 0.02})}, 2)
    group.do("go_to_branch", number=1)
    settle(group)
    run = group.runs[0]
    assert (run.position, run.furthest, run.events) == ((300, 0), 300, [])
    assert fingerprint(run.state) == straight(300)
    assert (run.trace.since(0)["radius"] == whole).all() and group.report().runs[0].trace_start == 0
    assert tree(group) == ({1: (0, 0, 300, {}), 2: (1, 100, 150, {RATE: 0.02})}, 1)
    group.do("go_to_branch", number=2, step=120)
    settle(group)
    assert fingerprint(group.runs[0].state) == straight(120, (100, 0.02)) and group.runs[0].furthest == 150


def test_a_change_at_the_end_or_a_value_in_force_makes_no_branch(group):
    change(group, START[RATE])
    assert group.runs[0].furthest == 300
    go(group, 300)
    change(group, 0.02, 10)
    group.do("undo")
    assert tree(group) == ({}, None)


def test_a_branch_leaves_the_one_whose_log_it_shares_the_longest(group):
    change(group, 0.02, 100)                # 2, from 100
    go(group, 150)
    change(group, 0.03, 100)                # 3, from 2 at 150
    go(group, 50)
    change(group, 0.04, 10)                 # 4, before 2 began
    assert tree(group) == ({1: (0, 0, 300, {}), 2: (1, 100, 200, {RATE: 0.02}), 3: (2, 150, 250, {RATE: 0.03}),
                            4: (1, 50, 60, {RATE: 0.04})}, 4)
    group.do("delete_branch", number=2)     # what had left it leaves what it had left itself
    assert tree(group)[0][3] == (1, 100, 250, {RATE: 0.02})
    group.do("undo")
    assert tree(group)[0][3] == (2, 150, 250, {RATE: 0.03})
    group.do("redo")
    assert 2 not in tree(group)[0]


def test_undo_of_a_change_in_the_past_gives_the_old_future_back_and_redo_the_new_one(group):
    for value in (0.02, 0.03, 0.04):        # a slider that is dragged
        change(group, value)
    assert tree(group)[0][2] == (1, 100, 100, {RATE: 0.04})
    group.do("undo")
    assert group.runs[0].position == (100, 0) and group.runs[0].furthest == 300
    assert tree(group) == ({}, None)        # nothing was trained with it
    assert not group.report().can_undo
    group.do("redo")
    assert group.runs[0].params.learning_rate == 0.04 and group.runs[0].furthest == 100
    group.runs[0].step(60)
    group.do("undo")
    assert group.runs[0].furthest == 300
    assert [row[1:] for row in tree(group)[0].values()] == [(0, 300, {}), (100, 160, {RATE: 0.04})]
    group.do("redo")
    assert fingerprint(group.runs[0].state) == straight(160, (100, 0.04))


def test_what_follows_a_change_in_the_past_is_undone_first(group):
    change(group, 0.02, 10)
    change(group, 0.03, 10)
    group.do("undo")
    assert (group.runs[0].params.learning_rate, group.runs[0].position) == (0.02, (120, 0))
    group.do("undo")
    assert group.runs[0].furthest == 300


def test_undo_of_a_value_behind_what_was_reached_keeps_the_future(group):
    go(group, 300)
    change(group, 0.02, 100)
    go(group, 350)
    group.do("undo")
    assert tree(group) == ({1: (0, 0, 400, {}), 2: (1, 350, 350, {RATE: 0.01})}, 2)
    group.do("redo")
    assert group.runs[0].furthest == 400


def test_going_to_a_branch_is_undone_and_what_was_trained_there_is_kept(group):
    change(group, 0.02, 50)
    group.do("go_to_branch", number=1)
    settle(group)
    group.runs[0].step(5)
    group.do("undo")
    assert group.runs[0].position == (150, 0) and tree(group) == (
        {1: (0, 0, 305, {}), 2: (1, 100, 150, {RATE: 0.02})}, 2)


def test_a_branch_that_is_changed_in_its_past_stays_as_it_was(group):
    change(group, 0.02, 50)
    group.do("go_to_branch", number=1, step=20)
    settle(group)
    change(group, 0.05, 30)
    assert tree(group)[0][1] == (0, 0, 300, {})
    for _ in range(3):                      # the last change, the way to branch 1, the first change
        group.do("undo")
    assert group.runs[0].furthest == 300 and group.runs[0].events == []


def test_another_run_has_no_branches_and_undo_brings_them_back(group):
    change(group, 0.02, 50)
    before = tree(group)
    group.do("new_seed")
    assert tree(group) == ({}, None)
    group.do("undo")
    assert tree(group) == before


def test_the_oldest_that_is_not_pinned_goes_where_there_are_too_many(group):
    group.do("rename_branch", number=1, name="the first")
    for number in range(branches.LIMIT):
        go(group, 100 - number)
        change(group, 0.02 + number / 100, 20)
        if number == 0:
            group.do("pin_branch", number=1, on=True)
    assert not group.notices and len(group.report().branches) == branches.LIMIT + 1
    go(group, 50)
    change(group, 0.5, 20)
    told = {one.number: one for one in group.report().branches}
    assert told[1].pinned and told[1].name == "the first" and 2 not in told and len(told) == branches.LIMIT + 1
    notice, = group.notices
    assert "16 branches" in notice.template.format(**notice.fields)
    for number in list(told)[1:branches.LIMIT - 1]:
        group.do("pin_branch", number=number, on=True)
    with pytest.raises(ParameterError, match="15"):
        group.do("pin_branch", number=branches.LIMIT + 1, on=True)


def test_where_none_are_kept_undo_still_gives_the_future_back_and_nobody_is_told(group):
    group.history.branches = branches.Branches(limit=0)
    change(group, 0.02, 50)
    assert tree(group) == ({}, None) and not group.notices
    group.do("undo")
    assert group.runs[0].furthest == 300 and fingerprint(group.runs[0].state) == straight(100)
    group.do("new_seed")
    assert group.history.branches.limit == 0


@pytest.mark.parametrize("command", ["go_to_branch", "delete_branch"])
def test_a_branch_that_is_gone_changes_nothing(group, command):
    change(group, 0.02, 50)
    group.do("delete_branch", number=1)
    before = group.runs[0]
    with pytest.raises(ParameterError, match="no branch 1"):
        group.do(command, number=1)
    with pytest.raises(ParameterError):
        group.do("delete_branch", number=2)         # the one that is here
    assert group.runs[0] is before


def test_a_step_with_other_values_in_the_past_keeps_the_future(group):
    group.do("step_with", values={RATE: 0.5})
    assert tree(group) == ({1: (0, 0, 300, {}), 2: (1, 100, 101, {RATE: 0.5})}, 2)
    group.do("undo")
    group.do("step_with", values={RATE: START[RATE]})       # as it would have been
    assert group.runs[0].position == (101, 0) and group.runs[0].furthest == 300


def test_several_runs_branch_together():
    group = group_of(START, {**START, "method": "simultaneous"})
    for run in group.runs:
        run.step(40)
    go(group, 10)
    for value in (0.02, 0.03):              # of the second, whose slider is dragged
        change(group, value, index=1)
    assert tree(group) == ({1: (0, 0, 40, {}), 2: (1, 10, 40, {RATE: 0.03})}, 2)    # so far goes the first
    group.do("go_to_branch", number=1)
    settle(group)
    assert [run.position for run in group.runs] == [(40, 0)] * 2 and not group.runs[1].events


# Files ----------------------------------------------------------------------------------------------------------------

def through_a_file(group, path):
    file_format.write(path, file_format.Session("nash", session_commands.snapshot(group)))
    other = group_of(*[START] * len(group.runs))
    session_commands.load(other, file_format.read(path).runs, str(path))
    settle(other)
    return other


@pytest.mark.parametrize("here", [1, 2])
def test_branches_are_saved_and_come_back_with_the_file(group, tmp_path, here):
    change(group, 0.02, 50)
    group.do("rename_branch", number=1, name="as it was")
    group.do("pin_branch", number=1, on=True)
    group.do("go_to_branch", number=here)
    settle(group)
    other = through_a_file(group, tmp_path / "kept.saddle")
    assert other.report().branches == group.report().branches and tree(other)[1] == here
    there = 3 - here
    other.do("go_to_branch", number=there)
    settle(other)
    run = other.runs[0]
    assert fingerprint(run.state) == (straight(300) if there == 1 else straight(150, (100, 0.02)))
    assert run.trace.length == run.state.step == run.furthest
    go(other, 120)
    change(other, 0.07, 5)
    assert set(tree(other)[0]) == {1, 2, 3}


def test_branches_of_several_runs_are_saved_together(tmp_path):
    group = group_of(START, {**START, "method": "simultaneous"})
    for run in group.runs:
        run.step(40)
    go(group, 10)
    change(group, 0.02, 20, index=1)
    other = through_a_file(group, tmp_path / "kept.saddle")
    assert tree(other) == tree(group)
    other.do("go_to_branch", number=1)
    settle(other)
    assert [run.position for run in other.runs] == [(40, 0)] * 2


def test_an_engine_that_begins_anew_has_the_branches_of_the_last_report(group):
    change(group, 0.02, 50)
    report = group.report()
    again = groups.build("nash", Opening("nash", logs=(report.runs[0].log,), branches=report.saved_branches), 2)
    settle(again)
    assert again.report().branches == report.branches
    again.do("go_to_branch", number=1)
    settle(again)
    assert fingerprint(again.runs[0].state) == straight(300)
