"""Reports are made beside the training: on other processors, and whatever happens to these."""

import os
import sys

import pytest

from app.observer import Observer, Processors
from sims import background
from sims.gan import batches, fast
from sims.gan.settings import GanParams
from sims.gan.simulation import GanSimulation
from sims.run import Run


@pytest.fixture
def observer():
    made = []
    observer = Observer(made.append)
    observer.made = made
    yield observer
    observer.close()


@pytest.mark.skipif(sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs Linux and two cores")
def test_the_observer_leaves_the_processor_of_who_asks_alone(observer):
    observer.begin(lambda: os.sched_getaffinity(0))
    observer.finish()
    allowed = os.sched_getaffinity(0)
    assert observer.made[0] < allowed and len(observer.made[0]) == len(allowed) - 1


def test_processors_that_are_taken_away_do_not_stop_a_report(observer, monkeypatch):
    monkeypatch.setattr(Processors, "but_for_this", lambda self: {10**6})
    observer.begin(lambda: "report")
    observer.finish()
    assert observer.made == ["report"]


def test_training_finds_its_next_minibatches_made_and_has_the_same_bits(observer):
    def trained() -> list:
        run = Run(GanSimulation(), GanParams(), 3)
        run.simulation.workshop.patience = 2
        while run.state.step < 300:
            run.leap(40)
        return run.state.generator.tolist()
    batches.block.cache_clear()
    with_help = trained()
    observer.begin(lambda: batches.block.cache_info().currsize)     # after all that it was asked for before
    observer.finish()
    block = 300 // batches.BLOCK_STEPS + 1
    hits = batches.block.cache_info().hits
    batches.block((3,), block, fast.without_rates(GanParams()))
    assert batches.block.cache_info().hits == hits + 1, "the block after the last was made ahead"
    observer.close()
    batches.block.cache_clear()
    assert background.ahead is None and trained() == with_help


def test_what_goes_wrong_in_a_report_is_raised_where_it_was_asked_for(observer):
    observer.begin(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        observer.finish()
    assert not observer.busy
