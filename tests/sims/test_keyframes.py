"""Keyframes: which are kept, and which of them a replay begins at."""

from sims.keyframes import Keyframe, KeyframeStore
from sims.simulation import State


def at(step):
    return Keyframe(State(step=step), None, (), 0)


def store(steps, **limits):
    kept = KeyframeStore(at(0))
    for name, value in limits.items():
        setattr(kept, name, value)
    for step in range(1, steps + 1):
        kept.keep(at(step))
    return kept


def states(kept, step):
    return [state.step for state in kept.states_before(step)]


def test_the_newest_steps_are_all_kept_and_older_ones_at_a_spacing():
    kept = store(50, spacing=10, recent_limit=3)
    assert states(kept, 50) == [50, 49, 48, 40, 30, 20, 10, 0]
    assert [kept.nearest(step).step for step in (0, 9, 47, 48, 100)] == [0, 0, 40, 48, 50]
    assert kept.newest().step == 50 and kept.first.step == 0
    assert (kept.steps_to_next(50), kept.steps_to_next(57)) == (10, 3)


def test_the_spacing_doubles_where_there_are_too_many():
    kept = store(200, spacing=10, recent_limit=1, limit=6)
    assert kept.spacing == 40 and states(kept, 200) == [200, 160, 120, 80, 40, 0]


def test_a_copy_is_independent_and_what_lies_after_a_change_is_forgotten():
    kept = store(50, spacing=10, recent_limit=3)
    twin = kept.copy()
    twin.forget_after(48)
    assert states(twin, 99) == [48, 40, 30, 20, 10, 0] and states(kept, 99)[0] == 50
    twin.add(at(75))
    twin.add(at(60))
    assert twin.newest().step == 75 and twin.nearest(74).step == 60 and kept.newest().step == 50


def test_a_run_that_is_put_aside_keeps_few_and_its_end():
    kept = store(90, spacing=1, limit=1000, resting_limit=10)
    kept.thin()
    assert states(kept, 90) == [90, 80, 64, 48, 32, 16, 0]
