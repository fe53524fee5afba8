"""Leaps last about as long as they should, whatever a step takes; a speed is kept, and a journey goes first."""

import pytest

from app.engine.pacing import LEAP_SECONDS, Pace, Playback


@pytest.mark.parametrize("step_seconds", [20e-6, 100e-6, 1e-3])
def test_leaps_last_as_long_as_they_should(step_seconds):
    pace = Pace()
    for _ in range(100):
        pace.took(int(pace.steps), int(pace.steps) * step_seconds)
    assert int(pace.steps) * step_seconds == pytest.approx(LEAP_SECONDS, rel=0.2)


def test_leaps_that_are_cut_short_do_not_make_the_others_short():
    pace, step, cost = Pace(), 80e-6, 1e-3                  # what a leap costs beside its steps
    for k in range(300):
        steps = int(pace.steps) if k % 3 else 5
        pace.took(steps, cost + steps * step)
    assert cost + int(pace.steps) * step > 0.8 * LEAP_SECONDS


def test_one_that_becomes_slow_is_soon_asked_for_little():
    pace = Pace()
    for _ in range(100):
        pace.took(int(pace.steps), int(pace.steps) * 50e-6)
    assert pace.steps > 100
    for _ in range(15):
        pace.took(1, 0.03)                                  # a large network, phase by phase
    assert pace.steps == 2


def test_time_earns_units_and_what_was_missed_is_not_made_up_for(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("app.engine.pacing.time.monotonic", lambda: now[0])
    playback = Playback(playing=False)
    assert playback.wait() is None
    for _ in range(100):
        playback.pace.took(1000, 0.01)                      # quick steps: of them alone a leap could have many
    playback.choose_speed("step", 10.0, 0)
    playback.play(0)
    assert (playback.allowed, playback.wait()) == (1, 0)
    playback.spend(1)
    assert playback.allowed == 0 and playback.wait() == pytest.approx(0.1)
    now[0] += 0.25
    playback.earn()
    assert playback.allowed == 2
    now[0] += 1000
    playback.earn()
    assert playback.allowed == 3                            # a quarter of a second's worth and one
    playback.choose_speed("step", float("inf"), 0)
    playback.earn()
    assert playback.allowed == min(1000, int(playback.pace.steps)) and playback.wait() == 0


def test_a_journey_goes_first_can_be_stopped_and_leaves_the_play_state():
    playback, way = Playback(playing=True), iter([None] * 3)
    playback.travel(way)
    playback.go_on(until=0.0)
    assert playback.travelling and playback.wait() == 0
    playback.go_on(until=float("inf"))
    assert not playback.travelling and list(way) == [] and playback.playing
    playback.travel(iter([None]))
    playback.stop_travelling()
    playback.pause()
    assert playback.wait() is None and playback.rate == 0


def test_what_is_interrupted_is_no_more_so_when_it_is_played_or_paused():
    playback = Playback(playing=False)
    playback.interrupt()
    assert not playback.interrupted
    playback.play(0)
    for _ in range(2):                                      # the second time it does not play any more
        playback.interrupt()
        assert (playback.playing, playback.interrupted, playback.wait()) == (False, True, None)
    playback.pause()
    assert not playback.interrupted
    playback.play(0)
    playback.interrupt()
    playback.play(0)
    assert playback.playing and not playback.interrupted
