"""A room: transport, undo, restarts, events, reports; in this process, on the real lab."""

import time

import pytest

from app import rooms
from app.messages import Opening
from sims.base import fingerprint
from sims.params import ParameterError


def room_of(playing=False, **values):
    return rooms.build("gan", Opening("gan", ((values, 0),), playing=playing), 1)


def prints(room):
    return [fingerprint(run.state) for run in room.runs]


def test_playing_trains_and_pausing_trains_nothing_more():
    room = room_of(playing=True)
    room.work(time.monotonic() + 0.05)
    assert room.runs[0].state.step > 0
    room.do("pause")
    before = prints(room)
    room.work(time.monotonic() + 0.05)
    assert prints(room) == before
    assert room.wait() is None


def test_speed_sets_the_pace_and_not_the_size_of_a_step():
    room = room_of(playing=True)
    room.do("speed", unit="phase", per_second=40.0)
    started = time.monotonic()
    while time.monotonic() - started < 0.5:
        room.work(time.monotonic() + 0.01)
        time.sleep(min(room.wait(), 0.02))
    run = room.runs[0]
    done = run.state.step * len(run.phases) + run.state.phase
    assert 14 <= done <= 24
    straight = room_of()
    for _ in range(done):
        straight.runs[0].advance()
    assert prints(room) == prints(straight)


def test_the_events_of_a_preset_happen_on_the_way_and_a_wrong_one_changes_nothing():
    room = room_of()
    room.do("use", values={"freeze_g": True, "batch_size": 8}, seed=3,
            events=((4, "freeze_g", False), (6, "learning_rate_d", 0.01)))
    run, first = room.runs[0], room.runs[0].state.generator
    run.step(4)
    assert (run.state.generator == first).all()
    run.step(1)
    assert (run.state.generator != first).any()
    run.step(1)
    assert run.params.learning_rate_d == 0.01
    run.seek(2)                                             # they are of the log: a replay brings them again
    assert run.params.freeze_g
    before = room.runs[0]
    for bad in ((4, "freeze_g", "perhaps"), (4, "freze_g", True), (4, "latent_dim", 3)):
        with pytest.raises(ParameterError):
            room.do("use", values={}, seed=0, events=(bad,))
    assert room.runs[0] is before


def test_a_restart_parameter_begins_again_and_undo_brings_the_run_back():
    room = room_of()
    room.runs[0].step(5)
    before = prints(room)
    room.do("set", name="hidden_width_g", value=8)
    assert (room.runs[0].state.step, room.runs[0].params.hidden_width_g) == (0, 8)
    room.do("undo")
    assert prints(room) == before
    room.do("redo")
    assert room.runs[0].params.hidden_width_g == 8


def test_a_dragged_slider_is_undone_in_one_go():
    room = room_of()
    for value in (2e-3, 3e-3, 4e-3):
        room.runs[0].step(1)
        room.do("set", name="learning_rate_d", value=value)
    room.do("undo")
    assert room.runs[0].params.learning_rate_d == 1e-3
    assert not room.report().can_undo
    room.do("redo")
    assert room.runs[0].params.learning_rate_d == 4e-3


def test_restart_keeps_settings_and_seed_and_reset_takes_the_first():
    room = room_of(batch_size=64)
    room.do("set", name="learning_rate_g", value=0.01)
    room.runs[0].step(3)
    room.do("new_seed")
    room.do("restart")
    run = room.runs[0]
    assert (run.state.step, run.seed, run.params.learning_rate_g, run.params.batch_size) == (0, 1, 0.01, 64)
    room.do("reset")
    run = room.runs[0]
    assert (run.seed, run.params.learning_rate_g, run.params.batch_size) == (0, 1e-3, 64)


def test_restart_makes_the_changes_of_a_preset_again_unless_a_hand_has_made_others():
    room = room_of()
    room.do("use", values={}, seed=3, events=((4, "freeze_g", True),))
    room.runs[0].step(6)
    before = prints(room)
    room.do("restart")
    run = room.runs[0]
    assert (run.state.step, run.seed, run.params.freeze_g) == (0, 3, False)
    run.step(6)
    assert prints(room) == before
    room.do("new_seed")
    room.do("restart")
    assert (room.runs[0].seed, room.runs[0].params.freeze_g) == (4, False)
    room.runs[0].step(6)
    room.do("set", name="learning_rate_g", value=0.01)
    room.do("restart")
    run = room.runs[0]
    assert (run.events, run.params.freeze_g, run.params.learning_rate_g) == ([], True, 0.01)


def test_a_refused_value_changes_nothing():
    room = room_of()
    before = prints(room)
    with pytest.raises(ParameterError):
        room.do("set", name="batch_size", value=0)
    with pytest.raises(ParameterError):
        room.do("set", name="latent_dim", value=1000)
    assert prints(room) == before
    assert not room.report().can_undo


def test_a_long_way_is_travelled_in_slices():
    room = room_of()
    room.do("seek", step=200)
    assert room.busy
    room.work(time.monotonic() + 0.01)
    assert room.busy
    assert 0 < room.runs[0].state.step < 200
    assert room.report().busy
    while room.busy:
        room.work(time.monotonic() + 0.5)
    assert room.runs[0].position == (200, 0)
    straight = room_of()
    straight.runs[0].step(200)
    assert prints(room) == prints(straight)


def test_reports_carry_each_row_of_the_trace_once():
    room = room_of()
    room.runs[0].step(4)
    first = room.report().runs[0]
    room.runs[0].step(3)
    second = room.report().runs[0]
    assert (first.trace_start, len(first.trace["loss_d"])) == (0, 4)
    assert (second.trace_start, len(second.trace["loss_d"])) == (4, 3)
    room.do("restart")
    room.runs[0].step(1)
    third = room.report().runs[0]
    assert (third.trace_start, len(third.trace["loss_d"])) == (0, 1)


def test_divergence_pauses_and_is_told():
    room = room_of(playing=True, optimizer="sgd", objective="least_squares", learning_rate_d=1.0)
    room.work(time.monotonic() + 5)
    assert not room.playing
    notice, = room.notices
    assert notice.fields["parameter"] == "learning_rate_d"
    assert notice.fields["step"] == room.runs[0].state.step
    room.do("play")
    assert not room.playing


def test_a_device_that_is_not_there_gives_a_notice_and_the_cpu():
    import torch
    if torch.cuda.is_available():
        pytest.skip("this machine has the device")
    room = rooms.build("gan", Opening("gan", device="cuda"), 1)
    assert room.device == "cpu"
    assert "cuda" in str(room.notices[0].fields)
