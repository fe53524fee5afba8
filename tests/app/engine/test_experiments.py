"""Experiments in the engine: what they find while it goes on answering, and how they end."""

import time

import pytest

from app.engine import experiments
from app.engine.client import EngineClient
from app.engine.messages import Opening
from sims import registry
from sims.gan.experiments.streams import EXPERIMENTS
from sims.params import ParameterError
from sims.run import Run
from sims.simulation import fingerprint
from tests.app.engine.test_engine import SMALL, WAIT, Ear, look, look_until


@pytest.fixture
def engine(qtbot):
    client = EngineClient()
    client.ear = Ear(client)
    yield client
    client.close()


def asked(engine, qtbot, question, /, **arguments):
    """The answer (value, error) to a question about the group "gan"."""
    got = []
    engine.ask("gan", question, lambda *answer: got.append(answer), **arguments)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT)
    return got[0]


def finished(engine, qtbot):
    """Every row, once no more will come."""
    rows, running = [], True
    while running:
        found, _error = asked(engine, qtbot, "experiment_rows", since=len(rows))
        rows, running = [*rows, *found.rows], found.running
        assert found.done <= found.total
        assert found.failed == ""
    return rows


def the_same(one, other):
    assert fingerprint(one) == fingerprint(other)


def test_rows_are_those_of_the_same_experiment_in_this_process_and_what_cannot_be_is_refused(engine, qtbot):
    engine.open("gan", Opening("gan", ((SMALL, 3),), device="cpu"))
    engine.send("gan", "seek", step=5)
    look_until(engine, qtbot, lambda report: report.runs[0].frame.step == 5 and not report.busy)
    assert asked(engine, qtbot, "experiment_rows", since=0)[0] == experiments.Findings((), 0, 0, False)
    for name, total in (("fresh_critc", 10), ("fresh_critic", 0), ("fresh_critic", 10**9)):
        value, error = asked(engine, qtbot, "begin_experiment", name=name, total=total)
        assert value is None
        assert error.refused
    simulation = registry.get("gan")
    run = Run(simulation, simulation.Params(**SMALL), 3)
    run.seek(5)
    for name, total in (("fresh_critic", 12), ("toward_optimum", 12), ("batch_size", 10)):
        assert asked(engine, qtbot, "begin_experiment", name=name, total=total) == ((5, 3), None)
        rows = finished(engine, qtbot)
        expected = [row for row in EXPERIMENTS[name](run.state, run.params, total) if not isinstance(row, int)]
        assert len(rows) == len(expected) > 4
        for row, wanted in zip(rows, expected):
            the_same(dict(row), dict(wanted))


def test_an_experiment_pauses_the_run_changes_nothing_in_it_and_lets_it_go_on(engine, qtbot):
    engine.open("gan", Opening("gan", ((SMALL, 0),), playing=True, device="cpu"))
    look_until(engine, qtbot, lambda report: report.runs[0].frame.step > 5)
    asked(engine, qtbot, "begin_experiment", name="fresh_critic", total=100_000)
    report = look_until(engine, qtbot, lambda report: not report.playing)
    step = report.runs[0].frame.step
    simulation = registry.get("gan")
    run = Run(simulation, simulation.Params(**SMALL), 0)
    engine.send("gan", "play")
    report = look_until(engine, qtbot, lambda report: report.runs[0].frame.step > step + 20)
    found, _error = asked(engine, qtbot, "experiment_rows", since=0)
    assert found.running
    engine.send("gan", "pause")
    report = look_until(engine, qtbot, lambda report: not report.playing and not report.busy)
    run.seek(report.runs[0].frame.step)
    the_same(report.runs[0].frame, run.frame())


def test_while_an_experiment_runs_the_engine_answers_at_once_and_ends_it_when_asked(engine, qtbot):
    engine.open("gan", Opening("gan", (({}, 0),), device="cpu"))
    look(engine, qtbot)
    asked(engine, qtbot, "begin_experiment", name="fresh_critic", total=1_000_000)
    slowest = 0.0
    for _number in range(20):
        started = time.monotonic()
        asked(engine, qtbot, "experiment_rows", since=0)
        slowest = max(slowest, time.monotonic() - started)
    assert slowest < 2              # a slice, a program made, one measurement; measured .1 to .2 s on an idle machine
    asked(engine, qtbot, "end_experiment")
    before, _error = asked(engine, qtbot, "experiment_rows", since=0)
    assert not before.running
    assert asked(engine, qtbot, "experiment_rows", since=0)[0].done == before.done


def test_an_error_ends_the_experiment_and_says_what_it_was():
    def source():
        yield 1
        yield {"step": 1}
        raise ParameterError("no {name}", name="group")
    found = experiments.Experiment(source(), 3)
    found.work(time.monotonic() + 1)
    assert (found.rows, found.done, found.running) == ([{"step": 1}], 1, False)
    assert "no group" in found.failed
