"""A room with several runs: they move in lockstep, whatever their steps are made of, and are arranged anew as one."""

import time

from app.engine import groups
from app.engine.messages import Opening
from sims.simulation import fingerprint

METHODS = ("flow", "simultaneous", "unrolled")      # one, two and four phases a step


def group_of(*methods, playing=False, **values):
    runs = tuple(({"method": method, "unroll_steps": 2, **values}, 0) for method in methods or METHODS)
    return groups.build("nash", Opening("nash", runs, playing=playing), 1)


def positions(group):
    return [run.position for run in group.runs]


def prints(group):
    return [fingerprint(run.state) for run in group.runs]


def travel(group):
    while group.busy:
        group.work(time.monotonic() + 1)


def test_sub_steps_wait_for_the_longest_step():
    group = group_of()
    seen = []
    for _ in range(5):
        group.do("sub_step")
        seen.append(positions(group))
    assert seen == [[(1, 0), (0, 1), (0, 1)], [(1, 0), (1, 0), (0, 2)], [(1, 0), (1, 0), (0, 3)],
                    [(1, 0), (1, 0), (1, 0)], [(2, 0), (1, 1), (1, 1)]]


def test_sub_steps_back_are_those_forwards_in_reverse():
    group = group_of()
    there = [positions(group)]
    for _ in range(9):
        group.do("sub_step")
        there.append(positions(group))
    for expected in reversed(there[:-1]):
        group.do("sub_back")
        assert positions(group) == expected
    group.do("sub_back")
    assert positions(group) == [(0, 0)] * 3


def test_a_step_finishes_what_is_under_way_and_a_step_back_begins_it_again():
    group = group_of()
    group.do("step")
    group.do("sub_step")
    group.do("step")
    assert positions(group) == [(2, 0)] * 3
    group.do("sub_step")
    group.do("back")
    assert positions(group) == [(2, 0)] * 3
    group.do("back")
    assert positions(group) == [(1, 0)] * 3


def test_a_run_that_has_diverged_holds_nobody_up():
    group = group_of("simultaneous", "extragradient", playing=True, learning_rate=1.0, x0=10.0, y0=10.0)
    for _ in range(60):
        group.do("step")
    left, stays = group.runs
    assert left.diverged and left.state.step < 40
    assert stays.state.step == 60
    group.do("back")
    assert stays.state.step == 59 and left.diverged
    group.do("seek", step=5)
    travel(group)
    assert positions(group) == [(5, 0)] * 2
    assert not left.diverged


def test_a_change_of_all_runs_is_undone_in_one_go():
    group = group_of()
    group.do("set", name="learning_rate", value=0.3)
    group.do("undo")
    assert [run.wanted.learning_rate for run in group.runs] == [0.1] * 3
    group.do("redo")
    assert [run.wanted.learning_rate for run in group.runs] == [0.3] * 3


def test_a_drag_of_the_start_is_undone_in_one_go():
    group = group_of()
    group.do("step")
    before = prints(group)
    for number in range(5):
        group.do("place", values={"x0": 2.0 + number, "y0": 3.0}, going_on=number > 0)
    assert [(run.wanted.x0, run.wanted.y0, run.state.step) for run in group.runs] == [(6.0, 3.0, 0)] * 3
    group.do("undo")
    assert prints(group) == before


def test_a_method_that_joins_is_where_it_would_be_had_it_been_there_all_along():
    group = group_of("simultaneous", "alternating")
    for _ in range(3):
        group.do("step")
    group.do("set", name="learning_rate", value=0.4)
    for _ in range(3):
        group.do("step")
    kept = fingerprint(group.runs[1].state)
    group.do("vary", name="method", values=("alternating", "implicit"))
    travel(group)
    assert [run.wanted.method for run in group.runs] == ["alternating", "implicit"]
    assert positions(group) == [(6, 0)] * 2
    assert fingerprint(group.runs[0].state) == kept
    whole = group_of("implicit")
    for _ in range(3):
        whole.do("step")
    whole.do("set", name="learning_rate", value=0.4)
    for _ in range(3):
        whole.do("step")
    assert prints(whole) == prints(group)[1:]
    group.do("undo")
    assert [run.wanted.method for run in group.runs] == ["simultaneous", "alternating"]
    assert fingerprint(group.runs[1].state) == kept


def test_one_of_several_is_kept_where_it_is():
    group = group_of()
    for _ in range(4):
        group.do("step")
    before = prints(group)
    group.do("keep", index=1)
    assert prints(group) == before[1:2]
    group.do("step")
    group.do("undo")
    assert prints(group) == before


def test_other_runs_can_be_arranged_and_the_report_gives_them_from_their_first_row():
    group = group_of()
    group.do("step")
    group.report()
    group.do("arrange", runs=(({"game": "dirac", "r1": 0.5}, 0),))
    group.do("step")
    run, = group.report().runs
    assert (run.params.r1, run.trace_start, len(run.trace["x"])) == (0.5, 0, 1)


SMALL = {"batch_size": 8, "hidden_width_g": 4, "hidden_width_d": 4, "latent_dim": 2}


def test_two_that_train_together_leap_and_have_the_bits_of_each_alone():
    settings = ({**SMALL}, {**SMALL, "r1": 0.1})
    group = groups.build("gan", Opening("gan", tuple((values, 3) for values in settings), playing=True), 1)
    leaps = []
    for run in group.runs:
        leap = run.leap
        run.leap = lambda limit, leap=leap: leaps.append(leap(limit)) or leaps[-1]
    group.do("sub_step")                                # the leaps begin in the middle of a step
    group.do("play")
    while group.position[0] < 300:
        group.work(time.monotonic() + 0.05)
        assert len(set(positions(group))) == 1
    assert max(leaps) > 1                               # how many at once is a matter of the clock
    for values, run in zip(settings, group.runs):
        alone = groups.build("gan", Opening("gan", ((values, 3),)), 1)
        alone.do("seek", step=run.state.step)
        travel(alone)
        assert fingerprint(alone.runs[0].state) == fingerprint(run.state)


def test_one_that_diverges_in_a_leap_is_left_behind():
    wild = {**SMALL, "optimizer": "sgd", "objective": "wgan", "learning_rate_d": 1.0, "learning_rate_g": 1.0}
    for settings in ((wild, SMALL), (SMALL, wild)):
        group = groups.build("gan", Opening("gan", tuple((values, 0) for values in settings), playing=True), 1)
        while group.position[0] < 300:
            group.work(time.monotonic() + 0.05)
        diverged = {values is wild: run for values, run in zip(settings, group.runs)}
        assert diverged[True].diverged and diverged[True].state.step < 300
        assert not diverged[False].diverged and group.playing


def test_two_are_swapped_and_pause_together_where_their_difference_shows():
    group = groups.build("gan", Opening("gan", ((SMALL, 0),)), 1)
    group.do("arrange", runs=((SMALL, 3), ({**SMALL, "r1": 0.1}, 3)), stop=40)
    group.do("play")
    while group.playing:
        group.work(time.monotonic() + 0.05)
    assert positions(group) == [(40, 0)] * 2
    first, second = group.runs
    group.do("swap")
    assert [run.log() for run in group.runs] == [second.log(), first.log()]
    group.do("undo")
    assert group.runs == [first, second]
    group.do("set", name="r1", value=0.2, index=0)
    group.do("swap")
    assert [run.wanted.r1 for run in group.runs] == [0.1, 0.2]
