"""A run is a log: events, keyframes, stepping back. On a small simulation whose every state can be predicted."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from sims.params import ParameterError, param
from sims.run import Run
from sims.simulation import Frame, Phase, Simulation, State, next_position
from sims.trace import Trace


@dataclass(frozen=True)
class CountParams:
    by: float = param(1.0, -10, 10)
    rounds: int = param(1, 1, 5, when="step")
    start: float = param(0.0, -5, 5, when="restart")


@dataclass(frozen=True)
class CountState(State):
    total: float = 0.0


class Count(Simulation):
    """Adds `by` in each of `rounds` rounds, then doubles."""

    name, title, Params, presets, formulas = "count", "Count", CountParams, {}, {}

    def phases(self, params):
        return (*(Phase("add", "add", repeat=k, repeats=params.rounds) for k in range(params.rounds)),
                Phase("double", "double"))

    def initial(self, params, seed):
        return CountState(total=params.start + seed)

    def advance(self, state, params):
        phases = self.phases(params)
        phase = phases[state.phase]
        total = state.total + params.by if phase.key == "add" else 2 * state.total
        if abs(total) > 1e6:
            return replace(state, status="diverged", cause="by"), {}
        step, position = next_position(state, phases)
        return replace(state, step=step, phase=position, done=phase, total=total), {"total": total}

    def observe(self, state, params):
        return Frame(state.step, state.phase, self.phases(params), state.done)

    def measure(self, state, params):
        return {"total": state.total}


def expected(steps, total=0.0, by=1.0, rounds=1):
    for _ in range(steps):
        total = 2 * (total + by * rounds)
    return total


def test_an_event_takes_effect_at_its_phase_and_not_before():
    run = Run(Count())
    run.step(2)
    run.advance()                       # added 1, not yet doubled
    run.set("by", 5)
    run.advance()
    assert run.state.total == 2 * (expected(2) + 1)
    run.step()
    assert run.state.total == 2 * (2 * (expected(2) + 1) + 5)


def test_a_change_that_alters_the_step_waits_for_the_next_one():
    run = Run(Count())
    run.advance()
    run.set("rounds", 3)
    assert (run.params.rounds, run.wanted.rounds) == (1, 3)
    run.advance()
    assert run.position == (1, 0)
    assert run.params.rounds == 3
    run.step()
    assert run.state.total == 2 * (2 + 3)


def test_a_restart_parameter_is_no_event():
    with pytest.raises(ParameterError, match="restart"):
        Run(Count()).set("start", 1)


def test_a_bad_value_leaves_no_event():
    run = Run(Count())
    with pytest.raises(ParameterError):
        run.set("by", 11)
    assert run.events == []


def test_setting_what_is_in_force_writes_nothing():
    run = Run(Count())
    run.step(3)
    run.seek(1)
    assert run.set("by", 1.0) is None
    assert run.furthest == 3


def test_stepping_back_replays_with_the_events_of_the_time():
    run = Run(Count())
    run.step(3)
    run.set("by", 2)
    run.step(3)
    total = run.state.total
    run.seek(1)
    assert run.state.total == expected(1)
    assert run.params.by == 1
    run.seek(6)
    assert run.state.total == total
    assert run.params.by == 2


def test_sub_steps_back_cross_a_step_of_another_shape():
    run = Run(Count())
    run.step(1)
    run.set("rounds", 3)
    run.step(1)
    visited = []
    while run.position > (0, 0):
        run.back_phase()
        visited.append((run.position, run.state.total))
    forwards = Run(Count())
    assert visited[-1] == ((0, 0), forwards.state.total)
    assert [position for position, _ in visited] == [(1, 3), (1, 2), (1, 1), (1, 0), (0, 1), (0, 0)]
    assert [total for _, total in visited] == [5, 4, 3, 2, 1, 0]


def test_a_change_in_the_past_drops_what_came_after():
    run = Run(Count())
    run.step(2)
    run.set("by", 3)
    run.step(2)
    run.seek(1)
    run.set("by", 7)
    assert [(e.step, e.value) for e in run.events] == [(1, 7)]
    assert run.furthest == 1
    run.step(1)
    assert run.state.total == 2 * (expected(1) + 7)
    run.seek(0)
    run.seek(2)
    assert run.state.total == 2 * (expected(1) + 7)


def test_two_changes_at_one_place_are_one_event():
    run = Run(Count())
    run.step(1)
    for value in (2, 3, 4):
        run.set("by", value)
    assert [e.value for e in run.events] == [4]
    run.step(1)
    run.seek(0)
    run.seek(2)
    assert run.state.total == 2 * (2 + 4)


def test_far_places_are_reached_exactly_whatever_the_keyframes():
    run = Run(Count())
    run.keyframes.limit, run.keyframes.recent_limit = 4, 2
    run.set("by", -0.0)                 # keep the total small: 0 doubles to 0
    run.step(300)
    run.set("by", 1e-9)
    run.step(5)
    assert len(run.keyframes) <= 5
    reached = {}
    for step in (304, 7, 299, 150, 301, 0, 305):
        run.seek(step)
        reached[step] = run.state.total
    assert run.position == (305, 0)
    assert reached[150] == 0
    assert reached[301] == pytest.approx(expected(1, by=1e-9))
    assert reached[305] == pytest.approx(expected(5, by=1e-9))


def test_divergence_is_reported_and_can_be_stepped_back():
    run = Run(Count(), CountParams(by=10))
    done = run.step(100)
    assert run.diverged
    assert run.state.cause == "by"
    assert run.advance() is False
    run.back()
    assert not run.diverged
    assert run.state.total == expected(run.state.step, by=10)
    assert done >= run.state.step


def test_the_journey_to_a_place_can_be_left_off_anywhere():
    run = Run(Count())
    run.step(2)
    for _ in zip(run.seeking(40), range(7)):
        pass
    before = run.position
    run.step(1)
    straight = Run(Count())
    straight.seek(*before)
    straight.step(1)
    assert run.state.total == straight.state.total


def test_a_foreign_keyframe_saves_the_replay():
    source = Run(Count(), CountParams(by=0))
    source.step(200)
    run = Run.from_log(Count(), source.log(), replay=False)
    run.keyframes.add(source.keyframes.newest())
    phases = sum(1 for _ in run.seeking(200))
    assert phases == 0
    assert run.state == source.state


def test_a_log_with_impossible_events_is_refused():
    log = Run(Count()).log()
    for event in ([0, 0, "by", 99], [0, 0, "surely", 1], [0, 0, "start", 1]):
        with pytest.raises(ParameterError):
            Run.from_log(Count(), {**log, "events": [event]})


def test_the_trace_gives_each_row_once_and_again_after_a_cut():
    trace = Trace()
    for step in range(3):
        trace.put(step, {"a": step})
    assert trace.take() == (0, {"a": pytest.approx([0, 1, 2])})
    trace.put(3, {"a": 3, "b": 9})
    start, columns = trace.take()
    assert (start, columns["a"].tolist(), columns["b"].tolist()) == (3, [3], [9])
    trace.cut(1)
    trace.put(1, {"a": 7})
    start, columns = trace.take()
    assert (start, columns["a"].tolist()) == (1, [7])
    assert np.isnan(columns["b"]).all()


def test_the_trace_grows_past_its_first_capacity():
    trace = Trace()
    trace.put(5000, {"a": 1.5})
    column = trace.since(0)["a"]
    assert (trace.length, column[5000]) == (5001, 1.5)
    assert np.isnan(column[:5000]).all()


def test_one_step_with_other_values_is_in_the_log_and_the_settings_are_as_before():
    run = Run(Count())
    run.step(2)
    run.step_with({"rounds": 3, "by": 2.0})
    wanted = expected(1, expected(2), by=2.0, rounds=3)
    assert (run.position, run.state.total, run.params, run.wanted) == ((3, 0), wanted, CountParams(), CountParams())
    run.step_with({"rounds": 2})
    run.step()
    wanted = expected(1, expected(1, wanted, rounds=2))
    assert (run.position, run.state.total) == ((5, 0), wanted)
    replayed = Run.from_log(Count(), run.log())
    assert (replayed.state, replayed.params) == (run.state, run.params)
    for step in (4, 3, 2, 5):
        run.seek(step)
        assert run.state.total == Run.from_log(Count(), {**run.log(), "position": [step, 0]}).state.total


def test_a_step_under_way_is_begun_anew_with_the_other_values_and_keeps_what_was_changed_within_it():
    run = Run(Count())
    run.step(2)
    run.set("rounds", 2)
    run.advance()
    run.set("by", 3.0)
    run.set("rounds", 4)                                        # from the next step on
    run.step_with({"rounds": 1})
    assert run.state.total == expected(1, expected(2), by=3.0, rounds=1)
    assert (run.position, run.wanted.by, run.wanted.rounds) == ((3, 0), 3.0, 4)
    with pytest.raises(ParameterError):
        run.step_with({"start": 1.0})
    run.set("by", 10.0)
    run.step(30)
    assert run.diverged
    log = run.log()
    run.step_with({"rounds": 1})
    assert run.log() == log
