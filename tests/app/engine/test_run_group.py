"""A group: transport, undo, restarts, events, reports; in this process, on the real lab."""

import time
from types import SimpleNamespace

import pytest

from app.engine import groups
from app.engine.messages import Opening
from app.panels.formula_text import numbers_html
from sims.params import ParameterError
from sims.simulation import fingerprint


def group_of(playing=False, **values):
    return groups.build("gan", Opening("gan", ((values, 0),), playing=playing), 1)


def prints(group):
    return [fingerprint(run.state) for run in group.runs]


def test_playing_trains_and_pausing_trains_nothing_more():
    group = group_of(playing=True)
    group.work(time.monotonic() + 0.05)
    assert group.runs[0].state.step > 0
    group.do("pause")
    before = prints(group)
    group.work(time.monotonic() + 0.05)
    assert prints(group) == before
    assert group.wait() is None


def test_a_group_plays_again_when_its_panel_is_back_and_its_journeys_go_on_meanwhile():
    group = group_of(playing=True)
    group.do("seen", on=False)
    assert not group.playing and group.report().interrupted
    group.do("seen", on=True)
    assert group.playing and not group.report().interrupted
    group.do("seen", on=False, goes_on=False)
    group.do("seen", on=True)
    assert not group.playing
    group.report()
    group.do("seen", on=False)
    assert not group.changed                                # it stood, and so it is seen
    group.do("seek", step=5)
    group.do("seen", on=False)
    group.work(float("inf"))
    assert group.runs[0].state.step == 5
    group.do("seen", on=True)
    assert not group.playing                                # a hand had paused it to go there


def test_speed_sets_the_pace_and_not_the_size_of_a_step():
    group = group_of(playing=True)
    group.do("speed", unit="phase", per_second=40.0)
    started = time.monotonic()
    while time.monotonic() - started < 0.5:
        group.work(time.monotonic() + 0.01)
        time.sleep(min(group.wait(), 0.02))
    run = group.runs[0]
    done = run.state.step * len(run.phases) + run.state.phase
    assert 14 <= done <= 24
    straight = group_of()
    for _ in range(done):
        straight.runs[0].advance()
    assert prints(group) == prints(straight)


def test_the_events_of_a_preset_happen_on_the_way_and_a_wrong_one_changes_nothing():
    group = group_of()
    group.do("use", values={"freeze_g": True, "batch_size": 8}, seed=3,
            events=((4, "freeze_g", False), (6, "learning_rate_d", 0.01)))
    run, first = group.runs[0], group.runs[0].state.generator
    run.step(4)
    assert (run.state.generator == first).all()
    run.step(1)
    assert (run.state.generator != first).any()
    run.step(1)
    assert run.params.learning_rate_d == 0.01
    run.seek(2)                                             # they are of the log: a replay brings them again
    assert run.params.freeze_g
    before = group.runs[0]
    for bad in ((4, "freeze_g", "perhaps"), (4, "freze_g", True), (4, "latent_dim", 3)):
        with pytest.raises(ParameterError):
            group.do("use", values={}, seed=0, events=(bad,))
    assert group.runs[0] is before


def test_a_restart_parameter_begins_again_and_undo_brings_the_run_back():
    group = group_of()
    group.runs[0].step(5)
    before = prints(group)
    group.do("set", name="hidden_width_g", value=8)
    assert (group.runs[0].state.step, group.runs[0].params.hidden_width_g) == (0, 8)
    group.do("undo")
    assert prints(group) == before
    group.do("redo")
    assert group.runs[0].params.hidden_width_g == 8


def test_a_dragged_slider_is_undone_in_one_go():
    group = group_of()
    for value in (2e-3, 3e-3, 4e-3):
        group.runs[0].step(1)
        group.do("set", name="learning_rate_d", value=value)
    group.do("undo")
    assert group.runs[0].params.learning_rate_d == 1e-3
    assert not group.report().can_undo
    group.do("redo")
    assert group.runs[0].params.learning_rate_d == 4e-3


def test_restart_keeps_settings_and_seed_and_reset_takes_the_first():
    group = group_of(batch_size=64)
    group.do("set", name="learning_rate_g", value=0.01)
    group.runs[0].step(3)
    group.do("new_seed")
    group.do("restart")
    run = group.runs[0]
    assert (run.state.step, run.seed, run.params.learning_rate_g, run.params.batch_size) == (0, 1, 0.01, 64)
    group.do("reset")
    run = group.runs[0]
    assert (run.seed, run.params.learning_rate_g, run.params.batch_size) == (0, 1e-3, 64)


def test_restart_makes_the_changes_of_a_preset_again_unless_a_hand_has_made_others():
    group = group_of()
    group.do("use", values={}, seed=3, events=((4, "freeze_g", True),))
    group.runs[0].step(6)
    before = prints(group)
    group.do("restart")
    run = group.runs[0]
    assert (run.state.step, run.seed, run.params.freeze_g) == (0, 3, False)
    run.step(6)
    assert prints(group) == before
    group.do("new_seed")
    group.do("restart")
    assert (group.runs[0].seed, group.runs[0].params.freeze_g) == (4, False)
    group.runs[0].step(6)
    group.do("set", name="learning_rate_g", value=0.01)
    group.do("restart")
    run = group.runs[0]
    assert (run.events, run.params.freeze_g, run.params.learning_rate_g) == ([], True, 0.01)


# The stop of a preset -------------------------------------------------------------------------------------------------

SMALL = {"batch_size": 8, "hidden_width_g": 4, "hidden_width_d": 4}


def play_to_a_pause(group, unit="step"):
    """Play as fast as it goes until the group pauses by itself; at most 10,000 moves."""
    group.do("speed", unit=unit, per_second=float("inf"))
    group.do("play")
    for _ in range(10_000):
        if not group.playing:
            return group.runs[0].position
        group.work(0.0)                                     # one move, of as many steps as the pace has learnt
    raise AssertionError("it never paused")


@pytest.mark.parametrize("unit", ["step", "phase"])
def test_playing_pauses_at_the_step_of_a_preset_and_goes_on_when_asked(unit):
    group = group_of()
    group.do("use", values=SMALL, events=((7, "learning_rate_d", 0.01),), stop=23)
    assert not group.playing                                # it is loaded paused, and stops when it is played
    assert play_to_a_pause(group, unit) == (23, 0)
    group.do("play")
    while group.playing and group.position[0] < 60:
        group.work(0.0)
    assert group.playing
    straight = group_of(**SMALL)
    straight.do("use", values=SMALL, events=((7, "learning_rate_d", 0.01),))
    straight.runs[0].step(group.position[0])
    group.runs[0].seek(*straight.runs[0].position)
    assert prints(group) == prints(straight)


def test_a_leap_ends_at_the_step_of_a_preset():
    group = group_of()
    group.do("use", values=SMALL, stop=150)
    leaps = []
    run, leap = group.runs[0], group.runs[0].leap
    run.simulation = run.simulation.without_slow_metrics()      # for which leaps end early, too
    run.leap = lambda limit: leaps.append(leap(limit)) or leaps[-1]
    group.playback.pace = SimpleNamespace(steps=40.0, took=lambda steps, seconds: None)     # however slow this machine
    assert play_to_a_pause(group) == (150, 0)
    assert max(leaps) > 10 and sum(leaps) == 150


def test_whoever_goes_back_before_the_step_of_a_preset_comes_to_its_stop_again():
    group = group_of()
    group.do("use", values=SMALL, stop=20)
    play_to_a_pause(group)
    for back in ("back", "restart", "new_seed"):
        group.do(back)
        assert play_to_a_pause(group) == (20, 0)
    group.do("step")                                        # by hand one goes past it
    assert group.position == (21, 0)
    group.do("set", name="hidden_width_g", value=5)         # another run, which has no stop
    assert group.runs[0].steps_to_stop is None
    group.do("undo")
    group.do("seek", step=5)
    while group.busy:
        group.work(time.monotonic() + 1)
    assert play_to_a_pause(group) == (20, 0)


def test_the_stop_of_a_preset_is_in_the_log_as_long_as_nothing_was_changed_by_hand():
    group = group_of()
    group.do("use", values=SMALL, events=((4, "freeze_g", True),), stop=20)
    group.runs[0].step(10)
    again = group_of()
    again.do("replay", logs=(group.runs[0].log(),))
    again.work(time.monotonic() + 5)
    assert again.position == (10, 0) and play_to_a_pause(again) == (20, 0)
    again.do("restart")
    assert play_to_a_pause(again) == (20, 0) and again.runs[0].params.freeze_g
    group.do("set", name="learning_rate_d", value=0.01)
    assert group.runs[0].log()["stop"] == 0


@pytest.mark.parametrize("step, value", [(2, True), (4, False)])     # before what was planned, and in place of it
def test_a_change_by_hand_takes_the_stop_of_a_preset_away(step, value):
    group = group_of()
    group.do("use", values=SMALL, events=((4, "freeze_g", True),), stop=20)
    group.runs[0].seek(step)
    assert group.runs[0].steps_to_stop == 20 - step
    group.do("set", name="freeze_g", value=value)
    assert group.runs[0].steps_to_stop is None


def test_a_refused_value_changes_nothing():
    group = group_of()
    before = prints(group)
    with pytest.raises(ParameterError):
        group.do("set", name="batch_size", value=0)
    with pytest.raises(ParameterError):
        group.do("set", name="latent_dim", value=1000)
    assert prints(group) == before
    assert not group.report().can_undo


def test_a_long_way_is_travelled_in_slices():
    group = group_of()
    group.do("seek", step=200)
    assert group.busy
    group.work(time.monotonic() + 0.01)
    assert group.busy
    assert 0 < group.runs[0].state.step < 200
    assert group.report().busy
    while group.busy:
        group.work(time.monotonic() + 0.5)
    assert group.runs[0].position == (200, 0)
    straight = group_of()
    straight.runs[0].step(200)
    assert prints(group) == prints(straight)


def test_reports_carry_each_row_of_the_trace_once():
    group = group_of()
    group.runs[0].step(4)
    first = group.report().runs[0]
    group.runs[0].step(3)
    second = group.report().runs[0]
    assert (first.trace_start, len(first.trace["loss_d"])) == (0, 4)
    assert (second.trace_start, len(second.trace["loss_d"])) == (4, 3)
    group.do("restart")
    group.runs[0].step(1)
    third = group.report().runs[0]
    assert (third.trace_start, len(third.trace["loss_d"])) == (0, 1)


def test_a_report_tells_the_settings_in_force_from_those_that_wait_for_the_next_step():
    group = group_of(r1=1.0)
    group.runs[0].seek(1, 6)                            # the penalty has been computed
    group.do("set", name="r1", value=0.0)
    run = group.report().runs[0]
    assert (run.params.r1, run.in_force.r1, run.frame.done.key) == (0.0, 1.0, "penalty_d")
    formula = group.runs[0].simulation.formula(run.frame.done, run.in_force)
    assert "R₁" in formula.html and "–" not in numbers_html(formula, run.frame, run.in_force)
    group.runs[0].step()
    run = group.report().runs[0]
    assert run.params == run.in_force


def test_divergence_pauses_and_is_told():
    group = group_of(playing=True, optimizer="sgd", objective="least_squares", learning_rate_d=1.0)
    group.work(time.monotonic() + 5)
    assert not group.playing
    notice, = group.notices
    assert notice.fields["parameter"] == "learning_rate_d"
    assert notice.fields["step"] == group.runs[0].state.step
    group.do("play")
    assert not group.playing


def test_a_device_that_is_not_there_gives_a_notice_and_the_cpu():
    import torch
    if torch.cuda.is_available():
        pytest.skip("this machine has the device")
    group = groups.build("gan", Opening("gan", device="cuda"), 1)
    assert group.device == "cpu"
    assert "cuda" in str(group.notices[0].fields)


# The file that the runs come from ------------------------------------------------------------------------------------

@pytest.mark.parametrize("replace", [
    lambda group: group.do("use", values={"batch_size": 8}), lambda group: group.do("reset"),
    lambda group: group.do("new_seed"), lambda group: group.do("restart"),
    lambda group: group.do("set", name="hidden_width_g", value=5),      # which begins the run again
])
def test_whatever_replaces_the_run_lets_its_file_go(replace):
    group = group_of(hidden_width_g=4, hidden_width_d=4)
    group.history.origin = "mine.saddle"
    replace(group)
    assert group.report().origin == ""
    group.history.origin = "other.saddle"
    group.do("undo")
    assert group.report().origin == ""


def test_a_change_on_the_way_keeps_the_file():
    group = group_of(hidden_width_g=4, hidden_width_d=4)
    group.history.origin = "mine.saddle"
    group.do("set", name="learning_rate_d", value=0.002)
    group.do("undo")
    assert group.report().origin == "mine.saddle"


def test_a_step_with_other_values_is_one_step_and_ends_playing():
    group = group_of(playing=True, batch_size=8)
    before = group.runs[0].state.generator
    group.do("step_with", values={"freeze_g": True})
    run = group.runs[0]
    assert (run.position, group.playing, run.wanted.freeze_g) == ((1, 0), False, False)
    assert (run.state.generator == before).all()
    with pytest.raises(ParameterError):
        group.do("step_with", values={"freeze_x": True})
    assert run.position == (1, 0)
