"""Reports are worked out beside the training, and so is what the training and the frames can do without for a while."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from app.engine.reporter import Reporter
from app.headless_run import cores, working_ahead
from sims.gan.compiled.step import StepProgram
from sims.gan.data import minibatches
from sims.gan.observation.metric_floors import Floors, floors
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run


@pytest.fixture
def executor():
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def reporter(executor):
    made = []
    reporter = Reporter(made.append, executor)
    reporter.made = made
    return reporter


def worked_out(reporter):
    """Wait for the report, but not until it is sent."""
    end = time.perf_counter() + 5
    while reporter.busy and time.perf_counter() < end:
        time.sleep(0.001)
    assert not reporter.busy


def test_the_next_report_can_be_begun_before_this_one_is_sent(executor):
    going, sent = threading.Event(), []

    def send(message):
        going.wait(30)
        sent.append(message)
    reporter = Reporter(send, executor)
    try:
        reporter.begin(lambda: "first")
        worked_out(reporter)
        reporter.begin(lambda: "second")
        assert not sent
        going.set()
        reporter.finish()
        assert sent == ["first", "second"] and not reporter.busy
    finally:
        going.set()


def test_what_goes_wrong_in_a_report_is_raised_where_it_was_asked_for(reporter):
    reporter.begin(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reporter.finish()
    assert not reporter.busy


# Minibatches made ahead ----------------------------------------------------------------------------------------------

def trained(executor=None):
    """A generator after 300 steps, and the program that trained it."""
    run = Run(GanSimulation(), GanParams(), 3)
    run.simulation.use_executors(ahead=executor)
    run.simulation.step_programs.patience = 2
    while run.state.step < 300:
        run.leap(40)
    program, = run.simulation.step_programs._made.values()
    return run.state.generator.tolist(), program


def test_training_finds_its_next_minibatches_made_and_has_the_same_bits(executor):
    with_help, program = trained(executor)
    executor.submit(int).result()                       # after all that it was asked for before
    hits = StepProgram.ready.cache_info().hits
    program.ready(*program._foreseen)
    assert StepProgram.ready.cache_info().hits == hits + 1, "the block after the last was made ahead"
    assert trained()[0] == with_help


def test_minibatches_that_are_being_made_are_waited_for_and_not_made_twice(executor, monkeypatch):
    made, block = [], minibatches.block

    def slowly(seeds, number, params):
        made.append(number)
        if threading.current_thread() is not threading.main_thread():
            time.sleep(0.3)
        return block(seeds, number, params)
    monkeypatch.setattr(minibatches, "block", slowly)
    trained(executor)
    executor.shutdown()
    assert sorted(made) == sorted(set(made)) and {0, 1} <= set(made)


def test_training_does_not_wait_for_minibatches_that_nobody_has_begun(executor, reporter):
    with_help, _program = trained(executor)
    held = threading.Event()
    try:
        reporter.begin(lambda: held.wait(30))
        assert trained(executor)[0] == with_help and reporter.busy
    finally:
        held.set()
        reporter.finish()


def test_minibatches_that_could_not_be_made_ahead_are_made_where_they_are_wanted_or_the_error_is_raised(
        executor, monkeypatch):
    alone = trained()[0]
    monkeypatch.setattr(StepProgram, "_make_ready", fails(MemoryError()))
    assert trained(executor)[0] == alone
    monkeypatch.setattr(StepProgram, "ready", fails(ArithmeticError()))
    with pytest.raises(ArithmeticError):
        trained(executor)


def test_without_a_window_a_thread_helps_for_as_long_as_it_trains():
    def trained_headless():
        run = Run(GanSimulation(), GanParams(), 3)
        run.simulation.step_programs.patience = 2
        with working_ahead(run.simulation):
            while run.state.step < 300:
                run.leap(40)
        program, = run.simulation.step_programs._made.values()
        return run, program
    alone, program = trained()
    assert program._foreseen == ()
    run, program = trained_headless()
    assert run.state.generator.tolist() == alone
    assert bool(program._foreseen) == (cores() > 1)
    assert run.simulation._ahead is None


# Floors --------------------------------------------------------------------------------------------------------------

def test_floors_of_a_new_target_are_those_of_the_last_one_until_they_are_found(executor):
    kept, targets = Floors(), [GanParams(ring_radius=radius) for radius in (1.11, 1.12, 1.13)]
    first = kept.of(targets[0])
    assert not kept.pending and first == floors(targets[0])
    kept.executor, held = executor, threading.Event()
    executor.submit(held.wait, 30)
    assert all(kept.of(target) == first and kept.pending for target in targets[1:])
    held.set()
    executor.submit(int).result()
    assert kept.of(targets[2]) == floors(targets[2]) != first and not kept.pending
    assert len(kept._found) == 1, "a target that was passed before its turn is not looked for"


def test_floors_that_cannot_be_had_for_lack_of_memory_are_looked_for_again(executor, monkeypatch):
    kept, target = Floors(), GanParams(ring_radius=1.14)
    kept.executor = executor
    with monkeypatch.context() as without:
        without.setattr("sims.gan.observation.metric_floors._floors", fails(ImportError("failed to map segment")))
        for _ in range(4):
            assert kept.of(target) == {} and kept.pending, "nothing is known, and nothing is raised"
            wait(kept._found.values())
    kept.of(target)
    wait(kept._found.values())
    if kept.pending:                    # what was begun without memory is forgotten first
        kept.of(target)
        wait(kept._found.values())
    assert kept.of(target) == floors(target) and not kept.pending


def fails(error):
    def raise_it(*_):
        raise error
    return raise_it
