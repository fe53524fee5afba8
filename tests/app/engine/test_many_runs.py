"""Many seeds in one group: each has the bits of its single run, wherever the group goes."""

import time
from concurrent.futures import Executor, Future

import pytest

from app.engine import groups
from app.engine.messages import Opening
from app.engine.session_commands import SESSION_COMMANDS
from app.sessions.snapshots import restore
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.params import ParameterError, change
from sims.run import Run
from sims.simulation import fingerprint

SMALL = {"hidden_width_g": 8, "hidden_width_d": 8, "hidden_layers_g": 1, "hidden_layers_d": 1, "batch_size": 64}
SEEDS = range(5, 10)


class Busy(Executor):
    """Has other things to do."""

    def submit(self, *_arguments, **_named):
        return Future()


def group_of(seeds=SEEDS, slow=None, **values):
    opening = Opening("gan", tuple(({**SMALL, **values}, seed) for seed in seeds), device="cpu", many=True)
    return groups.build("seeds", opening, 1, slow=slow)


def train(group, step):
    """To this step at most speed, with a stop there."""
    group.do("speed", unit="step", per_second=float("inf"))
    for run in group.runs:
        run.stop_step = step
    group.do("play")
    end = time.monotonic() + 60
    while group.playing:
        group.work(time.monotonic() + 0.01)
        assert time.monotonic() < end


def alone(seed, step, events=(), **values):
    run = Run(GanSimulation().without_slow_metrics(), change(GanParams(), **{**SMALL, **values}), seed, events)
    run.seek(step)
    return run


def rows(run, step):
    return {name: run.trace.since(0)[name][:step].tobytes() for name in ("loss_g", "loss_d", "grad_norm_g")}


def test_each_has_the_bits_of_its_single_run_also_across_a_change_and_back_again():
    group = group_of()
    train(group, 300)
    group.do("set", name="r1", value=0.3)
    for run in group.runs:
        run.planned = tuple(run.events)         # a stop holds only as long as nothing was changed by hand
    train(group, 400)
    assert {run.position for run in group.runs} == {(400, 0)}
    for run in group.runs:
        single = alone(run.seed, 400, run.events)
        assert fingerprint(run.state) == fingerprint(single.state) and rows(run, 400) == rows(single, 400)
    group.do("seek", step=170)
    while group.busy:
        group.work(time.monotonic() + 0.1)
    for run in group.runs:
        assert fingerprint(run.state) == fingerprint(alone(run.seed, 170).state)


def test_one_that_diverges_stays_and_the_others_go_on_together():
    group = group_of()
    train(group, 40)
    weights = group.runs[1].state.generator.clone()
    weights[0, 3] = float("inf")
    object.__setattr__(group.runs[1].state, "generator", weights)       # as a run that is about to leave the range
    train(group, 120)
    assert [run.diverged for run in group.runs] == [False, True, False, False, False]
    assert group.runs[1].state.step == 40 and group.position == (120, 0)
    for run in group.runs[2:]:
        assert fingerprint(run.state) == fingerprint(alone(run.seed, 120).state)


def test_commands_keep_the_number_of_seeds():
    group = group_of()
    group.do("new_seed")
    assert [run.seed for run in group.runs] == [10, 11, 12, 13, 14]
    group.do("set", name="hidden_width_g", value=16)
    assert [(run.seed, run.params.hidden_width_g) for run in group.runs] == [(seed, 16) for seed in range(10, 15)]
    group.do("use", values={"objective": "wgan"}, seed=3, events=((20, "weight_clip", 0.05),), stop=60)
    assert [run.seed for run in group.runs] == [3, 4, 5, 6, 7]
    assert all(run.params.objective == "wgan" and run.events[0].step == 20 for run in group.runs)
    group.do("undo")
    assert [run.seed for run in group.runs] == [10, 11, 12, 13, 14]


def test_a_log_is_spread_over_seeds_with_the_changes_that_it_has():
    group = group_of()
    run = alone(2, 50)
    run.set("r1", 0.2)
    group.do("spread", log=run.log(), count=8)
    assert [one.seed for one in group.runs] == list(range(2, 10)) and {one.position for one in group.runs} == {(0, 0)}
    train(group, 80)
    run.seek(80)
    assert fingerprint(group.runs[0].state) == fingerprint(run.state)
    with pytest.raises(ParameterError):
        group.do("spread", log=run.log(), count=500)


def test_a_report_has_small_pictures_and_the_real_points_once():
    group = group_of()
    train(group, 64)
    report = group.report()
    frames = [run.frame for run in report.runs]
    assert all(set(frame.arrays) == {"real", "generated", "modes", "mode_share"} for frame in frames)
    assert all(frame.arrays["real"] is frames[0].arrays["real"] for frame in frames)
    whole = GanSimulation().observe(group.runs[2].state, group.runs[2].params)
    assert (frames[2].arrays["mode_share"] == whole.arrays["mode_share"]).all()


def test_a_saved_group_comes_back_where_it_stood():
    group = group_of()
    train(group, 140)
    again = groups.build("seeds", Opening("gan", logs=tuple(run.log() for run in group.runs),
                                             keyframes=(None,) * len(group.runs), device="cpu", many=True), 2)
    while again.busy:
        again.work(time.monotonic() + 0.1)
    assert [fingerprint(run.state) for run in again.runs] == [fingerprint(run.state) for run in group.runs]


def test_one_of_them_is_handed_over_at_the_step_that_was_seen():
    group = group_of()
    train(group, 140)
    saved = SESSION_COMMANDS["hand_over_one"](group, index=2, step=90)
    assert saved.log["position"] == [90, 0] and saved.log["seed"] == SEEDS[2]
    assert group.runs[2].state.step == 140
    again = restore(GanSimulation(), saved, None)
    again.seek(90)
    assert fingerprint(again.state) == fingerprint(alone(SEEDS[2], 90).state)


def test_to_save_them_leaves_no_picture_on_the_way():
    group = group_of(slow=Busy())
    train(group, 8)
    assert not group.report().busy
    SESSION_COMMANDS["hand_over"](group)        # each is tried out, which asks for reference values of its target
    assert any(run.simulation.pending() for run in group.runs)
    assert not group.report().busy


def test_a_frame_that_lacks_reference_values_is_not_on_its_way():
    group = groups.build("gan", Opening("gan", ((SMALL, 0),), device="cpu"), 1, slow=Busy())
    assert (group.report().busy, group.report().travelling) == (True, False)
    group.do("seek", step=3)
    assert group.report().travelling
