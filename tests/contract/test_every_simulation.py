"""What every registered simulation promises. A new simulation is under test as soon as it is registered."""

import dataclasses
import inspect
import itertools
import json
import re
import string
from collections.abc import Mapping

import numpy as np
import pytest

from app.command_line import main as command_line
from sims import params as parameters
from sims import registry
from sims.events import read_events
from sims.run import Run
from sims.simulation import Frame, JoinedRuns, Simulation, fingerprint

pytestmark = pytest.mark.parametrize("name", registry.names())


@pytest.fixture
def simulation(name):
    return registry.get(name)


def numeric(simulation):
    return [p for p in parameters.parameters(simulation.Params).values() if p.scale in ("linear", "log", "int")]


def test_it_has_the_interface(simulation, name):
    assert isinstance(simulation, Simulation)
    assert simulation.name == name
    assert simulation.title
    assert dataclasses.is_dataclass(simulation.Params)
    assert registry.params_type(name) is simulation.Params


def test_what_it_overrides_takes_what_the_base_class_takes(simulation):
    """So that a caller who knows the base class alone can call it, by place or by name."""
    def accepts(owner, method):
        return list(inspect.signature(getattr(owner, method)).parameters)
    methods = [method for method, value in vars(Simulation).items()
               if inspect.isfunction(value) or isinstance(value, classmethod)]
    assert len(methods) > 20
    for method in methods:
        assert accepts(type(simulation), method) == accepts(Simulation, method), method


def test_nothing_is_public_beside_the_interface_but_fields(simulation):
    """Whatever a caller asks of any simulation is a method of the base class with a default."""
    own = {name for kind in type(simulation).__mro__ for name, value in vars(kind).items() if callable(value)}
    assert {name for name in own if not name.startswith("_")} <= vars(Simulation).keys()


def test_many_steps_at_once_are_the_steps_one_by_one(simulation):
    params = simulation.Params()
    state = Run(simulation, params, 7).state
    for _ in range(60):
        found = simulation.advance_many(state, params, 5)
        if found is not None:
            break
        for _ in simulation.phases(params):
            state, _scalars = simulation.advance(state, params)
    if found is None:
        return                          # it goes phase by phase only
    after, columns = found
    count = after.step - state.step
    assert 1 <= count <= 5 and after.phase == 0
    rows = {name: [] for name in columns}
    for _ in range(count):
        row = {}
        for _ in simulation.phases(params):
            state, scalars = simulation.advance(state, params)
            row |= scalars
        assert row.keys() == columns.keys()
        for name, value in row.items():
            rows[name].append(value)
    assert fingerprint(after) == fingerprint(state)
    for name, values in columns.items():
        np.testing.assert_array_equal(values, rows[name])


def test_slow_metrics_are_numbers_that_change_nothing_and_can_be_left_out(simulation):
    params = simulation.Params()
    for steps in (1, 50):
        run = Run(simulation, params)
        run.step(steps)
        before = fingerprint(run.state)
        at_hand, work = simulation.slow_metrics(run.state, params)
        found = {**at_hand, **(work() if work is not None else {})}
        assert all(isinstance(value, (int, float, np.floating)) for value in found.values())
        assert fingerprint(run.state) == before
        quiet = simulation.without_slow_metrics()
        assert isinstance(quiet, type(simulation))
        assert quiet.slow_metrics(run.state, params) == ({}, None)
    twin = Run(quiet, params)
    twin.step(50)
    assert fingerprint(twin.state) == before


def test_the_fast_picture_is_part_of_the_whole_one(simulation):
    run = Run(simulation)
    run.step(2)
    whole, fast = simulation.observe(run.state, run.params), simulation.observe_fast(run.state, run.params)
    assert isinstance(fast, Frame)
    assert fast.arrays.keys() <= whole.arrays.keys() and fast.numbers.keys() <= whole.numbers.keys()
    for key, array in fast.arrays.items():
        np.testing.assert_array_equal(array, whole.arrays[key])


def test_it_can_be_had_on_the_processor(simulation):
    made, device, reason = simulation.on_device("cpu")
    assert type(made) is type(simulation)
    assert (device, reason) == ("cpu", "")


def test_experiments_give_progress_and_rows_and_leave_the_state_alone(simulation):
    run = Run(simulation)
    run.step(2)
    before = fingerprint(run.state)
    for begin in simulation.experiments().values():
        for found in itertools.islice(begin(run.state, run.params, 8), 6):
            assert isinstance(found, (int, Mapping))
    assert fingerprint(run.state) == before


def test_a_script_is_python_or_refused_in_words(simulation, name):
    try:
        source = simulation.script(simulation.Params(), 3, 10)
    except parameters.ParameterError as error:
        assert name in str(error)
    else:
        compile(source, "script.py", "exec")


def test_settings_that_share_a_program_have_equal_keys(simulation):
    params = simulation.Params()
    assert simulation.program_key(params) == simulation.program_key(simulation.Params())
    for declared in parameters.parameters(params).values():
        hash(simulation.program_key(parameters.change(params, **{declared.name: other_value(declared)})))


def test_joined_runs_have_the_bits_that_each_has_alone(simulation):
    params = simulation.Params()
    assert simulation.join_limit(params, 1) >= 1 and simulation.join_limit(params, 10**6) >= 1
    states = [simulation.initial(params, seed) for seed in (1, 5)]
    joined = simulation.join(states, params)
    if joined is None:
        return                          # it trains one after the other, or they would have other bits on this machine
    assert isinstance(joined, JoinedRuns)
    while joined.state.step < 5:
        assert joined.leap(5 - joined.state.step)
    assert joined.step()
    for seed, state in zip((1, 5), joined.split(), strict=True):
        alone = Run(simulation, params, seed)
        alone.step(6)
        assert fingerprint(state) == fingerprint(alone.state)


def test_the_same_seed_gives_the_same_run(simulation):
    first, second = Run(simulation, seed=3), Run(simulation, seed=3)
    first.step(4)
    second.step(4)
    assert fingerprint(first.state) == fingerprint(second.state)
    assert fingerprint(first.frame()) == fingerprint(second.frame())


def test_as_many_advances_as_phases_make_one_step(simulation):
    run = Run(simulation)
    for step in range(3):
        for index in range(len(run.phases)):
            assert run.position == (step, index)
            run.advance()
    assert run.position == (3, 0)


def test_a_restored_snapshot_goes_on_bit_for_bit(simulation):
    run = Run(simulation, seed=1)
    run.step(2)
    run.advance()
    state, params = run.state, run.params
    run.step(3)
    ahead = fingerprint(run.state)
    while run.simulation.phases(params) and (state.step, state.phase) < run.position:
        state, _scalars = simulation.advance(state, params)
    assert fingerprint(state) == ahead


def test_stepping_back_and_forth_changes_nothing(simulation):
    run, straight = Run(simulation, seed=2), Run(simulation, seed=2)
    run.step(5)
    run.back()
    run.back_phase()
    run.seek(1)
    run.seek(3, 1)
    run.back()
    run.step(7 - run.state.step)        # from 2 where a step has one phase only
    straight.step(7)
    assert run.position == straight.position
    assert fingerprint(run.state) == fingerprint(straight.state)
    for column, values in straight.trace.since(0).items():
        np.testing.assert_array_equal(run.trace.since(0)[column], values)


def test_a_branch_does_not_disturb_its_parent(simulation):
    run = Run(simulation)
    run.step(2)
    before, rows = fingerprint(run.state), run.trace.length
    branch = run.branch()
    live = next((p for p in numeric(simulation) if p.when == "live" and p.used(run.params)), None)
    if live is not None:
        branch.set(live.name, live.hi)
    branch.step(3)
    assert fingerprint(run.state) == before
    assert run.trace.length == rows
    assert not run.events


def test_observing_and_measuring_change_nothing(simulation):
    watched, unwatched = Run(simulation), Run(simulation)
    for _ in range(2):
        for _phase in range(len(watched.phases)):
            before = fingerprint(watched.state)
            assert isinstance(watched.frame(), Frame)
            if watched.state.phase in (0, 4):           # exact W1 takes its time
                watched.metrics()
            assert fingerprint(watched.state) == before
            watched.advance()
    unwatched.step(2)
    assert fingerprint(watched.state) == fingerprint(unwatched.state)


def test_a_frame_holds_numpy_and_plain_numbers_only(simulation):
    run = Run(simulation)
    for _ in range(len(run.phases) + 1):
        frame = run.frame()
        assert all(type(array) is np.ndarray for array in frame.arrays.values())
        assert all(isinstance(value, (int, float, np.floating)) for value in frame.numbers.values())
        run.advance()


def test_every_phase_has_a_label_and_a_formula(simulation):
    for phase in simulation.phases(simulation.Params()):
        assert phase.label
        formula = simulation.formula(phase, simulation.Params())
        assert formula.html and formula.says


def test_params_survive_json_and_the_command_line(simulation):
    params = simulation.Params()
    for declared in parameters.parameters(params).values():
        other = other_value(declared)
        changed = parameters.change(params, **{declared.name: other})
        assert parameters.from_json(simulation.Params, parameters.to_json(changed)) == changed
        assert parameters.parse(params, {declared.name: str(other)}) == changed


def other_value(declared):
    """A valid value that is not the default."""
    if declared.scale == "choice":
        return next((word for word in declared.choices if word != declared.default), declared.default)
    if declared.scale == "flag":
        return not declared.default
    if declared.scale == "text":
        return declared.default
    return declared.hi if declared.default != declared.hi else declared.lo


def test_every_value_outside_its_range_is_refused_with_the_range_named(simulation):
    for declared in numeric(simulation):
        for bad in (declared.hi + 1, declared.lo - 1e9, float("nan"), float("inf")):
            with pytest.raises(parameters.ParameterError, match=re.escape(str(declared.range_text()))):
                parameters.change(simulation.Params(), **{declared.name: bad})
    with pytest.raises(parameters.ParameterError, match="no parameter"):
        parameters.change(simulation.Params(), surely_not_there=1)


def test_steps_in_one_call_are_the_steps_one_by_one(simulation):
    run, leaping = Run(simulation, seed=6), Run(simulation, seed=6)
    run.step(40)
    while leaping.state.step < 40 and not leaping.diverged:
        leaping.leap(40 - leaping.state.step)
    assert fingerprint(leaping.state) == fingerprint(run.state)
    for column, values in run.trace.since(0).items():
        found = leaping.trace.since(0)[column]
        # Leaps are not measured at every step.
        there = np.isfinite(found) if column in simulation.measured else slice(None)
        np.testing.assert_array_equal(found[there], values[there])


def test_a_finished_run_only_counts_on(simulation):
    run = Run(simulation)
    run.step(3)
    if not simulation.finished(run.state, run.params):
        return
    before = run.metrics()
    run.step(2)
    after = run.metrics()
    assert {name for name in before if fingerprint(before[name]) != fingerprint(after[name])} <= {"steps"}
    assert simulation.finished(run.state, run.params)


def test_a_log_replays_to_the_same_state(simulation):
    run = Run(simulation, seed=5)
    run.step(2)
    live = [p for p in parameters.parameters(simulation.Params).values()
            if p.when != "restart" and p.scale != "text" and p.used(run.params)][:3]
    for declared in live:
        run.set(declared.name, other_value(declared))
        run.advance()
        if run.diverged:
            return
    run.step(2)
    run.advance()
    twin = Run.from_log(simulation, json.loads(json.dumps(run.log())))
    assert twin.position == run.position
    assert fingerprint(twin.state) == fingerprint(run.state)


def test_the_presets_hold_valid_values(simulation):
    for key, preset in simulation.presets.items():
        assert preset.title, key
        params = parameters.change(simulation.Params(), **preset.values)
        events = read_events(params, [(step, 0, name, value) for step, name, value in preset.events])
        assert all(0 < event.step <= preset.steps for event in events)


def test_the_command_line_gives_the_contract(simulation, name, capsys):
    assert command_line.main(["run", name, "--steps", "2", "--seed", "4", "--json", "-", "--series"]) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert {"simulation", "params", "seed", "steps", "device", "status", "metrics", "series"} <= outcome.keys()
    assert (outcome["simulation"], outcome["seed"], outcome["steps"]) == (name, 4, 2)
    assert outcome["series"]["step"] == [1, 2]
    assert all(len(values) == 2 for values in outcome["series"].values())


def test_every_formula_finds_its_numbers_in_the_frame(simulation):
    run = Run(simulation)
    run.step(2)
    for _ in run.phases:
        run.advance()
        numbers = simulation.formula(run.state.done, run.params).numbers
        wanted = {name for _, name, _, _ in string.Formatter().parse(numbers)}
        pairs = {name[:-2] for name in run.frame().numbers if name.endswith("_1")}    # written as (a, b) by the panel
        assert wanted - {None} <= dataclasses.asdict(run.params).keys() | run.frame().numbers.keys() | pairs
