"""The window keeps of every trace what the engine has, and an engine that begins again has it from there."""

import pickle

import numpy as np
import pytest

from app.engine import groups
from app.engine.kept_traces import KeptTraces
from app.engine.messages import Opening
from sims import trace as traces

SMALL = {"batch_size": 16, "hidden_width_g": 8, "hidden_width_d": 8}


def group(name="gan", count=1, **others):
    values = SMALL if name == "gan" else {}
    return groups.build(name, Opening(name, tuple((values, seed) for seed in range(count)), device="cpu", **others), 1)


def assert_alike(kept, runs):
    """Each number of the traces of these runs, and no other."""
    for told, run in zip(kept.numbers(), runs, strict=True):
        run.gather()
        whole = run.trace.numbers()
        assert (told.length, told.columns.keys(), told.thinned) == (run.trace.length, whole.keys(), run.trace.thinned)
        for name, (rows, numbers) in whole.items():
            assert np.array_equal(told.columns[name][0], rows), name
            assert np.array_equal(told.columns[name][1], numbers), name


def told(place, kept, times=1):
    """Reports as the engine makes them while it plays: whole, then one of the picture alone."""
    for _time in range(times):
        place._reports.make_next_whole()
        kept.take(place.report())
        assert not place.runs[0].diverged


@pytest.mark.parametrize(("name", "count", "setting"), [("gan", 1, "learning_rate_g"), ("nash", 2, "learning_rate")])
def test_what_is_kept_is_what_the_engine_has_whatever_is_done_with_the_runs(name, count, setting):
    place, kept = group(name, count), KeptTraces()

    def train(steps):
        for run in place.runs:
            run.step(steps)
        told(place, kept)
    train(8)
    train(3)
    assert_alike(kept, place.runs)
    place.do("back")
    told(place, kept)
    assert_alike(kept, place.runs)                          # also of what is ahead now
    place.do("set", name=setting, value=0.003)
    train(2)
    assert_alike(kept, place.runs)
    place.do("undo")
    told(place, kept)
    assert_alike(kept, place.runs)
    place.do("new_seed")
    place.play()
    place._reports._last_whole = np.inf                     # the next is of the picture alone, of another run
    kept.take(place.report())
    assert all(trace.length == 0 and not any(map(len, sum(trace.columns.values(), ()))) for trace in kept.numbers())
    place.pause()
    train(5)
    assert_alike(kept, place.runs)
    place.do("arrange", runs=[(place.opening.runs[0][0], seed) for seed in (1, 2, 3)])
    train(4)
    assert_alike(kept, place.runs)


@pytest.mark.parametrize("many", [False, True])
def test_a_group_that_begins_again_from_a_keyframe_has_the_curves_before_it(many):
    place, kept = group(count=3, many=many), KeptTraces()
    for run in place.runs:
        run.step(20)
    told(place, kept)
    keyframes = tuple(pickle.dumps(run.keyframes.newest()) for run in place.runs)
    for run in place.runs:
        run.step(3)
    told(place, kept)
    again = group(count=3, many=many, logs=tuple(run.log() for run in place.runs), keyframes=keyframes,
                  traces=kept.numbers())
    while again.busy:
        again.work(np.inf)
    for run, before in zip(again.runs, place.runs, strict=True):
        assert (run.position, run.furthest) == (before.position, before.furthest) == ((23, 0), 23)
        run.gather()
        for name, column in before.trace.since(0).items():
            assert np.array_equal(run.trace.since(0)[name], column, equal_nan=True), name


def test_many_runs_take_the_room_of_one(monkeypatch):
    monkeypatch.setattr(traces, "LIMIT", 256)
    monkeypatch.setattr(traces, "RECENT", 64)
    place, kept = group("nash", 8), KeptTraces()
    for _time in range(5):
        for run in place.runs:
            run.step(40)
        told(place, kept)
    for trace in kept.numbers():
        rows, _numbers = trace.columns["radius"]
        assert trace.length == 200 and trace.thinned and len(rows) <= 256 // 8 + 2 * 64 // 8
        assert rows[0] == 0 and rows[-1] == 199
