"""A room with several runs: they move in lockstep, whatever their steps are made of, and are arranged anew as one."""

import time

from app import rooms
from app.messages import Opening
from sims.base import fingerprint

METHODS = ("flow", "simultaneous", "unrolled")      # one, two and four phases a step


def room_of(*methods, playing=False, **values):
    runs = tuple(({"method": method, "unroll_steps": 2, **values}, 0) for method in methods or METHODS)
    return rooms.build("nash", Opening("nash", runs, playing=playing), 1)


def positions(room):
    return [run.position for run in room.runs]


def prints(room):
    return [fingerprint(run.state) for run in room.runs]


def travel(room):
    while room.busy:
        room.work(time.monotonic() + 1)


def test_sub_steps_wait_for_the_longest_step():
    room = room_of()
    seen = []
    for _ in range(5):
        room.do("sub_step")
        seen.append(positions(room))
    assert seen == [[(1, 0), (0, 1), (0, 1)], [(1, 0), (1, 0), (0, 2)], [(1, 0), (1, 0), (0, 3)],
                    [(1, 0), (1, 0), (1, 0)], [(2, 0), (1, 1), (1, 1)]]


def test_sub_steps_back_are_those_forwards_in_reverse():
    room = room_of()
    there = [positions(room)]
    for _ in range(9):
        room.do("sub_step")
        there.append(positions(room))
    for expected in reversed(there[:-1]):
        room.do("sub_back")
        assert positions(room) == expected
    room.do("sub_back")
    assert positions(room) == [(0, 0)] * 3


def test_a_step_finishes_what_is_under_way_and_a_step_back_begins_it_again():
    room = room_of()
    room.do("step")
    room.do("sub_step")
    room.do("step")
    assert positions(room) == [(2, 0)] * 3
    room.do("sub_step")
    room.do("back")
    assert positions(room) == [(2, 0)] * 3
    room.do("back")
    assert positions(room) == [(1, 0)] * 3


def test_a_run_that_has_diverged_holds_nobody_up():
    room = room_of("simultaneous", "extragradient", playing=True, learning_rate=1.0, x0=10.0, y0=10.0)
    for _ in range(60):
        room.do("step")
    left, stays = room.runs
    assert left.diverged and left.state.step < 40
    assert stays.state.step == 60
    room.do("back")
    assert stays.state.step == 59 and left.diverged
    room.do("seek", step=5)
    travel(room)
    assert positions(room) == [(5, 0)] * 2
    assert not left.diverged


def test_a_change_of_all_runs_is_undone_in_one_go():
    room = room_of()
    room.do("set", name="learning_rate", value=0.3)
    room.do("undo")
    assert [run.wanted.learning_rate for run in room.runs] == [0.1] * 3
    room.do("redo")
    assert [run.wanted.learning_rate for run in room.runs] == [0.3] * 3


def test_a_drag_of_the_start_is_undone_in_one_go():
    room = room_of()
    room.do("step")
    before = prints(room)
    for number in range(5):
        room.do("place", values={"x0": 2.0 + number, "y0": 3.0}, going_on=number > 0)
    assert [(run.wanted.x0, run.wanted.y0, run.state.step) for run in room.runs] == [(6.0, 3.0, 0)] * 3
    room.do("undo")
    assert prints(room) == before


def test_a_method_that_joins_is_where_it_would_be_had_it_been_there_all_along():
    room = room_of("simultaneous", "alternating")
    for _ in range(3):
        room.do("step")
    room.do("set", name="learning_rate", value=0.4)
    for _ in range(3):
        room.do("step")
    kept = fingerprint(room.runs[1].state)
    room.do("vary", name="method", values=("alternating", "implicit"))
    travel(room)
    assert [run.wanted.method for run in room.runs] == ["alternating", "implicit"]
    assert positions(room) == [(6, 0)] * 2
    assert fingerprint(room.runs[0].state) == kept
    whole = room_of("implicit")
    for _ in range(3):
        whole.do("step")
    whole.do("set", name="learning_rate", value=0.4)
    for _ in range(3):
        whole.do("step")
    assert prints(whole) == prints(room)[1:]
    room.do("undo")
    assert [run.wanted.method for run in room.runs] == ["simultaneous", "alternating"]
    assert fingerprint(room.runs[1].state) == kept


def test_one_of_several_is_kept_where_it_is():
    room = room_of()
    for _ in range(4):
        room.do("step")
    before = prints(room)
    room.do("keep", index=1)
    assert prints(room) == before[1:2]
    room.do("step")
    room.do("undo")
    assert prints(room) == before


def test_other_runs_can_be_arranged_and_the_report_gives_them_from_their_first_row():
    room = room_of()
    room.do("step")
    room.report()
    room.do("arrange", runs=(({"game": "dirac", "r1": 0.5}, 0),))
    room.do("step")
    run, = room.report().runs
    assert (run.params.r1, run.trace_start, len(run.trace["x"])) == (0.5, 0, 1)
