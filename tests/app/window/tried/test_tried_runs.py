"""What was tried: a run enters when it has been trained, is known again by its log, and keeps its last numbers."""

import csv
import io
import itertools
from dataclasses import replace

import numpy as np
import pytest

from app.engine import groups
from app.engine.messages import Opening
from app.sessions.link import read_link
from app.window.tried import tried_runs
from app.window.tried.tried_runs import TriedRuns, as_csv
from sims.run import Run

ALTERNATING = {"method": "alternating"}


@pytest.fixture
def tried():
    return TriedRuns(clock=itertools.count(1000.0).__next__)


class Lab:
    """A group whose every report is taken."""

    def __init__(self, tried, *runs, simulation="nash"):
        self.tried = tried
        self.group = groups.build(simulation, Opening(simulation, runs), 1)
        self.tell()

    def tell(self):
        self.tried.take(self.group.report())

    def do(self, name, /, **arguments):
        self.group.do(name, **arguments)
        self.tell()

    def train(self, steps):
        for run in self.group.runs:
            run.step(steps)
        self.tell()


def described(tried):
    return [(run.steps, run.log["seed"], run.log["params"]["learning_rate"]) for run in tried.rows]


def test_a_run_is_listed_once_it_is_trained_and_goes_on_as_the_same_row(tried):
    lab = Lab(tried, (ALTERNATING, 0))
    lab.train(5)
    assert tried.rows == []
    lab.train(15)
    lab.train(10)
    (row,) = tried.rows
    assert (row.steps, row.group, row.status) == (30, "nash", "ok") and row.log["position"] == [30, 0]
    trace = lab.group.runs[0].trace.since(0)
    assert row.metrics == {name: column[-1] for name, column in trace.items()}
    assert "alternating" in row.settings


def test_a_restart_is_the_same_run_another_seed_or_setting_is_another_one(tried):
    lab = Lab(tried, (ALTERNATING, 0))
    lab.train(30)
    lab.do("restart")
    lab.train(20)
    assert described(tried) == [(30, 0, 0.1)]
    radius = tried.rows[0].metrics["radius"]
    lab.do("new_seed")
    lab.train(40)
    lab.do("place", values={"learning_rate": 0.2})
    lab.train(12)
    assert described(tried) == [(30, 0, 0.1), (40, 1, 0.1), (12, 1, 0.2)]
    assert tried.rows[0].metrics["radius"] == radius
    lab.do("undo")                                          # it is taken up again where it was
    lab.train(1)
    assert described(tried) == [(30, 0, 0.1), (41, 1, 0.1), (12, 1, 0.2)]


def test_a_change_on_the_way_begins_a_row_and_one_that_is_dragged_does_not_fill_the_table(tried):
    lab = Lab(tried, (ALTERNATING, 0))
    lab.train(50)
    for rate in (0.2, 0.3, 0.4):
        lab.do("set", name="learning_rate", value=rate)
        lab.train(2)
    lab.train(20)
    before, after = tried.rows
    assert (before.steps, after.steps) == (50, 76)
    assert before.log["events"] == [] and [event[3] for event in after.log["events"]] == [0.2, 0.3, 0.4]
    assert "from step 54: " in after.settings
    twin = Run.from_log(lab.group.simulation, after.log)
    assert twin.trace.since(0)["radius"][-1] == after.metrics["radius"]


def test_stepping_back_leaves_a_row_as_it_was_and_a_change_there_is_another_run(tried):
    lab = Lab(tried, (ALTERNATING, 0))
    lab.train(60)
    lab.group.runs[0].seek(20)
    lab.tell()
    assert described(tried) == [(60, 0, 0.1)] and tried.rows[0].log["position"] == [60, 0]
    lab.do("set", name="learning_rate", value=0.5)
    lab.train(15)
    assert [run.steps for run in tried.rows] == [60, 35]


def test_runs_side_by_side_are_a_row_each(tried):
    lab = Lab(tried, (ALTERNATING, 0), ({"method": "extragradient"}, 0))
    lab.train(20)
    assert [run.log["params"]["method"] for run in tried.rows] == ["alternating", "extragradient"]


def test_the_oldest_go_first_but_not_what_is_pinned_or_shown(tried, monkeypatch):
    monkeypatch.setattr(tried_runs, "MOST", 4)
    lab = Lab(tried, (ALTERNATING, 0))
    for seed in range(7):
        lab.do("new_seed", seed=seed)
        lab.train(20)
        if seed == 1:
            tried.rows[-1].pinned = True
    assert [run.log["seed"] for run in tried.rows] == [1, 4, 5, 6]
    other = Lab(tried, simulation="separation")
    assert len(tried.rows) == 4 and other.group.runs
    tried.remove(tried.rows[1:3])
    assert [run.log["seed"] for run in tried.rows] == [1, 6]


def test_numbers_that_are_measured_now_and_then_come_late_and_are_taken(tried):
    lab = Lab(tried, (ALTERNATING, 0))
    lab.train(16)
    report = lab.group.report()
    for known in ([0.9], [0.9, 0.4]):
        measured = {"w1": (np.arange(8, 8 * len(known) + 1, 8), np.array(known))}
        tried.take(replace(report, runs=(replace(report.runs[0], measured=measured),)))
        assert tried.rows[0].metrics["w1"] == known[-1]
    tried.take(replace(report, glance=True))
    assert tried.rows[0].metrics["w1"] == 0.4


def test_the_csv_has_every_number_in_full_and_a_link_that_is_the_run(tried):
    lab = Lab(tried, (ALTERNATING, 0))
    lab.train(20)
    lab.do("set", name="learning_rate", value=0.3)
    lab.train(20)
    rows = list(csv.DictReader(io.StringIO(as_csv(tried.rows))))
    assert [row["steps"] for row in rows] == ["20", "40"]
    for row, run in zip(rows, tried.rows):
        assert float(row["last_radius"]) == run.metrics["radius"] and row["method"] == "alternating"
        (log,) = read_link(row["link"]).logs
        assert log["events"] == [tuple(event) for event in run.log["events"]] and log["position"] == [run.steps, 0]
