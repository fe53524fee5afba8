"""Where memory is lacking for a report, the engine says so and goes on. Here it runs in this process."""

import itertools
import threading

import pytest

from app.engine.engine import Engine
from app.engine.many_runs import ManyRuns
from app.engine.memory import PAUSED
from app.engine.messages import Command, Notice, Opening, Report
from sims.gan.simulation import GanSimulation

SMALL = {"batch_size": 32, "hidden_width_g": 12, "hidden_width_d": 12}


class Told:
    """An inbox with what is said beforehand: commands, and None for a turn without one. Then the engine is to end."""

    def __init__(self, *said):
        self.said = list(said)

    def next(self, seconds=None):
        if not self.said:
            return Command("quit")
        told = self.said.pop(0)
        assert told is not None or seconds is not None, "it would wait for ever"
        return told

    def put(self, done):
        pass


class Heard(list):
    send = list.append

    def reports(self):
        return [message for message in self if isinstance(message, Report)]

    def notices(self):
        return [message.template for message in self if isinstance(message, Notice)]


def engine_told(*said):
    heard = Heard()
    engine = Engine(Told(Command("open", "gan", {"opening": Opening("gan", ((SMALL, 3),), device="cpu"), "serial": 1}),
                         Command("look", "gan"), None, *said), heard)
    try:
        engine.loop()
        engine.reporter.finish()
    finally:
        engine.close()
        for executor in (engine.ahead, engine.slow, engine.measures):
            executor.shutdown()
    return heard


@pytest.fixture
def lacking(monkeypatch):
    """lacking(n): from the n-th picture on memory is lacking, for as many as are given."""
    def begin(*which):
        count = itertools.count(1)
        observe = GanSimulation.observe

        def short_of_memory(self, state, params):
            if next(count) in which:
                raise MemoryError
            return observe(self, state, params)
        monkeypatch.setattr(GanSimulation, "observe", short_of_memory)
        monkeypatch.setattr(GanSimulation, "observe_fast", short_of_memory)
    return begin


def test_a_picture_of_a_run_that_stands_is_owed_until_something_is_changed(lacking):
    lacking(1)
    heard = engine_told(Command("set", "gan", {"name": "hidden_width_g", "value": 4}), None)
    assert heard.notices() == [PAUSED]
    assert [report.runs[0].params.hidden_width_g for report in heard.reports()] == [4]


def test_a_run_whose_pictures_lack_memory_pauses_and_goes_on_when_it_is_told(lacking):
    lacking(2, 3)
    playing = [None] * 80
    heard = engine_told(Command("play", "gan"), Command("look", "gan"), *playing,
                        Command("play", "gan"), *playing, Command("pause", "gan"), Command("look", "gan"), None)
    assert heard.notices() == [PAUSED] * 2              # with the moving picture, and as it stands
    first, *_between, last = heard.reports()
    assert (first.runs[0].frame.step, last.playing) == (0, False) and last.runs[0].frame.step > 1


def test_runs_in_threads_all_stand_before_the_lack_of_memory_of_one_is_told(monkeypatch):
    group = ManyRuns("seeds", Opening("gan", tuple((SMALL, seed) for seed in range(8)), device="cpu", many=True),
                     GanSimulation(), "cpu")
    first, stood = threading.Event(), []

    def go_to(_twin, runs, _step):
        if runs[0] is group.runs[0]:
            first.set()
            raise MemoryError
        first.wait(30)
        threading.Event().wait(0.2)
        stood.append(len(runs))
    monkeypatch.setattr("app.engine.many_runs.go_to", go_to)
    monkeypatch.setattr("app.engine.many_runs.cores", lambda: 2)
    with pytest.raises(MemoryError):
        group._leap(10)
    assert sum(stood) == 4
    group._threads.shutdown()
