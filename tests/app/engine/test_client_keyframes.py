"""The client keeps the engine's keyframes only as long as they belong to the runs that are there."""

from app.engine import groups
from app.engine.client import _continues
from app.engine.messages import Opening


def group():
    return groups.build("nash", Opening("nash", (({}, 0), ({"method": "alternating"}, 0))), 1)


def test_runs_that_continues_or_change_from_here_keep_their_keyframes():
    place = group()
    first = place.report()
    place.do("step")
    second = place.report()
    place.do("set", name="learning_rate", value=0.3)
    third = place.report()
    assert _continues(first, second) and _continues(second, third)


def test_other_runs_and_a_change_of_the_past_do_not():
    place = group()
    for _ in range(5):
        place.do("step")
    before = place.report()
    place.do("back")
    place.do("set", name="learning_rate", value=0.3)
    forked = place.report()
    assert not _continues(before, forked)
    place.do("vary", name="method", values=("flow", "alternating"))
    assert not _continues(forked, place.report())
    place.do("keep", index=0)
    assert not _continues(forked, place.report())
    assert not _continues(None, forked)
