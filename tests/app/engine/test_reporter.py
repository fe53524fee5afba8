"""Reports are made beside the training: on other processors, and whatever happens to these."""

import os
import sys
import threading
import time

import numpy as np
import pytest

from app.engine.messages import TrainsOn
from app.engine.processors import Processors, cores
from app.engine.reporter import Background, Reporter
from app.engine.worker import PATIENCE, SWITCH, making_ahead, training_first
from sims import background
from sims.compiler.loop import Loop
from sims.gan import minibatches, simulation
from sims.gan.compiled.step import Program
from sims.gan.params import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run


@pytest.fixture
def observer():
    made = []
    observer = Reporter(lambda message: None if isinstance(message, TrainsOn) else made.append(message))
    observer.made = made
    yield observer
    observer.close()


def worked_out(observer):
    """Wait for the report, but not so that it is hurried."""
    end = time.perf_counter() + 5
    while observer.busy and time.perf_counter() < end:
        time.sleep(0.001)
    assert not observer.busy


def test_the_observer_leaves_the_processor_of_who_asks_alone(two_cores, observer):
    observer.begin(lambda: os.sched_getaffinity(0))
    worked_out(observer)
    observer.finish()
    allowed = os.sched_getaffinity(0)
    assert observer.made[0] < allowed and len(observer.made[0]) == len(allowed) - 1


def test_who_waits_for_a_report_lends_it_the_processor(two_cores, observer):
    where = []

    def sketch():
        end = time.perf_counter() + 5
        while os.sched_getaffinity(0) != {here} and time.perf_counter() < end:
            time.sleep(0.001)
        return os.sched_getaffinity(0)
    here, everywhere = Processors().current(), os.sched_getaffinity(0)
    os.sched_setaffinity(0, {here})             # so that it is known where this thread waits
    try:
        observer.begin(lambda: where.append(os.sched_getaffinity(0)))
        worked_out(observer)
        observer.begin(sketch)
        observer.finish()
        observer.begin(lambda: where.append(os.sched_getaffinity(0)))
        worked_out(observer)
    finally:
        os.sched_setaffinity(0, everywhere)
    assert observer.made[1] == {here}
    assert where == 2 * [everywhere - {here}], "the others keep off"


def test_the_next_report_can_be_begun_before_this_one_is_sent():
    going, sent = threading.Event(), []

    def send(message):
        if not isinstance(message, TrainsOn):
            going.wait(30)
            sent.append(message)
    observer = Reporter(send)
    try:
        observer.begin(lambda: "first")
        worked_out(observer)
        observer.begin(lambda: "second")
        assert not sent
        going.set()
        observer.finish()
        assert sent == ["first", "second"] and not observer.busy
    finally:
        going.set()
        observer.close()


def test_processors_that_are_taken_away_do_not_stop_a_report(observer, monkeypatch):
    monkeypatch.setattr(observer._helper._processors, "_all", {10**6})
    observer.begin(lambda: "report")
    observer.finish()
    assert observer.made == ["report"]


def test_the_window_hears_where_it_trains_when_that_has_changed(two_cores, monkeypatch):
    heard = []
    observer = Reporter(heard.append)
    for here in (1, 1, 0):
        monkeypatch.setattr(Processors, "current", lambda self, here=here: here)
        observer.begin(lambda: "report")
        worked_out(observer)
        observer.finish()
    observer.close()
    assert heard == [TrainsOn(1), "report", "report", TrainsOn(0), "report"]


def test_all_threads_of_a_process_keep_off_a_processor_until_they_need_not(two_cores):
    processors, everywhere = Processors(), os.sched_getaffinity(0)
    others = everywhere - {min(everywhere)}

    resting = threading.Event()
    threads = [threading.Thread(target=resting.wait) for _ in range(2)]
    for thread in threads:
        thread.start()

    def allowed():
        return [os.sched_getaffinity(thread.native_id) for thread in (threading.main_thread(), *threads)]
    try:
        processors.keep_process_off(min(everywhere))
        assert allowed() == 3 * [others]
        processors.keep_process_off(None)
        assert allowed() == 3 * [everywhere]
    finally:
        processors.keep_process_off(None)
        resting.set()


def trained():
    """A generator after 300 steps, and the program that trained it."""
    run = Run(GanSimulation(), GanParams(), 3)
    run.simulation.step_programs.patience = 2
    while run.state.step < 300:
        run.leap(40)
    program, = run.simulation.step_programs._made.values()
    return run.state.generator.tolist(), program


def test_training_finds_its_next_minibatches_made_and_has_the_same_bits(observer):
    with_help, program = trained()
    hits = []
    observer.begin(lambda: hits.append(Program.ready.cache_info().hits))     # after all that it was asked for before
    observer.finish()
    program.ready(*program._foreseen)
    assert Program.ready.cache_info().hits == hits[0] + 1, "the block after the last was made ahead"
    observer.close()
    assert background.ahead is None and trained()[0] == with_help


def test_minibatches_that_are_being_made_are_waited_for_and_not_made_twice(observer, monkeypatch):
    made, block = [], minibatches.block

    def slowly(seeds, number, params):
        made.append(number)
        if threading.current_thread() is not threading.main_thread():
            time.sleep(0.3)
        return block(seeds, number, params)
    monkeypatch.setattr(minibatches, "block", slowly)
    trained()
    observer.close()
    assert sorted(made) == sorted(set(made)) and {0, 1} <= set(made)


def test_training_does_not_wait_for_minibatches_that_nobody_has_begun(observer):
    with_help, _program = trained()
    held = threading.Event()
    try:
        observer.begin(lambda: held.wait(30))
        assert trained()[0] == with_help and observer.busy
    finally:
        held.set()
        observer.finish()


def test_without_a_window_a_thread_helps_for_as_long_as_it_trains():
    alone, program = trained()
    assert program._foreseen == ()
    with making_ahead():
        helped, program = trained()
    assert helped == alone
    assert bool(program._foreseen) == (cores() > 1)
    assert background.ahead is None


def test_training_keeps_the_interpreter_for_its_turn_and_has_it_back_at_once(monkeypatch):
    before, within = sys.getswitchinterval(), []

    def watched(loop, *arguments):
        taken = loop_run(loop, *arguments)
        within.append(sys.getswitchinterval())
        return taken
    loop_run = Loop.run
    monkeypatch.setattr(Loop, "run", watched)
    with training_first():
        assert sys.getswitchinterval() == pytest.approx(SWITCH)
        trained()
        with background.free():
            assert sys.getswitchinterval() == pytest.approx(SWITCH)
    assert within == pytest.approx([PATIENCE] * len(within)) and len(within) > 5
    assert sys.getswitchinterval() == before
    trained()
    assert sys.getswitchinterval() == before


# What is followed ----------------------------------------------------------------------------------------------------

@pytest.fixture
def beside():
    beside = Background()
    yield beside
    beside.close()


def followed(monkeypatch, steps=120):
    """A run that measures an exact W1 every fifty steps."""
    monkeypatch.setattr(simulation, "w1_interval", lambda step: 50)
    run = Run(GanSimulation(), GanParams(), 3)
    while run.state.step < steps and run.leap(steps - run.state.step):
        pass
    return run


def test_followed_metrics_are_the_same_wherever_they_are_worked_out(request, monkeypatch):
    wanted = followed(monkeypatch).trace.since(0)
    request.getfixturevalue("beside")
    run = followed(monkeypatch)
    run.settle()
    found = run.trace.since(0)
    assert found.keys() == wanted.keys() and np.isfinite(wanted["w1"]).sum() == 2
    assert all(np.array_equal(found[name], wanted[name], equal_nan=True) for name in wanted)


def test_training_waits_for_nothing_that_is_followed(beside, monkeypatch):
    found = threading.Event()
    monkeypatch.setattr(simulation, "exact_w1", lambda real, fake: found.wait(30) and {"w1": 1.0})
    run = followed(monkeypatch)
    twin = run.branch()
    assert run.state.step == 120 and "w1" not in run.trace.since(0) and "modes" in run.trace.since(0)
    run.trace.take()
    run.seek(70)
    run.set("learning_rate_g", 0.01)        # a change: what came after it is no more
    assert beside.busy and not beside.finished()
    found.set()
    for each, rows in ((run, [49]), (twin, [49, 99])):
        each.settle()
        assert np.flatnonzero(np.isfinite(each.trace.since(0)["w1"])).tolist() == rows
    assert run.trace.take()[0] == 49        # from there on the window hears it anew
    while beside.busy:
        assert beside.finished() or time.sleep(0.001) is None


def test_what_goes_wrong_in_a_report_is_raised_where_it_was_asked_for(observer):
    observer.begin(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        observer.finish()
    assert not observer.busy
